"""What a learner's check is graded by: every question that the scenarios bring to Kafka's own check, and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import Batch
from minikafka.engine.sequence_check import Arrival, Generation, Rule, Verdict, check
from minikafka.lesson.content.project import arrival
from minikafka.lesson.content.project.arrival import Answer, Question, State, answer_of
from minikafka.lesson.content.project.scenarios import Scenario, scenarios


@dataclass(frozen=True, slots=True)
class Case:
    """One question, what Kafka answers, the rule that decides, and the scenario in which it was asked first."""

    question: Question
    right: Answer
    rule: Rule
    scenario: Scenario


@cache
def cases() -> tuple[Case, ...]:
    """Each question once, in the order in which the scenarios ask them."""
    found: dict[Question, Case] = {}
    for scenario in scenarios():
        for profile in scenario.profiles:
            for case in _asked(scenario, profile):
                found.setdefault(case.question, case)
    return tuple(found.values())


def question_of(batch: Batch, state: ProducerState | None, log_end_offset: int, generation: Generation) -> Question:
    """The arguments of a learner's check for those of the engine's."""
    must_start_at_zero = Arrival(batch, state, log_end_offset, generation).must_start_at_zero
    return Question(arrival.Batch.of(batch), State.of(state), must_start_at_zero)


def _asked(scenario: Scenario, profile: str) -> list[Case]:
    """What a broker asks its check while a scenario is played."""
    asked = []

    def write_down(batch: Batch, state: ProducerState | None, end: int, generation: Generation) -> Verdict:
        verdict = check(batch, state, end, generation)
        question = question_of(batch, state, end, generation)
        asked.append(Case(question, answer_of(verdict), verdict.rule, scenario))
        return verdict

    for _ in scenario.play(profile, write_down):
        pass
    return asked
