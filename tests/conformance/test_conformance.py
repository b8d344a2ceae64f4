"""Every scenario that a target can run, in every broker generation that the scenario is about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conformance.all_targets import TARGETS
from tests.conformance.runner import differences, profiles
from tests.conformance.scenarios import Scenario, Tag, load_scenarios
from tests.conformance.summary import RUN
from tests.conformance.targets import Target

RUNS = [
    pytest.param(target, scenario, profile, id=f"{target.name}-{scenario.id}-{scenario.name}-{profile}")
    for target in TARGETS
    for scenario in load_scenarios()
    for profile in profiles(target, scenario)
]


@pytest.mark.parametrize(("target", "scenario", "profile"), RUNS)
def test_scenario(
    target: Target, scenario: Scenario, profile: str, record_property: Callable[[str, object], None]
) -> None:
    record_property(RUN, (target.name, scenario.id))
    wrong = list(differences(target, scenario, profile))
    assert not wrong, "\n".join(wrong)


def test_every_scenario_runs_on_some_target_in_all_its_generations() -> None:
    """No tag, need or generation makes one disappear."""
    runs = {
        (scenario.id, profile)
        for target in TARGETS
        for scenario in load_scenarios()
        for profile in profiles(target, scenario)
    }
    assert runs == {(scenario.id, profile) for scenario in load_scenarios() for profile in scenario.profiles}
    assert len({scenario for scenario, _ in runs}) == 102


@pytest.mark.parametrize("tag", [Tag.CORE, Tag.INIT])
def test_every_target_runs_all_of_the_sequence_check(tag: Tag) -> None:
    left_out = [
        (target.name, scenario.id)
        for target in TARGETS
        for scenario in load_scenarios()
        if tag in scenario.tags and not profiles(target, scenario)
    ]
    assert not left_out
