"""Copy the scenarios that the project lesson needs from the conformance tests' file into the package.

The package can read JSON without another library, and must not reach into the tests.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

import minikafka.lesson.content.project
from tests.conformance.scenarios import SCENARIOS

PACKAGED = Path(minikafka.lesson.content.project.__file__).with_name("scenarios.json")

STATE_WITHOUT_A_BATCH = "I03"  # about a transaction's marker, and the only scenario that reaches row 9
NOT_ABOUT_THE_CHECK = {"describe"}  # L01 ends with a look at what the partition lists

_BATCH = ("pid", "epoch", "seq", "count", "partition", "txn", "control")
_MARKER = ("pid", "epoch", "partition", "result", "coordinator_epoch")
_ANSWER = ("error", "base_offset", "duplicate", "leo")


def packaged() -> str:
    """Return the text of the package's file: one line for each scenario."""
    document = yaml.safe_load(SCENARIOS.read_text(encoding="utf-8"))
    wanted = [raw for raw in document["scenarios"] if "core" in raw["tags"] or raw["id"] == STATE_WITHOUT_A_BATCH]
    lines = [json.dumps(_scenario(raw, document)) for raw in wanted]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _scenario(raw: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": raw["id"],
        "name": raw["name"],
        "is_core": "core" in raw["tags"],
        "profiles": list(raw.get("profiles", document["profiles"])),
        "steps": [_step(step, document["defaults"]) for step in raw["steps"] if step["do"] not in NOT_ABOUT_THE_CHECK],
    }


def _step(raw: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """One step with nothing left out, by the names of the kit's classes; a request has one batch or several."""
    full = {**defaults, **raw}
    match raw["do"]:
        case "produce" | "produce_many":
            parts = raw.get("parts", [raw])
            batches = [_chosen({**defaults, **part}, _BATCH) for part in parts]
            return {"do": "request", "acks": full["acks"], "parts": batches, "expect": list(map(_expect, parts))}
        case "marker":
            return {"do": "marker", **_chosen(full, _MARKER), "expect": [_expect(raw)]}
        case "delete_before":
            return {"do": "delete_before", **_chosen(full, ("partition", "offset")), "expect": []}
    raise ValueError(f"the project has no use for a step that does {raw['do']!r}")


def _expect(raw: Mapping[str, Any]) -> dict[str, Any]:
    return _chosen({"duplicate": False, **raw["expect"]}, _ANSWER)


def _chosen(full: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: full[name] for name in names}


if __name__ == "__main__":
    PACKAGED.write_text(packaged(), encoding="utf-8", newline="\n")
