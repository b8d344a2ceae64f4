"""How two targets' answers are set side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error
from tests.conformance.comparison import Comparison, compare, in_words
from tests.conformance.mistakes import GivesOneProducerId
from tests.conformance.scenarios import Scenario, load_scenarios
from tests.conformance.steps import Answer, Appended, Described, Initialised, ProducerRow
from tests.conformance.targets import ENGINE, EngineTarget, MakeBroker, Settings

GENERATION = "kafka-2.5"
PRODUCER = ProducerRow(pid=1, epoch=2, last_seq=3, coordinator_epoch=-1, txn_start=-1)


def scenario(name: str) -> Scenario:
    return next(scenario for scenario in load_scenarios() if scenario.id == name)


def wrong(make_broker: MakeBroker, name: str) -> Comparison:
    return compare(ENGINE, EngineTarget("a wrong one", make_broker), scenario(name), GENERATION)


def test_another_answer_is_shown_and_said_field_by_field() -> None:
    comparison = wrong(GivesOneProducerId, "L03")
    assert not comparison.same
    assert comparison.row[1:] == (
        "id #0 epoch 0, id #1 epoch 0, id #2 epoch 0",
        "NOT THE SAME: id #0 epoch 0, id #0 epoch 1, id #0 epoch 2",
    )
    assert [line.split(":")[0] for line in comparison.differences()] == ["L03, answer 1", "L03, answer 2"]


def test_which_producer_ids_were_granted_makes_no_difference() -> None:
    assert wrong(grants_its_first_id_to_somebody_else, "L03").same


def grants_its_first_id_to_somebody_else(**settings: Unpack[Settings]) -> Broker:
    broker = Broker(**settings)
    broker.init_producer_id()
    return broker


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([Appended(error=Error.NONE, base_offset=3, duplicate=False)], "3"),
        ([Appended(error=Error.NONE, base_offset=3, duplicate=True)] * 2, "2 x 3 again"),
        ([Appended(error=Error.INVALID_PRODUCER_EPOCH, base_offset=-1)], "INVALID_PRODUCER_EPOCH"),
        ([Appended(no_response=True, connection_closed=False)], "no answer"),
        ([Appended(no_response=True, connection_closed=True)], "closed the connection"),
        ([Initialised(error=Error.INVALID_REQUEST, pid=-1, epoch=-1)], "INVALID_REQUEST"),
        ([Described(producers=frozenset())], "no producers"),
        ([Described(producers=frozenset({PRODUCER}))], "1 epoch 2 last 3"),
    ],
)
def test_answers_in_words(given: Sequence[Answer], words: str) -> None:
    assert in_words(given) == words
