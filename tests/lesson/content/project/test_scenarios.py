"""The scenarios that the package carries are those of the conformance tests, and can fail."""

from __future__ import annotations

from functools import partial

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.sequence_check import check
from minikafka.lesson.content.project.arrival import LearnersCheck
from minikafka.lesson.content.project.own_broker import OwnCheck
from minikafka.lesson.content.project.scenarios import Scenario, scenarios
from tests.conformance.runner import differences, profiles
from tests.conformance.scenarios import Tag, load_scenarios
from tests.conformance.targets import EngineTarget
from tests.lesson.content.project import checks
from tools.scenarios import PACKAGED, packaged

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
