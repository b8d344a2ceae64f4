"""What ``kafka-dump-log`` prints of a file: the same words in the same order.

Source: ``org.apache.kafka.tools.DumpLogSegments`` of Kafka 4.4.
"""

from __future__ import annotations

from collections.abc import Iterator

from minikafka.storage.dump import BOOTSTRAP, Dump, Row, Value

_OPTIONAL = {"deleteHorizonMs", "currentTxnFirstOffset"}
_NOT_PRINTED = {"endTxnMarker", "timestampType"}


def lines(dump: Dump) -> Iterator[str]:
    """The lines of one file, the heading first; what could not be read is in ``dump.problems``."""
    yield f"Dumping {dump.file}"
    yield from _heading(dump)
    for row in dump:
        yield _line(row)
    if dump.is_empty_index:
        yield f"{dump.file} is empty."
    if dump.trailing:
        yield f"Found {dump.trailing} invalid bytes at the end of {dump.file.name}"


def _heading(dump: Dump) -> Iterator[str]:
    file = dump.file
    if file.suffix == ".log":
        yield f"Log starting offset: {int(file.stem)}"
    elif file.name == BOOTSTRAP:
        yield "KRaft bootstrap snapshot"
    elif file.suffix == ".checkpoint":
        offset, _, epoch = file.stem.partition("-")
        yield f"Snapshot end offset: {int(offset)}, epoch: {int(epoch or 0)}"


def _line(row: Row) -> str:
    if "currentTxnFirstOffset" in row:
        return _producer(row)
    words = [_word(row, name, value) for name, value in row.items() if name not in _NOT_PRINTED]
    is_record = "keySize" in row
    return ("| " if is_record else "") + " ".join(words)


def _word(row: Row, name: str, value: Value) -> str:
    if name == "controlRecord":
        return str(value)
    if name in {"maxTimestamp", "timestamp"} and "timestampType" in row:
        return f"{row['timestampType']}: {value}"
    return f"{name}: {_text(name, value)}"


def _text(name: str, value: Value) -> str:
    if name in _OPTIONAL:
        return "OptionalLong.empty" if value == -1 else f"OptionalLong[{value}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _producer(row: Row) -> str:
    """A producer of whom a marker alone is known has no batch; the space at the end is Kafka's."""
    names = ["producerId", "producerEpoch", "coordinatorEpoch", "currentTxnFirstOffset", "lastTimestamp"]
    known = " ".join(f"{name}: {_text(name, row[name])}" for name in names) + " "
    if row["lastOffset"] == -1:
        return known
    batch = " ".join(f"{name}: {row[name]}" for name in ("firstSequence", "lastSequence", "lastOffset", "offsetDelta"))
    return f"{known}{batch} timestamp: {row['lastTimestamp']}"
