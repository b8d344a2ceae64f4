"""A model of one partition that remembers everything, written from the decision table in kafka-rules.md §1.3.

It knows no window, no state and no modulo. It keeps each batch that it ever took, with the sequence of every record
written out, and reads each answer from that history.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from minikafka.engine.errors import Error
from minikafka.engine.records import RecordBatch

LARGEST = 2147483647


def sequences(first: int, count: int) -> list[int]:
    """The sequence of each record; 0 comes after the largest."""
    written = [first]
    while len(written) < count:
        written.append(0 if written[-1] == LARGEST else written[-1] + 1)
    return written


def next_after(sequence: int) -> int:
    return sequences(sequence, 2)[1]


@dataclass(frozen=True)
class Taken:
    """A batch that the partition stored."""

    epoch: int
    sequences: list[int]
    base_offset: int
    timestamp: int


@dataclass(frozen=True)
class Answer:
    """What a broker should say."""

    error: Error
    base_offset: int = -1
    log_append_time: int = -1
    duplicate: bool = False


@dataclass(frozen=True)
class Stored:
    """A record of the log. ``life`` counts how often the partition had forgotten its producer before."""

    value: bytes | None
    producer_id: int
    epoch: int
    sequence: int
    life: int


OUT_OF_ORDER = Answer(Error.OUT_OF_ORDER_SEQUENCE_NUMBER)
OLD_EPOCH = Answer(Error.INVALID_PRODUCER_EPOCH)


@dataclass
class History:
    """All records of a partition by their offsets, and the batches of each producer that it has not forgotten."""

    first_must_be_zero: bool
    records: list[Stored] = field(default_factory=list)
    producers: dict[int, list[Taken]] = field(default_factory=dict)
    lives: dict[int, int] = field(default_factory=dict)
    log_start_offset: int = 0

    def append(self, batch: RecordBatch) -> Answer:
        """The right answer; a batch that is neither refused nor a duplicate becomes part of the history."""
        answer = self._judge(batch)
        if answer.error is Error.NONE and not answer.duplicate:
            self._store(batch)
        return answer

    def expire(self, now_ms: int, expiration_ms: int) -> int:
        """Forget the producers whose latest batch is too old; return how many."""
        old = [who for who, taken in self.producers.items() if now_ms - taken[-1].timestamp >= expiration_ms]
        for producer_id in old:
            del self.producers[producer_id]
            self.lives[producer_id] = self.lives.get(producer_id, 0) + 1
        return len(old)

    def _judge(self, batch: RecordBatch) -> Answer:
        welcome = Answer(Error.NONE, base_offset=len(self.records))
        if batch.producer_id == -1:
            return welcome
        taken = self.producers.get(batch.producer_id)
        if taken is None:
            too_new = self.first_must_be_zero and not self.records and batch.base_sequence != 0
            return OUT_OF_ORDER if too_new else welcome
        return self._original(batch, taken) or self._in_order(batch, taken[-1], welcome)

    def _original(self, batch: RecordBatch, taken: list[Taken]) -> Answer | None:
        """The answer to a repetition of one of the last five batches of the latest epoch."""
        candidates = [old for old in taken if old.epoch == taken[-1].epoch][-5:]
        for old in candidates:
            if old.epoch == batch.producer_epoch and old.sequences == _sequences_of(batch):
                return Answer(Error.NONE, old.base_offset, old.timestamp, duplicate=True)
        return None

    def _in_order(self, batch: RecordBatch, latest: Taken, welcome: Answer) -> Answer:
        if batch.producer_epoch < latest.epoch:
            return OLD_EPOCH
        follows = 0 if batch.producer_epoch > latest.epoch else next_after(latest.sequences[-1])
        return welcome if batch.base_sequence == follows else OUT_OF_ORDER

    def _store(self, batch: RecordBatch) -> None:
        who, epoch, written = batch.producer_id, batch.producer_epoch, _sequences_of(batch)
        if who != -1:
            taken = Taken(epoch, written, len(self.records), max(record.timestamp for record in batch.records))
            self.producers.setdefault(who, []).append(taken)
        for record, sequence in zip(batch.records, written, strict=True):
            self.records.append(Stored(record.value, who, epoch, sequence, self.lives.get(who, 0)))


def _sequences_of(batch: RecordBatch) -> list[int]:
    if batch.base_sequence == -1:
        return [-1] * len(batch.records)
    return sequences(batch.base_sequence, len(batch.records))
