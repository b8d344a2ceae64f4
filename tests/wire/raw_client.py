"""A client that sends what it is told to, one request at a time, over a plain socket."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from minikafka.wire.answers import fill
from minikafka.wire.protocol import decode_response, encode_request, request_schema, response_schema

SECONDS = 20


class RawClient:
    """One connection."""

    def __init__(self, address: str) -> None:
        host, _, port = address.rpartition(":")
        self.socket = socket.create_connection((host, int(port)), timeout=SECONDS)
        self._correlation_id = 0

    def ask(self, api_key: int, version: int, content: Mapping[str, object]) -> Any:
        """The answer to a request."""
        self.send(api_key, version, content)
        return self.answer(api_key, version)

    def send(self, api_key: int, version: int, content: Mapping[str, object]) -> None:
        self._correlation_id += 1
        request = fill(request_schema(api_key, version), content)
        self.socket.sendall(encode_request(request, self._correlation_id, "raw"))

    def answer(self, api_key: int, version: int) -> Any:
        frame = self.frame()
        assert frame is not None, "the connection was closed"
        header, response = decode_response(frame, response_schema(api_key, version))
        assert header.correlation_id == self._correlation_id
        return response

    def frame(self) -> bytes | None:
        """The next frame without its length, ``None`` if the server has closed the connection."""
        prefix = self._read(4)
        return None if prefix is None else self._read(struct.unpack(">i", prefix)[0])

    def is_closed(self) -> bool:
        """True if the server closes the connection instead of saying anything."""
        return self.frame() is None

    def _read(self, size: int) -> bytes | None:
        data = b""
        while len(data) < size:
            try:
                chunk = self.socket.recv(size - len(data))
            except ConnectionResetError:
                return None
            if not chunk:
                return None
            data += chunk
        return data


@contextmanager
def raw_client(address: str) -> Iterator[RawClient]:
    client = RawClient(address)
    with client.socket:
        yield client
