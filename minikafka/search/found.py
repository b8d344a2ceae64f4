"""The runs that a search finds and a client can bring about: Apache Kafka can be asked whether they are true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from minikafka.search.actions import NETWORK, Action, Kind
from minikafka.search.promises import PROMISES
from minikafka.search.search import shortest
from minikafka.search.settings import Settings

DEPTH = 4
OF_A_CLIENT = (
    NETWORK - {Kind.DELIVER_TWICE},
    frozenset({Kind.SEND, Kind.LOSE_REQUEST, Kind.LOSE_ACK, Kind.RETRY}),
    frozenset({Kind.SEND, Kind.LOSE_ACK, Kind.SEND_AGAIN}),
    NETWORK | {Kind.NEW_SESSION, Kind.SEND_AGAIN},
    NETWORK | {Kind.SECOND_PRODUCER},
)


@dataclass(frozen=True, slots=True)
class Found:
    """A run that breaks a promise under these settings."""

    promise: str
    settings: Settings
    run: tuple[Action, ...]


def client_runs(request_timeout_ms: int = 10) -> Iterator[Found]:
    """The shortest run for each promise, each kind of client and each set of actions, where there is one; none twice.

    The brokers are of generation 2.5 to 4.4, as every released one. The request timeout is short, because in front of
    a real broker it passes in real time.
    """
    told = set()
    for settings in _clients(request_timeout_ms):
        for promise in PROMISES:
            for actions in OF_A_CLIENT:
                run = shortest(promise, settings, actions, DEPTH).run
                if run is not None and (settings, run) not in told:
                    told.add((settings, run))
                    yield Found(promise, settings, run)


def _clients(timeout_ms: int) -> Iterator[Settings]:
    for idempotence in (True, False):
        yield Settings(idempotence=idempotence, request_timeout_ms=timeout_ms)
        yield Settings(idempotence=idempotence, request_timeout_ms=timeout_ms, in_flight=1)
    yield Settings(first_sequence=1, request_timeout_ms=timeout_ms)
    yield Settings(partitions=2, request_timeout_ms=timeout_ms)
