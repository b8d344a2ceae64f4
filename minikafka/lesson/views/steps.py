"""Steps of a run as far as a position has come: what the tables and the chart are made of."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import NO_SEQUENCE
from minikafka.engine.results import ProduceResult
from minikafka.engine.trace import BRANCH_STAGES, Event, Stage, StepKind, Trace

BRANCHES = tuple(BRANCH_STAGES.values())  # quicker than a set, whose members would be hashed by their names


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
    reached = position_in(trace, position)
    number = trace[reached].step
    first = reached
    while first > 0 and trace[first - 1].step == number:
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
    return trace[: _first_position(trace, step)]


def position_before(trace: Trace, step: Step) -> int:
    """The position of the last event before a step; of the first step, that is the start."""
    return max(0, _first_position(trace, step) - 1)


def position_of(trace: Trace, step: Step, event: Event) -> int:
    """Where an event of a step stands in its trace."""
    return _first_position(trace, step) + step.events.index(event)


def _first_position(trace: Trace, step: Step) -> int:
    return bisect_left(trace, step.number, key=lambda event: event.step)


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
