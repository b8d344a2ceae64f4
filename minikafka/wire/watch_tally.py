"""What a wiretap saw, counted: records, retries, duplicates, gaps, epochs. Memory does not grow with the traffic."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from minikafka.engine.records import NO_PRODUCER_ID
from minikafka.wire.wiretap import Fate, Place, Sighting

MOST_NAMES = 10_000  # of partitions and producers


@dataclass(slots=True)
class Tally:
    """Counts of what passed; call it with each sighting.

    ``records_sent`` counts the records of batches that came for the first time, ``records_stored`` those of batches of
    which an answer said that they are stored, each batch once. ``stored`` has the same by topic and partition.
    ``unclear`` counts the successes of which nobody can know here whether the batch was stored then or before.
    ``in_doubt`` counts the batches that have had no answer.
    """

    requests: int = 0
    batches: int = 0
    records_sent: int = 0
    records_stored: int = 0
    retries: int = 0
    duplicates: int = 0
    unclear: int = 0
    gaps: int = 0
    records_missing: int = 0
    acks_lost: int = 0
    requests_lost: int = 0
    unnumbered: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    stored: Counter[tuple[str, int]] = field(default_factory=Counter)
    epochs: dict[int, set[int]] = field(default_factory=dict)
    _open: dict[tuple[object, ...], None] = field(default_factory=dict)

    def __call__(self, sighting: Sighting) -> None:
        """Count one batch and its answer."""
        batch = sighting.batch
        self.batches += 1
        self.retries += sighting.place is Place.AGAIN
        self.records_sent += 0 if sighting.place is Place.AGAIN else batch.record_count
        self.gaps += sighting.place is Place.GAP
        self.records_missing += sighting.missing
        self.unnumbered += sighting.place is Place.UNNUMBERED
        self.acks_lost += sighting.fate is Fate.ACK_LOST
        self.requests_lost += sighting.fate is Fate.REQUEST_LOST
        self._count_epoch(batch.producer_id, batch.producer_epoch)
        self._count_answer(sighting)

    @property
    def in_doubt(self) -> int:
        """How many batches have had no answer yet."""
        return len(self._open)

    def _count_answer(self, sighting: Sighting) -> None:
        batch = sighting.batch
        numbers = batch.topic, batch.partition, batch.producer_id, batch.producer_epoch, batch.base_sequence
        if sighting.answer is None:
            if sighting.fate is not Fate.NO_ACKS and len(self._open) < MOST_NAMES:
                self._open[numbers] = None
            return
        self._open.pop(numbers, None)
        if sighting.error != "NONE":
            self.errors[sighting.error] += 1
        self.duplicates += sighting.stored and sighting.duplicate is True
        self.unclear += sighting.stored and sighting.duplicate is None
        if sighting.confirms:
            self.records_stored += batch.record_count
            if len(self.stored) < MOST_NAMES or (sighting.topic, batch.partition) in self.stored:
                self.stored[sighting.topic, batch.partition] += batch.record_count

    def _count_epoch(self, producer_id: int, epoch: int) -> None:
        if producer_id == NO_PRODUCER_ID:
            return
        if producer_id in self.epochs or len(self.epochs) < MOST_NAMES:
            self.epochs.setdefault(producer_id, set()).add(epoch)

    @property
    def epochs_begun(self) -> int:
        """How many epochs followed the first one of their producer."""
        return sum(len(epochs) - 1 for epochs in self.epochs.values())

    def to_json(self) -> dict[str, Any]:
        """The counts by name."""
        return {
            "batches": self.batches, "records_sent": self.records_sent, "records_stored": self.records_stored,
            "retries": self.retries, "duplicates_recognised": self.duplicates, "batches_unclear": self.unclear,
            "gaps": self.gaps, "records_missing": self.records_missing, "acks_lost": self.acks_lost,
            "requests_lost": self.requests_lost, "batches_in_doubt": self.in_doubt,
            "batches_without_numbers": self.unnumbered, "producers": len(self.epochs),
            "epochs_begun": self.epochs_begun, "errors": dict(self.errors),
            "stored": {f"{topic}-{partition}": count for (topic, partition), count in sorted(self.stored.items())},
        }  # fmt: skip

    def __str__(self) -> str:
        or_more = " or more" if len(self.epochs) == MOST_NAMES else ""
        lines = [
            f"{self.records_sent:,} records in {self.batches:,} batches, producers: {len(self.epochs):,}{or_more}",
            f"{self.records_stored:,} records stored, by the answers" + self._places(),
            f"{self.retries:,} retries, {self.duplicates:,} of them recognised as duplicates",
            f"{self.gaps:,} gaps ({self.records_missing:,} records), {self.epochs_begun:,} new epochs",
            f"{self.acks_lost:,} acks and {self.requests_lost:,} requests lost here",
        ]
        if self.unclear:
            lines.append(f"{self.unclear:,} batches are stored; whether by that request or before cannot be known here")
        if self.in_doubt:
            lines.append(f"{self.in_doubt:,} batches have no answer: they may be stored or not")
        if self.unnumbered:
            lines.append(f"{self.unnumbered:,} batches without numbers: their retries cannot be told from new ones")
        lines += [f"{count:,} times {name}" for name, count in self.errors.most_common()]
        return "\n".join(lines)

    def _places(self) -> str:
        shown = sorted(self.stored.items())[:12]
        places = ", ".join(f"{topic}-{partition}: {count:,}" for (topic, partition), count in shown)
        return f" ({places}{', …' if len(self.stored) > len(shown) else ''})" if shown else ""
