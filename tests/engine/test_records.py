"""Sequence arithmetic, records and batches: the numbers of ``DefaultRecordBatch`` and ``DefaultRecord``."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minikafka.engine.errors import KafkaError
from minikafka.engine.records import (
    MAX_SEQUENCE,
    NO_SEQUENCE,
    Record,
    RecordBatch,
    decrement_sequence,
    increment_sequence,
)

SEQUENCES = st.integers(min_value=0, max_value=2147483647)


def batch(
    count: int = 1, producer_id: int = -1, producer_epoch: int = -1, base_sequence: int = NO_SEQUENCE
) -> RecordBatch:
    return RecordBatch(
        records=(Record(value=b"message1"),) * count,
        producer_id=producer_id,
        producer_epoch=producer_epoch,
        base_sequence=base_sequence,
    )


# Sequence arithmetic


@pytest.mark.parametrize(
    ("sequence", "increment", "later"),
    [(5, 5, 10), (2147483647, 1, 0), (2147483642, 10, 4)],
)
def test_increment_sequence(sequence: int, increment: int, later: int) -> None:
    """``DefaultRecordBatchTest.testIncrementSequence``."""
    assert increment_sequence(sequence, increment) == later


@pytest.mark.parametrize(("sequence", "decrement", "earlier"), [(5, 5, 0), (0, 1, 2147483647)])
def test_decrement_sequence(sequence: int, decrement: int, earlier: int) -> None:
    """``DefaultRecordBatchTest.testDecrementSequence``."""
    assert decrement_sequence(sequence, decrement) == earlier


@given(sequence=SEQUENCES, distance=SEQUENCES)
def test_decrement_undoes_increment_and_both_stay_in_range(sequence: int, distance: int) -> None:
    later = increment_sequence(sequence, distance)
    assert 0 <= later <= MAX_SEQUENCE
    assert decrement_sequence(later, distance) == sequence


@pytest.mark.parametrize(
    ("base_sequence", "count", "last_sequence"),
    [
        pytest.param(0, 1, 0, id="one record"),
        pytest.param(3, 2, 4, id="A03"),
        pytest.param(2147483647, 1, 2147483647, id="G02"),
        pytest.param(2147483646, 4, 1, id="G05"),
        pytest.param(NO_SEQUENCE, 3, -1, id="no sequence"),
    ],
)
def test_last_sequence_counts_records_and_wraps(base_sequence: int, count: int, last_sequence: int) -> None:
    """``DefaultRecordBatch.lastSequence``."""
    assert batch(count, producer_id=1, producer_epoch=0, base_sequence=base_sequence).last_sequence == last_sequence


# Records


@pytest.mark.parametrize(
    ("name", "contents"),
    [
        ("value", {"value": "message1"}),
        ("key", {"value": b"message1", "key": "k"}),
        ("header 'h'", {"value": b"message1", "headers": (("h", "v"),)}),
    ],
)
def test_text_must_be_encoded(name: str, contents: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=rf"a record's {name} is bytes or None, not str: encode it first"):
        Record(**contents)


def test_a_record_cannot_change() -> None:
    record = Record(value=b"message1")
    with pytest.raises(FrozenInstanceError):
        record.value = b"message2"  # type: ignore[misc]  # the assignment is the point


@pytest.mark.parametrize(
    ("record", "size"),
    [
        pytest.param(Record(value=None), 24, id="nothing: 21, null key, null value, no headers"),
        pytest.param(Record(value=b""), 24, id="an empty value is as long as none"),
        pytest.param(Record(value=b"message1"), 32, id="message1"),
        pytest.param(Record(value=b"v" * 63, key=b"k"), 21 + 2 + 64 + 1, id="length in one byte"),
        pytest.param(Record(value=b"v" * 64), 21 + 1 + 66 + 1, id="length in two bytes"),
        pytest.param(Record(value=b"v" * 8192), 21 + 1 + 8195 + 1, id="length in three bytes"),
        pytest.param(Record(value=None, headers=(("h", b"v"), ("ä", None))), 24 + 4 + 4, id="headers"),
    ],
)
def test_size_upper_bound(record: Record, size: int) -> None:
    """``DefaultRecord.recordSizeUpperBound``: 21 bytes, then key, value and headers with varint lengths."""
    assert record.size_upper_bound == size


def test_the_upper_bound_is_one() -> None:
    """Every field at its longest: a time of ten bytes, an offset and a length of five (kafka-rules.md §2.4)."""
    record = Record(value=b"v" * 2**20, key=b"k" * 2**14)
    body = 1 + 10 + 5 + 3 + 2**14 + 4 + 2**20 + 1
    assert record.size_upper_bound >= 5 + body


# Batches


def test_a_batch_without_records_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^a record batch holds at least one record$"):
        RecordBatch(records=())


@pytest.mark.parametrize(
    ("name", "largest"),
    [("producer_id", 2**63 - 1), ("producer_epoch", 32767), ("base_sequence", 2147483647)],
)
def test_numbers_fit_their_fields_on_the_wire(name: str, largest: int) -> None:
    assert getattr(batch(**{name: largest}), name) == largest
    assert getattr(batch(**{name: -1}), name) == -1
    for outside in (largest + 1, -2):
        with pytest.raises(ValueError, match=rf"{name} is {outside}, outside -1 \.\. {largest}"):
            batch(**{name: outside})


def test_a_batch_has_no_producer_unless_told() -> None:
    plain = RecordBatch(records=(Record(value=b"message1"),))
    assert (plain.producer_id, plain.producer_epoch, plain.base_sequence) == (-1, -1, -1)


def test_max_timestamp_is_that_of_the_latest_record_wherever_it_stands() -> None:
    times = (5, 9, 7)
    assert RecordBatch(records=tuple(Record(value=b"", timestamp=time) for time in times)).max_timestamp == 9


def test_size_of_a_batch_is_that_of_its_records_and_61_bytes() -> None:
    """``DefaultRecordBatch.RECORD_BATCH_OVERHEAD``."""
    assert batch(count=3).size_in_bytes == 61 + 3 * 32


@pytest.mark.parametrize(
    ("refused", "max_bytes", "message"),
    [
        (batch(), 92, "MESSAGE_TOO_LARGE (10): a batch of 93 bytes, more than 92"),
        (batch(producer_id=7, producer_epoch=0), 93, "INVALID_RECORD (87): a producer with an id has sequence -1"),
        (replace(batch(), is_control=True), 93, "INVALID_RECORD (87): clients write no control batches"),
    ],
    ids=["too large", "without a sequence", "control"],
)
def test_a_partition_says_why_it_refuses_a_clients_batch(refused: RecordBatch, max_bytes: int, message: str) -> None:
    """``UnifiedLog.analyzeAndValidateRecords`` and ``LogValidator.validateBatch``."""
    with pytest.raises(KafkaError, match=f"^{re.escape(message)}$"):
        refused.ensure_valid(max_bytes)


def test_a_partition_takes_a_batch_of_the_largest_size() -> None:
    batch().ensure_valid(93)
