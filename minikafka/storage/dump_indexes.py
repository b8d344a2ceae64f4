"""The entries of a segment's indexes as rows.

The index of an active segment ends with zeros: a running broker gives it its largest size at once.

Source: ``DumpLogSegments.dumpIndex``, ``dumpTimeIndex`` and ``dumpTxnIndex``.
"""

from __future__ import annotations

from pathlib import Path

from minikafka.storage.aborted_transactions import decode_aborted_transactions
from minikafka.storage.dump import Dump
from minikafka.storage.indexes import OFFSET_ENTRY, TIME_ENTRY
from minikafka.storage.legacy_message import is_legacy
from minikafka.storage.log_input import ReadOnlyFile

_READ_HEAD = 27  # up to the last offset delta


def dump_offset_index(dump: Dump) -> None:
    """Add a row for each entry, and name those that do not fit the segment beside it."""
    base = int(dump.file.stem)
    log = dump.file.with_suffix(".log")
    with ReadOnlyFile(dump.file) as index:
        dump.is_empty_index = index.size < OFFSET_ENTRY.size
        for number, (offset, position) in enumerate(OFFSET_ENTRY.iter_unpack(_whole(dump, index, OFFSET_ENTRY.size))):
            if offset == 0 and number > 0:
                break
            dump.append({"offset": base + offset, "position": position})
    if log.is_file():
        _compare_with_log(dump, log)


def _compare_with_log(dump: Dump, log: Path) -> None:
    """Each entry is the last offset of the batch at its position."""
    with ReadOnlyFile(log) as source:
        for row in dump:
            if row["position"] == 0:
                continue  # the first zeros of an index that is still empty; Kafka writes no entry for byte 0
            found = _last_offset_at(source, int(row["position"]))
            if found != row["offset"]:
                dump.say(f"mismatch: index offset {row['offset']}, log offset {'none' if found is None else found}")


def _last_offset_at(source: ReadOnlyFile, position: int) -> int | None:
    head = source.read(position, _READ_HEAD) if 0 <= position < source.size else b""
    if len(head) < _READ_HEAD:
        return None
    base = int.from_bytes(head[:8], signed=True)
    return base if is_legacy(head[16]) else base + int.from_bytes(head[23:], signed=True)


def dump_time_index(dump: Dump) -> None:
    """Add a row for each entry."""
    base = int(dump.file.stem)
    with ReadOnlyFile(dump.file) as index:
        for number, (timestamp, offset) in enumerate(TIME_ENTRY.iter_unpack(_whole(dump, index, TIME_ENTRY.size))):
            if offset == 0 and number > 0:
                return
            dump.append({"timestamp": timestamp, "offset": base + offset})


def _whole(dump: Dump, source: ReadOnlyFile, size: int) -> bytes:
    """All whole entries; a preallocated file need not end with one, and its rest is zeros."""
    data = source.read(0, source.size)
    end = len(data) - len(data) % size
    if data[end:].strip(b"\0"):
        dump.say(f"{len(data) - end} bytes at byte {end} are no whole entry of {size}")
    return data[:end]


def dump_transaction_index(dump: Dump) -> None:
    """Add a row for each transaction that was aborted."""
    try:
        for entry in decode_aborted_transactions(dump.file.read_bytes()):
            dump.append(
                {
                    "version": entry.version,
                    "producerId": entry.producer_id,
                    "firstOffset": entry.first_offset,
                    "lastOffset": entry.last_offset,
                    "lastStableOffset": entry.last_stable_offset,
                }
            )
    except ValueError as problem:
        dump.say(problem)
