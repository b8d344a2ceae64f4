"""What the clinic says of each kind of line: kept as data, in the folder ``diagnoses``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FILES = ("check.toml", "client.toml", "setup.toml", "other.toml")


@dataclass(frozen=True)
class Diagnosis:
    """One kind of line.

    ``row`` is what the sequence check has to do with it, ``saw`` what the broker or the client saw, ``fate`` what may
    be lost or stored twice, ``causes`` are pairs of a cause and of how to tell it from the others, ``cures`` is what
    to do.
    """

    kind: str
    title: str
    row: str
    saw: str
    fate: str
    causes: tuple[tuple[str, str], ...]
    cures: tuple[str, ...]


@cache
def diagnoses() -> Mapping[str, Diagnosis]:
    """Every diagnosis by its kind, in the order of the files: the most telling ones come first."""
    found: dict[str, Diagnosis] = {}
    for name in _FILES:
        text = files("minikafka.clinic").joinpath("diagnoses", name).read_text(encoding="utf-8")
        found |= {kind: _diagnosis(kind, entry) for kind, entry in tomllib.loads(text).items()}
    return found


def _diagnosis(kind: str, entry: Mapping[str, object]) -> Diagnosis:
    causes, cures = entry["causes"], entry["cures"]
    assert isinstance(causes, list), f"{kind}: causes is a list of pairs"
    assert isinstance(cures, list), f"{kind}: cures is a list"
    pairs = tuple((str(cause), str(tell)) for cause, tell in causes)
    title, row, saw, fate = (str(entry[name]) for name in ("title", "row", "saw", "fate"))
    return Diagnosis(kind, title, row, saw, fate, pairs, tuple(map(str, cures)))
