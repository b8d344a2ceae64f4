"""The file is read completely: nothing of it is dropped, guessed or let through unknown."""

from __future__ import annotations

from collections import Counter

import pytest
import yaml

from minikafka.engine.errors import Error
from minikafka.engine.sequence_check import Generation
from tests.conformance.examples import read_scenario
from tests.conformance.scenarios import SCENARIOS, Tag, load_scenarios
from tests.conformance.steps import Appended, Need, Produce


def test_all_102_scenarios_are_read() -> None:
    ids = {scenario.id for scenario in load_scenarios()}
    names = {scenario.name for scenario in load_scenarios()}
    assert len(load_scenarios()) == len(ids) == len(names) == 102


def test_every_tag_has_as_many_scenarios_as_the_file_says() -> None:
    lines = [line for line in SCENARIOS.read_text(encoding="utf-8").splitlines() if line.startswith("  tags: ")]
    written = Counter(tag for line in lines for tag in line.removeprefix("  tags: [").removesuffix("]").split(", "))
    assert Counter(tag for scenario in load_scenarios() for tag in scenario.tags) == written


def test_profiles_are_the_generations_of_the_engine() -> None:
    document = yaml.safe_load(SCENARIOS.read_text(encoding="utf-8"))
    assert set(document["profiles"]) == set(Generation)


def test_error_names_have_the_codes_of_the_file() -> None:
    document = yaml.safe_load(SCENARIOS.read_text(encoding="utf-8"))
    assert {name: Error[name].value for name in document["errors"]} == document["errors"]


def test_what_a_step_leaves_out_comes_from_the_defaults() -> None:
    scenario = read_scenario("{do: produce, seq: 7, expect: {error: NONE, leo: 1}}")
    assert scenario.profiles == ("kafka-2.5", "kafka-4.5")
    assert scenario.clock_start_ms == 1_700_000_000_000
    assert scenario.steps == (
        Produce(
            written="produce seq 7",
            expected=(Appended(error=Error.NONE, duplicate=False, leo=1),),
            pid=1000,
            epoch=0,
            seq=7,
            count=1,
            partition=0,
            ts=None,
            acks=-1,
            txn=False,
            control=False,
        ),
    )


@pytest.mark.parametrize(
    ("step", "message"),
    [
        pytest.param("{do: produce, seq: 0, sequence: 0}", "sequence", id="field"),
        pytest.param("{do: produce, seq: 0, expect: {offset: 0}}", "offset", id="expectation"),
        pytest.param("{do: produce, seq: 0, expect: {error: NOT_AN_ERROR}}", "NOT_AN_ERROR", id="error"),
        pytest.param("{do: explode}", "explode", id="step"),
        pytest.param("{do: advance}", "ms", id="missing field"),
    ],
)
def test_a_word_that_the_format_does_not_have_is_refused(step: str, message: str) -> None:
    with pytest.raises((TypeError, KeyError), match=message):
        read_scenario(step)


def test_an_unknown_tag_is_refused() -> None:
    with pytest.raises(ValueError, match="slow"):
        read_scenario("", header="tags: [slow]")


@pytest.mark.parametrize(
    ("step", "needs"),
    [
        pytest.param("{do: produce, seq: 0}", {Need.PRODUCE}, id="produce"),
        pytest.param("{do: produce, seq: 0, txn: true}", {Need.PRODUCE, Need.TRANSACTIONS}, id="transaction"),
        pytest.param("{do: produce, seq: 0, acks: 0}", {Need.PRODUCE, Need.ACKS_ZERO}, id="acks=0"),
        pytest.param("{do: produce_many, parts: [{seq: 0}]}", {Need.PRODUCE_MANY}, id="produce_many"),
        pytest.param("{do: init, transactional_id: null, broker: 1}", {Need.INIT, Need.SEVERAL_BROKERS}, id="brokers"),
        pytest.param("{do: restart, mode: clean}, {do: expire}", {Need.RESTART, Need.EXPIRE}, id="two steps"),
        pytest.param(
            "{do: restart, mode: clean, damage_newest_snapshot: true}",
            {Need.RESTART, Need.DAMAGE},
            id="a restart with damage",
        ),
    ],
)
def test_a_scenario_needs_what_its_steps_need(step: str, needs: set[Need]) -> None:
    assert read_scenario(step).needs == needs


def test_tags_and_profiles_are_those_of_the_scenario() -> None:
    scenario = read_scenario("{do: expire}", header="tags: [state, txn], profiles: [kafka-4.5]")
    assert scenario.tags == {Tag.STATE, Tag.TXN}
    assert scenario.profiles == ("kafka-4.5",)
