"""What is done to a broker, in words: a restart, another leader, time; and what is remembered before and after."""

from __future__ import annotations

from minikafka.engine.producer_state import ProducerState
from minikafka.engine.trace import Action, Event, Stage, StepKind, Trace
from minikafka.lesson.views.steps import Step, position_before
from minikafka.lesson.views.words import NOTHING, UNKNOWN, counted, duration_text

OPERATIONS = frozenset(
    {
        StepKind.RESTART,
        StepKind.CHANGE_LEADER,
        StepKind.TIME_PASSES,
        StepKind.RECREATE_TOPIC,
        StepKind.DELETE_RECORDS,
    }
)

_TAKEN_AWAY = {
    Stage.TOPIC_RECREATED: "The topic is a new one with an empty log.",
    Stage.RECORDS_DELETED: "The records are gone, the offsets go on.",
}


def operation_text(trace: Trace, step: Step) -> str:
    """What is done: ``Restart broker 0 (crash)``, ``Change leader to broker 1``, ``Let 1 day pass``."""
    arguments = _action(trace, step).arguments
    match step.kind:
        case StepKind.RESTART:
            return f"Restart {broker_text(trace, arguments['broker'])} ({'clean' if arguments['clean'] else 'crash'})"
        case StepKind.CHANGE_LEADER:
            return f"Change leader to {broker_text(trace, step.last.broker)}"
        case StepKind.RECREATE_TOPIC:
            return f"Delete topic {arguments['topic']} and create it again"
        case StepKind.DELETE_RECORDS:
            return f"Delete the records of {arguments['topic']}-{arguments['partition']}"
    return f"Let {duration_text(arguments['ms'])} pass"


def memory_text(trace: Trace, step: Step) -> str:
    """What came of it for the producer: ``Remembered 5 batches, now 1``."""
    if not step.is_complete:
        return UNKNOWN
    before, after = batches_before(trace, step), len(batches_of(step.last.variables.state))
    if before == 0:
        return NOTHING
    if before == after:
        return f"Still remembers {counted(after, 'batch', 'batches')}"
    return f"Remembered {counted(before, 'batch', 'batches')}, now {after or 'none'}"


def batches_before(trace: Trace, step: Step) -> int:
    """How many batches of the producer were remembered before a step."""
    return len(batches_of(state_before(trace, step)))


def state_before(trace: Trace, step: Step) -> ProducerState | None:
    """What was remembered of the producer before a step."""
    return trace[position_before(trace, step)].variables.state


def broker_text(trace: Trace, number: int | None) -> str:
    """``broker 1``; of a broker that is alone, ``broker``."""
    return "broker" if number is None or trace.setup.brokers == 1 else f"broker {number}"


def leader_at(trace: Trace, position: int) -> int:
    """The number of the broker that leads at a position; at first it is 0."""
    if trace.setup.brokers == 1:
        return 0
    led = (event.broker for event in reversed(trace[: position + 1]) if event.stage is Stage.NEW_LEADER)
    return next(led, None) or 0


def operation_sentence(trace: Trace, step: Step) -> str:
    """What happens at the last stage of an operation."""
    event = step.last
    broker = f"Broker {event.broker}" if trace.setup.brokers > 1 else "The broker"
    match event.stage:
        case Stage.BROKER_STOPS:
            return _stop(trace, step, broker)
        case Stage.BROKER_STARTS:
            return _start(trace, step, broker)
        case Stage.NEW_LEADER:
            return f"{broker} leads the partition now. {_remembers(trace, step)}"
        case Stage.TIME_PASSES:
            return f"The clock goes on by {duration_text(_action(trace, step).arguments['ms'])}, and nothing is sent."
        case Stage.TOPIC_RECREATED | Stage.RECORDS_DELETED:
            return f"{_TAKEN_AWAY[event.stage]} {_remembers(trace, step)}"
    return _expiry(trace, step)


def _stop(trace: Trace, step: Step, broker: str) -> str:
    if _action(trace, step).arguments["clean"]:
        return f"{broker} stops in good order. Its log stays, and a snapshot: of each producer the last batch."
    return f"{broker} is killed. Its log stays, and the next start makes a snapshot: of each producer the last batch."


def _start(trace: Trace, step: Step, broker: str) -> str:
    if trace.setup.brokers == 1:
        return f"{broker} is back, with its log and its snapshot. {_remembers(trace, step)}"
    return f"{broker} is back and in sync, with its log and its snapshot. Of each producer that holds the last batch."


def _remembers(trace: Trace, step: Step) -> str:
    before, after = batches_before(trace, step), len(batches_of(step.last.variables.state))
    if not before and not after:
        return "It remembers nothing of this producer."
    if after < before:
        return (
            f"Of this producer it remembers {after or 'none'} of {before}: an older batch is not recognised any more."
        )
    return f"Of this producer it remembers {counted(after, 'batch', 'batches')}."


def _expiry(trace: Trace, step: Step) -> str:
    age = duration_text(int(trace.setup.broker["producer_id_expiration_ms"]))
    rule = f"The broker forgets producers whose last batch is {age} old."
    if batches_of(step.last.variables.state):
        return f"{rule} This one is younger, and stays."
    if not batches_before(trace, step):
        return f"{rule} It remembers none."
    return f"{rule} This one is forgotten: whatever it sends next is new."


def batches_of(state: ProducerState | None) -> tuple[object, ...]:
    """The batches remembered in a state, none of no state."""
    return state.batches if state else ()


def _action(trace: Trace, step: Step) -> Action:
    event: Event = step.last
    return trace.actions[event.action]
