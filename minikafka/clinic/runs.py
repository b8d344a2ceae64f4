"""The shortest run of the broker that gives a wanted answer with the same numbers: found by trying, never typed in.

First a producer is tried: every short sequence of sends, losses, restarts and waits, shortest first. Some answers no
correct producer can bring about; then single batches are handed to the broker, with the numbers of the line.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Any

from minikafka.clinic.numbers import Wanted
from minikafka.engine.broker import Broker
from minikafka.engine.errors import CannotOperate, KafkaError, NothingToRetry
from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.producer import Producer
from minikafka.engine.producer_ids import Controller
from minikafka.engine.records import MAX_EPOCH, MAX_SEQUENCE, NO_SEQUENCE, Record, RecordBatch, increment_sequence
from minikafka.engine.results import InitProducerIdResult
from minikafka.engine.trace import Event, Trace
from minikafka.engine.watched_broker import WatchedBroker

TOPIC = "topic"
DEEPEST = 4
MOST_RECORDS = 500  # in one batch of a run; what needs more is shown without the records that are missing
A_DAY_MS = 86_400_000
SMALL_BATCH_BYTES = 200


@dataclass(frozen=True)
class Run:
    """A run that gives the answer: its trace, what was done, and how many runs were tried until it was found."""

    trace: Trace
    actions: tuple[str, ...]
    tried: int
    is_of_a_producer: bool


@lru_cache(maxsize=256)
def shortest_run(wanted: Wanted) -> Run | None:
    """The shortest run that is answered as ``wanted``, ``None`` if none of those tried is."""
    attempts = 0
    for attempts, (trace, actions, of_a_producer) in enumerate(_runs(wanted), start=1):
        if trace is not None and any(_is_it(event, wanted) for event in trace):
            return Run(trace, actions, attempts, of_a_producer)
    return None


def _runs(wanted: Wanted) -> Iterator[tuple[Trace | None, tuple[str, ...], bool]]:
    """Every run that is tried: short ones of a producer, single batches, then longer ones of a producer."""
    yield from _runs_of_a_producer(wanted, range(1, DEEPEST))
    for depth in (1, 2):
        for batches in product(_batches(wanted), repeat=depth):
            yield _handed_over(wanted, batches), tuple(map(_batch_text, batches)), False
    yield from _runs_of_a_producer(wanted, range(DEEPEST, DEEPEST + 1))


def _runs_of_a_producer(wanted: Wanted, depths: range) -> Iterator[tuple[Trace | None, tuple[str, ...], bool]]:
    for depth, first_sequence in product(depths, _first_sequences(wanted)):
        for chosen in product(ACTIONS, repeat=depth):
            if _may_answer(chosen):
                player = Player(wanted, first_sequence)
                yield player.play(chosen), tuple(player.done), True


# A producer's runs


class Action(enum.Enum):
    """What is done in a run, one at a time."""

    SEND = "send {}"
    SEND_LOST = "send {}, the request is lost"
    SEND_UNANSWERED = "send {}, the ack is lost"
    SEND_DELAYED = "send {}, the request is overtaken by the next"
    RETRY = "retry"
    CRASH = "the broker crashes and starts again"
    A_DAY = "a day passes"


ACTIONS = tuple(Action)
_FAULTS = {Action.SEND_LOST: "lose_request", Action.SEND_UNANSWERED: "lose_ack", Action.SEND_DELAYED: "delay"}
_SENDS = {Action.SEND, *_FAULTS}
_ASKS = {Action.SEND, Action.SEND_UNANSWERED, Action.RETRY}  # the last action has to bring an answer about


def _may_answer(chosen: Sequence[Action]) -> bool:
    return chosen[0] in _SENDS and chosen[-1] in _ASKS


class Player:
    """Plays actions with a producer that has the numbers of a line. ``done`` says in words what was done.

    Each send takes as many records as bring the numbering to the next number that matters.
    """

    def __init__(self, wanted: Wanted, first_sequence: int) -> None:
        broker = _Granting(wanted)
        self._producer = Producer(
            broker, first_sequence=first_sequence, enable_idempotence=False if wanted.row == "1" else None
        )
        self._next, self._marks = first_sequence, _marks(wanted)
        self.done: list[str] = []

    def play(self, actions: Sequence[Action]) -> Trace | None:
        """The trace, ``None`` where one of the actions cannot be done."""
        try:
            for action in actions:
                self._do(action)
        except (KafkaError, NothingToRetry, CannotOperate, ValueError):
            return None
        return self._producer.trace

    def _do(self, action: Action) -> None:
        if action in _SENDS:
            self._send(action)
            return
        self.done.append(action.value)
        if action is Action.RETRY:
            self._producer.retry()
        elif action is Action.CRASH:
            self._producer.operations.restart(clean=False)
        else:
            self._producer.operations.let_time_pass(A_DAY_MS)

    def _send(self, action: Action) -> None:
        ahead = [distance for mark in self._marks if (distance := (mark - self._next) & MAX_SEQUENCE) > 0]
        count = min((distance for distance in ahead if distance <= MOST_RECORDS), default=1)
        self._next = increment_sequence(self._next, count)
        self.done.append(action.value.format("a message" if count == 1 else f"{count} messages in a batch"))
        if action in _FAULTS:
            getattr(self._producer.network, _FAULTS[action])()
        name = b"message%d" % (len(self._producer.deliveries) + 1)
        values = [name] if count == 1 else [b"%s.%d" % (name, part + 1) for part in range(count)]
        self._producer.send_batch(TOPIC, tuple(Record(value=value) for value in values))


class _Granting(Broker):
    """A broker that grants the producer id and the epoch of a line."""

    def __init__(self, wanted: Wanted) -> None:
        limits = {"message_max_bytes": SMALL_BATCH_BYTES} if wanted.error else {}
        settings: dict[str, Any] = {"controller": Controller(wanted.producer_id or 0), **limits}
        super().__init__(generation=wanted.generation, **settings)
        self._epoch = wanted.epoch or 0

    def init_producer_id(self, *arguments: Any, **named: Any) -> InitProducerIdResult:
        return replace(super().init_producer_id(*arguments, **named), producer_epoch=self._epoch)


def _first_sequences(wanted: Wanted) -> list[int]:
    """Where the numbering may begin: at 0, as every client does, or where one message brings it to the numbers."""
    if wanted.stored is None or wanted.stored < 0:
        return [0]
    near = [wanted.stored] if wanted.first is None or wanted.first > wanted.stored else [wanted.first]
    return [0, *(number for number in near if number)]


def _marks(wanted: Wanted) -> list[int]:
    """Numbers at which a batch of the run has to begin."""
    if wanted.error:
        return [20]  # enough records for a batch that is too large
    ends = [increment_sequence(wanted.stored, 1)] if wanted.stored is not None and wanted.stored >= 0 else []
    first = wanted.first
    return ends if first is None or first < 0 else [*ends, first, increment_sequence(first, 1)]


def _is_it(event: Event, wanted: Wanted) -> bool:
    """True for an event in which the broker gives the wanted answer, with the wanted numbers."""
    result, batch, state = event.result, event.batch, event.variables.state
    if result is None or batch is None:
        return False
    seen = (
        (wanted.row, result.rule),
        (wanted.error, result.error),
        (wanted.first, batch.base_sequence),
        (wanted.epoch, batch.producer_epoch),
        (wanted.producer_id, batch.producer_id),
        (wanted.stored, state.last_sequence if state else NO_SEQUENCE),
        (wanted.stored_epoch, state.producer_epoch if state else -1),
    )
    return all(asked is None or asked == answer for asked, answer in seen)


# Single batches


def _handed_over(wanted: Wanted, batches: Sequence[RecordBatch]) -> Trace:
    """What the broker does with batches that arrive from anywhere."""
    broker = WatchedBroker(generation=wanted.generation)
    if wanted.stored == NO_SEQUENCE and wanted.row == "10":
        broker.create_topic(TOPIC)
        number = wanted.producer_id or 0
        marker = EndTransactionMarker(producer_id=number, producer_epoch=wanted.epoch or 0, committed=True)
        broker.write_txn_marker(TOPIC, 0, marker)
    for batch in batches:
        broker.produce(TOPIC, 0, batch)
    return broker.trace


def _batches(wanted: Wanted) -> Iterator[RecordBatch]:
    numbers = {0, 1} | {number for number in (wanted.first, wanted.stored) if number is not None and number >= 0}
    numbers |= {wanted.stored - 1} if wanted.stored is not None and wanted.stored > 0 else set()
    for first, epoch, count in product(sorted(numbers), _epochs(wanted), (1, 2)):
        records = tuple(Record(value=b"message%d" % (part + 1)) for part in range(count))
        yield RecordBatch(
            records=records, producer_id=wanted.producer_id or 0, producer_epoch=epoch, base_sequence=first
        )


def _epochs(wanted: Wanted) -> list[int]:
    epochs = {number for number in (wanted.epoch, wanted.stored_epoch) if number is not None}
    if wanted.row in {"3", "4", "5"} and None in {wanted.epoch, wanted.stored_epoch}:
        known = next(iter(epochs), 0)
        epochs |= {max(0, known - 1), known, min(MAX_EPOCH, known + 1)}
    return sorted(epochs or {0})


def _batch_text(batch: RecordBatch) -> str:
    return f"a batch arrives: epoch {batch.producer_epoch}, sequence {batch.base_sequence} to {batch.last_sequence}"
