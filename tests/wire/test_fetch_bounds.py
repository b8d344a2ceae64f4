"""How much a Fetch answers, where the partitions of a request share what there is room for.

The expected answers are Apache Kafka 4.4.0's (``ReplicaManager.readFromLog``, ``LogSegment.read``).
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from kio.schema.errors import ErrorCode

from minikafka.engine.broker import Broker
from minikafka.storage.record_batch import encode, stored_batches
from tests.wire.batches import batch
from tests.wire.raw_client import RawClient, raw_client
from tests.wire.raw_requests import DELETE_RECORDS, FETCH, LIST_OFFSETS, NONE, TEN_SECONDS, TIME

UNKNOWN = ErrorCode.unknown_server_error
SIZE = len(encode(batch(1, 0, timestamp=TIME)))
Found = list[tuple[ErrorCode, bytes]]


@pytest.fixture
def broker() -> Broker:
    """Three batches in each of partitions 0 and 1, nothing in partition 2."""
    broker = Broker(num_partitions=3)
    broker.create_topic("topic")
    for partition in (0, 1):
        for number in range(3):
            broker.produce("topic", partition, batch(1, number, timestamp=TIME))
    return broker


def fetch(client: RawClient, *partitions: int, max_bytes: int = 10_000, partition_max_bytes: int = 10_000) -> Found:
    asked = [
        {"partition": number, "fetch_offset": 0, "partition_max_bytes": partition_max_bytes} for number in partitions
    ]
    content = {"max_wait": timedelta(0), "max_bytes": max_bytes, "topics": [{"topic": "topic", "partitions": asked}]}
    answered = client.ask(FETCH, 11, content).responses[0].partitions
    return [(partition.error_code, partition.records or b"") for partition in answered]


def test_a_partition_that_finds_no_room_is_answered_without_records(client: RawClient) -> None:
    """The first batch is larger than all the room there is; the others have their turn another time."""
    for room in (0, 1, SIZE - 1, SIZE):
        (_, first), *others = fetch(client, 0, 1, 2, max_bytes=room)
        assert len(first) == SIZE
        assert others == [(NONE, b""), (NONE, b"")]


def test_the_last_batch_is_cut_off_where_the_bound_is(client: RawClient) -> None:
    """What is cut off counts, and clients throw it away."""
    whole = fetch(client, 0)[0][1]
    assert len(whole) == 3 * SIZE
    for bound in (SIZE + 1, 2 * SIZE - 1, 2 * SIZE + 60):
        (_, first), (_, second) = fetch(client, 0, 1, max_bytes=bound)
        assert (first, second) == (whole[:bound], b"")
        assert len(list(stored_batches(first))) == bound // SIZE
    assert fetch(client, 0, partition_max_bytes=SIZE)[0][1] == whole[:SIZE]
    assert fetch(client, 0, partition_max_bytes=4 * SIZE)[0][1] == whole


def test_a_size_below_0_is_an_error_where_there_is_something_to_read(client: RawClient) -> None:
    assert fetch(client, 0, 2, 1, partition_max_bytes=-1) == [(UNKNOWN, b""), (NONE, b""), (UNKNOWN, b"")]


def test_a_size_below_0_for_all_is_the_first_partitions_error(client: RawClient) -> None:
    first, second, third = fetch(client, 0, 1, 2, max_bytes=-1)
    assert (first, third) == ((UNKNOWN, b""), (NONE, b""))
    assert (second[0], len(second[1])) == (NONE, SIZE)


def test_who_waited_in_vain_is_told_how_things_stand_now(client: RawClient, address: str) -> None:
    """Records are deleted meanwhile: the answer has the new log start offset."""
    partition = {"partition": 0, "fetch_offset": 3, "partition_max_bytes": 1000}
    topics = [{"topic": "topic", "partitions": [partition]}]
    client.send(
        FETCH, 11, {"max_wait": timedelta(milliseconds=300), "min_bytes": 1, "max_bytes": 1000, "topics": topics}
    )
    with raw_client(address) as other:
        asked = {
            "topics": [{"name": "topic", "partitions": [{"partition_index": 0, "offset": 2}]}],
            "timeout": TEN_SECONDS,
        }
        assert other.ask(DELETE_RECORDS, 2, asked).topics[0].partitions[0].low_watermark == 2
    answered = client.answer(FETCH, 11).responses[0].partitions[0]
    assert (answered.error_code, answered.log_start_offset, answered.records) == (NONE, 2, b"")


def test_no_offset_is_told_of_a_record_that_was_deleted(client: RawClient, broker: Broker) -> None:
    """Part of a batch is gone: its first records are still in the file, and nobody is sent to them."""
    broker.produce("topic", 2, batch(5, 0, *(b"%d" % number for number in range(5))))
    broker.delete_records("topic", 2, 3)
    asked = {"partition_index": 2, "timestamp": TIME}
    answered = (
        client.ask(LIST_OFFSETS, 8, {"topics": [{"name": "topic", "partitions": [asked]}]}).topics[0].partitions[0]
    )
    assert (answered.offset, answered.timestamp) == (3, TIME)
