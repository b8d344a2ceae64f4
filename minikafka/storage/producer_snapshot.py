"""``.snapshot``: what a partition remembers of its producers, up to the offset in the file's name.

Only the *last* batch of each producer is kept, so a broker that was restarted knows one batch where it knew five. All
numbers are big-endian: version 1 (int16), CRC-32C of everything after it (uint32), a count (int32), then per producer:

====  ======================  ====  ===================================
size  field                   size  field
====  ======================  ====  ===================================
8     producer id             4     offset delta of the last batch
2     epoch                   8     timestamp
4     last sequence, or -1    4     coordinator epoch, or -1
8     last offset, or -1      8     current transaction's first offset
====  ======================  ====  ===================================

Source: ``ProducerStateManager.writeSnapshot`` and ``readSnapshot``, ``ProducerSnapshot.json``.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from minikafka.engine.producer_state import BatchMetadata, ProducerState
from minikafka.storage.crc import crc32c

VERSION = 1
_HEADER = struct.Struct(">hI")
_COUNT = struct.Struct(">i")
_ENTRY = struct.Struct(">qhiqiqiq")
_NOTHING = -1


class CorruptSnapshot(Exception):
    """Bytes that are no snapshot."""


def encode_snapshot(states: Iterable[ProducerState]) -> bytes:
    """The file's content."""
    entries = [_encode_entry(state) for state in states]
    content = _COUNT.pack(len(entries)) + b"".join(entries)
    return _HEADER.pack(VERSION, crc32c(content)) + content


def decode_snapshot(data: bytes) -> tuple[ProducerState, ...]:
    """The states in a file's content, with one batch each at the most.

    Raises:
        CorruptSnapshot: another version, a wrong checksum, or a wrong size.
    """
    if len(data) < _HEADER.size + _COUNT.size:
        raise CorruptSnapshot(f"{len(data)} bytes are no snapshot")
    version, crc = _HEADER.unpack_from(data)
    content = data[_HEADER.size :]
    if version != VERSION:
        raise CorruptSnapshot(f"version {version} where 1 is due")
    if crc32c(content) != crc:
        raise CorruptSnapshot("the checksum does not match")
    (count,) = _COUNT.unpack_from(content)
    if len(content) != _COUNT.size + count * _ENTRY.size:
        raise CorruptSnapshot(f"{len(data)} bytes are not {count} producers")
    return tuple(_decode_entry(entry) for entry in _ENTRY.iter_unpack(content[_COUNT.size :]))


def _encode_entry(state: ProducerState) -> bytes:
    last = state.batches[-1] if state.batches else BatchMetadata(_NOTHING, _NOTHING, 0, _NOTHING)
    txn_start = state.current_txn_first_offset
    return _ENTRY.pack(
        state.producer_id,
        state.producer_epoch,
        last.last_sequence,
        last.last_offset,
        last.offset_delta,
        state.last_timestamp,
        state.coordinator_epoch,
        _NOTHING if txn_start is None else txn_start,
    )


def _decode_entry(entry: tuple[int, ...]) -> ProducerState:
    producer_id, epoch, last_sequence, last_offset, offset_delta, timestamp, coordinator_epoch, txn_start = entry
    last = BatchMetadata(last_sequence, last_offset, offset_delta, timestamp)
    return ProducerState(
        producer_id=producer_id,
        producer_epoch=epoch,
        batches=() if last_offset < 0 else (last,),
        last_timestamp=timestamp,
        coordinator_epoch=coordinator_epoch,
        current_txn_first_offset=None if txn_start < 0 else txn_start,
    )
