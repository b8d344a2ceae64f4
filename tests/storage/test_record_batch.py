"""The bytes of a batch, against a test vector made by Apache Kafka and against the rules of its validator."""

from __future__ import annotations

import gzip
import struct

import pytest
from crc32c import crc32c
from hypothesis import given
from hypothesis import strategies as st

from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.records import Record, RecordBatch
from minikafka.storage.record_batch import EncodedBatch, encode, first_batch, stored_batches, with_offsets

VECTOR = bytes.fromhex(
    "0000000000000000000000540000000002643043920000000000010000018bcfe568000000018bcfe56805"
    "00000000000003e8000000000000000000021c00000001106d657373616765310026000a02026b106d6573"
    "73616765310202680276"
)
VECTOR_BATCH = RecordBatch(
    producer_id=1000,
    producer_epoch=0,
    base_sequence=0,
    records=(
        Record(value=b"message1", timestamp=1_700_000_000_000),
        Record(value=b"message1", key=b"k", headers=(("h", b"v"),), timestamp=1_700_000_000_005),
    ),
)

optional_bytes = st.none() | st.binary(max_size=200)
a_record = st.builds(
    Record,
    value=optional_bytes,
    key=optional_bytes,
    headers=st.lists(st.tuples(st.text(max_size=9), optional_bytes), max_size=3).map(tuple),
    timestamp=st.integers(-1, 2**48),
)
a_batch = st.builds(
    RecordBatch,
    records=st.lists(a_record, min_size=1, max_size=20).map(tuple),
    producer_id=st.integers(0, 2**63 - 1),
    producer_epoch=st.integers(0, 2**15 - 1),
    base_sequence=st.integers(0, 2**31 - 1),
    is_transactional=st.booleans(),
)


def patched(data: bytes, at: int, layout: str, number: int) -> bytes:
    """``data`` with one field changed and a checksum that agrees, as a client with a mistake would send it."""
    changed = bytearray(data)
    struct.pack_into(layout, changed, at, number)
    if at > 17:
        struct.pack_into(">I", changed, 17, crc32c(bytes(changed[21:])))
    return bytes(changed)


def error_of(data: bytes) -> Error:
    with pytest.raises(KafkaError) as refusal:
        first_batch(data)[0].ensure_valid()
    return refusal.value.error


def test_the_vector_is_what_we_encode() -> None:
    assert encode(VECTOR_BATCH) == VECTOR


def test_the_vector_is_read_field_by_field() -> None:
    batch = EncodedBatch(VECTOR)
    assert (batch.producer_id, batch.producer_epoch, batch.base_sequence, batch.last_sequence) == (
        1000,
        0,
        0,
        1,
    )
    assert (batch.record_count, batch.size_in_bytes, batch.crc) == (2, 96, 1680884626)
    assert (batch.base_timestamp, batch.max_timestamp) == (1_700_000_000_000, 1_700_000_000_005)
    assert (batch.is_transactional, batch.is_control) == (False, False)
    assert batch.records == VECTOR_BATCH.records
    batch.ensure_valid()


@given(a_batch)
def test_what_is_encoded_is_read_back(batch: RecordBatch) -> None:
    encoded = EncodedBatch(encode(batch))
    encoded.ensure_valid()
    assert encoded.records == batch.records
    for name in ("producer_id", "producer_epoch", "base_sequence", "last_sequence", "record_count"):
        assert getattr(encoded, name) == getattr(batch, name)
    assert encoded.max_timestamp == batch.max_timestamp
    assert encoded.is_transactional == batch.is_transactional
    assert encoded.size_in_bytes <= batch.size_in_bytes


def test_the_broker_sets_two_fields_and_the_checksum_stays_valid() -> None:
    moved = EncodedBatch(with_offsets(VECTOR, 2**40, 7))
    assert (moved.base_offset, moved.partition_leader_epoch) == (2**40, 7)
    assert crc32c(moved.data[21:]) == moved.crc == 1680884626
    assert (moved.data[8:12], moved.data[16:]) == (VECTOR[8:12], VECTOR[16:])


def test_batches_lie_back_to_back_and_a_cut_one_is_left_out() -> None:
    data = with_offsets(VECTOR, 5, 0) + with_offsets(VECTOR, 7, 0) + VECTOR[:80]
    assert [stored.base_offset for stored in stored_batches(data)] == [5, 7]
    assert [record.offset for stored in stored_batches(data) for record in stored.records] == [5, 6, 7, 8]


def test_the_last_sequence_wraps_at_two_to_the_31() -> None:
    batch = EncodedBatch(patched(VECTOR, 53, ">i", 2**31 - 1))
    assert (batch.base_sequence, batch.last_sequence) == (2**31 - 1, 0)


def test_a_batch_without_a_producer_has_no_last_sequence() -> None:
    batch = EncodedBatch(patched(VECTOR, 53, ">i", -1))
    assert batch.last_sequence == -1


@pytest.mark.parametrize(
    ("data", "error"),
    [
        pytest.param(VECTOR[:-1], Error.INVALID_RECORD, id="cut off"),
        pytest.param(b"", Error.INVALID_RECORD, id="empty"),
        pytest.param(patched(VECTOR, 16, ">b", 1), Error.INVALID_RECORD, id="magic 1"),
        pytest.param(patched(VECTOR, 16, ">b", 3), Error.CORRUPT_MESSAGE, id="magic 3"),
        pytest.param(patched(VECTOR, 16, ">b", -1), Error.CORRUPT_MESSAGE, id="magic -1"),
        pytest.param(patched(VECTOR, 8, ">i", -1), Error.CORRUPT_MESSAGE, id="negative length"),
        pytest.param(patched(VECTOR, 8, ">i", 2**31 - 1), Error.INVALID_RECORD, id="longer than what is there"),
        pytest.param(patched(VECTOR, 8, ">i", 40), Error.CORRUPT_MESSAGE, id="shorter than a header"),
        pytest.param(patched(VECTOR, 0, ">q", 1), Error.INVALID_RECORD, id="base offset is not 0"),
        pytest.param(patched(VECTOR, 17, ">I", 1), Error.CORRUPT_MESSAGE, id="wrong checksum"),
        pytest.param(VECTOR[:-1] + b"w", Error.CORRUPT_MESSAGE, id="content changed on its way"),
        pytest.param(patched(VECTOR, 57, ">i", 3), Error.INVALID_RECORD, id="count is not last offset delta + 1"),
        pytest.param(patched(VECTOR, 57, ">i", 0), Error.INVALID_RECORD, id="no records"),
        pytest.param(patched(VECTOR, 57, ">i", -2), Error.INVALID_RECORD, id="negative count"),
        pytest.param(patched(VECTOR, 21, ">h", 5), Error.UNKNOWN_SERVER_ERROR, id="unknown codec"),
        pytest.param(patched(VECTOR, 61, ">B", 0x1D), Error.INVALID_RECORD, id="negative record length"),
        pytest.param(patched(VECTOR, 61, ">B", 0x02), Error.INVALID_RECORD, id="record of one byte"),
        pytest.param(patched(VECTOR, 61, ">B", 0x7E), Error.INVALID_RECORD, id="record beyond the end"),
    ],
)
def test_what_kafka_refuses(data: bytes, error: Error) -> None:
    assert error_of(data) is error


def test_three_records_announced_and_two_sent() -> None:
    data = patched(patched(VECTOR, 57, ">i", 3), 23, ">i", 2)
    assert error_of(data) is Error.INVALID_RECORD


def test_log_append_time_is_the_time_of_every_record() -> None:
    batch = EncodedBatch(patched(VECTOR, 21, ">h", 0b1000))
    assert [record.timestamp for record in batch.records] == [1_700_000_000_005] * 2


def test_a_compressed_batch_is_opened_when_its_records_are_read() -> None:
    compressed = gzip.compress(VECTOR[61:])
    body = patched(VECTOR[:61] + compressed, 8, ">i", 49 + len(compressed))
    batch = EncodedBatch(patched(body, 21, ">h", 1))
    batch.ensure_valid()
    assert batch.records == VECTOR_BATCH.records


@given(st.binary(max_size=120), st.integers(0, 119))
def test_nonsense_raises_kafkas_error_and_nothing_else(noise: bytes, at: int) -> None:
    data = patched(VECTOR[:at] + noise + VECTOR[at + len(noise) :], 17, ">I", 0)
    data = data[:17] + struct.pack(">I", crc32c(data[21:])) + data[21:]
    try:
        batch, size = first_batch(data)
        batch.ensure_valid()
        records = batch.records
    except KafkaError as refusal:
        answered = refusal.error
    else:
        answered = Error.NONE
        assert (size, len(records)) == (batch.size_in_bytes, batch.record_count)
    possible = {Error.NONE, Error.CORRUPT_MESSAGE, Error.INVALID_RECORD, Error.UNKNOWN_SERVER_ERROR}
    assert answered in possible
