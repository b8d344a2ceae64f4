"""``.snapshot`` files: the test vector is Kafka's, the refusals are ``ProducerStateManager.readSnapshot``'s."""

from __future__ import annotations

import struct

import pytest
from crc32c import crc32c

from minikafka.engine.producer_state import BatchMetadata, ProducerState
from minikafka.storage.producer_snapshot import CorruptSnapshot, decode_snapshot, encode_snapshot

VECTOR = bytes.fromhex(
    "00010fab3f350000000100000000000003e80000000000010000000000000001000000010000018bcfe56805ffffffffffffffffffffffff"
)
STATE = ProducerState(1000, 0, (BatchMetadata(1, 1, 1, 1_700_000_000_005),), 1_700_000_000_005)


def with_crc(content: bytes, version: int = 1) -> bytes:
    return struct.pack(">hI", version, crc32c(content)) + content


def entry(last_offset: int, txn_start: int) -> bytes:
    return struct.pack(">iqhiqiqiq", 1, 7, 3, 5, last_offset, 2, 1000, 4, txn_start)


def test_kafkas_vector() -> None:
    assert encode_snapshot([STATE]) == VECTOR
    assert decode_snapshot(VECTOR) == (STATE,)


def test_nobody() -> None:
    assert decode_snapshot(encode_snapshot([])) == ()


def test_the_last_batch_alone_is_kept() -> None:
    first = BatchMetadata(0, 0, 0, 5)
    state = ProducerState(1000, 0, (first, *STATE.batches), STATE.last_timestamp)
    assert encode_snapshot([state]) == VECTOR


@pytest.mark.parametrize("txn_start", [None, 0, 12])
@pytest.mark.parametrize("batches", [(), (BatchMetadata(5, 9, 2, 1000),)])
def test_every_field_comes_back(txn_start: int | None, batches: tuple[BatchMetadata, ...]) -> None:
    state = ProducerState(7, 3, batches, 1000, 4, txn_start)
    assert decode_snapshot(encode_snapshot([state, STATE])) == (state, STATE)


@pytest.mark.parametrize("negative", [-1, -2])
def test_a_negative_offset_is_none(negative: int) -> None:
    """Kafka asks for 0 or more, not for -1."""
    (state,) = decode_snapshot(with_crc(entry(negative, negative)))
    assert (state.batches, state.current_txn_first_offset) == ((), None)


def test_offset_zero_is_an_offset() -> None:
    (state,) = decode_snapshot(with_crc(entry(0, 0)))
    assert (len(state.batches), state.current_txn_first_offset) == (1, 0)


@pytest.mark.parametrize("size", range(len(VECTOR)))
def test_a_torn_one_is_refused(size: int) -> None:
    with pytest.raises(CorruptSnapshot):
        decode_snapshot(VECTOR[:size])


@pytest.mark.parametrize("at", range(len(VECTOR)))
def test_any_byte_counts(at: int) -> None:
    with pytest.raises(CorruptSnapshot):
        decode_snapshot(VECTOR[:at] + bytes([VECTOR[at] ^ 1]) + VECTOR[at + 1 :])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (with_crc(VECTOR[6:], version=2), "version 2 where 1 is due"),
        (with_crc(VECTOR[6:] + b"\0"), "are not 1 producers"),
        (with_crc(struct.pack(">i", 2) + VECTOR[10:]), "are not 2 producers"),
        (with_crc(struct.pack(">i", -1)), "are not -1 producers"),
    ],
)
def test_a_wrong_form_with_a_right_checksum_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(CorruptSnapshot, match=reason):
        decode_snapshot(data)
