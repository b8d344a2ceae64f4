"""Batches for the tests of the wire, and brokers that are none."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from minikafka.engine.records import Record, RecordBatch

SECONDS = 20
TIME = 1_700_000_000_000


def batch(producer_id: int, sequence: int, *values: bytes, epoch: int = 0, timestamp: int = TIME) -> RecordBatch:
    """One record for each value, b"message1" if there is none."""
    records = tuple(Record(value=value, timestamp=timestamp) for value in values or (b"message1",))
    return RecordBatch(producer_id=producer_id, producer_epoch=epoch, base_sequence=sequence, records=records)


def free_port() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def something_else(says: bytes | None) -> Iterator[str]:
    """Listens and says the same to everybody who asks something: what a program does that is no Kafka broker.

    With ``None`` it says nothing. Whoever asked has to hang up, having heard that this is no broker.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        visitors: list[socket.socket] = []
        thread = threading.Thread(target=_answer, args=(listener, says, visitors))
        thread.start()
        try:
            yield f"127.0.0.1:{listener.getsockname()[1]}"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
            for visitor in visitors:
                with visitor:
                    _ensure_gone(visitor)


def _ensure_gone(visitor: socket.socket) -> None:
    visitor.settimeout(SECONDS)
    with suppress(ConnectionResetError):  # it left something unread
        while visitor.recv(1024):
            pass


def _answer(listener: socket.socket, says: bytes | None, visitors: list[socket.socket]) -> None:
    while True:
        try:
            visitor, _ = listener.accept()
        except OSError:
            return
        visitors.append(visitor)
        if says is not None:
            visitor.recv(1024)
            visitor.sendall(says)
