"""Store a record twice: the learner designs the faults, the broker shows what they do."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import product

from minikafka.engine.producer import Producer
from minikafka.engine.trace import Stage
from minikafka.lesson.content.challenge.design import EXPIRATION_MS, FAULTS, DesignRun, Outcome, fault_of
from minikafka.lesson.views.words import counted
from minikafka.lesson.widgets.card import Choice, Entries, Field
from minikafka.lesson.widgets.challenge import Challenge, Judgement, Problem

MESSAGES = ("tea", "milk", "rice")
ON, OFF = "on", "off"
NOTHING, RESTART, MINUTE = "nothing", "restart", "minute"
PAUSES: dict[str, Callable[[Producer], object]] = {
    NOTHING: lambda _producer: None,
    RESTART: lambda producer: producer.operations.restart(),
    MINUTE: lambda producer: producer.operations.let_time_pass(EXPIRATION_MS),
}

FIELDS = (
    Field("idempotence", "Idempotence", (Choice(ON, "On"), Choice(OFF, "Off"))),
    *(Field(message, f"First request with {message}", FAULTS) for message in MESSAGES),
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


def pose(_number: int) -> Problem:
    """The same problem in every round."""
    return Problem(FIELDS, _grade, _solution)


def carry_out(entries: Entries) -> Outcome:
    """Run a design on a broker of its own."""
    run = DesignRun(enable_idempotence=entries["idempotence"] == ON)
    deliveries = [run.send(message, fault_of(entries[message])) for message in MESSAGES]
    PAUSES[entries["pause"]](run.producer)
    return run.finish(deliveries)


def _grade(entries: Entries) -> Judgement:
    outcome = carry_out(entries)
    copies = {message: outcome.offsets(message) for message in MESSAGES}
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
def _solution() -> Entries:
    """The first design that works, of all there are."""
    names = [field.name for field in FIELDS]
    keys = ([option.key for option in field.options] for field in FIELDS)
    designs = (dict(zip(names, chosen, strict=True)) for chosen in product(*keys))
    return next(design for design in designs if _grade(design).correct)


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
    pose=pose,
)
