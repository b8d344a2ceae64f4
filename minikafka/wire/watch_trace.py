"""A trace made of sightings: what passed a wiretap, as steps that the lesson's views read."""

from __future__ import annotations

from dataclasses import replace

from minikafka.engine.arrivals import Arrivals, readable
from minikafka.engine.broker_settings import BrokerSettings
from minikafka.engine.errors import KafkaError
from minikafka.engine.records import NO_PRODUCER_EPOCH, NO_PRODUCER_ID, NO_SEQUENCE, Record, RecordBatch
from minikafka.engine.results import ProduceResult
from minikafka.engine.trace import Stage, Trace
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
        self._arrivals = Arrivals(BrokerSettings(), now_ms)
        self._now_ms = now_ms
        self.left_out = 0

    @property
    def trace(self) -> Trace:
        """What passed, as steps."""
        return self._arrivals.trace

    def __call__(self, sighting: Sighting) -> None:
        """Write one batch down as a step."""
        is_unclear = sighting.stored and sighting.duplicate is None
        if is_unclear or self.trace.steps >= MOST_STEPS:
            self.left_out += 1
            return
        sent, again = sighting.batch, sighting.place is Place.AGAIN
        arrival = self._arrivals.arrival(sighting.topic, sent.partition, _batch_of(sent), self._now_ms, again=again)
        if not sighting.answer:
            lost = Stage.REQUEST_LOST if sighting.fate is Fate.REQUEST_LOST else Stage.ACK_LOST
            self.trace.record(replace(arrival, stage=lost))
            return
        decided = self._arrivals.decided(arrival, _result(sighting))
        if sighting.fate is Fate.ACK_LOST:
            self.trace.record(replace(decided, stage=Stage.ACK_LOST))


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
