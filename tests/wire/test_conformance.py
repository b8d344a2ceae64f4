"""Through TCP every field is answered as by call; that the answers are right, ``tests/conformance`` asks."""

from __future__ import annotations

import pytest

from tests.conformance.runner import profiles
from tests.conformance.scenarios import Scenario, Tag, load_scenarios
from tests.conformance.steps import Need
from tests.conformance.targets import ENGINE
from tests.wire.wire_target import WIRE

RUNS_OF_BOTH = [
    (scenario, profile)
    for scenario in load_scenarios()
    for profile in profiles(WIRE, scenario)
    if Need.ACKS_ZERO not in scenario.needs
]


def name(value: Scenario | str) -> str:
    return f"{value.id}-{value.name}" if isinstance(value, Scenario) else value


@pytest.mark.parametrize(("scenario", "profile"), RUNS_OF_BOTH, ids=name)
def test_every_field_is_answered_as_the_engine_answers_it(scenario: Scenario, profile: str) -> None:
    with ENGINE.new_topic(scenario, profile) as by_call, WIRE.new_topic(scenario, profile) as over_tcp:
        for step in scenario.steps:
            assert list(over_tcp(step)) == list(by_call(step)), step.written


def test_no_scenario_is_left_out_that_the_engine_runs_or_that_is_about_the_wire() -> None:
    left_out = [
        scenario.id
        for scenario in load_scenarios()
        if not profiles(WIRE, scenario) and (profiles(ENGINE, scenario) or Tag.WIRE in scenario.tags)
    ]
    assert not left_out
