"""Find the fault: one fault befell one request, and only what the broker saw of it is shown."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from minikafka.engine.clock import START_MS, ManualClock
from minikafka.engine.network import Fault
from minikafka.engine.producer import Producer
from minikafka.engine.trace import Trace
from minikafka.engine.watched_broker import WatchedBroker
from minikafka.lesson.content.challenge.design import FAULTS, NO_FAULT, TOPIC
from minikafka.lesson.views.run_tables import row_of
from minikafka.lesson.views.steps import steps_at
from minikafka.lesson.views.table import table_of
from minikafka.lesson.widgets.card import Choice, Entries, Field
from minikafka.lesson.widgets.challenge import Challenge, Judgement, Problem

if TYPE_CHECKING:
    from minikafka.lesson.views.data_frame import Table

MESSAGES = ("tea", "milk", "rice", "salt")
MOST_ARRIVALS = 8  # what is refused a hundred times is no puzzle
HEADS = ("Second", "What arrives", "Sequence Number", "Broker Check", "Broker Action", "Answer")

Case = tuple[Fault, str]  # a fault, and the message whose first request it befalls
Arrival = tuple[str, ...]  # a row of the broker's record

CASES: tuple[Case, ...] = tuple(product(Fault, MESSAGES))
FIRST_CASE: Case = (Fault.DELAY, "milk")
STRIDE = 5  # from one round to the next: far enough to meet another fault

FIELDS = (
    Field("message", "Whose first request?", tuple(Choice(message, message) for message in MESSAGES)),
    Field("fault", "What happened to it?", tuple(choice for choice in FAULTS if choice.key != NO_FAULT)),
)


@cache
def arrivals(case: Case) -> tuple[Arrival, ...]:
    """What the broker saw of a run with this one fault."""
    clock = ManualClock()
    broker = WatchedBroker(clock=clock)
    producer = Producer(broker, enable_idempotence=True)
    for message in MESSAGES:
        if message == case[1]:
            producer.network.faults.append(case[0])
        producer.send(TOPIC, message.encode())
    producer.flush()
    return _seen(broker.trace)


def _seen(trace: Trace) -> tuple[Arrival, ...]:
    return tuple(
        (
            f"{(step.last.delivery.created_ms - START_MS) / 1000:.1f}",
            row.action,
            row.sequence_number,
            row.broker_check,
            row.broker_action,
            row.producer_output,
        )
        for step in steps_at(trace)[1:]
        if step.last.delivery and (row := row_of(trace, step))
    )


@cache
def puzzles() -> tuple[Case, ...]:
    """The cases that are short enough to be read, in the order of the rounds."""
    short = [case for case in CASES if len(arrivals(case)) <= MOST_ARRIVALS]
    start = short.index(FIRST_CASE)
    return tuple(short[(start + STRIDE * number) % len(short)] for number in range(len(short)))


def pose(number: int) -> Problem:
    """The problem of a round: each has another fault, until all were there."""
    hidden = puzzles()[number % len(puzzles())]
    return Problem(
        FIELDS,
        lambda entries: _grade(hidden, entries),
        lambda: {"fault": hidden[0].name, "message": hidden[1]},
        arrivals_table(arrivals(hidden)),
    )


def _grade(hidden: Case, entries: Entries) -> Judgement:
    seen, expected = arrivals((Fault[entries["fault"]], entries["message"])), arrivals(hidden)
    if seen == expected:
        return Judgement(True, ("A run with this fault shows the broker exactly these requests, and no other does.",))
    difference = next(row for row in range(len(expected) + 1) if seen[row : row + 1] != expected[row : row + 1])
    reason = f"With that fault the broker would have seen what follows. Row {difference + 1} is the first that differs."
    return Judgement(False, (reason,), arrivals_table(seen[:MOST_ARRIVALS]))


def arrivals_table(rows: tuple[Arrival, ...]) -> Table:
    """The broker's record."""
    return table_of(rows, HEADS)


FIND_THE_FAULT = Challenge(
    name="find-the-fault",
    title="Find the fault",
    task=(
        "A producer with idempotence sent tea, milk, rice and salt, each as a batch of its own, and then called "
        "flush. One fault befell the first request of one of them. Here is all that the broker saw: what arrived, "
        "at which second since the start, and what it answered. Which fault was it? (A request that is overtaken "
        "arrives behind the next one.)"
    ),
    hint=(
        "Look at the seconds. A producer that hears nothing waits 30 seconds (request.timeout.ms) before it sends "
        "again; a producer that hears a refusal waits a tenth of a second; a network that repeats or reorders "
        "waits for nobody."
    ),
    limit_s=120,
    pose=pose,
)
