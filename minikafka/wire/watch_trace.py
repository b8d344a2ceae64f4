"""A trace made of sightings: what passed a wiretap, as steps that the lesson's views read."""

from __future__ import annotations

from dataclasses import asdict, replace

from minikafka.engine.broker_settings import BrokerSettings
from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.log import StoredBatch
from minikafka.engine.producer_batch import ProducerBatch
from minikafka.engine.recorder import REFUSED_BEFORE_THE_CHECK, branch_of
from minikafka.engine.records import NO_PRODUCER_EPOCH, NO_PRODUCER_ID, NO_SEQUENCE, Record, RecordBatch
from minikafka.engine.results import ProduceResult
from minikafka.engine.trace import BRANCH_STAGES, Event, Setup, Stage, StepKind, Trace, Variables
from minikafka.engine.watched_broker import readable
from minikafka.storage.record_batch import first_batch
from minikafka.wire.produce_frames import SentBatch
from minikafka.wire.wiretap import Fate, Place, Sighting, known_error

MOST_STEPS = 10_000  # a trace keeps every record


class WatchTrace:
    """Call it with each sighting; ``trace`` grows, and ``left_out`` counts what it has no step for.

    A wiretap cannot know the row of the check or what a partition remembers, so no event tells either. A success of
    which nobody can know whether the batch was stored then or before gets no step.
    """

    def __init__(self, now_ms: int) -> None:
        self.trace = Trace(Setup(asdict(BrokerSettings()), {}, {}, now_ms))
        self.trace.record(Event(0, StepKind.START, Stage.START_PRODUCER, Variables(), action=-1))
        self.left_out = 0
        self._now_ms = now_ms

    def __call__(self, sighting: Sighting) -> None:
        """Write one batch down as a step."""
        is_unclear = sighting.stored and sighting.duplicate is None
        if is_unclear or self.trace.steps >= MOST_STEPS:
            self.left_out += 1
            return
        batch = _batch_of(sighting.batch)
        number, partition = self.trace.steps, sighting.batch.partition
        delivery = ProducerBatch(number, sighting.topic, partition, batch.records, self._now_ms, batch=batch)
        kind = StepKind.ARRIVE_AGAIN if sighting.place is Place.AGAIN else StepKind.ARRIVE
        before = self.trace[-1].variables
        arrival = Event(number + 1, kind, Stage.BROKER_RECEIVES, before, -1, delivery, batch)
        if sighting.answer:
            self._write_decision(arrival, sighting)
        else:
            lost = Stage.REQUEST_LOST if sighting.fate is Fate.REQUEST_LOST else Stage.ACK_LOST
            self.trace.record(replace(arrival, stage=lost))

    def _write_decision(self, arrival: Event, sighting: Sighting) -> None:
        result, batch = _result(sighting), arrival.batch
        assert batch, "what arrived has its numbers"
        self.trace.record(arrival)
        if result.error not in REFUSED_BEFORE_THE_CHECK:
            self.trace.record(replace(arrival, stage=Stage.CHECK_SEQUENCE))
        branch = BRANCH_STAGES[branch_of(result)]
        if branch is Stage.STORE:
            stored = StoredBatch(result.base_offset, batch)
            place = sighting.topic, sighting.batch.partition
            self.trace.stored.extend((*place, record) for record in stored.records)
        decided = replace(arrival, stage=branch, result=result, variables=self._variables(batch, result))
        self.trace.record(decided)
        if sighting.fate is Fate.ACK_LOST:
            self.trace.record(replace(decided, stage=Stage.ACK_LOST))

    def _variables(self, batch: RecordBatch, result: ProduceResult) -> Variables:
        return Variables(
            sequence_number=batch.last_sequence if batch.producer_id != NO_PRODUCER_ID else None,
            acknowledged=result.error is Error.NONE,
            stored_count=len(self.trace.stored),
            producer_epoch=batch.producer_epoch,
        )


def _batch_of(sent: SentBatch) -> RecordBatch:
    """The batch with its records decoded; one that cannot be read as a whole is shown by its numbers alone."""
    try:
        return readable(first_batch(sent.records)[0])
    except KafkaError:
        return RecordBatch(
            records=(Record(value=None),),
            producer_id=max(NO_PRODUCER_ID, sent.producer_id),
            producer_epoch=max(NO_PRODUCER_EPOCH, sent.producer_epoch),
            base_sequence=max(NO_SEQUENCE, sent.base_sequence),
        )


def _result(sighting: Sighting) -> ProduceResult:
    answer = sighting.answer
    assert answer, "asked for only where there is one"
    return ProduceResult(
        error=known_error(answer.error),
        base_offset=answer.base_offset,
        log_append_time=answer.log_append_time,
        log_start_offset=answer.log_start_offset,
        duplicate=bool(sighting.duplicate),
    )
