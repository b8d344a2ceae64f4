"""What a file of a partition's directory says, as rows: a segment, an index, or a snapshot of the producers.

Source: ``kafka.tools.DumpLogSegments``, whose names the columns have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.producer_state import ProducerState
from minikafka.storage.crc import crc32c
from minikafka.storage.indexes import OFFSET_ENTRY, TIME_ENTRY
from minikafka.storage.producer_snapshot import CorruptSnapshot, decode_snapshot
from minikafka.storage.record_batch import CRC_RANGE_START, EncodedBatch
from minikafka.storage.segment import CorruptBatch, Segment

Row = dict[str, int | str | bool]


def dump_log(path: Path | str) -> list[Row]:
    """One row for each batch, index entry or producer. Nothing in the directory is changed.

    Raises:
        ValueError: a file of another name than ``<offset>`` and ``.log``, ``.index``, ``.timeindex`` or ``.snapshot``.
        KafkaError: CORRUPT_MESSAGE, for a file that ends within an entry or is damaged.
        OSError: there is no such file.
    """
    file = Path(path)
    dump = _DUMPS.get(file.suffix)
    if dump is None or not file.stem.isdecimal():
        raise ValueError(f"{file.name} is no file of a log: use <offset> and {', '.join(_DUMPS)}")
    if not file.is_file():
        raise FileNotFoundError(f"there is no file {file}")
    try:
        return list(dump(file))
    except (CorruptBatch, CorruptSnapshot) as problem:
        raise KafkaError(Error.CORRUPT_MESSAGE, f"{file}: {problem}") from problem


def _batches(file: Path) -> Iterator[Row]:
    segment = Segment(file.parent, int(file.stem), index_interval_bytes=0)
    try:
        for position, batch in segment.batches():
            yield _batch_row(position, batch)
    finally:
        segment.close()


def _batch_row(position: int, batch: EncodedBatch) -> Row:
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
        "endTxnMarker": _marker(batch),
        "position": position,
        "maxTimestamp": batch.max_timestamp,
        "size": batch.size_in_bytes,
        "compresscodec": batch.compression.name.lower(),
        "crc": batch.crc,
        "isvalid": crc32c(memoryview(batch.data)[CRC_RANGE_START:]) == batch.crc,
    }


def _marker(batch: EncodedBatch) -> str:
    if not batch.is_control:
        return ""
    return "COMMIT" if EndTransactionMarker.read(batch).committed else "ABORT"


def _offset_entries(file: Path) -> Iterator[Row]:
    base, data = int(file.stem), file.read_bytes()
    for offset, position in OFFSET_ENTRY.iter_unpack(_whole(file, data, OFFSET_ENTRY.size)):
        yield {"offset": base + offset, "position": position}


def _time_entries(file: Path) -> Iterator[Row]:
    base, data = int(file.stem), file.read_bytes()
    for timestamp, offset in TIME_ENTRY.iter_unpack(_whole(file, data, TIME_ENTRY.size)):
        yield {"timestamp": timestamp, "offset": base + offset}


def _whole(file: Path, data: bytes, size: int) -> bytes:
    if len(data) % size:
        explanation = f"{file}: {len(data)} bytes are no whole entries of {size}"
        raise KafkaError(Error.CORRUPT_MESSAGE, explanation)
    return data


def _producers(file: Path) -> Iterator[Row]:
    return map(_producer_row, decode_snapshot(file.read_bytes()))


def _producer_row(state: ProducerState) -> Row:
    """A snapshot holds one batch at the most; -1 where there is none."""
    last = state.batches[-1] if state.batches else None
    txn_start = state.current_txn_first_offset
    return {
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


_DUMPS: dict[str, Callable[[Path], Iterator[Row]]] = {
    ".log": _batches,
    ".index": _offset_entries,
    ".timeindex": _time_entries,
    ".snapshot": _producers,
}
