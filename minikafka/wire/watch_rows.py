"""A sighting as a row of text, and as a row of a file."""

from __future__ import annotations

from typing import Any

from minikafka.engine.records import NO_PRODUCER_ID
from minikafka.wire.wiretap import Fate, Place, Sighting

HEADINGS = ("Partition", "Producer", "Epoch", "Numbers", "Records", "New or retry", "Answer", "Time")
_WIDTHS = (24, 10, 5, 23, 7, 16, 44, 9)
_PLACES = {Place.AGAIN: "retry", Place.UNNUMBERED: "not numbered", Place.BEHIND: "new, behind"}


def heading() -> str:
    """The names of the columns."""
    return _line(HEADINGS)


def row(sighting: Sighting) -> str:
    """One line for a terminal; what a client or a broker named is shown so that no terminal obeys it."""
    return _line(cells(sighting))


def cells(sighting: Sighting) -> tuple[str, ...]:
    """A text for each heading."""
    batch = sighting.batch
    numbered = batch.producer_id != NO_PRODUCER_ID
    return (
        f"{_safe(sighting.topic)}-{batch.partition}",
        str(batch.producer_id) if numbered else "-",
        str(batch.producer_epoch) if numbered else "-",
        f"{batch.base_sequence}-{batch.last_sequence}" if numbered else "-",
        str(batch.record_count),
        _place(sighting),
        _answer(sighting),
        f"{sighting.ms:.1f} ms" if sighting.answer else "-",
    )


def to_json(sighting: Sighting) -> dict[str, Any]:
    """The same as values."""
    batch, answer = sighting.batch, sighting.answer
    return {
        "topic": sighting.topic, "partition": batch.partition, "producer_id": batch.producer_id,
        "producer_epoch": batch.producer_epoch, "first_sequence": batch.base_sequence,
        "last_sequence": batch.last_sequence, "records": batch.record_count, "place": sighting.place.value,
        "missing": sighting.missing, "fate": sighting.fate.value, "error": sighting.error or None,
        "base_offset": answer.base_offset if answer else None, "duplicate": sighting.duplicate,
        "ms": round(sighting.ms, 3),
    }  # fmt: skip


def _place(sighting: Sighting) -> str:
    if sighting.place is Place.GAP:
        return f"new, {sighting.missing} missing"
    return _PLACES.get(sighting.place, "new")


def _answer(sighting: Sighting) -> str:
    answer = sighting.answer
    if answer is None:
        return sighting.fate.value
    said = sighting.error
    if sighting.stored:
        how = {True: "duplicate of", False: "stored at", None: "stored at or before"}[sighting.duplicate]
        said = f"{how} offset {answer.base_offset}"
    return said if sighting.fate is Fate.ANSWERED else f"{said}, {sighting.fate.value}"


def _safe(text: str) -> str:
    return "".join(mark if mark.isprintable() else repr(mark)[1:-1] for mark in text)


def _line(texts: tuple[str, ...]) -> str:
    return "  ".join(text.ljust(width) for text, width in zip(texts, _WIDTHS, strict=True)).rstrip()
