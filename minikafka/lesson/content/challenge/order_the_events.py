"""Order the events: every order counts that some run of the broker shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, permutations
from zlib import crc32

from minikafka.engine.broker import Broker
from minikafka.engine.errors import NothingToRetry
from minikafka.engine.producer import Producer
from minikafka.engine.trace import Event, Stage, StepKind, Trace
from minikafka.lesson.content.challenge.design import TOPIC
from minikafka.lesson.views.words import counted, delivery_text
from minikafka.lesson.widgets.card import Choice, Field
from minikafka.lesson.widgets.challenge import Challenge, Judgement, Problem

Order = tuple[str, ...]  # the names of happenings


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens in a run: a sentence, and how to know it."""

    name: str
    text: str
    message: str
    stage: Stage
    holds: Callable[[Event], bool] = lambda _event: True

    def position(self, trace: Trace) -> int | None:
        """Where it happens first, if it does."""
        return next((position for position, event in enumerate(trace) if self._is(event)), None)

    def _is(self, event: Event) -> bool:
        same_message = event.delivery is not None and delivery_text(event.delivery) == self.message
        return same_message and event.stage is self.stage and self.holds(event)


def _numbered(sequence: int, kind: StepKind) -> Callable[[Event], bool]:
    return lambda event: event.kind is kind and event.batch is not None and event.batch.base_sequence == sequence


HAPPENINGS = (
    Happening(
        "tea-numbered",
        "The producer gives tea the sequence number 0.",
        "tea",
        Stage.ASSIGN_SEQUENCE,
        _numbered(0, StepKind.SEND),
    ),
    Happening("tea-stored", "The broker stores tea.", "tea", Stage.STORE),
    Happening("ack-lost", "The ack for tea is lost on its way.", "tea", Stage.ACK_LOST),
    Happening(
        "milk-numbered",
        "The producer gives milk the sequence number 1.",
        "milk",
        Stage.ASSIGN_SEQUENCE,
        _numbered(1, StepKind.SEND),
    ),
    Happening("milk-stored", "The broker stores milk.", "milk", Stage.STORE),
    Happening(
        "tea-again",
        "The producer sends tea a second time, still numbered 0.",
        "tea",
        Stage.ASSIGN_SEQUENCE,
        _numbered(0, StepKind.RETRY),
    ),
    Happening("tea-known", "The broker knows number 0 already, and stores nothing.", "tea", Stage.IGNORE),
    Happening("tea-acked", "The producer receives an ack for tea.", "tea", Stage.PRODUCER_RECEIVES_ACK),
)
TEXTS = {happening.name: happening.text for happening in HAPPENINGS}
FIELD = "order"

CALLS: dict[str, Callable[[Producer], object]] = {
    "send tea": lambda producer: producer.send(TOPIC, b"tea"),
    "send milk": lambda producer: producer.send(TOPIC, b"milk"),
    "retry": lambda producer: producer.retry(),
    "flush": lambda producer: producer.flush(),
}


@cache
def proven() -> dict[Order, Trace]:
    """Each order in which some run shows all happenings, with that run; every way to make the calls is tried."""
    schedules = [calls for count in range(2, len(CALLS) + 1) for calls in permutations(CALLS, count)]
    traces = [trace for calls in schedules if (trace := _run(calls))]
    return {order: trace for trace in reversed(traces) if (order := _order(trace))}


def _run(calls: tuple[str, ...]) -> Trace | None:
    """Make these calls, the first ack being lost; ``None`` if one of them is refused."""
    producer = Producer(Broker(), enable_idempotence=True)
    producer.network.lose_ack()
    try:
        for call in calls:
            CALLS[call](producer)
    except NothingToRetry:
        return None
    return producer.trace


def _order(trace: Trace) -> Order | None:
    positions = {happening.name: happening.position(trace) for happening in HAPPENINGS}
    found = {name: position for name, position in positions.items() if position is not None}
    return tuple(sorted(found, key=found.__getitem__)) if len(found) == len(HAPPENINGS) else None


def pose(number: int) -> Problem:
    """The problem of a round: the same happenings, shuffled in another way."""
    events = tuple(Choice(name, TEXTS[name]) for name in shuffled(number))
    return Problem(
        (Field(FIELD, "The run, from its first event to its last", events, is_order=True),),
        lambda entries: _grade(tuple(entries[FIELD].split(" "))),
        lambda: {FIELD: " ".join(next(iter(proven())))},
    )


def shuffled(number: int) -> Order:
    """The happenings in an order that only the number of the round decides."""
    return tuple(sorted(TEXTS, key=lambda name: crc32(f"{number} {name}".encode())))


def _grade(order: Order) -> Judgement:
    if order in proven():
        others = counted(len(proven()) - 1, "other order")
        reason = f"This run of the broker shows your order. {others} would have been right as well."
        return Judgement(True, (reason,), proven()[order])
    return Judgement(False, (_first_mistake(order),))


def _first_mistake(order: Order) -> str:
    """A sentence about the first two neighbours that no run shows in this order."""
    for earlier, later in pairwise(order):
        if all(run.index(later) < run.index(earlier) for run in proven()):
            return f"“{TEXTS[later]}” comes earlier than “{TEXTS[earlier]}” in every run of the broker."
    return "Each two neighbours could be so, but no run shows the whole. Each call does all its work before the next."


ORDER_THE_EVENTS = Challenge(
    name="order-the-events",
    title="Order the events",
    task=(
        "A producer with idempotence sends tea and then milk. The ack for tea is lost, and nothing else goes "
        "wrong. Each call does all its work before the next one begins. Put the events in the order in "
        "which they happened. More than one order can be right: yours counts if some run of the broker shows it."
    ),
    hint=(
        "Put the life of tea in order first: there are six events in it. Milk is sent once the call that sent tea "
        "is over, and nobody says whether tea was sent again before that or after."
    ),
    limit_s=120,
    pose=pose,
)
