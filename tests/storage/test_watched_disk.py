"""A watched broker answers every batch as any broker does: in memory and on disk, however odd the batch is."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from crc32c import crc32c

from minikafka import Watch, WatchedBroker
from minikafka.engine.broker import Broker
from minikafka.engine.records import Record, RecordBatch
from minikafka.engine.trace import Stage
from minikafka.storage.broker import open_broker
from minikafka.storage.record_batch import EncodedBatch, encode

ATTRIBUTES, LAST_OFFSET_DELTA, PRODUCER_ID, PRODUCER_EPOCH, BASE_SEQUENCE, RECORD_COUNT = 21, 23, 43, 51, 53, 57


def with_field(form: str, at: int, number: int) -> EncodedBatch:
    data = bytearray(
        encode(
            RecordBatch(records=(Record(value=b"x", timestamp=1),), producer_id=1, producer_epoch=0, base_sequence=0)
        )
    )
    struct.pack_into(form, data, at, number)
    struct.pack_into(">I", data, 17, crc32c(bytes(data[21:])))
    return EncodedBatch(bytes(data))


def odd_batches() -> Iterator[EncodedBatch]:
    for size, form, places in (
        (2, ">h", (ATTRIBUTES, PRODUCER_EPOCH)),
        (4, ">i", (LAST_OFFSET_DELTA, BASE_SEQUENCE, RECORD_COUNT)),
        (8, ">q", (0, 27, 35, PRODUCER_ID)),
    ):
        most = 2 ** (8 * size - 1) - 1
        for at in places:
            for number in (-most - 1, -2, -1, 0, 1, 5, most):
                yield with_field(form, at, number)
    dice = random.Random(1)  # noqa: S311 - no secrets
    for _ in range(300):
        data = bytearray(with_field(">i", BASE_SEQUENCE, 0).data)
        for _ in range(dice.randint(1, 3)):
            data[dice.randrange(21, len(data))] = dice.randrange(256)
        struct.pack_into(">I", data, 17, crc32c(bytes(data[21:])))
        yield EncodedBatch(bytes(data))


def test_every_odd_batch_is_answered_as_an_unwatched_broker_answers_it() -> None:
    for batch in odd_batches():
        assert WatchedBroker().produce("t", 0, batch) == Broker().produce("t", 0, batch), batch


@pytest.mark.parametrize("sequence", [-(2**31), -2, -1])
def test_a_number_that_no_producer_gives_is_refused_and_shown_as_none(sequence: int) -> None:
    broker = WatchedBroker()
    assert broker.produce("t", 0, with_field(">i", BASE_SEQUENCE, sequence)).error.name == "INVALID_RECORD"
    shown = broker.trace[-1].batch
    assert shown is not None
    assert shown.base_sequence == -1


def test_a_broker_with_a_data_directory_can_be_watched(tmp_path: Path) -> None:
    with ExitStack() as stack:
        broker = stack.enter_context(open_broker(tmp_path))
        watch = Watch(broker)
        broker.produce("t", 0, with_field(">i", BASE_SEQUENCE, 0))
        assert broker.produce("t", 0, with_field(">i", BASE_SEQUENCE, 0)).duplicate
        stages = [event.stage for event in watch.trace if event.result]
        assert stages == [Stage.STORE, Stage.IGNORE]
        assert [(record.offset, record.value) for _, _, record in watch.trace.stored] == [(0, b"x")]
