"""The transcript: the whole run in sentences, and nothing besides."""

from __future__ import annotations

from collections.abc import Callable

from minikafka import Broker, Producer
from minikafka.lesson import transcript
from minikafka.lesson.views.narration import narrate
from tests.lesson import runs
from tests.lesson.runs import Traced, every_trace, send


def test_the_page_is_told_step_by_step() -> None:
    headings = [line for line in transcript(runs.page().trace).splitlines() if not line.startswith("  ")]
    assert headings == ["Start", "Step 1: Send message1", "Step 2: Retry send message1", "Step 3: Flush producer"]


def test_it_tells_how_the_retry_was_recognised() -> None:
    told = transcript(runs.page().trace)
    stored, recognised = told.index("  Store. "), told.index("  Ignore. ")
    assert 0 < stored < recognised
    assert told.count("  Store. ") == told.count("  Ignore. ") == 1
    assert told.endswith("all messages are confirmed.")


@every_trace
def test_it_has_each_sentence_once_and_in_order(make: Callable[[], Traced]) -> None:
    trace = make().trace
    told = [line[2:] for line in transcript(trace).splitlines() if line.startswith("  ")]
    stories = [narrate(trace, position) for position in range(len(trace))]
    assert told == [f"{story.stage}. {story.sentence}" for story in stories]


def test_a_notebook_shows_the_text_as_it_is() -> None:
    told = transcript(runs.page().trace)
    assert isinstance(told, str)
    assert repr(told) == told == str(told)


def test_a_message_of_several_lines_stays_in_its_line() -> None:
    plain, broken = Producer(Broker()), Producer(Broker())
    send(plain, "one two")
    send(broken, "one\ntwo\r\n\u2028three")
    assert len(transcript(broken.trace).splitlines()) == len(transcript(plain.trace).splitlines()) == 10
