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
from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.records import RecordBatch
from minikafka.engine.results import ProduceResult
from minikafka.engine.sequence_check import Check
from minikafka.lesson.lab.batches import answers_to, batch

TOPIC = "scenario"
PARTITIONS = 2

_Step = Mapping[str, Any]
_Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scenario:
    """Steps as the file has them, and the generations of Kafka that answer so.

    ``is_core``: it is about nothing but the sequence check.
    """

    id: str
    name: str
    is_core: bool
    profiles: tuple[str, ...]
    steps: tuple[_Step, ...]

    def passes(self, check: Check) -> bool:
        """True when brokers that ask ``check`` answer every batch as Kafka does, in every generation."""
        return all(wanted == answered for profile in self.profiles for wanted, answered in self.play(profile, check))

    def play(self, profile: str, check: Check) -> Iterator[tuple[_Answer, _Answer]]:
        """What Kafka answers to each batch, and what a new broker of a generation answers that asks ``check``."""
        broker = Broker(generation=profile, clock=ManualClock(), decide=check)
        broker.create_topic(TOPIC, PARTITIONS)
        for step in self.steps:
            yield from _take(broker, step)


@cache
def scenarios() -> tuple[Scenario, ...]:
    """The core scenarios in their order, and I03, the one that shows a state without a batch."""
    text = files("minikafka.lesson.content.project").joinpath("scenarios.json").read_text(encoding="utf-8")
    return tuple(
        Scenario(raw["id"], raw["name"], raw["is_core"], tuple(raw["profiles"]), tuple(raw["steps"]))
        for raw in json.loads(text)
    )


def _take(broker: Broker, step: _Step) -> Iterator[tuple[_Answer, _Answer]]:
    match step["do"]:
        case "produce":
            yield from _request(broker, step["parts"], step["acks"])
        case "marker":
            marker = EndTransactionMarker(producer_id=step["pid"], producer_epoch=step["epoch"], committed=True)
            yield _compared(broker, step, broker.write_txn_marker(TOPIC, step["partition"], marker))
        case "delete_before":
            broker.delete_records(TOPIC, step["partition"], step["offset"])


def _request(broker: Broker, parts: list[_Step], acks: int) -> Iterator[tuple[_Answer, _Answer]]:
    results = answers_to(broker, TOPIC, [(part["partition"], _batch(part)) for part in parts], acks)
    for part, result in zip(parts, results, strict=True):
        yield _compared(broker, part, result)


def _batch(part: _Step) -> RecordBatch:
    return batch(
        part["seq"],
        part["count"],
        producer_id=part["pid"],
        epoch=part["epoch"],
        value=b"",
        is_transactional=part["txn"],
        is_control=part["control"],
    )


def _compared(broker: Broker, step: _Step, result: ProduceResult) -> tuple[_Answer, _Answer]:
    """What the scenario expects, and the same of what was answered."""
    return step["expect"], {
        "error": result.error.name,
        "base_offset": result.base_offset,
        "duplicate": result.duplicate,
        "leo": broker.log_end_offset(TOPIC, step["partition"]),
    }
