"""What is said of a line or of a log: an object that shows itself as text, as HTML and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from minikafka.clinic.case import Case
from minikafka.clinic.diagnoses import diagnoses
from minikafka.clinic.log_file import LogFile
from minikafka.clinic.recognition import Finding
from minikafka.clinic.scan import SMALL, Scan, findings_in_text
from minikafka.clinic.stories import Stories

MOST_CASES = 20  # shown; all of them are counted
MOST_CHUNKS = 2  # of a text that a person pastes: its lines, and a last one without a line end
FIRST_OF_CLIENTS = "out-of-order-no-numbers"  # the diagnoses before it are of what the check refused


@dataclass(frozen=True)
class Explanation:
    """The cases of a log, the worst first.

    ``lines`` is how many lines were read, ``known`` how many of them are known here. ``source`` is the text itself if
    it is one line. ``problem`` is a sentence if reading ended too early, ``left_out`` counts lines of producers beyond
    the first thousand.
    """

    cases: tuple[Case, ...]
    lines: int
    known: int
    source: str = ""
    problem: str | None = None
    looks_binary: bool = False
    left_out: int = 0

    @property
    def found(self) -> bool:
        """True if anything of it is known here."""
        return bool(self.cases)

    def __str__(self) -> str:
        from minikafka.clinic.text_report import report

        return report(self)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        from minikafka.clinic.html_report import report

        return str(report(self))

    def to_json(self) -> dict[str, Any]:
        """All of it as values that JSON has."""
        from minikafka.clinic.json_report import report

        return report(self)


def explain(source: str | bytes | Path) -> Explanation:
    """Read a line, several lines, or (given as ``Path``) a log, gzip or not, and say what happened.

    Raises:
        OSError: the file cannot be read.
        UnreadableLog: it is packed in a way that is not opened here.
    """
    if isinstance(source, Path):
        with source.open("rb") as stream:
            return explain_log(stream)
    text = source.decode("utf-8", "replace") if isinstance(source, bytes) else source
    lines, findings = findings_in_text(text)
    stories = Stories(findings)
    return _explanation(stories, lines, _lines_of(findings), source=text if lines == 1 else "")


def explain_log(stream: BinaryIO) -> Explanation:
    """As ``explain``, for an open binary stream of any length; memory stays flat."""
    log, scan, stories, known = LogFile(stream), Scan(), Stories(), 0
    chunks = log.chunks()
    first = list(islice(chunks, MOST_CHUNKS + 1))
    if len(first) <= MOST_CHUNKS and sum(chunk.count(b"\n") for chunk in first) < SMALL:
        lines, findings = findings_in_text(b"".join(first).decode("utf-8", "replace"))
        return _explanation(
            Stories(findings), lines, _lines_of(findings), problem=log.problem, looks_binary=log.has_zeros
        )
    last = 0
    for line, finding in scan.findings(chain(first, chunks)):
        stories.add(line, finding)
        known += line != last
        last = line
    return _explanation(stories, scan.lines, known, problem=log.problem, looks_binary=log.has_zeros)


def _lines_of(findings: list[tuple[int, Finding]]) -> int:
    return len({line for line, _ in findings})


def _explanation(stories: Stories, lines: int, known: int, **about: Any) -> Explanation:
    cases = sorted(map(Case.of, stories.told()), key=_weight)
    return Explanation(tuple(cases), lines, known, left_out=stories.left_out, **about)


def _weight(case: Case) -> tuple[int, int]:
    """Refusals first, then what clients say, then what is only informational; each by its line."""
    rank = list(diagnoses()).index(case.diagnosis.kind)
    informational = case.finding.format.outcome == "informational"
    return (2 if informational else 0 if rank < list(diagnoses()).index(FIRST_OF_CLIENTS) else 1), case.story.first_line
