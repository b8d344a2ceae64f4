"""The sentences: there is one for each stage, and none says what did not happen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from minikafka import Broker, Producer
from minikafka.engine.trace import Stage, StepKind
from minikafka.lesson.views.narration import narrate
from minikafka.lesson.views.steps import steps_at
from tests.lesson import runs
from tests.lesson.runs import Traced, every_trace, send


def sentences(run: Traced) -> list[str]:
    return [narrate(run.trace, position).sentence for position in range(len(run.trace))]


# The page's run, word for word where the words are the lesson


def test_the_page_is_told_stage_by_stage() -> None:
    trace = runs.page().trace
    told = [narrate(trace, position) for position in range(len(trace))]
    assert [(story.place, story.stage) for story in told] == [
        ("Start", "Start Producer"),
        ("Step 1, stage 1 of 7", "Send Message"),
        ("Step 1, stage 2 of 7", "Assign Sequence Number"),
        ("Step 1, stage 3 of 7", "Broker Receives"),
        ("Step 1, stage 4 of 7", "Check Sequence Number"),
        ("Step 1, stage 5 of 7", "Store"),
        ("Step 1, stage 6 of 7", "Producer Receives Ack"),
        ("Step 1, stage 7 of 7", "Continue Sending"),
        ("Step 2, stage 1 of 7", "Send Message"),
        ("Step 2, stage 2 of 7", "Assign Sequence Number"),
        ("Step 2, stage 3 of 7", "Broker Receives"),
        ("Step 2, stage 4 of 7", "Check Sequence Number"),
        ("Step 2, stage 5 of 7", "Ignore"),
        ("Step 2, stage 6 of 7", "Producer Receives Ack"),
        ("Step 2, stage 7 of 7", "Continue Sending"),
        ("Step 3, stage 1 of 1", "Flush"),
    ]


def test_a_line_has_the_place_the_stage_and_the_sentence() -> None:
    told = narrate(runs.page().trace, 0)
    assert str(told) == f"Start · Start Producer. {told.sentence}"


def test_the_end_is_told_by_default() -> None:
    trace = runs.page().trace
    assert narrate(trace) == narrate(trace, -1) == narrate(trace, len(trace) - 1)


@pytest.mark.parametrize("position", [16, -17])
def test_a_position_outside_the_run_is_refused(position: int) -> None:
    with pytest.raises(IndexError, match=f"position {position} is outside this run"):
        narrate(runs.page().trace, position)


@pytest.mark.parametrize("first", [0, 1, 2147483647])
def test_the_start_names_the_first_number(first: int) -> None:
    (start,) = sentences(Producer(Broker(), first_sequence=first))
    assert f"The first sequence number will be {first}." in start


def test_the_start_without_idempotence_names_no_number() -> None:
    (start,) = sentences(Producer(Broker(), enable_idempotence=False))
    assert "no producer id" in start
    assert not re.search(r"\d", start)


def test_every_stage_has_a_sentence_in_some_run() -> None:
    told = {event.stage for make in runs.RUNS for event in make().trace}
    assert told == set(Stage)


@every_trace
def test_sentences_are_sentences(make: Callable[[], Traced]) -> None:
    for sentence in sentences(make()):
        assert re.fullmatch(r"[“A-Zf].*[.?]", sentence), sentence  # “message1” and flush() may stand first
        assert not re.search(r"None|(?<!\w)-1\b|  |\.\.", sentence), sentence


def test_nobody_is_told_that_an_epoch_that_ran_out_was_counted_up() -> None:
    producer = runs.no_epoch_left()
    (told,) = claimed(producer, StepKind.BUMP_EPOCH)
    assert "new producer id" in told
    assert "epoch 0" not in told


def claimed(producer: Producer, kind: StepKind) -> list[str]:
    """What is said in the steps of one kind."""
    return [narrate(producer.trace, index).sentence for index, event in enumerate(producer.trace) if event.kind is kind]


# Sentences for one situation


def test_the_retry_after_a_new_epoch_says_that_its_number_changed() -> None:
    told = claimed(runs.newer_generation(), StepKind.RETRY)[1]
    assert told == "In the new epoch the batch has sequence 0."


def test_a_number_is_promised_for_its_epoch_only() -> None:
    assert "keeps it for every retry in this epoch" in sentences(runs.newer_generation())[2]


def test_a_refusal_that_no_retry_can_mend_is_told_as_a_failure() -> None:
    ack = claimed(runs.fenced(), StepKind.SEND)[-1]
    assert "INVALID_PRODUCER_EPOCH" in ack
    assert "has failed" in ack
    assert "missing" not in ack


def test_without_idempotence_a_message_waits_without_talk_of_numbers() -> None:
    (told,) = claimed(runs.waiting_without_idempotence(), StepKind.WAIT)
    assert "“b” waits" in told
    assert "sequence" not in told
    assert "remembers" not in told


def test_one_place_in_flight_is_not_told_as_five() -> None:
    (told,) = claimed(runs.expired_in_the_queue(), StepKind.WAIT)
    assert "in flight" not in told


def test_without_acks_none_is_told_of() -> None:
    told = " ".join(sentences(runs.no_acks()))
    assert "confirmed" not in told
    assert "asks for no acks" in told


def test_a_lost_refusal_is_not_called_an_ack() -> None:
    (told,) = (
        sentence
        for sentence, event in zip(sentences(runs.error_lost()), runs.error_lost().trace, strict=True)
        if event.stage is Stage.ACK_LOST
    )
    assert "ack" not in told


def test_a_copy_that_comes_after_all_is_settled_asks_for_nothing() -> None:
    ack = claimed(runs.old_epoch(), StepKind.COPY)[-1]
    assert "INVALID_PRODUCER_EPOCH" in ack
    assert "so nothing follows" in ack


def test_a_late_copy_is_not_told_as_the_reason_for_a_new_epoch() -> None:
    producer = runs.given_up(delayed=True)
    runs.store_for_another(producer, 1, "x", "y")
    send(producer, "c")  # refused: 0 alone is no batch that is remembered; behind it comes the late copy of b
    kinds = [step.kind for step in steps_at(producer.trace)][6:]
    assert kinds == [StepKind.SEND, StepKind.COPY, StepKind.BUMP_EPOCH, StepKind.RETRY]
    refusal, copy = claimed(producer, StepKind.SEND)[-1], claimed(producer, StepKind.COPY)[-1]
    assert "will send it again" in refusal
    assert "will send it again" in copy
    assert "missing" not in copy


def test_what_somebody_typed_is_told_in_one_line() -> None:
    producer = Producer(Broker())
    send(producer, "first\nsecond\u202e")
    assert r"“first\nsecond\u202e”" in sentences(producer)[1]
