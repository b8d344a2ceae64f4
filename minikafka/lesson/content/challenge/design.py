"""Designs: a learner chooses what befalls the first request of each message; a run on a fresh broker shows the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import product

from minikafka.engine.broker import Broker
from minikafka.engine.network import Fault
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import ProducerBatch
from minikafka.engine.trace import Stage, StepKind, Trace
from minikafka.lesson.views.words import counted, delivery_text, message_text
from minikafka.lesson.widgets.card import Choice, Entries, Field
from minikafka.lesson.widgets.challenge import Challenge, Judgement, Problem

NO_FAULT = "none"
FAULTS = (
    Choice(NO_FAULT, "No fault"),
    Choice(Fault.LOSE_REQUEST.name, "Lost"),
    Choice(Fault.LOSE_ACK.name, "Answer lost"),
    Choice(Fault.DELIVER_TWICE.name, "Arrives twice"),
    Choice(Fault.DELAY.name, "Overtaken"),
)

TOPIC = "orders"
EXPIRATION_MS = 60_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a design led to; ``deliveries`` are those of its messages, in the order in which they were sent."""

    trace: Trace
    deliveries: tuple[ProducerBatch, ...]

    @property
    def stored(self) -> list[str]:
        """The values in the log, in its order."""
        return [message_text(record.value) for _, _, record in self.trace.stored]

    def offsets(self, message: str) -> list[int]:
        """Where a message is stored."""
        return [record.offset for _, _, record in self.trace.stored if message_text(record.value) == message]


def fault_of(entry: str) -> Fault | None:
    """The fault that a learner has chosen, if it is one."""
    return None if entry == NO_FAULT else Fault[entry]


class DesignRun:
    """A producer and a broker to carry a design out on.

    The broker forgets a producer that was silent for a minute (``producer.id.expiration.ms``).
    """

    def __init__(self, *, enable_idempotence: bool) -> None:
        broker = Broker(producer_id_expiration_ms=EXPIRATION_MS)
        self.producer = Producer(broker, enable_idempotence=enable_idempotence)

    def send(self, message: str, fault: Fault | None = None) -> ProducerBatch:
        """Send a message. If the producer holds it back, there is no request, and the fault is dropped."""
        network = self.producer.network
        network.faults.extend([fault] if fault else [])
        delivery = self.producer.send(TOPIC, message.encode())
        network.faults.clear()
        return delivery

    def finish(self, deliveries: Iterable[ProducerBatch]) -> Outcome:
        """Flush, and see what came of it."""
        self.producer.flush()
        return Outcome(self.producer.trace, tuple(deliveries))


# Store a record twice


RECORDS = ("tea", "milk", "rice")
ON, OFF = "on", "off"
NOTHING, RESTART, MINUTE = "nothing", "restart", "minute"
PAUSES: dict[str, Callable[[Producer], object]] = {
    NOTHING: lambda _producer: None,
    RESTART: lambda producer: producer.operations.restart(),
    MINUTE: lambda producer: producer.operations.let_time_pass(EXPIRATION_MS),
}

TWICE_FIELDS = (
    Field("idempotence", "Idempotence", (Choice(ON, "On"), Choice(OFF, "Off"))),
    *(Field(message, f"First request with {message}", FAULTS) for message in RECORDS),
    Field(
        "pause",
        "Before flush",
        (
            Choice(NOTHING, "Nothing"),
            Choice(RESTART, "The broker is restarted"),
            Choice(MINUTE, "A minute passes"),
        ),
    ),
)

UNNUMBERED = (
    "Without idempotence a batch has no number by which the broker could know it again. Now try to do it with "
    "idempotence on: that can be done as well."
)
NEW_EPOCH = (
    "And that with idempotence on. The first batch that the broker stored was not the producer's first, so the one "
    "before it could never be stored; the producer began a new epoch and sent all again under new numbers "
    "(KAFKA-15591; a broker of Kafka 4.5 refuses that first batch)."
)
RESTARTED = (
    "And that with idempotence on. A broker that starts again knows the last batch of each producer and no other. It "
    "refused the repetition of an earlier one, the producer took that for a gap, began a new epoch, and sent all "
    "again under new numbers."
)
TOO_LATE = (
    "And that with idempotence on. The broker had forgotten the producer before the repetition came. That is why "
    "producer.id.expiration.ms should be longer than delivery.timeout.ms; here it is half as long."
)


def run_with_pause(entries: Entries) -> Outcome:
    """Run a design on a broker of its own."""
    run = DesignRun(enable_idempotence=entries["idempotence"] == ON)
    deliveries = [run.send(message, fault_of(entries[message])) for message in RECORDS]
    PAUSES[entries["pause"]](run.producer)
    return run.finish(deliveries)


def _grade_twice(entries: Entries) -> Judgement:
    outcome = run_with_pause(entries)
    copies = {message: outcome.offsets(message) for message in RECORDS}
    twice = [message for message, offsets in copies.items() if len(offsets) > 1]
    if not twice:
        return Judgement(False, (_counted_copies(copies),), outcome.trace)
    offsets = " and ".join(map(str, copies[twice[0]]))
    return Judgement(True, (f"“{twice[0]}” is stored at offsets {offsets}.", _why(entries, outcome)), outcome.trace)


def _counted_copies(copies: dict[str, list[int]]) -> str:
    told = ", ".join(f"{message} {counted(len(offsets), 'time')}" for message, offsets in copies.items())
    return f"No record is stored twice. The log holds {told}."


def _why(entries: Entries, outcome: Outcome) -> str:
    if entries["idempotence"] == OFF:
        return UNNUMBERED
    stores = [event for event in outcome.trace if event.stage is Stage.STORE]
    if len({id(event.batch) for event in stores}) < len(stores):
        return TOO_LATE  # the very same numbers were stored twice
    return RESTARTED if stores[0].delivery is outcome.deliveries[0] else NEW_EPOCH


@cache
def _twice_solution() -> Entries:
    """The first design that works, of all there are."""
    names = [field.name for field in TWICE_FIELDS]
    keys = ([option.key for option in field.options] for field in TWICE_FIELDS)
    designs = (dict(zip(names, chosen, strict=True)) for chosen in product(*keys))
    return next(design for design in designs if _grade_twice(design).correct)


STORE_TWICE = Challenge(
    name="store-twice",
    title="Store a record twice",
    task=(
        "A producer sends tea, milk and rice, each once, and then calls flush. Decide whether idempotence is on, "
        "what happens to the first request of each, and what happens before flush, so that the log ends up with "
        "one of them twice. Whatever is sent again arrives without a fault. This broker forgets a producer that "
        "was silent for a minute (producer.id.expiration.ms = 60000). A request that is overtaken arrives behind "
        "the next one. Every design that works counts."
    ),
    hint=(
        "A record is stored twice when it arrives twice and the broker cannot tell. What makes it arrive twice? "
        "And what does the broker need, to be able to tell?"
    ),
    limit_s=90,
    pose=lambda _round: Problem(TWICE_FIELDS, _grade_twice, _twice_solution),
)


# Five in flight: the first of them lost, and yet all stored once and in order


FIVE = ("one", "two", "three", "four", "five")
STORED = "stored"
BEFORE = (
    Choice(NOTHING, "Nothing: the broker does not know this producer"),
    Choice(STORED, "hello, stored and acknowledged"),
)

FIVE_FIELDS = (
    Field("before", "Before the five", BEFORE),
    *(Field(message, f"First request with {message}", FAULTS) for message in FIVE),
)

CLOSED_GAP = (
    "The broker refused what came after the gap: OUT_OF_ORDER_SEQUENCE_NUMBER. That looks like a loss and is none. The "
    "producer kept every batch under its number, sent them again in order, and each found its place. Five may be in "
    "flight, because a broker remembers five."
)


def run_of_five(entries: Entries) -> Outcome:
    """Run a design on a broker of its own."""
    run = DesignRun(enable_idempotence=True)
    if entries["before"] == STORED:
        run.send("hello")
    return run.finish([run.send(message, fault_of(entries[message])) for message in FIVE])


def _grade_five(entries: Entries) -> Judgement:
    outcome = run_of_five(entries)
    failures = (_wrong_losses(outcome), _too_few_in_flight(outcome.trace), _wrong_log(outcome))
    reasons = tuple(failure for failure in failures if failure)
    return Judgement(not reasons, reasons or (CLOSED_GAP,), outcome.trace)


def _wrong_losses(outcome: Outcome) -> str | None:
    lost = [event.delivery for event in outcome.trace if event.stage is Stage.REQUEST_LOST]
    if outcome.deliveries[0] not in lost:
        return "The request with one was not lost."
    others = [delivery_text(delivery) for delivery in lost if delivery and delivery is not outcome.deliveries[0]]
    return f"Only the request with one is to be lost; lost as well: {', '.join(others)}." if others else None


def _too_few_in_flight(trace: Trace) -> str | None:
    before_flush = [event for event in trace if event.kind in {StepKind.SEND, StepKind.COPY, StepKind.WAIT}]
    most = max(event.variables.in_flight for event in before_flush)
    if most >= len(FIVE):
        return None
    why = (
        " A producer that has heard of a gap holds back what is not sent yet."
        if any(event.kind is StepKind.WAIT for event in trace)
        else " A batch that was answered is in flight no longer."
    )
    return f"At most {counted(most, 'batch was', 'batches were')} in flight at once.{why}"


def _wrong_log(outcome: Outcome) -> str | None:
    """What is wrong with the log. If the broker knows the producer, the log is always right."""
    stored = [message for message in outcome.stored if message in FIVE]
    if stored == list(FIVE):
        return None
    why = "A broker that has not heard of a producer takes whatever number comes first, so it saw no gap before two."
    return f"The log ends up with {', '.join(stored)}. {why}"


def _five_solution() -> Entries:
    """A design that leaves every answer out; ``_grade_five`` is what proves it."""
    unanswered = dict.fromkeys(FIVE, Fault.LOSE_ACK.name)
    return {"before": STORED, **unanswered, FIVE[0]: Fault.LOSE_REQUEST.name}


FIVE_IN_FLIGHT = Challenge(
    name="five-in-flight",
    title="Five in flight, the first one lost",
    task=(
        "A producer with idempotence sends five messages and then calls flush. Arrange three things at once: all "
        "five are in flight at the same moment; of their first requests only that of “one” is lost; and in the end "
        "the log holds all five once, in order. An answer that arrives is taken at once, so a batch stays in flight "
        "only while its answer does not arrive. A request that is overtaken arrives behind the next one. What is "
        "sent again later arrives without a fault."
    ),
    hint=(
        "Two things decide. Will the broker see that something is missing before “two”? And will the producer hear "
        "of it? Once it hears, it sends nothing new."
    ),
    limit_s=150,
    pose=lambda _round: Problem(FIVE_FIELDS, _grade_five, _five_solution),
)
