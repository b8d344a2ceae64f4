"""Requests as real clients send them, and what becomes of them when bytes go wrong."""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from random import Random
from typing import Any
from unittest.mock import patch

import confluent_kafka
import kafka
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic  # type: ignore[attr-defined]  # they are
from hypothesis import strategies as st

from minikafka.engine.broker import Broker
from minikafka.wire.dispatch import dispatch
from minikafka.wire.server import serve

VALUES = [f"message {number}".encode() for number in range(20)]
EXTREMES = [-(2**31), -2, -1, 0, 1, 2**15, 2**16, 2**24, 100 * 2**20, 100 * 2**20 + 1, 2**31 - 1]
LYING_LENGTHS = 0.1
EDGES = [b"", b"\x00", b"\xff", b"\xff" * 4, b"\x80" * 6, b"\x7f" * 8, bytes(300)]


def real_frames() -> list[bytes]:
    """What producers, consumers and an admin client of two makes say: one request of each kind and version."""
    found: dict[bytes, bytes] = {}

    def noting(frame: memoryview, *rest: Any) -> Any:
        found.setdefault(bytes(frame[:4]), bytes(frame))
        return dispatch(frame, *rest)

    with patch("minikafka.wire.connection.dispatch", noting), serve(Broker()) as address:
        _talk(address)
    return list(found.values())


def _talk(address: str) -> None:
    producer = kafka.KafkaProducer(bootstrap_servers=address, compression_type="gzip")
    for value in VALUES:
        producer.send("python", value, key=value, headers=[("h", b"v")])
    producer.flush()
    producer.close()
    consumer = kafka.KafkaConsumer("python", bootstrap_servers=address, group_id="g", auto_offset_reset="earliest")
    for _ in zip(VALUES, consumer, strict=False):
        pass
    consumer.commit()
    consumer.close()
    _talk_as_librdkafka({"bootstrap.servers": address, "log_level": 0})


def _talk_as_librdkafka(settings: dict[str, str | int | float | bool]) -> None:
    producer = confluent_kafka.Producer({**settings, "enable.idempotence": True})
    for value in VALUES:
        producer.produce("librdkafka", value)
    producer.flush()
    consumer = confluent_kafka.Consumer({**settings, "group.id": "h", "auto.offset.reset": "earliest"})
    consumer.subscribe(["librdkafka"])
    consumer.consume(len(VALUES), 30)
    consumer.commit(asynchronous=False)
    consumer.close()
    admin = AdminClient(settings)
    admin.create_topics([NewTopic("admin", 2, 1)])["admin"].result(30)
    topic = ConfigResource("topic", "admin")
    admin.describe_configs([topic])[topic].result(30)
    admin.describe_cluster().result(30)
    admin.list_consumer_groups().result(30)
    admin.describe_consumer_groups(["h"])["h"].result(30)
    admin.delete_topics(["admin"])["admin"].result(30)


def mutated(frames: list[bytes]) -> st.SearchStrategy[bytes]:
    """What arrives on a connection: one to three requests with a few changes, each behind some length.

    Hypothesis chooses a seed and the dice do the rest: ten times as fast as to let it choose every byte.
    """
    return st.integers(0, 2**64 - 1).map(lambda seed: _said(frames, Random(seed)))  # noqa: S311 - no secrets


def _said(frames: list[bytes], dice: Random) -> bytes:
    return b"".join(_one(frames, dice) for _ in range(dice.randint(1, 3)))


def _one(frames: list[bytes], dice: Random) -> bytes:
    frame = dice.choice(frames)
    for _ in range(dice.randint(0, 4)):
        frame = _changed(frame, frames, dice)
    lies = dice.random() < LYING_LENGTHS
    length = dice.choice([*EXTREMES, dice.randint(-(2**31), 2**31 - 1)]) if lies else len(frame)
    return struct.pack(">i", length) + frame


def _changed(frame: bytes, frames: list[bytes], dice: Random) -> bytes:
    start = dice.randint(0, len(frame))
    end = dice.randint(start, min(len(frame), start + 16))
    before, middle, after = frame[:start], frame[start:end], frame[end:]
    other = dice.choice(frames)
    return dice.choice(
        [
            before,
            before + middle * dice.randint(2, 50) + after,
            before + dice.choice([*EDGES, dice.randbytes(dice.randint(0, 8))]) + after,
            before + struct.pack(">i", dice.choice(EXTREMES)) + frame[start + 4 :],
            before + other[dice.randint(0, len(other)) :],
            struct.pack(">hh", dice.randint(-1, 95), dice.randint(-1, 20)) + frame[4:],
        ]
    )


def send_and_hang_up(address: str, said: bytes, patience: float = 20.0) -> None:
    """Say it on a connection of its own, and wait until the server closes that connection.

    Raises:
        TimeoutError: the server neither answers nor closes.
    """
    host, _, port = address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=patience) as connection, suppress(ConnectionError):
        connection.sendall(said)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass
