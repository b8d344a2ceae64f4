"""What is done to a broker, as the tables, the sentences and the panel tell it."""

from __future__ import annotations

from typing import Any

import pytest

from minikafka import Broker, Producer, Trace
from minikafka.engine.trace import Stage, StepKind
from minikafka.lesson import process_table
from minikafka.lesson.views.narration import narrate
from minikafka.lesson.views.playback import Playback
from minikafka.lesson.views.steps import leader_at
from minikafka.lesson.views.words import duration_text
from tests.lesson import runs
from tests.lesson.runs import send
from tests.lesson.widgets.pressed import merged

FIVE = [0, 1, 2, 3, 4]
FORGOTTEN = "Of this producer it remembers 1 of 5: an older batch is not recognised any more."


def rows(trace: Trace, position: int | None = None) -> list[tuple[str, ...]]:
    """Action, broker action and output of each step that is about a broker."""
    table = process_table(trace, position)
    cells = zip(table["Action"], table["Broker Action"], table["Producer Output"], strict=True)
    return [row for row in cells if row[0].startswith(("Restart", "Change", "Let"))]


def window(trace: Trace, position: int) -> list[int]:
    """The batches that the panel shows as remembered, each by its last sequence."""
    state = told(trace)[position]["variables"]["state"]
    return [last for _, last, _ in state["batches"]] if state else []


def told(trace: Trace) -> list[dict[str, Any]]:
    """Each event, whole, as the browser has it."""
    events: list[dict[str, Any]] = []
    for change in Playback(trace).since()["events"]:
        events.append(merged(events[-1] if events else {}, change))
    return events


def positions(trace: Trace, stage: Stage) -> list[int]:
    return [position for position, event in enumerate(trace) if event.stage is stage]


def test_a_crash_makes_one_of_five_and_a_day_makes_none() -> None:
    """K02, J01."""
    assert rows(runs.restarted().trace) == [
        ("Restart broker (crash)", "Remembered 5 batches, now 1", "-"),
        ("Let 1 day pass", "Remembered 1 batch, now none", "-"),
    ]


def test_a_follower_that_leads_remembers_more_than_the_one_that_restarted() -> None:
    """K12 after K01."""
    assert rows(runs.another_leader().trace) == [
        ("Restart broker 0 (clean)", "Remembered 5 batches, now 1", "-"),
        ("Change leader to broker 1", "Remembered 1 batch, now 5", "-"),
    ]


def test_what_is_not_known_yet_is_not_told() -> None:
    trace = runs.restarted().trace
    (stop,) = positions(trace, Stage.BROKER_STOPS)
    assert rows(trace, stop) == [("Restart broker (crash)", "…", "-")]


def test_what_stays_and_what_was_never_there() -> None:
    producer = Producer(Broker())
    producer.operations.restart()
    send(producer, "a")
    producer.operations.restart()
    assert [row[1] for row in rows(producer.trace)] == ["-", "Still remembers 1 batch"]


def test_the_panel_shows_the_window_before_and_after() -> None:
    trace = runs.restarted().trace
    (stop,), (start,) = positions(trace, Stage.BROKER_STOPS), positions(trace, Stage.BROKER_STARTS)
    assert [window(trace, at) for at in (stop - 1, stop, start, start + 1)] == [FIVE, FIVE, [4], [4]]


def test_the_panel_says_who_leads() -> None:
    trace = runs.another_leader().trace
    assert (told(trace)[0]["leader"], told(trace)[-1]["leader"]) == (0, 1)


def test_the_leader_at_each_stage_of_a_restart() -> None:
    trace = runs.another_leader().trace
    steps = [position for position, event in enumerate(trace) if event.kind is StepKind.RESTART]
    assert [leader_at(trace, position) for position in steps] == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage.BROKER_STOPS, "is killed"),
        (Stage.BROKER_STARTS, "Of this producer it remembers 1 of 5"),
        (Stage.TIME_PASSES, "goes on by 1 day"),
        (Stage.PRODUCERS_EXPIRE, "whose last batch is 1 day old. This one is forgotten"),
    ],
)
def test_the_sentences_of_one_broker(stage: Stage, words: str) -> None:
    trace = runs.restarted().trace
    (position,) = positions(trace, stage)
    assert words in narrate(trace, position).sentence


def test_the_sentences_of_two_brokers() -> None:
    trace = runs.another_leader().trace
    told = [narrate(trace, position).sentence for position in positions(trace, Stage.NEW_LEADER)]
    assert [sentence.partition(" now. ") for sentence in told] == [
        ("Broker 1 leads the partition", " now. ", "Of this producer it remembers 5 batches."),
        ("Broker 0 leads the partition", " now. ", FORGOTTEN),
        ("Broker 1 leads the partition", " now. ", "Of this producer it remembers 5 batches."),
    ]


def test_time_that_is_too_short_takes_nothing() -> None:
    producer = Producer(Broker())
    producer.operations.let_time_pass(1)
    send(producer, "a")
    producer.operations.let_time_pass(3_600_000)
    told = [
        narrate(producer.trace, position).sentence for position in positions(producer.trace, Stage.PRODUCERS_EXPIRE)
    ]
    assert told[0].endswith("It remembers none.")
    assert told[1].endswith("This one is younger, and stays.")


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0 ms"),
        (1, "1 ms"),
        (1500, "1500 ms"),
        (30_000, "30 seconds"),
        (60_000, "1 minute"),
        (172_800_000, "2 days"),
    ],
)
def test_durations(ms: int, text: str) -> None:
    assert duration_text(ms) == text
