"""What a learner's check is graded by: every question that Kafka's scenarios bring to Kafka's own check, in four steps.

``scenarios.json`` holds the scenarios. It is made from the conformance tests' own file by
``python -m tools.scenarios``, and a test keeps the two in step.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import NO_PRODUCER_ID, Batch
from minikafka.engine.results import ProduceResult
from minikafka.engine.sequence_check import Check, Generation, Rule, Verdict, check
from minikafka.lesson.content.project import learners_check
from minikafka.lesson.content.project.learners_check import (
    DUPLICATE,
    STORE,
    Accepted,
    Answer,
    Question,
    State,
    answer_of,
)
from minikafka.lesson.lab.experiments import DeleteBefore, Marker, Request, SentBatch, take

# Kafka's core scenarios


TOPIC = "scenario"
PARTITIONS = 2

_Step = Request | Marker | DeleteBefore
_Answer = Mapping[str, Any]
_STEPS: dict[str, type[_Step]] = {"request": Request, "marker": Marker, "delete_before": DeleteBefore}


@dataclass(frozen=True, slots=True)
class Scenario:
    """Steps with Kafka's answers to each, and the generations that answer so.

    ``is_core``: it is about nothing but the sequence check.
    """

    id: str
    name: str
    is_core: bool
    profiles: tuple[str, ...]
    steps: tuple[tuple[_Step, tuple[_Answer, ...]], ...]

    def passes(self, check: Check) -> bool:
        """True when brokers that ask ``check`` answer every batch as Kafka does, in every generation."""
        return all(wanted == answered for profile in self.profiles for wanted, answered in self.play(profile, check))

    def play(self, profile: str, check: Check) -> Iterator[tuple[_Answer, _Answer]]:
        """What Kafka answers to each batch, and what a new broker of a generation answers that asks ``check``."""
        broker = Broker(generation=profile, clock=ManualClock(), decide=check)
        broker.create_topic(TOPIC, PARTITIONS)
        for step, expected in self.steps:
            answered = (_answer(broker, *given) for given in take(broker, TOPIC, step))
            yield from zip(expected, answered, strict=True)


@cache
def scenarios() -> tuple[Scenario, ...]:
    """The core scenarios in their order, and I03, the one that shows a state without a batch."""
    text = files("minikafka.lesson.content.project").joinpath("scenarios.json").read_text(encoding="utf-8")
    return tuple(
        Scenario(
            raw["id"],
            raw["name"],
            raw["is_core"],
            tuple(raw["profiles"]),
            tuple(_step(**step) for step in raw["steps"]),
        )
        for raw in json.loads(text)
    )


def _step(do: str, expect: list[_Answer], **fields: Any) -> tuple[_Step, tuple[_Answer, ...]]:
    """A step as the file has it, and what Kafka answers to it."""
    if do == "request":
        fields["parts"] = [SentBatch(**part) for part in fields["parts"]]
    return _STEPS[do](**fields), tuple(expect)


def _answer(broker: Broker, partition: int, result: ProduceResult) -> _Answer:
    """What was answered, as the file has it."""
    return {
        "error": result.error.name,
        "base_offset": result.base_offset,
        "duplicate": result.duplicate,
        "leo": broker.log_end_offset(TOPIC, partition),
    }


# Their questions


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


def _asked(scenario: Scenario, profile: str) -> list[Case]:
    """What a broker asks its check while a scenario is played."""
    asked = []

    def write_down(batch: Batch, state: ProducerState | None, end: int, generation: Generation) -> Verdict:
        verdict = check(batch, state, end, generation)
        question = Question.of(batch, state, end, generation)
        asked.append(Case(question, answer_of(verdict), verdict.rule, scenario))
        return verdict

    for _ in scenario.play(profile, write_down):
        pass
    return asked


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``item`` is its name in the learner's progress, ``rows`` are the rows of the table that it adds.

    ``rule`` tells what they say, and ``hint`` how to begin; a learner reads them when the step has come.
    """

    number: int
    name: str
    item: str
    rows: tuple[str, ...]
    rule: str
    hint: str

    @property
    def cases(self) -> tuple[Case, ...]:
        """The questions of this step."""
        return tuple(case for case in cases() if step_of(case) is self)


STEPS = (
    Step(
        1,
        "Store",
        "store",
        ("1", "6", "7"),
        "A batch without a producer id (it is -1) has no numbers to compare. Of an unknown producer there is nothing "
        "to compare with. And what follows in order is stored.",
        "The newest batch remembered is state.batches[-1], and its second number is the last sequence stored. A check "
        "that returns STORE for everything passes this step. The next two take away what it stores too much.",
    ),
    Step(
        2,
        "Recognise",
        "recognise",
        ("2",),
        "A batch that repeats one of those remembered is a DUPLICATE: the same epoch, the same first, and the same "
        "last.",
        "state.batches holds pairs, and Python's “in” finds a pair among pairs. Numbers of another epoch are other "
        "numbers: a new epoch counts from 0 again.",
    ),
    Step(
        3,
        "Refuse",
        "refuse",
        ("3", "4", "5", "10"),
        "An older epoch belongs to a producer that was replaced. A newer one has to begin at 0. In the same epoch, "
        "whatever neither repeats a batch nor follows in order is out of order.",
        "Look at the epochs before you look at the order: the number that follows in an old epoch means nothing in a "
        "new one. When everything that Kafka stores is settled, the rest needs no condition.",
    ),
    Step(
        4,
        "Finish",
        "finish",
        ("6 since 4.5", "8", "9"),
        "After 2147483647 comes 0. A state can be without batches: the coordinator of a transaction leaves one behind, "
        "and 0 comes next. And must_start_at_zero is true on a partition of Kafka 4.5 that never held a record: there "
        "an unknown producer has to begin at 0.",
        "Ask which number is expected: once a single line computes it, several rows become one. The remainder, %, is "
        "of use. If row 1 was right and is not any more, look at which of your questions comes first.",
    ),
)


def step_of(case: Case) -> Step:
    """The step that a question belongs to; a state without a batch is left for the last one, whichever row decides."""
    state = case.question.state
    if state is not None and not state.batches:
        return STEPS[-1]
    return next(step for step in STEPS if case.rule.row in step.rows)


def question_text(question: Question) -> str:
    """What arrived, and what was remembered then."""
    place = ", on a partition that must start at zero" if question.must_start_at_zero else ""
    return f"{_batch_text(question.batch)}, with {_state_text(question.state)} remembered{place}"


def why(case: Case) -> str:
    """What Kafka does, the row that says so, and where it was observed."""
    return f"Kafka {_kafka_does(case.right)}: “{case.rule.condition}” (scenario {case.scenario.id})."


def _batch_text(batch: learners_check.Batch) -> str:
    if batch.producer_id == NO_PRODUCER_ID:
        return "a batch without producer id"
    return f"first {batch.first}, last {batch.last} of epoch {batch.epoch}"


def _state_text(state: State | None) -> str:
    if state is None:
        return "nothing"
    kept = ", ".join(f"{first}-{last}" for first, last in state.batches) or "no batch"
    return f"{kept} of epoch {state.epoch}"


def _kafka_does(answer: Answer) -> str:
    if isinstance(answer, Accepted):
        return {STORE: "stores it", DUPLICATE: "takes it for a duplicate"}[answer]
    return f"refuses it with {answer.name}"
