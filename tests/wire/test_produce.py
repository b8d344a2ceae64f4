"""What Produce refuses, answers and leaves alone, at its bounds: as Apache Kafka 4.4.0 answers the same requests."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import pytest
from crc32c import crc32c
from kio.schema.errors import ErrorCode

from minikafka.engine.broker import Broker
from minikafka.engine.records import Record, RecordBatch
from minikafka.storage.record_batch import encode
from minikafka.wire.answers import fill
from minikafka.wire.protocol import (
    decode_response,
    encode_request,
    encode_response,
    request_schema,
    response_schema,
)
from minikafka.wire.server import serve
from minikafka.wire.shared_broker import SharedBroker
from tests.wire.raw_client import RawClient, raw_client
from tests.wire.raw_requests import BATCH, METADATA, NEXT, NONE, PRODUCE, TEN_SECONDS, TIME, topic_id

BASE_OFFSET, LENGTH, MAGIC, CRC, ATTRIBUTES, LAST_OFFSET_DELTA = 0, 8, 16, 17, 21, 23
PRODUCER_ID, PRODUCER_EPOCH, BASE_SEQUENCE, RECORD_COUNT = 43, 51, 53, 57
ZSTD, UNKNOWN_CODEC, TRANSACTIONAL, CONTROL = 4, 7, 0x10, 0x20

PLAIN = encode(RecordBatch(records=(Record(value=b"v", timestamp=TIME),)))
Answer = tuple[int, ErrorCode, int, int]  # partition, error, base offset, log start offset


def spoiled(form: str, at: int, number: int, data: bytes = PLAIN) -> bytes:
    """``data`` with another number in its header, and a checksum that is right again."""
    changed = bytearray(data)
    struct.pack_into(form, changed, at, number)
    if at >= ATTRIBUTES:
        struct.pack_into(">I", changed, CRC, crc32c(bytes(changed[ATTRIBUTES:])))
    return bytes(changed)


def request(parts: Sequence[tuple[int, bytes | None]], topic: str = "topic", **fields: object) -> dict[str, object]:
    data = [{"index": index, "records": records} for index, records in parts]
    return {"acks": -1, "timeout": TEN_SECONDS, "topic_data": [{"name": topic, "partition_data": data}], **fields}


def send(client: RawClient, *parts: tuple[int, bytes | None], version: int = 8, **fields: Any) -> list[Answer]:
    (topic,) = client.ask(PRODUCE, version, request(parts, **fields)).responses
    return [
        (part.index, part.error_code, part.base_offset, getattr(part, "log_start_offset", 0))
        for part in sorted(topic.partition_responses, key=lambda part: part.index)
    ]


@pytest.fixture
def broker() -> SharedBroker:
    """Its topic has three partitions, and begins at offset 1, so that no number is 0 by chance."""
    broker = SharedBroker(Broker())
    broker.create_topic("topic", 3)
    for partition in range(3):
        broker.produce("topic", partition, BATCH)
        broker.delete_records("topic", partition, 1)
    return broker


@pytest.mark.parametrize(
    ("records", "error", "log_start_offset"),
    [
        pytest.param(spoiled(">i", RECORD_COUNT, 2), ErrorCode.invalid_record, 1, id="count too large"),
        pytest.param(spoiled(">i", RECORD_COUNT, 0), ErrorCode.invalid_record, 1, id="count 0"),
        pytest.param(spoiled(">i", RECORD_COUNT, -1), ErrorCode.invalid_record, 1, id="count -1"),
        pytest.param(spoiled(">i", LAST_OFFSET_DELTA, 5), ErrorCode.invalid_record, 1, id="last offset delta"),
        pytest.param(spoiled(">h", ATTRIBUTES, UNKNOWN_CODEC), ErrorCode.unknown_server_error, 1, id="unknown codec"),
        pytest.param(spoiled(">h", ATTRIBUTES, 5), ErrorCode.unknown_server_error, 1, id="another unknown codec"),
        pytest.param(spoiled(">h", ATTRIBUTES, CONTROL), ErrorCode.invalid_record, 1, id="control batch"),
        pytest.param(spoiled(">q", BASE_OFFSET, 5), ErrorCode.invalid_record, 1, id="base offset"),
        pytest.param(spoiled(">i", BASE_SEQUENCE, -1, encode(NEXT)), ErrorCode.invalid_record, 1, id="no sequence"),
        pytest.param(spoiled(">i", BASE_SEQUENCE, -(2**31), encode(NEXT)), ErrorCode.invalid_record, 1, id="negative"),
        pytest.param(
            spoiled(">h", PRODUCER_EPOCH, -2, spoiled(">q", PRODUCER_ID, 8, encode(NEXT))),
            ErrorCode.invalid_producer_epoch,
            1,
            id="epoch -2",
        ),
        pytest.param(spoiled(">I", CRC, 5), ErrorCode.corrupt_message, -1, id="checksum"),
        pytest.param(
            spoiled(">q", BASE_OFFSET, 5, spoiled(">I", CRC, 5)), ErrorCode.invalid_record, 1, id="offset and checksum"
        ),
        pytest.param(spoiled(">b", MAGIC, 0), ErrorCode.invalid_record, -1, id="magic 0"),
        pytest.param(spoiled(">b", MAGIC, 1), ErrorCode.invalid_record, -1, id="magic 1"),
        pytest.param(spoiled(">b", MAGIC, 3), ErrorCode.corrupt_message, -1, id="magic 3"),
        pytest.param(spoiled(">b", MAGIC, -1), ErrorCode.corrupt_message, -1, id="magic -1"),
        pytest.param(spoiled(">i", LENGTH, 13), ErrorCode.corrupt_message, -1, id="length too small for any"),
        pytest.param(spoiled(">i", LENGTH, -5), ErrorCode.corrupt_message, -1, id="length negative"),
        pytest.param(spoiled(">i", LENGTH, len(PLAIN)), ErrorCode.invalid_record, -1, id="length beyond the end"),
        pytest.param(b"", ErrorCode.invalid_record, -1, id="nothing"),
        pytest.param(None, ErrorCode.invalid_record, -1, id="null"),
        pytest.param(PLAIN * 2, ErrorCode.invalid_record, -1, id="two batches"),
    ],
)
def test_what_is_refused_and_whether_the_log_start_is_told(
    records: bytes | None, error: ErrorCode, log_start_offset: int, broker: SharedBroker, client: RawClient
) -> None:
    """The log start offset stands beside what the log itself refuses (``ReplicaManager.appendToLocalLog``)."""
    assert send(client, (1, records)) == [(1, error, -1, log_start_offset)]
    assert broker.log_end_offset("topic", 1) == 1


@pytest.mark.parametrize("rest", [PLAIN[:-1], PLAIN[:16], b"0123456789"])
def test_a_second_batch_that_is_cut_off_counts_for_nothing(rest: bytes, client: RawClient) -> None:
    assert send(client, (0, PLAIN + rest)) == [(0, NONE, 1, 1)]


@pytest.mark.parametrize(
    ("producer_id", "epoch", "sequence"), [(-5, 0, 0), (-5, -5, -5), (-1, 5, 5), (-(2**63), 0, -3), (-1, -5, -7)]
)
def test_any_negative_producer_id_is_none(producer_id: int, epoch: int, sequence: int, client: RawClient) -> None:
    """``DefaultRecordBatch.hasProducerId``: the same again is stored again."""
    data = spoiled(">q", PRODUCER_ID, producer_id)
    data = spoiled(">i", BASE_SEQUENCE, sequence, spoiled(">h", PRODUCER_EPOCH, epoch, data))
    assert [send(client, (0, data)) for _ in range(2)] == [[(0, NONE, 1, 1)], [(0, NONE, 2, 1)]]


def test_the_largest_batch_fits_exactly() -> None:
    for limit, error in ((len(PLAIN), NONE), (len(PLAIN) - 1, ErrorCode.message_too_large)):
        with serve(Broker(message_max_bytes=limit)) as address, raw_client(address) as client:
            client.ask(METADATA, 4, {"topics": [{"name": "topic"}]})
            ((_, code, _, log_start_offset),) = send(client, (0, PLAIN))
            assert (code, log_start_offset) == (error, 0 if error is NONE else -1)
            moved = spoiled(">q", BASE_OFFSET, 5)
            assert send(client, (0, moved)) == [(0, ErrorCode.invalid_record, -1, 0)]  # looked at before the size


@pytest.mark.parametrize("version", [3, 4, 5, 6, 7, 8, 9])
def test_zstd_is_for_version_7_and_later(version: int, broker: SharedBroker, client: RawClient) -> None:
    data = spoiled(">h", ATTRIBUTES, ZSTD)  # what is in it nobody looks at
    error = NONE if version >= 7 else ErrorCode.unsupported_compression_type
    assert [answer[1] for answer in send(client, (0, data), version=version)] == [error]
    assert broker.log_end_offset("topic", 0) == (2 if error is NONE else 1)


@pytest.mark.parametrize("version", range(3, 13))
def test_a_transaction_that_nobody_has_refuses_the_whole_request(
    version: int, broker: SharedBroker, client: RawClient
) -> None:
    refused = ErrorCode.transactional_id_authorization_failed
    data = spoiled(">h", ATTRIBUTES, TRANSACTIONAL, encode(NEXT))
    answers = send(client, (0, PLAIN), (1, data), version=version)
    assert [answer[:3] for answer in answers] == [(0, refused, -1), (1, refused, -1)]
    assert [broker.log_end_offset("topic", partition) for partition in (0, 1)] == [1, 1]


def test_what_looks_like_a_transaction_and_is_none(client: RawClient) -> None:
    older = spoiled(">b", MAGIC, 1, spoiled(">h", ATTRIBUTES, TRANSACTIONAL))
    assert [answer[1] for answer in send(client, (0, older), (1, PLAIN))] == [ErrorCode.invalid_record, NONE]
    data = spoiled(">h", ATTRIBUTES, TRANSACTIONAL, encode(NEXT))
    assert [answer[1] for answer in send(client, (0, data), transactional_id="t")] == [NONE]


def test_a_batch_without_a_beginning_refuses_the_whole_request(broker: SharedBroker, client: RawClient) -> None:
    corrupt = ErrorCode.corrupt_message
    answers = send(client, (0, PLAIN), (1, spoiled(">b", MAGIC, 3)))
    assert answers == [(0, corrupt, -1, -1), (1, corrupt, -1, -1)]
    assert broker.log_end_offset("topic", 0) == 1


def test_of_a_partition_that_is_named_twice_the_last_batch_counts(broker: SharedBroker, client: RawClient) -> None:
    two = encode(RecordBatch(records=(Record(value=b"v", timestamp=TIME),) * 2))
    assert send(client, (2, PLAIN), (2, two)) == [(2, NONE, 1, 1)]
    assert broker.log_end_offset("topic", 2) == 3
    for order in (((2, PLAIN), (2, b"")), ((2, b""), (2, PLAIN))):  # the refusal is told, and the other one stored
        assert send(client, *order) == [(2, ErrorCode.invalid_record, -1, -1)]
    assert broker.log_end_offset("topic", 2) == 5


@pytest.mark.parametrize("version", [8, 9])
def test_a_topic_that_is_named_twice_is_answered_once(version: int, client: RawClient) -> None:
    topics = [{"name": "topic", "partition_data": [{"index": index, "records": PLAIN}]} for index in (0, 1)]
    content = {"acks": -1, "timeout": TEN_SECONDS, "topic_data": topics}
    (topic,) = client.ask(PRODUCE, version, content).responses
    assert [(part.index, part.error_code) for part in topic.partition_responses] == [(0, NONE), (1, NONE)]


@pytest.mark.parametrize("version", range(3, 13))
def test_nothing_is_answered_with_nothing(version: int, client: RawClient) -> None:
    assert client.ask(PRODUCE, version, {"acks": -1, "timeout": TEN_SECONDS, "topic_data": []}).responses == ()


@pytest.mark.parametrize("partition", [-1, 3, 99])
def test_a_partition_that_is_not_there_is_no_other_partitions_concern(partition: int, client: RawClient) -> None:
    answers = {answer[0]: answer[1:] for answer in send(client, (partition, PLAIN), (0, PLAIN))}
    assert answers == {partition: (ErrorCode.unknown_topic_or_partition, -1, -1), 0: (NONE, 1, 1)}


def test_by_id(broker: SharedBroker, client: RawClient) -> None:
    known, unknown = topic_id(client), UUID(int=5)
    for identity, error in ((known, NONE), (unknown, ErrorCode.unknown_topic_id), (None, ErrorCode.unknown_topic_id)):
        topics = [{"topic_id": identity, "partition_data": [{"index": 0, "records": PLAIN}]}]
        (topic,) = client.ask(PRODUCE, 13, {"acks": -1, "timeout": TEN_SECONDS, "topic_data": topics}).responses
        assert (topic.topic_id, topic.partition_responses[0].error_code) == (identity, error)
    assert broker.log_end_offset("topic", 0) == 2


@pytest.mark.parametrize(
    ("acks", "records", "error"),
    [
        (2, PLAIN, ErrorCode.invalid_required_acks),
        (-2, PLAIN, ErrorCode.invalid_required_acks),
        (2, b"", ErrorCode.invalid_record),
        (1, PLAIN, NONE),
    ],
)
def test_acks(acks: int, records: bytes, error: ErrorCode, client: RawClient) -> None:
    ((_, code, _, log_start_offset),) = send(client, (0, records), acks=acks)
    assert (code, log_start_offset) == (error, 1 if error is NONE else -1)


@pytest.mark.parametrize(
    "content",
    [
        request([(0, b"")], acks=0),
        request([(0, PLAIN), (9, PLAIN)], acks=0),
        request([(0, PLAIN)], topic="nowhere", acks=0),
        request([(0, spoiled(">h", ATTRIBUTES, TRANSACTIONAL))], acks=0),
    ],
)
def test_with_acks_0_a_refusal_closes_the_connection(content: Mapping[str, object], client: RawClient) -> None:
    client.send(PRODUCE, 8, content)
    assert client.is_closed()


@pytest.mark.parametrize(("client_id", "error"), [("raw", ErrorCode.invalid_topic_exception), ("__admin_client", NONE)])
def test_who_writes_to_kafkas_own_topics(
    client_id: str, error: ErrorCode, broker: SharedBroker, client: RawClient
) -> None:
    broker.create_topic("__consumer_offsets")
    content = fill(request_schema(PRODUCE, 8), request([(0, PLAIN)], topic="__consumer_offsets"))
    client.socket.sendall(encode_request(content, 0, client_id))
    (part,) = client.answer(PRODUCE, 8).responses[0].partition_responses
    assert (part.error_code, part.log_start_offset) == (error, 0 if error is NONE else -1)


@pytest.mark.parametrize("version", range(3, 13))
def test_the_answer_is_written_by_hand_as_kio_writes_it(version: int, client: RawClient) -> None:
    client.send(PRODUCE, version, request([(0, PLAIN), (1, b""), (9, PLAIN)]))
    frame = client.frame()
    assert frame is not None
    header, response = decode_response(frame, response_schema(PRODUCE, version))
    assert encode_response(response, header.correlation_id)[4:] == frame
