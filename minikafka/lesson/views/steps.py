"""Steps of a run as far as a position has come, and the verdict on each: one word that a colour and a sign can show.

The tables, the sentences and the pictures are made of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from minikafka.engine.errors import Error
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import NO_SEQUENCE
from minikafka.engine.results import ProduceResult
from minikafka.engine.trace import BRANCH_STAGES, Event, Stage, StepKind, Trace

BRANCHES = tuple(BRANCH_STAGES.values())  # quicker than a set, whose members would be hashed by their names
OPERATIONS = frozenset(
    {StepKind.RESTART, StepKind.CHANGE_LEADER, StepKind.TIME_PASSES, StepKind.RECREATE_TOPIC, StepKind.DELETE_RECORDS}
)
StepVerdict = Literal["", "good", "harm", "refused", "lost"]
CellTone = Literal["", "good", "harm", "refused", "lost", "ack"]
SIGNS: Mapping[CellTone, str] = {"good": "✓ ", "harm": "✗ ", "refused": "! ", "lost": "", "": "", "ack": ""}
TONES: Mapping[StepVerdict, str] = {"good": "green", "harm": "red", "refused": "rust", "lost": "accent", "": "accent"}
ALONE = frozenset({StepKind.FLUSH, StepKind.GIVE_UP})  # no broker is asked
LOSSES = frozenset({Stage.REQUEST_LOST, Stage.ACK_LOST})


@dataclass(frozen=True, slots=True)
class Step:
    """The stages of one step that the position has reached. ``stage_count`` is how many it has in all."""

    events: tuple[Event, ...]
    stage_count: int

    @property
    def number(self) -> int:
        return self.events[0].step

    @property
    def kind(self) -> StepKind:
        return self.events[0].kind

    @property
    def last(self) -> Event:
        return self.events[-1]

    @property
    def is_complete(self) -> bool:
        return len(self.events) == self.stage_count

    @property
    def stages(self) -> tuple[Stage, ...]:
        return tuple(event.stage for event in self.events)

    @property
    def decision(self) -> Event | None:
        """The event in which the broker decided, if it has."""
        return next((event for event in self.events if event.stage in BRANCHES), None)

    @property
    def result(self) -> ProduceResult | None:
        return self.last.result


def position_in(trace: Trace, position: int | None) -> int:
    """A position as an index from 0; ``None`` is the end.

    Raises:
        IndexError: the trace has no such position.
    """
    count = len(trace)
    index = count - 1 if position is None else position + count if position < 0 else position
    if not 0 <= index < count:
        raise IndexError(f"position {position} is outside this run, which has 0 .. {count - 1}")
    return index


def steps_at(trace: Trace, position: int | None = None) -> list[Step]:
    """Every step up to ``position`` (an index into the trace, ``None`` is its end), the start as step 0 first."""
    reached = position_in(trace, position)
    events = trace[: reached + 1]
    steps = [Step(tuple(group), 0) for _, group in groupby(events, lambda event: event.step)]
    remaining = _stages_after(trace, reached)
    return [Step(step.events, len(step.events) + (remaining if step is steps[-1] else 0)) for step in steps]


def step_at(trace: Trace, position: int | None = None) -> Step:
    """The step that ``position`` is in."""
    first = reached = position_in(trace, position)
    number = trace[reached].step
    while first > 0 and trace[first - 1].step == number:  # a step is short: quicker than a search through the run
        first -= 1
    events = tuple(trace[first : reached + 1])
    return Step(events, len(events) + _stages_after(trace, reached))


def keeps_its_sequence(trace: Trace, step: Step) -> bool:
    """True when this step sends a batch under the numbers that it already had."""
    batch = step.last.batch
    if step.kind is not StepKind.RETRY or batch is None or batch.base_sequence == NO_SEQUENCE:
        return False
    return any(event.batch is batch for event in reversed(before(trace, step)))


def before(trace: Trace, step: Step) -> Sequence[Event]:
    """Every event of the steps before this one."""
    return trace[: _first_position(trace, step.number)]


def position_before(trace: Trace, step: Step) -> int:
    """The position of the last event before a step; of the first step, that is the start."""
    return max(0, _first_position(trace, step.number) - 1)


def position_of(trace: Trace, step: Step, event: Event) -> int:
    """Where an event of a step stands in its trace."""
    return _first_position(trace, step.number) + step.events.index(event)


def _first_position(trace: Trace, number: int) -> int:
    return bisect_left(trace, number, key=lambda event: event.step)


def known_state(trace: Trace, position: int, topic: str, partition: int) -> ProducerState | None:
    """What the broker was last seen to remember of the producer on one partition."""
    for index in range(position, -1, -1):
        event = trace[index]
        if event.memory is not None:
            return event.memory.get((topic, partition))
        delivery = event.delivery
        if event.stage in BRANCHES and delivery and (delivery.topic, delivery.partition) == (topic, partition):
            return event.variables.state
    return None


def _stages_after(trace: Trace, position: int) -> int:
    """How many stages of the same step follow."""
    number, index = trace[position].step, position + 1
    while index < len(trace) and trace[index].step == number:
        index += 1
    return index - position - 1


def asks_for_acks(trace: Trace) -> bool:
    """False for a producer with ``acks=0``, which takes what it has sent for delivered."""
    return str(trace.setup.producer.get("acks")) != "0"


def batches_remembered(trace: Trace, step: Step) -> tuple[int, int]:
    """How many batches of the producer were remembered before a step, and how many are now."""
    states = trace[position_before(trace, step)].variables.state, step.last.variables.state
    before, now = (len(state.batches) if state else 0 for state in states)
    return before, now


def leader_at(trace: Trace, position: int) -> int:
    """The number of the broker that leads at a position; at first it is 0."""
    if trace.setup.brokers == 1:
        return 0
    led = (event.broker for event in reversed(trace[: position + 1]) if event.stage is Stage.NEW_LEADER)
    return next(led, None) or 0


def verdict(trace: Trace, step: Step) -> StepVerdict:
    """``good``: a duplicate was ignored, or all is confirmed; ``harm``: a message is stored once more.

    ``refused``: the broker refused the batch, or has forgotten some; ``lost``: a request or an ack never arrived. A
    message stored for the first time is no news, and has no verdict.
    """
    if step.kind in OPERATIONS:
        return _verdict_of_operation(trace, step)
    if step.kind in ALONE:
        return _verdict_of_producer(step)
    if step.decision is None:
        return "lost" if step.last.stage in LOSSES else ""
    return _verdict_of_decision(trace, step, step.decision.stage)


def cell_tones(trace: Trace, step: Step) -> tuple[CellTone, CellTone]:
    """How the cells of the broker's action and of the producer's output look."""
    return _tone_of_broker(trace, step), _tone_of_output(trace, step)


def _tone_of_broker(trace: Trace, step: Step) -> StepVerdict:
    """The verdict, unless it is that of the producer, or of an ack that the broker knows nothing of."""
    told = verdict(trace, step)
    if step.kind in ALONE or (told == "lost" and step.last.stage is Stage.ACK_LOST):
        return ""
    return told


def _tone_of_output(trace: Trace, step: Step) -> CellTone:
    """An ack is good news without a sign; a loss is seen by the producer as an ack that does not come."""
    if step.kind in ALONE:
        return "refused" if step.kind is StepKind.GIVE_UP else "ack" if step.last.variables.acknowledged else ""
    if step.last.stage is Stage.ACK_LOST:
        return "lost"
    is_known = step.is_complete or step.last.stage is Stage.PRODUCER_RECEIVES_ACK
    if step.result is None or not is_known or not asks_for_acks(trace):
        return ""
    return "ack" if step.result.error is Error.NONE else "refused"


def is_stored_again(trace: Trace, step: Step) -> bool:
    """True of a step that stored a message which an earlier step had stored already."""
    if step.decision is None or step.decision.stage is not Stage.STORE or step.kind is StepKind.SEND:
        return False
    delivery = step.decision.delivery
    return any(event.stage is Stage.STORE and event.delivery is delivery for event in reversed(before(trace, step)))


def _verdict_of_operation(trace: Trace, step: Step) -> StepVerdict:
    if not step.is_complete:
        return ""
    before, now = batches_remembered(trace, step)
    return "refused" if now < before else ""


def _verdict_of_producer(step: Step) -> StepVerdict:
    if step.kind is StepKind.GIVE_UP:
        return "refused"
    return "good" if step.last.variables.acknowledged else ""


def _verdict_of_decision(trace: Trace, step: Step, decision: Stage) -> StepVerdict:
    if decision is Stage.IGNORE:
        return "good"
    if decision is Stage.ERROR:
        return "refused"
    if is_stored_again(trace, step):
        return "harm"
    return "lost" if step.last.stage is Stage.ACK_LOST else ""
