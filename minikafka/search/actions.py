"""What can happen in a run, one action after the other."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, replace

from minikafka.engine.errors import ConfigException
from minikafka.engine.network import Fault
from minikafka.search.settings import Settings


class Kind(enum.StrEnum):
    """The kinds of actions that a search may take; its text is its name on the command line."""

    SEND = "send"
    SEND_TOO_LARGE = "send too large"  # a message that the broker refuses for good
    SEND_AGAIN = "send again"  # the application repeats a message of which it knows no ack
    RETRY = "retry"  # the client repeats a batch
    GIVE_UP = "give up"  # the delivery timeout is over
    NEW_SESSION = "new session"  # the application ends without a word and starts again
    RESTART = "restart"
    CRASH = "crash"
    CHANGE_LEADER = "change leader"
    DAY_PASSES = "day passes"
    RECREATE_TOPIC = "recreate topic"
    DELETE_RECORDS = "delete records"

    LOSE_REQUEST = "lose request"  # what can happen to a request of the first three and of a retry
    LOSE_ACK = "lose ack"
    DELIVER_LATE = "deliver late"
    DELIVER_TWICE = "deliver twice"

    SECOND_PRODUCER = "second producer"  # a second application takes part in all that one can do


FAULTS = {
    Kind.LOSE_REQUEST: Fault.LOSE_REQUEST,
    Kind.LOSE_ACK: Fault.LOSE_ACK,
    Kind.DELIVER_LATE: Fault.DELAY,
    Kind.DELIVER_TWICE: Fault.DELIVER_TWICE,
}
ALL = frozenset(Kind)
NETWORK = frozenset({Kind.SEND, Kind.RETRY, *FAULTS})  # what a client can bring about on any network
APPLICATION = NETWORK | {Kind.SEND_TOO_LARGE, Kind.SEND_AGAIN, Kind.GIVE_UP, Kind.NEW_SESSION}
ONE_PRODUCER = ALL - {Kind.SECOND_PRODUCER}

_OF_A_PARTITION = (Kind.SEND, Kind.SEND_TOO_LARGE, Kind.SEND_AGAIN, Kind.RETRY, Kind.GIVE_UP)
_WITH_FAULTS = frozenset({Kind.SEND, Kind.SEND_AGAIN, Kind.RETRY})
_OF_THE_LEADER = (Kind.CHANGE_LEADER, Kind.DELETE_RECORDS)
_OF_ALL = (Kind.RESTART, Kind.CRASH, Kind.DAY_PASSES, Kind.RECREATE_TOPIC)
_FAULT_WORDS = {
    Fault.LOSE_REQUEST: ", the request is lost",
    Fault.LOSE_ACK: ", the ack is lost",
    Fault.DELAY: ", the request is late",
    Fault.DELIVER_TWICE: ", the request arrives twice",
}


@dataclass(frozen=True, slots=True)
class Action:
    """One action. ``producer`` is 0 or 1, or -1 where none acts; ``partition`` is -1 where the whole topic is meant."""

    kind: Kind
    producer: int = -1
    partition: int = -1
    fault: Fault | None = None

    def __str__(self) -> str:
        who = "producer 2: " if self.producer == 1 else ""
        where = f" (partition {self.partition})" if self.partition > 0 else ""
        return f"{who}{self.kind.value}{where}{_FAULT_WORDS[self.fault] if self.fault else ''}"

    def of_the_other(self) -> Action:
        """The same, done by the other producer."""
        return self if self.producer < 0 else replace(self, producer=1 - self.producer)


def kinds_of(names: Iterable[Kind | str], settings: Settings) -> frozenset[Kind]:
    """The kinds with these names.

    Raises:
        ConfigException: a name that nobody knows, or kinds that the settings or the other kinds make impossible.
    """
    names = [names] if isinstance(names, str) else list(names)
    if unknown := [name for name in names if name not in {kind.value for kind in Kind}]:
        raise ConfigException(f"there is no action {unknown[0]!r}: use {', '.join(Kind)}")
    kinds = frozenset(Kind(name) for name in names)
    if not kinds & {Kind.SEND, Kind.SEND_TOO_LARGE}:
        raise ConfigException("without the action 'send' nothing ever happens: add it")
    # Whoever asks for everything means all that there is.
    if Kind.CHANGE_LEADER in kinds and settings.brokers == 1 and kinds not in {ALL, ONE_PRODUCER}:
        raise ConfigException("'change leader' needs a second broker to lead: use brokers=2")
    return kinds


def all_actions(kinds: frozenset[Kind], settings: Settings) -> tuple[Action, ...]:
    """Every action of these kinds, in the one order in which a search takes them."""
    faults = [None, *(fault for kind, fault in FAULTS.items() if kind in kinds)]
    places = range(settings.partitions)
    producers = range(2 if Kind.SECOND_PRODUCER in kinds else 1)
    found = [
        Action(kind, producer, partition, fault)
        for producer in producers
        for partition in places
        for kind in _OF_A_PARTITION
        for fault in (faults if kind in _WITH_FAULTS else [None])
        if kind in kinds
    ]
    found += [Action(Kind.NEW_SESSION, producer) for producer in producers if Kind.NEW_SESSION in kinds]
    possible = kinds if settings.brokers > 1 else kinds - {Kind.CHANGE_LEADER}
    found += [Action(kind, partition=n) for kind in _OF_THE_LEADER if kind in possible for n in places]
    return (*found, *(Action(kind) for kind in _OF_ALL if kind in kinds))
