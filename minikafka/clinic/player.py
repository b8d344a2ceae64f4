"""Actions that a search found, played by a producer that has the numbers of a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from minikafka.clinic.numbers import Wanted
from minikafka.engine.broker import Broker
from minikafka.engine.producer import Producer
from minikafka.engine.producer_ids import Controller
from minikafka.engine.records import MAX_SEQUENCE, Record, increment_sequence
from minikafka.engine.results import InitProducerIdResult
from minikafka.engine.trace import Trace
from minikafka.search import Action, Kind, Settings, World

TOPIC = "topic"
MOST_RECORDS = 500  # in one batch of a run; what needs more is shown without the records that are missing
A_DAY_MS = 86_400_000
SMALL_BATCH_BYTES = 200
RECORDS_TOO_MANY = 20  # for such a batch


class Player:
    """Plays actions; ``done`` says in words what was done.

    Each send takes as many records as bring the numbering to the next of ``marks``. A world of the search goes along,
    and says what there is to retry and how long to wait.
    """

    def __init__(self, wanted: Wanted, marks: list[int]) -> None:
        settings = Settings(messages=8, generation=wanted.generation.value, idempotence=wanted.row != "1")
        self._world = World(settings)
        self._producer = Producer(_Granting(wanted), enable_idempotence=None if settings.idempotence else False)
        self._marks = marks
        self.done: list[str] = []

    def play(self, actions: tuple[Action, ...]) -> Trace:
        """The trace of the run."""
        for action in actions:
            self._do(action)
            self._world.take(action)
        return self._producer.trace

    def _do(self, action: Action) -> None:
        operations = self._producer.operations
        if action.fault:
            self._producer.network.faults.append(action.fault)
        match action.kind:
            case Kind.SEND:
                self.done.append(str(action).replace("send", f"send {self._send()}"))
                return
            case Kind.RETRY | Kind.GIVE_UP:
                self._resend(action)
            case Kind.CRASH:
                operations.restart(clean=False)
            case Kind.DAY_PASSES:
                operations.let_time_pass(A_DAY_MS)
        self.done.append(str(action))

    def _resend(self, action: Action) -> None:
        found = self._world.applications[0].to_retry(0)
        assert found is not None, "the search found something to retry"
        if action.kind is Kind.GIVE_UP:
            self._producer.operations.let_time_pass(self._world.time_left(found))
        self._producer.retry(self._producer.deliveries[found.number])

    def _send(self) -> str:
        """Send the next batch; returns in words what was sent."""
        ahead = [distance for mark in self._marks if (distance := (mark - self._next) & MAX_SEQUENCE) > 0]
        count = min((distance for distance in ahead if distance <= MOST_RECORDS), default=1)
        name = b"message%d" % (len(self._producer.deliveries) + 1)
        values = [name] if count == 1 else [b"%s.%d" % (name, part + 1) for part in range(count)]
        self._producer.send_batch(TOPIC, tuple(Record(value=value) for value in values))
        return "a message" if count == 1 else f"{count} messages in a batch"

    @property
    def _next(self) -> int:
        """The number that the next record gets: after the last one of this epoch."""
        epoch = self._producer.producer_epoch
        batches = [each.batch for each in self._producer.deliveries if each.batch]
        own = [batch for batch in batches if batch.producer_epoch == epoch]
        return increment_sequence(own[-1].last_sequence, 1) if own else 0


class _Granting(Broker):
    """A broker that grants the producer id and the epoch of a line."""

    def __init__(self, wanted: Wanted) -> None:
        limits = {"message_max_bytes": SMALL_BATCH_BYTES} if wanted.error else {}
        settings: dict[str, Any] = {"controller": Controller(wanted.producer_id or 0), **limits}
        super().__init__(generation=wanted.generation, **settings)
        self._epoch = _first_epoch(wanted)

    def init_producer_id(self, *arguments: Any, **named: Any) -> InitProducerIdResult:
        return replace(super().init_producer_id(*arguments, **named), producer_epoch=self._epoch)


def _first_epoch(wanted: Wanted) -> int:
    """The epoch with which a producer of a run begins: the older one of a line."""
    if wanted.stored_epoch is None and wanted.epoch is not None and wanted.row in {"4", "5"}:
        return max(0, wanted.epoch - 1)
    return min((epoch for epoch in (wanted.epoch, wanted.stored_epoch) if epoch is not None), default=0)


def marks_of(wanted: Wanted) -> Iterator[list[int]]:
    """Numbers at which a batch of the run has to begin; where a line does not say what is stored, with a gap of one."""
    if wanted.error:
        yield [RECORDS_TOO_MANY]
        return
    first, stored = wanted.first, wanted.stored
    ends = [] if stored is None or stored < 0 else [increment_sequence(stored, 1)]
    if first is None or first < 0:
        yield ends
        return
    yield [*ends, first, increment_sequence(first, 1)]
    if stored is None and first > 1:
        yield [first - 1, first, increment_sequence(first, 1)]
