"""What a file of a Kafka data directory says, as rows.

Source: ``org.apache.kafka.tools.DumpLogSegments``, whose names the columns have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from minikafka.engine.errors import KafkaError
from minikafka.storage.aborted_transactions import decode_aborted_transactions
from minikafka.storage.control_record import MARKERS, control_type, describe_control_record
from minikafka.storage.dump_notes import NOTES
from minikafka.storage.indexes import OFFSET_ENTRY, TIME_ENTRY
from minikafka.storage.legacy_message import LegacyMessage, is_legacy, parse
from minikafka.storage.log_input import CorruptBatch, Entry, ReadOnlyFile, entries
from minikafka.storage.producer_snapshot import CorruptSnapshot, decode_snapshot
from minikafka.storage.record_batch import EncodedBatch

__all__ = ["Dump", "Row", "dump_log"]

Value = int | str | bool
Row = dict[str, Value]
_MARKER_TYPES = {kind.value: kind.name for kind in MARKERS}
BOOTSTRAP = "bootstrap.checkpoint"
_READ_HEAD = 27  # up to the last offset delta


class Dump(list[Row]):
    """The rows of a file, in the order of the file, and what could not be read, in a sentence each.

    ``trailing`` are the bytes behind the last whole batch of a segment.
    """

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file
        self.problems: list[str] = []
        self.trailing = 0
        self.is_empty_index = False

    @property
    def is_readable(self) -> bool:
        """Whether all was read but for a torn end, which any file may have that somebody writes to."""
        return len(self.problems) <= bool(self.trailing)

    def say(self, problem: object) -> None:
        self.problems.append(f"{self.file}: {problem}")


def dump_log(path: Path | str, *, deep_iteration: bool = False) -> Dump:
    """A row for each batch, index entry, aborted transaction, producer or line. Nothing in the directory is changed.

    A file that is torn, or that a broker writes to at the moment, gives the rows that it holds; ``problems`` names the
    rest. With ``deep_iteration`` each batch is followed by its records.

    Raises:
        ValueError: a file of a name that no file of Kafka has.
        OSError: there is no such file, or it may not be read.
    """
    file = Path(path)
    dump = Dump(file)
    reader = _reader(file)
    if not file.is_file():
        raise FileNotFoundError(f"there is no file {file}")
    if reader is _segment:
        _segment(dump, deep_iteration=deep_iteration)
    else:
        reader(dump)
    return dump


def _reader(file: Path) -> Callable[[Dump], None]:
    notes = NOTES.get(file.name)
    if notes is not None:
        return lambda dump: _notes(dump, notes)
    reader = _READERS.get(file.suffix)
    stem = file.stem.partition("-")[0] if file.suffix == ".checkpoint" else file.stem
    if reader is None or not (stem.isdecimal() or file.name == BOOTSTRAP):
        known = ", ".join([*_READERS, *NOTES])
        raise ValueError(f"{file.name} is no file of a log: use <offset> and one of {known}")
    return reader


# Segments, and the snapshots of KRaft, which have the same form


def _segment(dump: Dump, *, deep_iteration: bool = False) -> None:
    with ReadOnlyFile(dump.file) as source:
        try:
            for entry in entries(source):
                _entry(dump, entry, deep_iteration=deep_iteration)
        except CorruptBatch as problem:
            dump.trailing = source.size - problem.position
            dump.say(problem)


def _entry(dump: Dump, entry: Entry, *, deep_iteration: bool) -> None:
    """What cannot be read of one batch does not hide the next one."""
    try:
        row, records = _message(entry) if is_legacy(entry.magic) else _batch(entry)
        dump.append(row)
        if deep_iteration:
            dump.extend(records)
    except (KafkaError, ValueError) as problem:
        dump.say(f"at byte {entry.position}: {problem}")


def _batch(entry: Entry) -> tuple[Row, Iterator[Row]]:
    batch = EncodedBatch(entry.data, magic=entry.magic)
    return _batch_row(entry, batch), _records(batch)


def _message(entry: Entry) -> tuple[Row, Iterator[Row]]:
    message = parse(entry.data)
    return _message_row(entry.position, message), _messages(message)


def _batch_row(entry: Entry, batch: EncodedBatch) -> Row:
    return {
        "baseOffset": batch.base_offset,
        "lastOffset": batch.base_offset + batch.last_offset_delta,
        "count": batch.record_count,
        "baseSequence": batch.base_sequence,
        "lastSequence": batch.last_sequence,
        "producerId": batch.producer_id,
        "producerEpoch": batch.producer_epoch,
        "partitionLeaderEpoch": batch.partition_leader_epoch,
        "isTransactional": batch.is_transactional,
        "isControl": batch.is_control,
        "deleteHorizonMs": batch.delete_horizon_ms,
        "endTxnMarker": _marker(batch),
        "position": entry.position,
        "timestampType": batch.timestamp_type,
        "maxTimestamp": batch.max_timestamp,
        "size": batch.size_in_bytes,
        "magic": entry.magic,
        "compresscodec": batch.compression.name.lower(),
        "crc": batch.crc,
        "isvalid": batch.has_valid_crc,
    }


def _marker(batch: EncodedBatch) -> str:
    """COMMIT or ABORT, where the batch is the end of a transaction."""
    if not batch.is_control:
        return ""
    try:
        record = next(batch.iter_records(), None)
        return "" if record is None else _MARKER_TYPES.get(control_type(record.key)[1], "")
    except (KafkaError, ValueError):
        return ""


def _records(batch: EncodedBatch) -> Iterator[Row]:
    for delta, record in batch.numbered_records:
        row: Row = {
            "offset": batch.base_offset + delta,
            "timestampType": batch.timestamp_type,
            "timestamp": record.timestamp,
            "keySize": -1 if record.key is None else len(record.key),
            "valueSize": -1 if record.value is None else len(record.value),
            "sequence": batch.sequence_at(delta),
            "headerKeys": f"[{','.join(name for name, _ in record.headers)}]",
        }
        yield row | {"controlRecord": describe_control_record(record)} if batch.is_control else row


def _message_row(position: int, message: LegacyMessage) -> Row:
    return {
        "offset": message.offset,
        "position": position,
        "timestampType": message.timestamp_type,
        "maxTimestamp": message.timestamp,
        "size": len(message.data),
        "magic": message.magic,
        "compresscodec": message.compression.name.lower(),
        "crc": message.crc,
        "isvalid": message.is_valid,
    }


def _messages(message: LegacyMessage) -> Iterator[Row]:
    for inner in message.messages():
        yield {
            "offset": inner.offset,
            "timestampType": message.timestamp_type,
            "timestamp": inner.timestamp,
            "keySize": inner.key_size,
            "valueSize": inner.value_size,
            "isValid": inner.is_valid,
            "crc": inner.crc,
        }


# Indexes. That of an active segment is full of zeros to its end: a running broker sets it to its largest size.


def _offset_index(dump: Dump) -> None:
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


def _time_index(dump: Dump) -> None:
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


def _transaction_index(dump: Dump) -> None:
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


# Producers


def _producers(dump: Dump) -> None:
    try:
        states = decode_snapshot(dump.file.read_bytes())
    except CorruptSnapshot as problem:
        dump.say(problem)
        return
    for state in states:
        last = state.batches[-1] if state.batches else None
        txn_start = state.current_txn_first_offset
        dump.append(
            {
                "producerId": state.producer_id,
                "producerEpoch": state.producer_epoch,
                "coordinatorEpoch": state.coordinator_epoch,
                "currentTxnFirstOffset": -1 if txn_start is None else txn_start,
                "lastTimestamp": state.last_timestamp,
                "firstSequence": last.first_sequence if last else -1,
                "lastSequence": state.last_sequence,
                "lastOffset": last.last_offset if last else -1,
                "offsetDelta": last.offset_delta if last else 0,
            }
        )


# Notes in words


def _notes(dump: Dump, read: Callable[[Path], Iterator[Row]]) -> None:
    try:
        dump.extend(read(dump.file))
    except (KafkaError, ValueError) as problem:
        dump.say(problem)


_READERS: dict[str, Callable[[Dump], None]] = {
    ".log": _segment,
    ".index": _offset_index,
    ".timeindex": _time_index,
    ".txnindex": _transaction_index,
    ".snapshot": _producers,
    ".checkpoint": _segment,
}
