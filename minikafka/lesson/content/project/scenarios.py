"""Kafka's core scenarios: batches, and the answers of a real broker, to be played on any sequence check.

``scenarios.json`` holds them for the learner. It is made from the conformance tests' own file by
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
from minikafka.engine.results import ProduceResult
from minikafka.engine.sequence_check import Check
from minikafka.lesson.lab.experiments import DeleteBefore, Marker, Request, SentBatch, take

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
