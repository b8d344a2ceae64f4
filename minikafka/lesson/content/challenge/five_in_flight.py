"""Five in flight: five batches without an answer, the first of them lost, and yet all stored once and in order."""

from __future__ import annotations

from minikafka.engine.network import Fault
from minikafka.engine.trace import Stage, StepKind, Trace
from minikafka.lesson.content.challenge.design import FAULTS, DesignRun, Outcome, fault_of
from minikafka.lesson.views.words import counted, delivery_text
from minikafka.lesson.widgets.card import Choice, Entries, Field
from minikafka.lesson.widgets.challenge import Challenge, Judgement, Problem

MESSAGES = ("one", "two", "three", "four", "five")
ALL = len(MESSAGES)
NOTHING, STORED = "nothing", "stored"
BEFORE = (
    Choice(NOTHING, "Nothing: the broker does not know this producer"),
    Choice(STORED, "hello, stored and acknowledged"),
)

FIELDS = (
    Field("before", "Before the five", BEFORE),
    *(Field(message, f"First request with {message}", FAULTS) for message in MESSAGES),
)

EXPLANATION = (
    "The broker refused what came after the gap: OUT_OF_ORDER_SEQUENCE_NUMBER. That looks like a loss and is none. The "
    "producer kept every batch under its number, sent them again in order, and each found its place. Five may be in "
    "flight, because a broker remembers five."
)


def pose(_number: int) -> Problem:
    """The same problem in every round."""
    return Problem(FIELDS, _grade, _solution)


def carry_out(entries: Entries) -> Outcome:
    """Run a design on a broker of its own."""
    run = DesignRun(enable_idempotence=True)
    if entries["before"] == STORED:
        run.send("hello")
    return run.finish([run.send(message, fault_of(entries[message])) for message in MESSAGES])


def _grade(entries: Entries) -> Judgement:
    outcome = carry_out(entries)
    failures = (_wrong_losses(outcome), _too_few_in_flight(outcome.trace), _wrong_log(outcome))
    reasons = tuple(failure for failure in failures if failure)
    return Judgement(not reasons, reasons or (EXPLANATION,), outcome.trace)


def _wrong_losses(outcome: Outcome) -> str | None:
    lost = [event.delivery for event in outcome.trace if event.stage is Stage.REQUEST_LOST]
    if outcome.deliveries[0] not in lost:
        return "The request with one was not lost."
    others = [delivery_text(delivery) for delivery in lost if delivery and delivery is not outcome.deliveries[0]]
    return f"Only the request with one is to be lost; lost as well: {', '.join(others)}." if others else None


def _too_few_in_flight(trace: Trace) -> str | None:
    before_flush = [event for event in trace if event.kind in {StepKind.SEND, StepKind.COPY, StepKind.WAIT}]
    most = max(event.variables.in_flight for event in before_flush)
    if most >= ALL:
        return None
    why = (
        " A producer that has heard of a gap holds back what is not sent yet."
        if any(event.kind is StepKind.WAIT for event in trace)
        else " A batch that was answered is in flight no longer."
    )
    return f"At most {counted(most, 'batch was', 'batches were')} in flight at once.{why}"


def _wrong_log(outcome: Outcome) -> str | None:
    """What is wrong with the log; with a producer that the broker knows, nothing ever is."""
    stored = [message for message in outcome.stored if message in MESSAGES]
    if stored == list(MESSAGES):
        return None
    why = "A broker that has not heard of a producer takes whatever number comes first, so it saw no gap before two."
    return f"The log ends up with {', '.join(stored)}. {why}"


def _solution() -> Entries:
    """A design that leaves every answer out; ``_grade`` is what proves it."""
    unanswered = dict.fromkeys(MESSAGES, Fault.LOSE_ACK.name)
    return {"before": STORED, **unanswered, MESSAGES[0]: Fault.LOSE_REQUEST.name}


FIVE_IN_FLIGHT = Challenge(
    name="five-in-flight",
    title="Five in flight, the first one lost",
    task=(
        "A producer with idempotence sends five messages and then calls flush. Arrange three things at once: all "
        "five are in flight at the same moment; of their first requests that with one is lost, and no other; and "
        "in the end the log holds all five once, in order. An answer that arrives is taken at once, so a batch "
        "stays in flight only as long as none does. A request that is overtaken arrives behind the next one. What "
        "is sent again later arrives without a fault."
    ),
    hint=(
        "Two things decide. Will the broker see that something is missing before two? And will the producer hear "
        "of it? Once it hears, it sends nothing new."
    ),
    limit_s=150,
    pose=pose,
)
