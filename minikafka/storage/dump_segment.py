"""The batches of a segment as rows, and their records; a snapshot of KRaft has the same form.

Source: ``DumpLogSegments.dumpLog`` and ``printBatchLevel``.
"""

from __future__ import annotations

from collections.abc import Iterator

from minikafka.engine.errors import KafkaError
from minikafka.storage.control_record import MARKERS, control_type, describe_control_record
from minikafka.storage.dump import Dump, Row
from minikafka.storage.legacy_message import LegacyMessage, is_legacy, parse
from minikafka.storage.log_input import CorruptBatch, Entry, ReadOnlyFile, entries
from minikafka.storage.record_batch import EncodedBatch

_MARKER_TYPES = {kind.value: kind.name for kind in MARKERS}


def dump_segment(dump: Dump, *, deep_iteration: bool = False) -> None:
    """Add a row for each batch, with ``deep_iteration`` followed by its records."""
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
