"""The sequence check: what a partition answers to a batch. This table is the whole lesson.

Read it from the top: the first rule that holds decides. Each row is a row of the decision table in Kafka's own code,
spread there over ``ProducerStateEntry.findDuplicateBatch``, ``ProducerAppendInfo.checkProducerEpoch`` and
``ProducerAppendInfo.checkSequence``. The order matters: a duplicate is looked up *before* the epoch and the sequence
are checked. Nothing here changes anything: a refused batch leaves the partition as it was.

The check knows about one partition and one producer. It never looks at what a message says.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

from minikafka.engine.errors import Error
from minikafka.engine.producer_state import BatchMetadata, ProducerState, state_after
from minikafka.engine.records import MAX_SEQUENCE, NO_PRODUCER_EPOCH, NO_PRODUCER_ID, NO_SEQUENCE, Batch


class Generation(enum.StrEnum):
    """Which Kafka we answer like; they differ in one row."""

    KAFKA_2_5 = "kafka-2.5"  # Kafka 2.5 to 4.4
    KAFKA_4_5 = "kafka-4.5"  # Kafka 4.5 and later (KAFKA-15591)

    @classmethod
    def _missing_(cls, value: object) -> Generation:
        raise ValueError(f"generation is {value!r}: use {' or '.join(repr(known.value) for known in cls)}")


class Branch(enum.Enum):
    """The three ways out of the check."""

    NEW = "new"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One batch at one partition, and all that the partition knows when it decides."""

    batch: Batch
    state: ProducerState | None
    log_end_offset: int
    generation: Generation

    @property
    def first(self) -> int:
        return self.batch.base_sequence

    @property
    def epoch(self) -> int:
        return self.batch.producer_epoch

    @property
    def last_stored(self) -> int:
        """The last sequence stored, -1 if none."""
        return self.state.last_sequence if self.state else NO_SEQUENCE

    @property
    def stored_epoch(self) -> int:
        """The epoch stored, -1 if the producer is unknown here."""
        return self.state.producer_epoch if self.state else NO_PRODUCER_EPOCH

    @property
    def is_known(self) -> bool:
        """False without an epoch stored: nobody wrote here, or somebody who gave none, as no client of Kafka does."""
        return self.stored_epoch != NO_PRODUCER_EPOCH

    @property
    def original(self) -> BatchMetadata | None:
        """The remembered batch that this one repeats, if any."""
        return self.state.find_duplicate(self.batch) if self.state else None

    @property
    def is_outside_an_open_transaction(self) -> bool:
        """True if the producer has begun a transaction here, not ended it, and this batch is no part of it."""
        is_open = self.state is not None and self.state.current_txn_first_offset is not None
        return is_open and not self.batch.is_transactional

    @property
    def must_start_at_zero(self) -> bool:
        """True since 4.5 on a partition whose log never held a record; an emptied one keeps its log end offset."""
        return self.generation is Generation.KAFKA_4_5 and self.log_end_offset == 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: when ``holds`` is true of an arrival, ``branch`` and ``error`` are the answer."""

    row: str
    condition: str
    branch: Branch
    error: Error
    holds: Callable[[Arrival], bool]


NEW, DUPLICATE, REFUSED = Branch.NEW, Branch.DUPLICATE, Branch.REFUSED
NONE, OUT_OF_ORDER, OLD_EPOCH = Error.NONE, Error.OUT_OF_ORDER_SEQUENCE_NUMBER, Error.INVALID_PRODUCER_EPOCH

RULES = (
    Rule("1", "the batch has no producer id", NEW, NONE,
         lambda a: a.batch.producer_id == NO_PRODUCER_ID),
    Rule("2", "a remembered batch of this epoch has the same first and last sequence", DUPLICATE, NONE,
         lambda a: a.original is not None),
    Rule("3", "the epoch is older than the one remembered", REFUSED, OLD_EPOCH,
         lambda a: a.epoch < a.stored_epoch),
    Rule("4", "the epoch is newer and the first sequence is 0", NEW, NONE,
         lambda a: a.is_known and a.epoch > a.stored_epoch and a.first == 0),
    Rule("5", "the epoch is newer and the first sequence is not 0", REFUSED, OUT_OF_ORDER,
         lambda a: a.is_known and a.epoch > a.stored_epoch),
    Rule("6 since 4.5", "the producer is unknown, the log never held a record, the first sequence is not 0",
         REFUSED, OUT_OF_ORDER,
         lambda a: not a.is_known and a.must_start_at_zero and a.first != 0),
    Rule("6", "the producer is unknown here", NEW, NONE,
         lambda a: not a.is_known),
    Rule("7", "the first sequence follows the last one stored", NEW, NONE,
         lambda a: a.last_stored != NO_SEQUENCE and a.first == a.last_stored + 1),
    Rule("8", "the first sequence is 0 and the last one stored is 2147483647", NEW, NONE,
         lambda a: a.last_stored == MAX_SEQUENCE and a.first == 0),
    Rule("9", "no batch is remembered, and the first sequence is 0", NEW, NONE,
         lambda a: a.last_stored == NO_SEQUENCE and a.first == 0),
    Rule("10", "anything else: a gap, or a repetition that is no longer remembered", REFUSED, OUT_OF_ORDER,
         lambda _: True),
)  # fmt: skip

# Asked last, and only of what the table would store (``ProducerAppendInfo.appendDataBatch``).
OPEN_TRANSACTION = Rule(
    "11", "the producer has an open transaction here, and the batch is no part of it", REFUSED, Error.INVALID_TXN_STATE,
    lambda a: a.is_outside_an_open_transaction,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer: the rule that decided, the state to keep from now on, and, for a duplicate, its original."""

    rule: Rule
    state: ProducerState | None
    original: BatchMetadata | None = None


# What a partition asks about each batch; ``check`` below, or one that answers like it.
Check = Callable[[Batch, ProducerState | None, int, Generation], Verdict]


def check(
    batch: Batch,
    state: ProducerState | None,
    log_end_offset: int,
    generation: Generation = Generation.KAFKA_2_5,
) -> Verdict:
    """Decide about ``batch``, given what the partition remembers of its producer (``None``: nothing).

    ``log_end_offset`` is the offset that the batch's first record would get. A refused batch and a duplicate leave the
    state as it is; a batch without a producer id leaves no state at all.

    Source: ``UnifiedLog.analyzeAndValidateProducerState``.
    """
    arrival = Arrival(batch, state, log_end_offset, generation)
    rule = next(rule for rule in RULES if rule.holds(arrival))
    if rule.branch is NEW and OPEN_TRANSACTION.holds(arrival):
        rule = OPEN_TRANSACTION
    if rule.branch is DUPLICATE:
        return Verdict(rule, state, arrival.original)
    if rule.branch is REFUSED or batch.producer_id == NO_PRODUCER_ID:
        return Verdict(rule, state)
    return Verdict(rule, state_after(state, batch, log_end_offset))
