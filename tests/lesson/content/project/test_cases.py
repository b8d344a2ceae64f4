"""What a check is graded by: scenarios that are those of the conformance tests, and a question about every row."""

from __future__ import annotations

from functools import partial

import pytest

from minikafka import Error
from minikafka.engine.broker import Broker
from minikafka.engine.sequence_check import RULES, check
from minikafka.lesson.content.project import DUPLICATE, STORE
from minikafka.lesson.content.project.cases import STEPS, Scenario, cases, scenarios, step_of
from minikafka.lesson.content.project.learners_check import Answer, LearnersCheck, OwnCheck
from tests.conformance.runner import differences, profiles
from tests.conformance.scenarios import Tag, load_scenarios
from tests.conformance.targets import EngineTarget
from tests.lesson.content.project import checks
from tools.scenarios import PACKAGED, packaged

# kafka-rules.md §1.3
ANSWERS: dict[str, Answer] = {
    "1": STORE,
    "2": DUPLICATE,
    "3": Error.INVALID_PRODUCER_EPOCH,
    "4": STORE,
    "5": Error.OUT_OF_ORDER_SEQUENCE_NUMBER,
    "6 since 4.5": Error.OUT_OF_ORDER_SEQUENCE_NUMBER,
    "6": STORE,
    "7": STORE,
    "8": STORE,
    "9": STORE,
    "10": Error.OUT_OF_ORDER_SEQUENCE_NUMBER,
}


def test_every_row_is_asked_about() -> None:
    assert {case.rule for case in cases()} == set(RULES)


@pytest.mark.parametrize(("row", "answer"), ANSWERS.items())
def test_the_right_answer_is_that_of_the_row(row: str, answer: Answer) -> None:
    assert {case.right for case in cases() if case.rule.row == row} == {answer}


def test_no_question_is_asked_twice() -> None:
    questions = [case.question for case in cases()]
    assert len(set(questions)) == len(questions)


def test_the_four_steps_share_out_the_rows_and_the_questions() -> None:
    assert sorted(row for step in STEPS for row in step.rows) == sorted(ANSWERS)
    assert all(any(step_of(case) is step for case in cases()) for step in STEPS)


def test_a_state_without_a_batch_is_left_for_the_last_step() -> None:
    """I03: three rows are asked about one, and a check of the third step would stumble over it."""
    empty = [case for case in cases() if case.question.state and not case.question.state.batches]
    assert {case.rule.row for case in empty} == {"3", "9", "10"}
    assert {step_of(case).number for case in empty} == {4}


# The scenarios


CORE = [scenario for scenario in load_scenarios() if Tag.CORE in scenario.tags]


def failing(learners: LearnersCheck) -> set[str]:
    """The ids of the core scenarios in which the conformance runner finds a difference."""
    target = EngineTarget("a learner's broker", partial(Broker, decide=OwnCheck(learners)))
    return {
        scenario.id
        for scenario in CORE
        for profile in profiles(target, scenario)
        if any(differences(target, scenario, profile))
    }


def test_the_packages_file_is_in_step_with_the_conformance_tests() -> None:
    assert PACKAGED.read_text(encoding="utf-8") == packaged(), "run: python -m tools.scenarios"


def test_every_core_scenario_is_there_in_its_order() -> None:
    assert [scenario.id for scenario in scenarios() if scenario.is_core] == [scenario.id for scenario in CORE]
    assert len(CORE) == 70


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda scenario: scenario.id)
def test_kafkas_own_check_passes(scenario: Scenario) -> None:
    assert scenario.passes(check)


def test_the_solution_passes_every_core_scenario_of_the_conformance_tests() -> None:
    assert failing(checks.solution) == set()


@pytest.mark.parametrize("mistake", [checks.stores_everything, checks.forgets_the_wrap, checks.starts_anywhere])
def test_the_package_finds_the_failures_that_the_conformance_tests_find(mistake: LearnersCheck) -> None:
    found = {scenario.id for scenario in scenarios() if scenario.is_core and not scenario.passes(OwnCheck(mistake))}
    assert found == failing(mistake)
    assert found
