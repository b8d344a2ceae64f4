"""A translation of the views: every word of theirs is in one module, and no code looks into one.

What was sent stays as it is, and so do the terms of Kafka and of the lesson: stages, variables, errors, and the
engine's own reason why a send has failed. Letters beside these are a word that a translator would not have found.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import pytest

from minikafka import Trace
from minikafka.engine.errors import Error
from minikafka.engine.trace import Stage
from minikafka.lesson.views import view_words
from minikafka.lesson.views.flow_chart import flow_chart
from minikafka.lesson.views.narration import conclusion, transcript
from minikafka.lesson.views.playback import Playback
from minikafka.lesson.views.run_tables import VARIABLES, process_table, status_tracker
from minikafka.lesson.views.steps import cell_tones, steps_at, verdict
from minikafka.lesson.views.time_diagram import TimeDiagram
from tests.lesson import runs
from tests.lesson.made_up_language import english_in, in_brackets

MAKERS = [make for _, make in inspect.getmembers(runs, inspect.isfunction) if not inspect.signature(make).parameters]
RUNS = [make for make in MAKERS if make is not runs.two_brokers]  # which have no trace
TERMS = {*(stage.value for stage in Stage), *(error.name for error in Error), *VARIABLES, "True", "False"}


@pytest.fixture
def _made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, words in vars(view_words).items():
        if name.isupper():
            monkeypatch.setattr(view_words, name, in_brackets(words))


def known(trace: Trace) -> re.Pattern[str]:
    """What is no word of a view: what was sent, where, and why it failed."""
    sent = [event.delivery for event in trace if event.delivery]
    values = {(record.value or b"").decode() for batch in sent for record in batch.records}
    places = {word for batch in sent for word in (f"{batch.topic}-{batch.partition}", batch.topic)}
    reasons = {text for batch in sent if batch.failure for text in (str(batch.failure), batch.failure.reason)}
    longest_first = sorted(map(re.escape, (TERMS | values | places | reasons) - {""}), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)")


def shown(trace: Trace) -> Iterator[str]:
    """Everything that is read from a run."""
    for table in (process_table(trace), status_tracker(trace)):
        yield " ".join(map(str, table.columns))
        yield " ".join(str(cell) for name in table.columns for cell in table[name])
    yield str(transcript(trace))
    yield repr(flow_chart(trace))
    diagram = TimeDiagram(trace)
    yield diagram.alternative
    yield from re.findall(r">([^<>]+)</(?:text|title)>", diagram.svg)
    yield from (str(conclusion(trace, step) or "") for step in steps_at(trace))
    for event in Playback(trace).since()["events"]:
        yield " ".join(str(cell) for name, cell in event.get("row", {}).items() if name not in {"verdict", "tones"})


@pytest.mark.usefixtures("_made_up")
@pytest.mark.parametrize("make", RUNS)
def test_a_run_is_shown_in_the_other_language(make: object) -> None:
    trace = make().trace  # type: ignore[operator]
    left = {english_in(known(trace).sub("", text)) for text in shown(trace)}
    assert left <= {""}


@pytest.mark.parametrize("make", RUNS)
def test_it_is_judged_as_before(make: object, monkeypatch: pytest.MonkeyPatch) -> None:
    trace = make().trace  # type: ignore[operator]
    before = [(verdict(trace, step), cell_tones(trace, step)) for step in steps_at(trace)[1:]]
    for name, words in vars(view_words).items():
        if name.isupper():
            monkeypatch.setattr(view_words, name, in_brackets(words))
    assert [(verdict(trace, step), cell_tones(trace, step)) for step in steps_at(trace)[1:]] == before
