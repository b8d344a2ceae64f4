"""How the project puts things: a question, an answer, and what Kafka does instead."""

from __future__ import annotations

from minikafka.engine.records import NO_PRODUCER_ID
from minikafka.lesson.content.project.arrival import DUPLICATE, STORE, Accepted, Answer, Batch, Question, State
from minikafka.lesson.content.project.cases import Case


def question_text(question: Question) -> str:
    """What arrived, and what was remembered then."""
    place = ", on a partition that must start at zero" if question.must_start_at_zero else ""
    return f"{_batch_text(question.batch)}, with {_state_text(question.state)} remembered{place}"


def why(case: Case) -> str:
    """What Kafka does, the row that says so, and where it was observed."""
    return f"Kafka {_deed(case.right)}: “{case.rule.condition}” (scenario {case.scenario.id})."


def _batch_text(batch: Batch) -> str:
    if batch.producer_id == NO_PRODUCER_ID:
        return "a batch without producer id"
    return f"first {batch.first}, last {batch.last} of epoch {batch.epoch}"


def _state_text(state: State | None) -> str:
    if state is None:
        return "nothing"
    kept = ", ".join(f"{first}-{last}" for first, last in state.batches) or "no batch"
    return f"{kept} of epoch {state.epoch}"


def _deed(answer: Answer) -> str:
    if isinstance(answer, Accepted):
        return {STORE: "stores it", DUPLICATE: "takes it for a duplicate"}[answer]
    return f"refuses it with {answer.name}"
