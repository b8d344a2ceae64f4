"""The line at the end accounts for every scenario of a tag."""

from __future__ import annotations

import pytest

from minikafka.engine.sequence_check import Generation
from tests.conformance.examples import read_scenario
from tests.conformance.summary import summary
from tests.conformance.targets import ENGINE, EngineTarget

PLAIN = read_scenario("{do: produce, seq: 0}")
DAMAGED = read_scenario("{do: restart, mode: clean, damage_newest_snapshot: true}, {do: roll}")


@pytest.mark.parametrize(
    ("passed", "count"),
    [
        ({"T01": True}, "core 1 of 1"),
        ({"T01": False}, "core 0 of 1 (failed 1)"),
        ({}, "core 0 of 1 (not selected 1)"),
    ],
)
def test_a_scenario_passed_failed_or_was_not_selected(passed: dict[str, bool], count: str) -> None:
    line = summary(ENGINE, [PLAIN], passed)
    assert (
        line == f"conformance on the engine: {count}, init 0 of 0, state 0 of 0, txn 0 of 0, repl 0 of 0, wire 0 of 0"
    )


def test_what_the_target_lacks_is_named() -> None:
    assert "core 0 of 2 (needs: damaged snapshot 2, roll 2)" in summary(ENGINE, [DAMAGED, DAMAGED], {})


def test_a_scenario_with_two_tags_counts_under_both() -> None:
    both = read_scenario("{do: produce, seq: 0}", header="tags: [state, txn]")
    assert "state 1 of 1, txn 1 of 1" in summary(ENGINE, [both], {"T01": True})


def test_a_scenario_of_another_generation_is_named() -> None:
    class ReleasedBroker(EngineTarget):
        profiles = frozenset({Generation.KAFKA_2_5})

    new = read_scenario("{do: produce, seq: 0}", header="tags: [core], profiles: [kafka-4.5]")
    assert "core 0 of 1 (other generation 1)" in summary(ReleasedBroker(), [new], {})
