"""The four steps from a stub to Kafka's whole table."""

from __future__ import annotations

from dataclasses import dataclass

from minikafka.lesson.content.project.cases import Case, cases


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``item`` is its name in the learner's progress, ``rows`` are those that it adds."""

    number: int
    name: str
    item: str
    rows: tuple[str, ...]

    @property
    def cases(self) -> tuple[Case, ...]:
        """The questions of this step."""
        return tuple(case for case in cases() if step_of(case) is self)


STEPS = (
    Step(1, "Store", "store", ("1", "6", "7")),
    Step(2, "Recognise", "recognise", ("2",)),
    Step(3, "Refuse", "refuse", ("3", "4", "5", "10")),
    Step(4, "Finish", "finish", ("6 since 4.5", "8", "9")),
)


def step_of(case: Case) -> Step:
    """The step that a question belongs to; a state without a batch is left for the last one, whichever row decides."""
    state = case.question.state
    if state is not None and not state.batches:
        return STEPS[-1]
    return next(step for step in STEPS if case.rule.row in step.rows)
