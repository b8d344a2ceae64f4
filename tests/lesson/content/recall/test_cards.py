"""The backs of the cards: a broker that does otherwise is noticed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from minikafka import Broker, Error, Producer, Record
from minikafka.engine.producer_batch import ProducerBatch
from minikafka.engine.records import Batch, RecordBatch
from minikafka.engine.results import InitProducerIdResult, ProduceResult
from minikafka.lesson.content.recall import deck
from minikafka.lesson.content.recall.deck import CARDS
from minikafka.lesson.widgets.deck import Card

every_card = pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)


@every_card
def test_a_broker_proves_the_back(card: Card) -> None:
    assert card.proof(Broker)


# Brokers that are wrong


class StoresEverything(Broker):
    """As if there were no producer ids."""

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        return super().produce(topic, partition, RecordBatch(records=tuple(batch.records)), acks)


class ComparesBytes(Broker):
    """Takes a batch for a duplicate if its first value is stored already."""

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        known = topic in self.topics and [record.value for record in self.fetch(topic, partition, 0)]
        if known and batch.records[0].value in known:
            return ProduceResult(base_offset=0, duplicate=True)
        return super().produce(topic, partition, batch, acks)


class AnswersWithout(Broker):
    """Answers as a broker does, but for the offset of a duplicate."""

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        result = super().produce(topic, partition, batch, acks)
        return replace(result, base_offset=-1) if result.duplicate else result


class SaysNothing(Broker):
    """Answers every refusal with a success."""

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        return replace(super().produce(topic, partition, batch, acks), error=Error.NONE)


class CountsAll(Broker):
    """Counts all partitions together."""

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        return super().produce(topic, 0 * partition, batch, acks)


class OneId(Broker):
    """Grants everybody the same producer id."""

    def init_producer_id(self, *_: object, **__: object) -> InitProducerIdResult:
        return InitProducerIdResult(Error.NONE, 0, 0)


WRONG: dict[str, type[Broker]] = {
    "what-is-compared": ComparesBytes,
    "duplicate-answer": AnswersWithout,
    "window": StoresEverything,
    "too-old": SaysNothing,
    "gap": SaysNothing,
    "second-send": ComparesBytes,
    "each-partition": CountsAll,
    "new-producer": OneId,
    "old-epoch": StoresEverything,
    "in-flight": StoresEverything,
}


@pytest.mark.parametrize(("name", "broker"), WRONG.items())
def test_a_broker_that_does_otherwise_proves_nothing(name: str, broker: type[Broker]) -> None:
    (card,) = (card for card in CARDS if card.name == name)
    assert not card.proof(broker)


# Producers that are wrong


class SendsAnew(Producer):
    """Takes a new record for a retry."""

    def flush(self) -> None:
        self.send(deck.TOPIC, deck.PAYMENT)


class CountsBatches(Producer):
    """Sends the first record of a batch, so that batches are counted."""

    def send_batch(self, topic: str, records: tuple[Record, ...], *, partition: int = 0) -> ProducerBatch:
        return super().send_batch(topic, records[:1], partition=partition)


@pytest.mark.parametrize(
    ("proof", "producer"),
    [(deck.retry_keeps_its_numbers, SendsAnew), (deck.numbers_count_records, CountsBatches)],
)
def test_a_producer_that_does_otherwise_proves_nothing(
    proof: Callable[[Callable[[], Broker]], bool], producer: type[Producer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deck, "Producer", producer)
    assert not proof(Broker)


def test_every_back_was_put_to_the_test() -> None:
    assert {card.name for card in CARDS} == {*WRONG, "retry-number", "counts-records"}


# What a learner reads


def test_names_fronts_and_backs_are_different() -> None:
    for parts in zip(*((card.name, card.front, card.back) for card in CARDS), strict=True):
        assert len(set(parts)) == len(CARDS)


@every_card
def test_a_front_asks_and_a_back_answers_in_a_few_words(card: Card) -> None:
    assert card.front.endswith(("?", "now?"))
    assert card.back.endswith(".")
    assert len(card.back.split()) <= 40
