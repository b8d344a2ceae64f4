"""End-transaction markers: their bytes, and what is no marker."""

from __future__ import annotations

import pytest

from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.records import Record, RecordBatch

ABORT = EndTransactionMarker(producer_id=7, producer_epoch=2, committed=False, coordinator_epoch=6)
TOO_SHORT = "^a control batch holds no end-transaction marker: its key or its value is too short$"


def test_a_marker_is_a_control_batch_of_one_record() -> None:
    """kafka-rules.md §2.4: key version 0, type 0 ABORT; value version 0, coordinator epoch."""
    batch = ABORT.batch(5)
    assert batch == RecordBatch(
        records=(Record(key=b"\0\0\0\0", value=b"\0\0\0\0\0\6", timestamp=5),),
        producer_id=7,
        producer_epoch=2,
        base_sequence=-1,
        is_transactional=True,
        is_control=True,
    )
    assert EndTransactionMarker.read(batch) == ABORT


def test_a_commit_has_type_1() -> None:
    commit = EndTransactionMarker(producer_id=7, producer_epoch=2, committed=True)
    assert commit.batch(5).records[0].key == b"\0\0\0\1"
    assert EndTransactionMarker.read(commit.batch(5)).committed


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        (b"\0\0\0\2", b"\0\0\0\0\0\0", "a control batch of type 2"),
        (b"\0\0", b"\0\0\0\0\0\0", TOO_SHORT),
        (b"\0\0\0\1", b"\0\0", TOO_SHORT),
        (b"\0\0\0\1", None, TOO_SHORT),
        (None, b"\0\0\0\0\0\0", TOO_SHORT),
        (None, None, TOO_SHORT),
    ],
)
def test_what_is_no_marker_is_refused(key: bytes | None, value: bytes | None, message: str) -> None:
    batch = RecordBatch(records=(Record(key=key, value=value),), producer_id=7, producer_epoch=0, is_control=True)
    with pytest.raises(ValueError, match=message):
        EndTransactionMarker.read(batch)
