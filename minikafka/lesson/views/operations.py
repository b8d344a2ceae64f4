"""What is done to a broker: a restart, another leader, time; and what is remembered before and after."""

from __future__ import annotations

from minikafka.engine.producer_state import ProducerState
from minikafka.engine.trace import Action, Event, Stage, StepKind, Trace
from minikafka.lesson.views import view_words as words
from minikafka.lesson.views.steps import Step, position_before
from minikafka.lesson.views.words import NOTHING, UNKNOWN, duration_text, plural

OPERATIONS = frozenset(
    {
        StepKind.RESTART,
        StepKind.CHANGE_LEADER,
        StepKind.TIME_PASSES,
        StepKind.RECREATE_TOPIC,
        StepKind.DELETE_RECORDS,
    }
)


def operation_text(trace: Trace, step: Step) -> str:
    """What is done: ``Restart broker 0 (crash)``, ``Change leader to broker 1``, ``Let 1 day pass``."""
    arguments = _action(trace, step).arguments
    match step.kind:
        case StepKind.RESTART:
            told = words.RESTART_CLEAN if arguments["clean"] else words.RESTART_CRASH
            return told.format(broker=broker_text(trace, arguments["broker"]))
        case StepKind.CHANGE_LEADER:
            return words.CHANGE_LEADER.format(broker=broker_text(trace, step.last.broker))
        case StepKind.RECREATE_TOPIC:
            return words.RECREATE_TOPIC.format(topic=arguments["topic"])
        case StepKind.DELETE_RECORDS:
            return words.DELETE_RECORDS.format(place=f"{arguments['topic']}-{arguments['partition']}")
    return words.TIME_PASSES.format(duration=duration_text(arguments["ms"]))


def memory_text(trace: Trace, step: Step) -> str:
    """What came of it for the producer: ``Remembered 5 batches, now 1``."""
    if not step.is_complete:
        return UNKNOWN
    before, after = batches_before(trace, step), len(batches_of(step.last.variables.state))
    if before == 0:
        return NOTHING
    if before == after:
        return plural(after, words.STILL_REMEMBERS)
    return plural(before, words.REMEMBERED, now=after or words.NONE)


def batches_before(trace: Trace, step: Step) -> int:
    """How many batches of the producer were remembered before a step."""
    return len(batches_of(state_before(trace, step)))


def state_before(trace: Trace, step: Step) -> ProducerState | None:
    """What was remembered of the producer before a step."""
    return trace[position_before(trace, step)].variables.state


def broker_text(trace: Trace, broker: int | None) -> str:
    """``broker 1``; of a broker that is alone, ``broker``."""
    return words.BROKER if broker is None or trace.setup.brokers == 1 else words.BROKER_NUMBER.format(broker)


def leader_at(trace: Trace, position: int) -> int:
    """The number of the broker that leads at a position; at first it is 0."""
    if trace.setup.brokers == 1:
        return 0
    led = (event.broker for event in reversed(trace[: position + 1]) if event.stage is Stage.NEW_LEADER)
    return next(led, None) or 0


def operation_sentence(trace: Trace, step: Step) -> str:
    """What happens at the last stage of an operation."""
    event = step.last
    broker = words.NUMBERED.format(event.broker) if trace.setup.brokers > 1 else words.ALONE
    match event.stage:
        case Stage.BROKER_STOPS:
            is_clean = _action(trace, step).arguments["clean"]
            return (words.STOPS if is_clean else words.KILLED).format(broker=broker)
        case Stage.BROKER_STARTS:
            back = f"{words.IS_BACK.format(broker=broker)} {_remembers(trace, step)}"
            return words.IS_BACK_IN_SYNC.format(broker=broker) if trace.setup.brokers > 1 else back
        case Stage.NEW_LEADER:
            return f"{words.LEADS.format(broker=broker)} {_remembers(trace, step)}"
        case Stage.TIME_PASSES:
            return words.CLOCK_GOES_ON.format(duration=duration_text(_action(trace, step).arguments["ms"]))
        case Stage.TOPIC_RECREATED | Stage.RECORDS_DELETED:
            gone = words.TOPIC_IS_NEW if event.stage is Stage.TOPIC_RECREATED else words.RECORDS_GONE
            return f"{gone} {_remembers(trace, step)}"
    return f"{_rule_of_expiry(trace)} {_expiry(trace, step)}"


def _remembers(trace: Trace, step: Step) -> str:
    before, after = batches_before(trace, step), len(batches_of(step.last.variables.state))
    if not before and not after:
        return words.REMEMBERS_NOTHING
    if after < before:
        return words.REMEMBERS_FEWER.format(after=after or words.NONE, before=before)
    return plural(after, words.REMEMBERS)


def _rule_of_expiry(trace: Trace) -> str:
    return words.FORGETS.format(age=duration_text(int(trace.setup.broker["producer_id_expiration_ms"])))


def _expiry(trace: Trace, step: Step) -> str:
    if batches_of(step.last.variables.state):
        return words.IS_YOUNGER
    return words.IS_FORGOTTEN if batches_before(trace, step) else words.FORGETS_NONE


def batches_of(state: ProducerState | None) -> tuple[object, ...]:
    """The batches remembered in a state, none of no state."""
    return state.batches if state else ()


def _action(trace: Trace, step: Step) -> Action:
    event: Event = step.last
    return trace.actions[event.action]
