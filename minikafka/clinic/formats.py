"""The lines that are known: 164 formats of fifteen programs, kept as data in ``formats.json``.

Each format is a regular expression with named groups, and what its line means. The list runs from special to general,
and the first that fits wins. A regular expression is tried only on a line that holds one of its literals.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Format:
    """One format of ``formats.json``: how to know its line, and what to say of it.

    ``literals`` are texts of which a line holds at least one. ``stems`` gives, for a literal that holds none of the
    stems, the one that stands elsewhere in the line. ``fields`` are names whose values stand in the line in any order.
    ``row`` is where Kafka's rules speak of it, ``kind`` is what the clinic says of it (``diagnoses``).
    """

    id: str
    program: str
    kind: str
    regex: str
    literals: tuple[str, ...]
    level: str
    versions: str
    format: str
    example: str
    row: str
    error: str
    meaning: str
    client: str
    outcome: str
    action: str
    source: tuple[str, ...]
    basis: str
    stems: Mapping[str, str]
    fields: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.regex)

    @cached_property
    def field_patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """A pattern for each of ``fields``: ``topic: milk``, ``"topic":"milk"``, and ``topic=milk`` up to a blank."""
        value = r'(?:="?([^",;}\s]{1,300})|"?: ?"?([^",;}]{1,300}))'
        return tuple((name, re.compile(rf"\b{name}{value}")) for name in self.fields)


NAMED_ERROR = Format(
    id="error-name",
    program="any",
    kind="by-text",
    regex=r"(?P<error>OutOfOrderSequence(?:Number)?(?:Exception|Error)?|OUT_OF_ORDER_SEQUENCE_NUMBER"
    r"|DuplicateSequence(?:Number)?(?:Exception|Error)?|DUPLICATE_SEQUENCE_NUMBER"
    r"|InvalidProducerEpoch(?:Exception|Error)?|INVALID_PRODUCER_EPOCH|ProducerFenced(?:Exception|Error)?"
    r"|PRODUCER_FENCED|UnknownProducerId(?:Exception|Error)?|UNKNOWN_PRODUCER_ID|InvalidTxnState(?:Exception|Error)?"
    r"|INVALID_TXN_STATE|InvalidPidMapping(?:Exception|Error)?|INVALID_PRODUCER_ID_MAPPING"
    r"|received (?:an out of order|a duplicate) sequence number|(?:attempted|Attempted) an operation with an old epoch"
    r"|newer producer with the same transactional\.?[iI]d|could not locate the producer metadata"
    r"|producer id which is not currently assigned to its transactional id"
    r"|out_of_order_sequence_number|duplicate_sequence_number|invalid_producer_epoch|producer_fenced|unknown_producer_id"
    r"|Local: Message timed out|transactional operation in an invalid state"
    r"|Cluster authorization failed\)?: Failed to acquire)(?![A-Za-z_])",
    literals=("Sequence", "SEQUENCE_N", "roduce", "PRODUCER", "TxnState", "TXN_STATE", "PidMapping", "sequence number",
              "sequence_number", "Local: Message timed out",
              "an old epoch", "transactional operation in an", "Cluster authorization failed"),
    level="any",
    versions="any",
    format="<an error's name or sentence, without the text that its program writes with it>",
    example="failed with OutOfOrderSequenceException",
    row="by error",
    error="",
    meaning="The line names an error of the sequence check, and no numbers.",
    client="depends on the client",
    outcome="depends-on-client",
    action="Find the line of the broker: it has the numbers.",
    source=(),
    basis="observed",
    stems={"Sequence": "equence", "PRODUCER": "PRODUCER_", "TxnState": "xception", "TXN_STATE": "xception",
           "PidMapping": "xception", "Local: Message timed out": "rror"},
    fields=(),
)  # fmt: skip


CUT_REFUSAL = Format(
    id="kafka-broker.oos.cut",
    program="kafka-broker",
    kind="out-of-order",
    regex=r"Out of order sequence number for producer(?:Id)? (?P<producer_id>\d{1,19})"
    r"(?: at offset (?P<offset>-?\d{1,19}) in partition (?P<topic>[\w.\-]{1,249})-(?P<partition>\d{1,9}))?: "
    r"(?P<sequence>-?\d{1,19}) \(incoming seq\. number\), (?P<last_sequence>-?\d{1,19}) \(cur",
    literals=("Out of order sequence number for producer",),
    level="ERROR",
    versions="0.11 and later",
    format="<the beginning of a refusal, cut after its numbers>",
    example="Out of order sequence number for producer 29003: 158 (incoming seq. number), 155 (curren",
    row="10",
    error="OUT_OF_ORDER_SEQUENCE_NUMBER (45)",
    meaning="The line is cut, but its numbers are there.",
    client="depends on the client",
    outcome="depends-on-client",
    action="Compare the two numbers.",
    source=(),
    basis="observed",
    stems={},
    fields=(),
)


@cache
def formats() -> tuple[Format, ...]:
    """Every format, special ones first; a line that is cut and an error's bare name come last."""
    return (*(_format(entry) for entry in _document()["formats"]), CUT_REFUSAL, NAMED_ERROR)


@cache
def stems() -> tuple[str, ...]:
    """Short texts: a line with none of them is none of ours."""
    return tuple(_document()["stems"])


@cache
def literals_by_stem() -> dict[bytes, tuple[bytes, ...]]:
    """For each stem the literals that a line with it may hold."""
    found: dict[str, set[str]] = {stem: set() for stem in stems()}
    for known in formats():
        for literal in known.literals:
            stem = known.stems.get(literal) or next(stem for stem in stems() if stem in literal)
            found[stem].add(literal)
    return {stem.encode(): tuple(sorted(text.encode() for text in texts)) for stem, texts in found.items()}


@cache
def _document() -> dict[str, Any]:
    text = files("minikafka.clinic").joinpath("formats.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def _format(entry: dict[str, Any]) -> Format:
    lists = {name: tuple(entry.get(name, ())) for name in ("literals", "source", "fields")}
    return Format(**{**entry, **lists, "stems": entry.get("stems", {})})
