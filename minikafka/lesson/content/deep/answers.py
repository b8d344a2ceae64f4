"""What a partition answers to batches that arrive one after the other, as tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error
from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import NO_PRODUCER_ID, NO_SEQUENCE, Batch, RecordBatch
from minikafka.engine.results import ProduceResult
from minikafka.engine.sequence_check import Arrival
from minikafka.lesson.views.table import Table, named_rows, table_of

TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: what the partition knew, what it said, and where its log ended then."""

    arrival: Arrival
    result: ProduceResult
    log_end_offset: int

    @property
    def batch(self) -> Batch:
        """The batch that arrived."""
        return self.arrival.batch

    @property
    def words(self) -> str:
        """The answer in words."""
        if self.result.error is not Error.NONE:
            return "refused"
        verb = "duplicate of" if self.result.duplicate else "stored at"
        return f"{verb} offset {self.result.base_offset}"

    @property
    def error(self) -> str:
        """Kafka's name and code."""
        return f"{self.result.error.name} ({self.result.error.value})"


class Answers(tuple[Answer, ...]):
    """The answers in their order. A notebook shows them as a table."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(self.table)

    def _repr_html_(self) -> str:
        return self.table._repr_html_()

    @property
    def table(self) -> Table:
        """One row for each batch."""
        return table_of([_row(answer) for answer in self])

    @property
    def story(self) -> str:
        """What arrived, in a few words."""
        several = len({answer.batch.producer_epoch for answer in self}) > 1
        *before, last = (named(answer.batch, tell_epoch=several) for answer in self)
        return f"{', '.join(before)}, then {last}" if before else last

    def followed_by(self, later: Answers) -> Answers:
        """These and later answers in one table."""
        return Answers((*self, *later))


def answers(broker: Broker, *sent: RecordBatch | EndTransactionMarker, partition: int = 0, acks: int = -1) -> Answers:
    """Hand the batches to one partition of ``broker``, one after the other, and keep what it answers.

    Records get the time of the broker's clock, as a client stamps them. A marker is written as by the coordinator.
    """
    return Answers(_answer(broker, each, partition, acks) for each in sent)


def stores(answer: Answer) -> bool:
    """True when the batch was written."""
    return answer.log_end_offset > answer.arrival.log_end_offset


def recognises(answer: Answer) -> bool:
    """True when the batch was taken for a repetition."""
    return answer.result.duplicate


def refuses(answer: Answer, error: Error = Error.OUT_OF_ORDER_SEQUENCE_NUMBER) -> bool:
    """True when the batch was refused with this error."""
    return answer.result.error is error


def _answer(broker: Broker, sent: RecordBatch | EndTransactionMarker, partition: int, acks: int) -> Answer:
    if TOPIC not in broker.topics:
        broker.create_topic(TOPIC)
    now = broker.clock.now()
    batch = sent.batch(now) if isinstance(sent, EndTransactionMarker) else _stamped(sent, now)
    state = broker.producer_state(TOPIC, partition, batch.producer_id)
    arrival = Arrival(batch, state, broker.log_end_offset(TOPIC, partition), broker.settings.generation)
    if isinstance(sent, EndTransactionMarker):
        result = broker.write_txn_marker(TOPIC, partition, sent)
    else:
        result = broker.produce(TOPIC, partition, batch, acks)
    return Answer(arrival, result, broker.log_end_offset(TOPIC, partition))


def _stamped(batch: RecordBatch, now: int) -> RecordBatch:
    return replace(batch, records=tuple(replace(record, timestamp=now) for record in batch.records))


def _row(answer: Answer) -> dict[str, object]:
    batch, has_id = answer.batch, answer.batch.producer_id != NO_PRODUCER_ID
    return {
        "Producer id": batch.producer_id if has_id else "-",
        "Epoch": batch.producer_epoch if has_id else "-",
        "Sequence": "marker" if batch.is_control else sequences(batch),
        "Row": answer.result.rule or "-",
        "Answer": answer.words,
        "Error": answer.error,
        "Log end offset": answer.log_end_offset,
    }


def named(batch: Batch, *, tell_epoch: bool = False) -> str:
    """A batch in a few words: its sequences, and its epoch if that matters."""
    if batch.is_control:
        return "a commit marker"
    if batch.producer_id == NO_PRODUCER_ID:
        return "a batch without a producer id"
    epoch = f" of epoch {batch.producer_epoch}" if tell_epoch else ""
    return f"seq {sequences(batch)}{epoch}"


def sequences(batch: Batch) -> str:
    """The sequences of a batch, ``-`` if it has none."""
    if batch.base_sequence == NO_SEQUENCE:
        return "-"
    numbers = span(batch.base_sequence, batch.last_sequence)
    return f"{numbers} in a transaction" if batch.is_transactional else numbers


def remembered(state: ProducerState | None) -> list[str]:
    """The sequences of the batches that a partition remembers of a producer, the oldest first."""
    return [span(kept.first_sequence, kept.last_sequence) for kept in state.batches] if state else []


def span(first: int, last: int) -> str:
    """Both ends of a range of sequences, or one number if they are equal."""
    return str(first) if first == last else f"{first} to {last}"


STEP = "Step"


def without_repeats(table: Table) -> Table:
    """A process table in which neighbours that differ in their step alone are one row."""
    groups = (list(group) for _, group in groupby(named_rows(table), key=lambda row: {**row, STEP: None}))
    return table_of([_merged(group) for group in groups])


def _merged(group: list[dict[str, Any]]) -> dict[str, Any]:
    first, last = group[0], group[-1]
    return first if first is last else first | {STEP: f"{first[STEP]} to {last[STEP]}"}
