"""The questions of Recall: the true option is the one that Kafka's rules name, and a run proves it."""

from __future__ import annotations

from typing import Any

import pytest

from minikafka import Broker
from minikafka.engine.records import Batch, RecordBatch
from minikafka.engine.results import ProduceResult
from minikafka.lesson.content.recall import QUESTIONS, evidence
from minikafka.lesson.widgets.question import Question

every_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)

# What Kafka does, with the scenario that says so in tests/conformance/sequence-check-scenarios.yaml.
TRUE = {
    "silence": "Nothing: the batch may be stored or not.",
    "first-of-five-lost": "The four are refused; in the end all are stored once, in order.",  # F01, F04
    "application-sends-again": "Two: the second send is a new record.",  # A06
    "cut-again": "It refuses the batch and stores nothing.",  # B04
    "broker-restarted": "OUT_OF_ORDER_SEQUENCE_NUMBER, and nothing is stored.",  # K01
    "silent-for-a-day": "It is stored a second time.",  # J02
    "two-producers": "Two copies: each producer is remembered for itself.",  # E04
    "acks-of-one": "It starts, with idempotence off.",  # postProcessAndValidateIdempotenceConfigs
}


@every_question
def test_the_true_option_is_the_one_of_kafkas_rules(question: Question[Any]) -> None:
    assert question.options[question.answer()].text == TRUE[question.name]


def test_every_question_is_asked() -> None:
    assert [question.name for question in QUESTIONS] == list(TRUE)


def test_the_true_options_stand_in_different_places() -> None:
    assert {question.answer() for question in QUESTIONS} == {0, 1, 2}


class StoresEverything(Broker):
    """As if there were no producer ids."""

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        return super().produce(topic, partition, RecordBatch(records=tuple(batch.records)), acks)


@pytest.mark.parametrize("name", ["first-of-five-lost", "cut-again"])
def test_a_broker_that_does_otherwise_changes_the_answer(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "Broker", StoresEverything)
    (question,) = (question for question in QUESTIONS if question.name == name)
    fresh = question.evidence.__wrapped__()  # type: ignore[attr-defined]  # what the cache keeps from running again
    holding = [option.text for option in question.options if option.holds(fresh)]
    assert holding != [TRUE[name]]
    assert TRUE[name] not in holding
