"""Looks at a log before anything in it is changed, and refuses what is not ours to repair.

Recovery cuts off what a crash left, as Kafka's recovery does, and nothing else. Messages from before Kafka 0.11,
batches of a later format, offsets that run backwards: whoever owns such a file keeps it as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.records import NO_PRODUCER_ID
from minikafka.storage.log_input import CorruptBatch
from minikafka.storage.record_batch import EncodedBatch
from minikafka.storage.segment import Segment

CLEAN_SHUTDOWN = ".kafka_cleanshutdown"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogInspector:
    """Asks of each segment what loading will ask of it.

    Args:
        clean: the broker that wrote the log was closed, so no segment may be damaged.
        flushed: how many segments no crash can have damaged, counted from the first.
        replayed_from: the offset from which on the producers are read from the log.
    """

    clean: bool
    flushed: int
    replayed_from: int

    def inspect(self, segments: list[Segment]) -> None:
        """Return if loading will succeed and remove nothing but what a crash left.

        Raises:
            KafkaError: KAFKA_STORAGE_ERROR, with the file and the place.
        """
        for number, segment in enumerate(segments):
            may_be_torn = number >= self.flushed
            following = segments[number + 1 :]
            is_replayed = not following or following[0].base_offset > self.replayed_from
            if may_be_torn or not segment.has_usable_indexes:
                self._read(segment, 0, may_be_torn=may_be_torn)
            elif is_replayed:
                self._read(segment, segment.position_of(self.replayed_from), may_be_torn=False)

    def _read(self, segment: Segment, position: int, *, may_be_torn: bool) -> None:
        end = segment.base_offset
        try:
            for at, batch in segment.batches(position):
                segment.ensure_in_order(at, batch, end)
                _ensure_known(segment, at, batch)
                if position == 0 and not may_be_torn:
                    segment.ensure_undamaged(at, batch)
                end = batch.base_offset + batch.last_offset_delta + 1
        except CorruptBatch as problem:
            if not may_be_torn:
                raise self._damaged(segment, problem) from problem

    def _damaged(self, segment: Segment, problem: CorruptBatch) -> KafkaError:
        explanation = f"{segment.log.path} is damaged {problem}. "
        if self.clean:
            name = segment.log.path.parent.name
            explanation += (
                "It was closed in good order, so nothing was cut off; "
                f"without the file {CLEAN_SHUTDOWN} beside {name} the damaged end will be"
            )
        else:
            explanation += "It was on the disk before the crash, so nothing was cut off; restore the file"
        return KafkaError(Error.KAFKA_STORAGE_ERROR, explanation)


def _ensure_known(segment: Segment, position: int, batch: EncodedBatch) -> None:
    """A control batch of a producer that is no end of a transaction stops Kafka, too (``EndTransactionMarker``)."""
    if batch.is_control and batch.producer_id != NO_PRODUCER_ID and batch.record_count and batch.has_valid_crc:
        try:
            EndTransactionMarker.read(batch)
        except (KafkaError, ValueError, IndexError) as problem:
            explanation = f"{segment.log.path} at byte {position}: {problem}; nothing was changed"
            raise KafkaError(Error.KAFKA_STORAGE_ERROR, explanation) from problem
