"""A Fetch that waits is answered by the record that it waits for, however close the two come.

Source: ``DelayedOperationPurgatory.tryCompleteElseWatch``, ``FetchManager.newContext``.
"""

from __future__ import annotations

import struct
from datetime import timedelta

import pytest
from crc32c import crc32c
from kio.schema.errors import ErrorCode

from minikafka.engine.broker import Broker
from minikafka.storage.record_batch import EncodedBatch, encode
from minikafka.wire.server import serve
from minikafka.wire.shared_broker import SharedBroker
from tests.wire.batches import batch
from tests.wire.raw_client import RawClient, raw_client
from tests.wire.raw_requests import CREATE_TOPICS, FETCH, NONE, PRODUCE, TEN_SECONDS, TIME

PAIRS = 400
LONG = timedelta(minutes=10)  # whoever waits so long has missed its record, and the test its client's timeout


def fetch_request(offset: int, wait: timedelta = LONG, **session: int) -> dict[str, object]:
    partition = {"partition": 0, "fetch_offset": offset, "partition_max_bytes": 1 << 20}
    topics = [{"topic": "topic", "partitions": [partition]}]
    return {"max_wait": wait, "min_bytes": 1, "max_bytes": 1 << 20, "topics": topics, **session}


def produce_request(sequence: int) -> dict[str, object]:
    records = encode(batch(1, sequence, timestamp=TIME))
    topics = [{"name": "topic", "partition_data": [{"index": 0, "records": records}]}]
    return {"acks": -1, "timeout": TEN_SECONDS, "topic_data": topics}


def test_hundreds_of_fetches_beside_a_produce_on_another_connection() -> None:
    broker = Broker()
    broker.create_topic("topic")
    with serve(broker) as address, raw_client(address) as reader, raw_client(address) as writer:
        for number in range(PAIRS):
            reader.send(FETCH, 11, fetch_request(number))
            writer.send(PRODUCE, 7, produce_request(number))
            assert writer.answer(PRODUCE, 7).responses[0].partition_responses[0].error_code is NONE
            assert reader.answer(FETCH, 11).responses[0].partitions[0].records


def test_hundreds_of_fetches_beside_a_call_from_another_thread() -> None:
    broker = SharedBroker(Broker())
    broker.create_topic("topic")
    with serve(broker) as address, raw_client(address) as reader:
        for number in range(PAIRS):
            reader.send(FETCH, 11, fetch_request(number))
            broker.produce("topic", 0, batch(1, number))
            assert reader.answer(FETCH, 11).responses[0].partitions[0].records


@pytest.mark.parametrize("version", [7, 11, 12])
@pytest.mark.parametrize(("session_id", "epoch"), [(0, -1), (0, 0), (-1, -1), (5, -1), (5, 0), (-1, 0)])
def test_epoch_0_and_minus_1_ask_for_everything(session_id: int, epoch: int, version: int, client: RawClient) -> None:
    """``FetchMetadata.isFull``, whatever session the client thinks it has."""
    request = fetch_request(0, timedelta(0), session_id=session_id, session_epoch=epoch)
    answer = client.ask(FETCH, version, request)
    assert (answer.error_code, answer.session_id) == (NONE, 0)
    assert answer.responses[0].partitions[0].records


@pytest.mark.parametrize("version", [7, 11, 12])
@pytest.mark.parametrize(("session_id", "epoch"), [(5, 1), (0, 1), (-1, 5), (0, -2)])
def test_nobody_has_a_session_to_go_on_with(session_id: int, epoch: int, version: int, client: RawClient) -> None:
    request = fetch_request(0, LONG, session_id=session_id, session_epoch=epoch)
    answer = client.ask(FETCH, version, request)
    assert (answer.error_code, answer.session_id, answer.responses) == (ErrorCode.fetch_session_id_not_found, 0, ())


@pytest.mark.parametrize("version", range(4, 18))
@pytest.mark.parametrize("compression_type", ["producer", "zstd"])
def test_zstd_is_refused_by_what_the_topic_says_not_by_what_it_holds(
    compression_type: str, version: int, broker: SharedBroker, client: RawClient
) -> None:
    """``KafkaApis.handleFetchRequest``: only before version 10, and only where the topic's compression is zstd."""
    configs = [{"name": "compression.type", "value": compression_type}]
    asked = [{"name": "squeezed", "num_partitions": 1, "replication_factor": 1, "configs": configs}]
    topic_id = client.ask(CREATE_TOPICS, 7, {"topics": asked, "timeout": TEN_SECONDS}).topics[0].topic_id
    assert broker.produce("squeezed", 0, in_zstd()).base_offset == 0
    name: dict[str, object] = {"topic": "squeezed"} if version < 13 else {"topic_id": topic_id}
    partition = {"partition": 0, "fetch_offset": 0, "partition_max_bytes": 1 << 20}
    content = {"max_wait": timedelta(0), "max_bytes": 1 << 20, "topics": [{**name, "partitions": [partition]}]}
    (answer,) = client.ask(FETCH, version, content).responses[0].partitions
    refused = compression_type == "zstd" and version < 10
    assert answer.error_code is (ErrorCode.unsupported_compression_type if refused else NONE)
    assert bool(answer.records) is not refused


def in_zstd() -> EncodedBatch:
    """A batch that says it is in zstd; nobody looks into it."""
    data = bytearray(encode(batch(1, 0)))
    data[22] |= 4
    struct.pack_into(">I", data, 17, crc32c(bytes(data[21:])))
    return EncodedBatch(bytes(data))
