"""One story with all that the clinic can say of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from minikafka.clinic.diagnoses import Diagnosis, diagnoses
from minikafka.clinic.numbers import Reading, read_numbers
from minikafka.clinic.recognition import Finding
from minikafka.clinic.runs import Run, shortest_run
from minikafka.clinic.stories import Sight, Story
from minikafka.engine.records import increment_sequence
from minikafka.engine.sequence_check import REFUSED, RULES, Rule

_BROKERS = {"kafka-broker", "redpanda", "any"}


@dataclass(frozen=True)
class Case:
    """A story, and its most telling line: the one that the diagnosis is about."""

    story: Story
    main: Sight

    @classmethod
    def of(cls, story: Story) -> Case:
        """The case of a story."""
        ranks = {kind: rank for rank, kind in enumerate(diagnoses())}
        return cls(story, min(story.sights, key=lambda sight: (ranks[_kind(sight.finding)], sight.first_line)))

    @property
    def finding(self) -> Finding:
        """The line that the diagnosis is about, under what wraps it."""
        return self.main.finding.root

    @cached_property
    def reading(self) -> Reading:
        return read_numbers(self.main.finding)

    @property
    def diagnosis(self) -> Diagnosis:
        return diagnoses()[self.reading.kind]

    @property
    def title(self) -> str:
        """The diagnosis, or that there can be none."""
        if self.reading.contradiction:
            return f"{self.finding.format.error or self.diagnosis.title}: numbers that cannot be"
        return self.diagnosis.title

    @property
    def producer_id(self) -> int | None:
        return self.story.producer_id

    @property
    def epoch(self) -> int | None:
        """The epoch that a line tells of, ``None`` if none does."""
        known = (sight.finding.root.number("epoch") for sight in (self.main, *self.story.sights))
        return next((epoch for epoch in known if epoch is not None), None)

    @property
    def rule(self) -> Rule | None:
        """The row that refused the batch, ``None`` where that is not known or it was not refused by the check."""
        return next((rule for rule in RULES if rule.row == self.reading.row and rule.branch is REFUSED), None)

    @property
    def row_in_words(self) -> str:
        """The row, its condition and its answer, or what the check has to do with the line."""
        if self.rule is None:
            return self.diagnosis.row
        return f"row {self.rule.row}: {self.rule.condition} → {self.rule.error.name} ({self.rule.error.value})"

    @property
    def saw(self) -> list[str]:
        """What the broker or the client saw, with the numbers of the line."""
        numbers = _numbers_in_words(self.finding, self.reading)
        return numbers if self.reading.contradiction else [self.diagnosis.saw, *numbers, self.finding.format.meaning]

    @property
    def client_now(self) -> list[str]:
        """What the client does now, by its own lines if there are any, otherwise by program."""
        lines = [sight.finding for sight in self.story.sights]
        own = [each for line in lines for each in (line, line.root) if each.format.program not in _BROKERS]
        telling = [each for each in own if each.format.outcome != "informational"] or own
        if not telling:
            return [f"These lines do not name the client. {_capital(self.finding.format.client)}"]
        return list(dict.fromkeys(f"{each.format.program}: {each.format.client}" for each in telling))

    @property
    def fatal(self) -> bool:
        """True when a line says that the producer is dead."""
        return any(sight.finding.format.outcome == "fatal" for sight in self.story.sights)

    @property
    def attempts(self) -> int:
        """How often the main line stands in the log."""
        return self.main.count

    @cached_property
    def run(self) -> Run | None:
        """The shortest run of the broker with the same answer and numbers, ``None`` if there is none."""
        if self.reading.contradiction or self.reading.wanted is None:
            return None
        return shortest_run(self.reading.wanted)


def _kind(finding: Finding) -> str:
    return read_numbers(finding).kind


def _numbers_in_words(finding: Finding, reading: Reading) -> list[str]:
    first, stored = finding.number("sequence"), finding.number("last_sequence")
    epoch, current = finding.number("epoch"), finding.number("current_epoch")
    words = []
    if (
        reading.kind in {"gap", "old-resend", "restart-at-zero", "after-highest"}
        and first is not None
        and stored is not None
    ):
        expected = increment_sequence(stored, 1)
        words.append(f"Sequence {first} came; {expected} was expected, because {stored} is the last one stored.")
        if reading.kind == "gap":
            words.append(f"{_records(first - expected)} before this batch {_are(first - expected)} not stored.")
    elif first is not None:
        words.append(f"The batch begins with sequence {first}.")
        if stored is not None:
            words.append(f"The last sequence stored is {stored}.")
    if current is not None and epoch is not None:
        words.append(f"The batch has epoch {epoch}; the partition has seen epoch {current}.")
    elif epoch is not None:
        words.append(f"The epoch is {epoch}.")
    following = finding.number("next_sequence")
    if following is not None:
        words.append(f"The client expected {following} to be next.")
    offset = finding.number("offset")
    if offset is not None and offset >= 0 and first is not None and finding.format.program == "kafka-broker":
        words.append(f"Stored, its first record would have had offset {offset}.")
    return words


def _records(count: int) -> str:
    return "1 record" if count == 1 else f"{count} records"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
