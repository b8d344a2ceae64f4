"""The scenarios of sequence-check-scenarios.yaml as typed values."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from minikafka.engine.errors import Error
from tests.conformance.steps import (
    Advance,
    Answer,
    Appended,
    DeleteBefore,
    Describe,
    Described,
    ExpectedInit,
    Expire,
    Init,
    Marker,
    Need,
    Produce,
    ProduceMany,
    ProducerRow,
    Replicate,
    Restart,
    Roll,
    SetIsr,
    Step,
)

SCENARIOS = Path(__file__).with_name("sequence-check-scenarios.yaml")


class Tag(enum.StrEnum):
    """What a scenario is about."""

    CORE = "core"
    INIT = "init"
    STATE = "state"
    TXN = "txn"
    REPL = "repl"
    WIRE = "wire"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A new topic, the steps in order, and the answers of a real broker."""

    id: str
    name: str
    tags: frozenset[Tag]
    profiles: tuple[str, ...]
    steps: tuple[Step, ...]
    why: str
    clock_start_ms: int
    producer_id_expiration_ms: int

    @property
    def needs(self) -> frozenset[Need]:
        return frozenset().union(*(step.needs for step in self.steps))


# Reading the file. A field that no step has is refused, by name, where the step is made.

_STEPS: Mapping[str, type[Step]] = {
    "produce": Produce,
    "produce_many": ProduceMany,
    "replicate": Replicate,
    "marker": Marker,
    "advance": Advance,
    "expire": Expire,
    "roll": Roll,
    "delete_before": DeleteBefore,
    "restart": Restart,
    "set_isr": SetIsr,
    "init": Init,
    "describe": Describe,
}

# The one in C reads the file in a tenth of the time, which every process of the tests takes.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load_scenarios() -> tuple[Scenario, ...]:
    """Every scenario of the file, in its order."""
    return read_scenarios(SCENARIOS.read_text(encoding="utf-8"))


def read_scenarios(text: str) -> tuple[Scenario, ...]:
    """The scenarios of a document in the format of the file."""
    document = yaml.load(text, Loader)  # noqa: S506 - it is the safe one
    defaults = document["defaults"]
    profiles = tuple(document["profiles"])
    return tuple(_scenario(raw, defaults, profiles) for raw in document["scenarios"])


def _scenario(raw: Mapping[str, Any], defaults: Mapping[str, Any], profiles: tuple[str, ...]) -> Scenario:
    given = {
        "profiles": tuple(raw.get("profiles", profiles)),
        "tags": frozenset(map(Tag, raw["tags"])),
        "steps": tuple(_step(step["do"], step, defaults) for step in raw["steps"]),
    }
    return Scenario(**_defaults_of(Scenario, defaults) | {**raw, **given})


def _step(kind: str, raw: Mapping[str, Any], defaults: Mapping[str, Any]) -> Step:
    cls = _STEPS[kind]
    given = {name: value for name, value in raw.items() if name not in {"do", "expect", "parts"}}
    written = f"{kind} " + ", ".join(f"{name} {value}" for name, value in given.items())
    expected = (_expectation(kind, raw["expect"]),) if "expect" in raw else ()
    if "parts" in raw:
        given["parts"] = tuple(_step("produce", part, defaults) for part in raw["parts"])
        expected = tuple(answer for part in given["parts"] for answer in part.expected)
    step = _defaults_of(cls, defaults) | given | {"written": written.strip(), "expected": expected}
    if step.get("ts") == "clock":
        step["ts"] = None
    return cls(**step)


def _expectation(kind: str, raw: Mapping[str, Any]) -> Answer:
    if kind == "describe":
        return Described(producers=frozenset(ProducerRow(**row) for row in raw["producers"]))
    given = {**raw, "error": Error[raw["error"]]} if "error" in raw else dict(raw)
    if kind == "init":
        return ExpectedInit(**given | {"distinct_pid_from": tuple(raw.get("distinct_pid_from", ()))})
    return Appended(**{"duplicate": False} | given)


def _defaults_of(cls: type[Step | Scenario], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The defaults of the file for those fields that ``cls`` has."""
    names = {field.name for field in fields(cls)}
    return {name: value for name, value in defaults.items() if name in names}
