"""One partition: what is checked before the sequence, what each answer carries, and what a refusal leaves behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.log import MemoryLog
from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.partition import Partition
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import Batch, Record, RecordBatch
from minikafka.engine.results import ProduceResult
from minikafka.engine.sequence_check import RULES, Generation, Verdict, check


def batch(first: int, count: int = 1, epoch: int = 0, **flags: bool) -> RecordBatch:
    return RecordBatch(
        records=(Record(value=b"message1", timestamp=1_700_000_000_123),) * count,
        producer_id=1000,
        producer_epoch=epoch,
        base_sequence=first,
        **flags,
    )


SIZE = batch(0).size_in_bytes


@pytest.fixture
def partition() -> Partition:
    return Partition(MemoryLog(), Generation.KAFKA_2_5, message_max_bytes=2 * SIZE)


def remembered(partition: Partition) -> tuple[object, ...]:
    """All that an append could change."""
    log = partition.log
    stored = tuple(log.read(log.log_start_offset, 2**20))
    return log.log_start_offset, log.log_end_offset, stored, tuple(partition.producers)


# Answers


def test_a_fresh_batch_gets_its_offset_and_no_time(partition: Partition) -> None:
    """H01: ``log_append_time`` is -1 on a topic that keeps the client's time."""
    partition.append(batch(0))
    assert partition.append(batch(1)) == ProduceResult(base_offset=1, log_append_time=-1, log_start_offset=0, rule="7")


def test_a_duplicate_gets_the_offset_and_the_time_of_the_original(partition: Partition) -> None:
    """A09, H01."""
    partition.append(batch(0, count=2))
    partition.append(batch(2))
    assert partition.append(batch(0, count=2)) == ProduceResult(
        base_offset=0, log_append_time=1_700_000_000_123, log_start_offset=0, duplicate=True, rule="2"
    )


def test_a_duplicate_may_name_an_offset_that_was_deleted(partition: Partition) -> None:
    """J08."""
    partition.append(batch(0))
    partition.log.delete_before(1)
    result = partition.append(batch(0))
    assert (result.base_offset, result.log_start_offset, result.duplicate) == (0, 1, True)


@pytest.mark.parametrize(
    ("refused", "error", "row"),
    [
        pytest.param(batch(7, epoch=1), Error.OUT_OF_ORDER_SEQUENCE_NUMBER, "10", id="H02"),
        pytest.param(batch(0, epoch=0), Error.INVALID_PRODUCER_EPOCH, "3", id="D01"),
        pytest.param(batch(5, epoch=2), Error.OUT_OF_ORDER_SEQUENCE_NUMBER, "5", id="D04"),
        pytest.param(batch(-1, epoch=1), Error.INVALID_RECORD, None, id="B09"),
        pytest.param(batch(1, epoch=1, is_control=True), Error.INVALID_RECORD, None, id="I05"),
    ],
)
def test_a_refusal_says_where_the_log_starts_and_changes_nothing(
    partition: Partition, refused: RecordBatch, error: Error, row: str | None
) -> None:
    """``ReplicaManager.appendToLocalLog``, kafka-rules.md §1.5."""
    partition.append(batch(0, epoch=1))
    partition.append(batch(1, epoch=1))
    partition.log.delete_before(1)
    before = remembered(partition)
    assert partition.append(refused) == ProduceResult(
        error=error, base_offset=-1, log_append_time=-1, log_start_offset=1, rule=row
    )
    assert remembered(partition) == before


def test_a_duplicate_changes_nothing(partition: Partition) -> None:
    """A13."""
    partition.append(batch(0))
    partition.append(batch(1))
    before = remembered(partition)
    assert partition.append(batch(0)).duplicate
    assert remembered(partition) == before


# What comes before the sequence check


def test_a_batch_may_be_as_large_as_the_limit_and_no_larger(partition: Partition) -> None:
    """``message.max.bytes``; the answer does not know where the log starts (kafka-rules.md §1.5)."""
    largest = RecordBatch(records=(Record(value=b"v" * (SIZE + SIZE - 61 - 21 - 4)),))
    assert largest.size_in_bytes == 2 * SIZE
    assert partition.append(largest).error is Error.NONE
    too_large = RecordBatch(records=(Record(value=b"v" * (SIZE + SIZE - 61 - 21 - 4 + 1)),))
    assert partition.append(too_large) == ProduceResult(error=Error.MESSAGE_TOO_LARGE, log_start_offset=-1)
    assert partition.log.log_end_offset == 1


def test_the_size_is_checked_before_the_batch_is_looked_at(partition: Partition) -> None:
    """Order of kafka-rules.md §1.2: size is step 5, a control batch step 6, the sequence step 11."""
    assert partition.append(batch(7, count=9, is_control=True)).error is Error.MESSAGE_TOO_LARGE


def test_a_batch_without_a_producer_id_leaves_no_state(partition: Partition) -> None:
    """A16."""
    plain = RecordBatch(records=(Record(value=b"message1"),))
    assert [partition.append(plain).base_offset for _ in range(2)] == [0, 1]
    assert len(partition.producers) == 0


def test_the_generation_decides_about_the_first_sequence() -> None:
    """A18."""
    partition = Partition(MemoryLog(), Generation.KAFKA_4_5, message_max_bytes=2**20)
    assert partition.append(batch(1)).error is Error.OUT_OF_ORDER_SEQUENCE_NUMBER


# What a log does to it


class FullDisk(MemoryLog):
    def append(self, batch: Batch) -> int:
        raise OSError(f"no space left for {batch.record_count} records")


def test_a_batch_that_could_not_be_written_is_not_remembered() -> None:
    """``ProducerStateManager.update`` runs only after the append (kafka-rules.md §1.2, step 13)."""
    partition = Partition(FullDisk(), Generation.KAFKA_2_5, message_max_bytes=2**20)
    with pytest.raises(OSError, match="no space left"):
        partition.append(batch(0))
    assert len(partition.producers) == 0


def test_a_marker_of_an_older_coordinator_is_refused(partition: Partition) -> None:
    """``ProducerAppendInfo.checkCoordinatorEpoch``; the scenarios have the other rules of markers."""
    newer = EndTransactionMarker(producer_id=1000, producer_epoch=0, committed=True, coordinator_epoch=3)
    assert partition.append_marker(newer, timestamp=5).base_offset == 0
    before = remembered(partition)
    older = replace(newer, coordinator_epoch=2)
    assert partition.append_marker(older, timestamp=6).error is Error.TRANSACTION_COORDINATOR_FENCED
    assert remembered(partition) == before


def test_a_batch_outside_an_open_transaction_is_refused_after_its_sequence_was_checked(partition: Partition) -> None:
    """I04, and the order of kafka-rules.md §1.2: 45 comes before 48."""
    partition.append(batch(0, is_transactional=True))
    assert partition.append(batch(7)).error is Error.OUT_OF_ORDER_SEQUENCE_NUMBER
    assert partition.append(batch(1)) == ProduceResult(error=Error.INVALID_TXN_STATE, log_start_offset=0, rule="11")


def test_a_log_that_refuses_is_an_answer_and_is_not_remembered() -> None:
    """kafka-rules.md §1.5: storage errors do not say where the log starts."""

    class Offline(MemoryLog):
        def append(self, batch: Batch) -> int:
            raise KafkaError(Error.KAFKA_STORAGE_ERROR, f"no disk for {batch.record_count} records")

    partition = Partition(Offline(), Generation.KAFKA_2_5, message_max_bytes=2**20)
    assert partition.append(batch(0)) == ProduceResult(error=Error.KAFKA_STORAGE_ERROR, log_start_offset=-1)
    assert len(partition.producers) == 0


def test_a_partition_asks_the_check_that_it_was_handed() -> None:
    asked = []

    def refuse(arriving: Batch, state: ProducerState | None, log_end_offset: int, generation: Generation) -> Verdict:
        asked.append((arriving, state, log_end_offset, generation))
        return Verdict(RULES[-1], state)

    partition = Partition(MemoryLog(), Generation.KAFKA_4_5, message_max_bytes=2**20, decide=refuse)
    assert partition.append(batch(0)).error is Error.OUT_OF_ORDER_SEQUENCE_NUMBER
    assert partition.log.log_end_offset == 0
    assert asked == [(batch(0), None, 0, Generation.KAFKA_4_5)]


def test_a_follower_remembers_nobody_where_there_is_no_producer_id(partition: Partition) -> None:
    """A16: as its leader; a batch without a producer id is stored, and no more."""
    partition.append_as_follower(RecordBatch(records=(Record(value=b"x", timestamp=0),)))
    assert (partition.log.log_end_offset, len(partition.producers)) == (1, 0)


def test_a_marker_of_the_same_coordinator_and_epoch_is_stored(partition: Partition) -> None:
    """I01: only an *older* coordinator is refused (``checkCoordinatorEpoch``)."""
    marker = EndTransactionMarker(producer_id=0, producer_epoch=0, committed=True, coordinator_epoch=3)
    assert partition.append_marker(marker, 0).error is Error.NONE
    assert partition.append_marker(marker, 0).error is Error.NONE


def test_a_marker_of_an_older_epoch_is_refused_by_name(partition: Partition) -> None:
    """I06: INVALID_PRODUCER_EPOCH."""
    partition.append(batch(0, epoch=2))
    marker = EndTransactionMarker(producer_id=1000, producer_epoch=1, committed=True)
    assert partition.append_marker(marker, 0).error is Error.INVALID_PRODUCER_EPOCH


# Markers and copies


def test_a_marker_keeps_the_batches_and_renews_the_time(partition: Partition) -> None:
    """``ProducerAppendInfo.appendEndTxnMarker``: a marker is a sign of life, and no batch."""
    partition.append(batch(0, is_transactional=True))
    marker = EndTransactionMarker(producer_id=1000, producer_epoch=0, committed=True)
    partition.append_marker(marker, 1_700_000_000_999)
    state = partition.producers.get(1000)
    assert state is not None
    assert [kept.last_sequence for kept in state.batches] == [0]
    assert state.last_timestamp == 1_700_000_000_999
    (stored,) = partition.log.read(1, 2**20)
    assert (stored.batch.is_control, stored.batch.max_timestamp) == (True, 1_700_000_000_999)


def test_a_copy_decides_as_the_original_does() -> None:
    """The same generation, asked of the same check."""
    asked: list[Generation] = []

    def decide(_batch: Batch, _state: ProducerState | None, _end: int, generation: Generation) -> Verdict:
        asked.append(generation)
        return check(_batch, _state, _end, generation)

    original = Partition(MemoryLog(), Generation.KAFKA_4_5, 2 * SIZE, decide=decide)
    original.copy().append(batch(0))
    assert asked == [Generation.KAFKA_4_5]


def test_a_new_partition_is_the_only_replica_in_sync() -> None:
    alone = Partition(MemoryLog(), Generation.KAFKA_2_5, 2 * SIZE, min_insync_replicas=2)
    assert alone.append(batch(0)).error is Error.NOT_ENOUGH_REPLICAS
