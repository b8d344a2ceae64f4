"""Which actions commute: where it makes no difference which of two comes first, one order is enough."""

from __future__ import annotations

import enum

from minikafka.engine.network import Fault
from minikafka.search.actions import Action, Kind

# What one application says, or what is done to a partition, without looking at the time.
_LOCAL = frozenset({Kind.SEND, Kind.SEND_TOO_LARGE, Kind.SEND_AGAIN, Kind.DELETE_RECORDS, Kind.CHANGE_LEADER})
# What changes different things, and asks for nothing that the other one changes.
_APART = (
    frozenset({Kind.DAY_PASSES, Kind.DELETE_RECORDS}),
    frozenset({Kind.DAY_PASSES, Kind.CHANGE_LEADER}),
    frozenset({Kind.DAY_PASSES, Kind.RECREATE_TOPIC}),
    frozenset({Kind.DELETE_RECORDS, Kind.CHANGE_LEADER}),
)


class Condition(enum.IntEnum):
    """When two actions commute."""

    NEVER = 0
    ALWAYS = 1
    TIME_STANDS_STILL = 2  # neither makes a producer wait
    LOG_WAS_WRITTEN = 3  # the same, and the partition does not ask for a first sequence of 0
    NOTHING_IS_HELD = 4  # the same as the first, and no request is late that the next one would overtake


def condition(one: Action, other: Action) -> Condition:
    """When these two commute."""
    same_producer = one.producer == other.producer >= 0
    if same_producer:
        return _of_one_producer(one, other)
    kinds = frozenset({one.kind, other.kind})
    if Kind.NEW_SESSION in kinds or kinds in _APART:
        return Condition.ALWAYS
    if not kinds <= _LOCAL:
        return Condition.NEVER
    if one.partition != other.partition:
        return Condition.TIME_STANDS_STILL
    both_send = min(one.producer, other.producer) >= 0
    return Condition.LOG_WAS_WRITTEN if both_send else Condition.NEVER


def _of_one_producer(one: Action, other: Action) -> Condition:
    """Two messages for different partitions, which are different queues of one producer."""
    both_send = one.kind is other.kind is Kind.SEND and one.partition != other.partition
    is_late = Fault.DELAY in (one.fault, other.fault)
    return Condition.NOTHING_IS_HELD if both_send and not is_late else Condition.NEVER
