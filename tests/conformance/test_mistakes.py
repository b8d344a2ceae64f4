"""The scenarios can fail: each known mistake is noticed by the scenarios that were written against it."""

from __future__ import annotations

from functools import partial

import pytest

from minikafka.engine.results import ProduceResult
from tests.conformance import mistakes
from tests.conformance.mistakes import Arrival, Mistake, Right, WrongBroker
from tests.conformance.runner import differences, profiles
from tests.conformance.scenarios import load_scenarios
from tests.conformance.targets import EngineTarget, MakeBroker

NOTICED: tuple[tuple[Mistake, str], ...] = (
    (mistakes.checks_nothing, "A05 A07 B01 D01"),
    (mistakes.remembers_four, "A10 A12 F02"),
    (mistakes.remembers_the_last_only, "A10 A12 F02 F05 G07"),
    (mistakes.remembers_everything, "A11 A13 F03"),
    (mistakes.takes_lower_for_duplicate, "A04 A08 A11 A15 B03 B04 B05 B06 B07 B08 C04"),
    (mistakes.names_an_old_duplicate, "A08 A11 A15 C04 F03"),
    (mistakes.compares_content, "A14 F05"),
    (mistakes.looks_in_every_partition, "E01 E03"),
    (mistakes.forgets_the_offset, "A05 A07 A09"),
    (mistakes.forgets_the_time, "H01"),
    (mistakes.wraps_one_early, "G01 G02 G04"),
    (mistakes.raises_the_epoch_first, "D04"),
    (mistakes.keeps_one_epoch_for_all_partitions, "D09"),
    (mistakes.checks_the_epoch_last, "D08"),
)

NOTICED_OUTSIDE_THE_CHECK: tuple[tuple[MakeBroker, str], ...] = (
    (mistakes.ExpiresOnAppend, "J04"),
    (mistakes.expires_too_late, "J02 J03 J09"),
    (mistakes.mixes_up_the_generations, "A08 A18 C01 C02 C04 C05"),
    (mistakes.shares_no_controller, "L05"),
    (mistakes.GivesOneProducerId, "L03"),
    (mistakes.ForgetsTransactionalIds, "L04"),
    (mistakes.DescribesTheNextSequence, "L01"),
)


def failing(make_broker: MakeBroker) -> set[str]:
    """The ids of the scenarios that find a difference."""
    target = EngineTarget("a broker with a mistake", make_broker)
    return {
        scenario.id
        for scenario in load_scenarios()
        for profile in profiles(target, scenario)
        if any(differences(target, scenario, profile))
    }


@pytest.mark.parametrize(("mistake", "scenarios"), NOTICED, ids=lambda value: getattr(value, "__name__", None))
def test_a_mistake_in_the_check_is_noticed(mistake: Mistake, scenarios: str) -> None:
    assert failing(partial(WrongBroker, mistake)) >= set(scenarios.split())


@pytest.mark.parametrize(
    ("make_broker", "scenarios"), NOTICED_OUTSIDE_THE_CHECK, ids=lambda value: getattr(value, "__name__", None)
)
def test_a_mistake_outside_the_check_is_noticed(make_broker: MakeBroker, scenarios: str) -> None:
    assert failing(make_broker) >= set(scenarios.split())


def test_a_broker_without_a_mistake_passes() -> None:
    def answers_right(arrival: Arrival, right: Right) -> ProduceResult:
        return right(arrival.batch)

    assert not failing(partial(WrongBroker, answers_right))
