"""What arrives, seen by those to whom it is sent: each batch is a step that is checked and takes its branch."""

from __future__ import annotations

from dataclasses import asdict, replace

from minikafka.engine.broker_settings import BrokerSettings
from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.log import StoredBatch
from minikafka.engine.producer_batch import ProducerBatch
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.recorder import REFUSED_BEFORE_THE_CHECK, branch_of
from minikafka.engine.records import NO_PRODUCER_EPOCH, NO_PRODUCER_ID, NO_SEQUENCE, Batch, Record, RecordBatch
from minikafka.engine.results import ProduceResult
from minikafka.engine.trace import BRANCH_STAGES, Event, Setup, Stage, StepKind, Trace, Variables

MAX_UNREADABLE = 10_000  # records that a batch only claims to hold take no more room than this many


class Arrivals:
    """Writes a ``trace`` of batches whose producers nobody sees: the broker's settings, then a step for each batch."""

    def __init__(self, settings: BrokerSettings, now_ms: int) -> None:
        self.trace = Trace(Setup(asdict(settings), {}, {}, now_ms))
        self.trace.record(Event(0, StepKind.START, Stage.START_PRODUCER, Variables(), action=-1))

    def arrival(self, topic: str, partition: int, batch: RecordBatch, now_ms: int, *, again: bool) -> Event:
        """The first event of a batch's step, not written down yet; ``again`` says that the batch was seen before."""
        kind = StepKind.ARRIVE_AGAIN if again else StepKind.ARRIVE
        delivery = ProducerBatch(self.trace.steps, topic, partition, batch.records, now_ms, batch=batch)
        before = self.trace[-1].variables
        return Event(self.trace.steps + 1, kind, Stage.BROKER_RECEIVES, before, -1, delivery, batch)

    def decided(self, arrival: Event, result: ProduceResult, state: ProducerState | None = None) -> Event:
        """Write down an arrival and what was decided, with the partition's ``state`` if it is known; the last event."""
        delivery, batch = arrival.delivery, arrival.batch
        assert delivery, "what arrived is a message"
        assert batch, "what arrived has its numbers"
        self.trace.record(arrival)
        if result.error not in REFUSED_BEFORE_THE_CHECK:
            self.trace.record(replace(arrival, stage=Stage.CHECK_SEQUENCE))
        branch = BRANCH_STAGES[branch_of(result)]
        if branch is Stage.STORE:
            place = delivery.topic, delivery.partition
            self.trace.stored.extend((*place, record) for record in StoredBatch(result.base_offset, batch).records)
        event = replace(arrival, stage=branch, result=result, variables=self._variables(batch, result, state))
        self.trace.record(event)
        return event

    def _variables(self, batch: RecordBatch, result: ProduceResult, state: ProducerState | None) -> Variables:
        return Variables(
            sequence_number=batch.last_sequence if batch.producer_id != NO_PRODUCER_ID else None,
            acknowledged=result.error is Error.NONE,
            stored_count=len(self.trace.stored),
            producer_epoch=batch.producer_epoch,
            state=state,
        )


def readable(batch: Batch) -> RecordBatch:
    """The batch with its records decoded; records that nobody can decode are shown as null.

    A client may number a batch as no producer does, below -1: that is shown as -1, no number.
    """
    try:
        records = tuple(batch.records)
    except KafkaError:
        records = ()
    return RecordBatch(
        records=records or (Record(value=None),) * min(max(1, batch.record_count), MAX_UNREADABLE),
        producer_id=max(NO_PRODUCER_ID, batch.producer_id),
        producer_epoch=max(NO_PRODUCER_EPOCH, batch.producer_epoch),
        base_sequence=max(NO_SEQUENCE, batch.base_sequence),
        is_transactional=batch.is_transactional,
        is_control=batch.is_control,
    )
