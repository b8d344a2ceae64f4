"""The runner finds a wrong answer, whatever is wrong in it, and says so in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest

from minikafka.engine.errors import Error
from tests.conformance.examples import read_scenario
from tests.conformance.runner import differences, profiles
from tests.conformance.scenarios import Scenario
from tests.conformance.steps import Answer, Appended, Described, Initialised, Need, ProducerRow
from tests.conformance.targets import ENGINE, Perform


class Recital:
    """A target that gives the answers it was handed, one entry for each step."""

    name = "a recital"
    profiles = frozenset({"kafka-2.5"})
    expresses = frozenset({Need.PRODUCE})

    def __init__(self, answers: Sequence[Sequence[Answer]], cannot_see: frozenset[str] = frozenset()) -> None:
        self._answers = answers
        self.cannot_see = cannot_see

    @contextmanager
    def new_topic(self, _scenario: Scenario, _profile: str) -> Iterator[Perform]:
        answers = iter(self._answers)
        yield lambda _step: next(answers)


def found(scenario: Scenario, *answers: Sequence[Answer], cannot_see: frozenset[str] = frozenset()) -> list[str]:
    sentences = differences(Recital(answers, cannot_see), scenario, "kafka-2.5")
    return [sentence.removeprefix("T01 (kafka-2.5), ") for sentence in sentences]


RETRY = read_scenario("{do: produce, seq: 0, expect: {error: NONE, base_offset: 4, duplicate: true, leo: 5}}")
RIGHT = Appended(error=Error.NONE, base_offset=4, duplicate=True, leo=5, log_append_time=1, log_start_offset=0)

INIT_THREE_TIMES = read_scenario(
    "{do: init, transactional_id: a, expect: {error: NONE, epoch: 0}},"
    "{do: init, transactional_id: a, expect: {error: NONE, epoch: 1, same_pid_as: 0}},"
    "{do: init, transactional_id: b, expect: {error: NONE, epoch: 0, distinct_pid_from: [0, 1]}}"
)


def test_the_right_answer_leaves_nothing_to_say() -> None:
    assert found(RETRY, [RIGHT]) == []


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (replace(RIGHT, error=Error.UNKNOWN_PRODUCER_ID), "error is UNKNOWN_PRODUCER_ID, expected NONE"),
        (replace(RIGHT, base_offset=5), "base_offset is 5, expected 4"),
        (replace(RIGHT, duplicate=False), "duplicate is False, expected True"),
        (replace(RIGHT, leo=None), "leo is None, expected 5"),
    ],
)
def test_a_wrong_field_is_named(answer: Appended, sentence: str) -> None:
    assert found(RETRY, [answer]) == [f"step 0, produce seq 0: {sentence}"]


def test_every_wrong_field_is_named() -> None:
    answer = Appended(error=Error.OUT_OF_ORDER_SEQUENCE_NUMBER, base_offset=-1, duplicate=False, leo=4)
    assert len(found(RETRY, [answer])) == 4


def test_the_scenario_and_the_generation_are_named() -> None:
    (sentence,) = differences(Recital([[replace(RIGHT, leo=6)]]), RETRY, "kafka-2.5")
    assert sentence == "T01 (kafka-2.5), step 0, produce seq 0: leo is 6, expected 5"


def test_the_step_is_counted_from_zero_as_in_the_file() -> None:
    scenario = read_scenario("{do: expire}, {do: produce, seq: 3, count: 2, expect: {leo: 2}}")
    answer = Appended(duplicate=False, leo=3)
    assert found(scenario, [], [answer]) == ["step 1, produce seq 3, count 2: leo is 3, expected 2"]


def test_what_a_target_cannot_see_is_not_compared() -> None:
    unseen = replace(RIGHT, duplicate=None)
    assert found(RETRY, [unseen], cannot_see=frozenset({"duplicate"})) == []
    assert found(RETRY, [replace(unseen, leo=6)], cannot_see=frozenset({"duplicate"})) != []


@pytest.mark.parametrize("answers", [[], [RIGHT, RIGHT]])
def test_a_missing_and_an_additional_answer_are_differences(answers: list[Appended]) -> None:
    assert found(RETRY, answers)[-1] == f"step 0, produce seq 0: {len(answers)} answers, expected 1"


def test_an_answer_where_none_is_expected_is_a_difference() -> None:
    assert found(read_scenario("{do: expire}"), [RIGHT]) == ["step 0, expire: 1 answers, expected 0"]


def test_each_batch_of_a_request_is_compared() -> None:
    scenario = read_scenario("{do: produce_many, parts: [{seq: 0, expect: {leo: 5}}, {seq: 0, expect: {leo: 6}}]}")
    answer = Appended(duplicate=False, leo=5)
    assert found(scenario, [answer, answer]) == ["step 0, produce_many: leo is 5, expected 6"]


def test_producers_are_compared_as_a_set() -> None:
    row = ProducerRow(pid=1, epoch=0, last_seq=2, coordinator_epoch=-1, txn_start=-1)
    other = replace(row, pid=2)
    written = "{{pid: {}, epoch: 0, last_seq: 2, coordinator_epoch: -1, txn_start: -1}}".format
    scenario = read_scenario(f"{{do: describe, expect: {{producers: [{written(1)}, {written(2)}]}}}}")
    assert found(scenario, [Described(producers=frozenset([other, row]))]) == []
    (sentence,) = found(scenario, [Described(producers=frozenset([row]))])
    assert sentence == f"step 0, describe: producers is {row}, expected {row}, {other}"


@pytest.mark.parametrize(
    ("pids", "sentence"),
    [
        ((7, 7, 8), None),
        ((7, 9, 8), "step 1, init transactional_id a: pid is 9, expected 7 as in step 0"),
        ((7, 7, 7), "step 2, init transactional_id b: pid is 7, expected another than in step 0"),
    ],
)
def test_a_producer_id_is_compared_with_earlier_ones(pids: tuple[int, int, int], sentence: str | None) -> None:
    answers = [
        [Initialised(error=Error.NONE, pid=pid, epoch=epoch)] for pid, epoch in zip(pids, (0, 1, 0), strict=True)
    ]
    assert next(iter(found(INIT_THREE_TIMES, *answers)), None) == sentence


def test_a_target_runs_a_scenario_in_the_generations_that_both_know() -> None:
    assert profiles(Recital([]), RETRY) == ("kafka-2.5",)
    assert profiles(ENGINE, RETRY) == ("kafka-2.5", "kafka-4.5")


def test_a_target_does_not_run_what_it_cannot_express() -> None:
    assert profiles(Recital([]), read_scenario("{do: produce, seq: 0, txn: true}")) == ()
