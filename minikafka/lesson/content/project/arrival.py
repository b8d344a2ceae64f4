"""What a learner's check is asked and what it may answer: Kafka's terms, and no more of them than it takes.

There are no records here: Kafka's check never looks at what a message says.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

from minikafka.engine import records
from minikafka.engine.errors import Error
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.sequence_check import Branch, Verdict


class Accepted(enum.Enum):
    """The two answers that are no errors."""

    STORE = enum.auto()
    DUPLICATE = enum.auto()

    def __repr__(self) -> str:
        return self.name


STORE, DUPLICATE = Accepted

Answer = Accepted | Error


@dataclass(frozen=True, slots=True)
class Batch:
    """What arrives: who sent it, and the sequences of its first and last record; all -1 without a producer id."""

    producer_id: int
    epoch: int
    first: int
    last: int

    @classmethod
    def of(cls, batch: records.Batch) -> Batch:
        """What a check may know of a batch."""
        return cls(batch.producer_id, batch.producer_epoch, batch.base_sequence, batch.last_sequence)


@dataclass(frozen=True, slots=True)
class State:
    """What the partition remembers of the producer: its epoch, and first and last of five batches, the newest last."""

    epoch: int
    batches: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, state: ProducerState | None) -> State | None:
        """What a check may know of a state; ``None`` stays: the producer is unknown here."""
        if state is None:
            return None
        return cls(state.producer_epoch, tuple((kept.first_sequence, kept.last_sequence) for kept in state.batches))


@dataclass(frozen=True, slots=True)
class Question:
    """The three arguments of a check.

    ``must_start_at_zero`` is true on a partition whose log never held a record, since Kafka 4.5.
    """

    batch: Batch
    state: State | None
    must_start_at_zero: bool


# What the learner writes. It is asked with the three arguments, and what comes back may be anything.
LearnersCheck = Callable[[Batch, State | None, bool], object]


def answer_of(verdict: Verdict) -> Answer:
    """What Kafka answers, in the words of the project."""
    accepted = {Branch.NEW: STORE, Branch.DUPLICATE: DUPLICATE}
    return accepted.get(verdict.rule.branch, verdict.rule.error)
