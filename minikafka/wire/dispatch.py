"""From a frame to its answer: find the request's module, read the request, write what the module says."""

from __future__ import annotations

import struct
from collections.abc import Awaitable
from dataclasses import dataclass

from minikafka.wire.answers import Answer, build
from minikafka.wire.disconnect import Disconnect
from minikafka.wire.node import Call, Node
from minikafka.wire.primitives import Frame
from minikafka.wire.protocol import (
    LENGTH,
    InvalidFrame,
    api_name,
    decode_request,
    encode_response,
    request_schema,
    response_schema,
)
from minikafka.wire.requests import APIS, api_versions, produce

MAX_OTHER_REQUEST_BYTES = 1024 * 1024  # only Produce has records to bring
_HEAD = struct.Struct(">hhi")


@dataclass(frozen=True, slots=True)
class Peer:
    """A client's end of a connection, and ours."""

    client_host: str
    client_port: int
    host: str
    port: int


def dispatch(frame: Frame, peer: Peer, node: Node) -> bytes | Awaitable[bytes] | None:
    """The frame of the answer; ``None`` where Kafka stays silent; an awaitable where the client has to wait.

    Raises:
        Disconnect: this node does not know the request, or not in this version, or cannot read it; Kafka's answer is to
            close the connection (``RequestContext.parseRequest``, ``SocketServer.Processor``).
    """
    if len(frame) < _HEAD.size:
        raise Disconnect(f"a frame of {len(frame)} bytes, too short for a request")
    api_key, version, correlation_id = _HEAD.unpack_from(frame)
    api = APIS.get(api_key)
    if api is None:
        raise Disconnect(f"{api_name(api_key)} is not answered here")
    if version not in api.versions:
        return _other_version(api_key, version, correlation_id)
    answer = api.handle(_call(frame, api_key, version, peer, node))
    if answer is None or isinstance(answer, bytes):
        return None if answer is None else _framed(api_key, version, correlation_id, answer)
    if isinstance(answer, Awaitable):
        return _later(api_key, version, correlation_id, answer)
    return _encoded(api_key, version, correlation_id, answer)


def _other_version(api_key: int, version: int, correlation_id: int) -> bytes:
    if api_key == api_versions.API_KEY:
        return _encoded(api_key, 0, correlation_id, api_versions.unsupported())
    raise Disconnect(f"{api_name(api_key)} is not answered in version {version}")


def _call(frame: Frame, api_key: int, version: int, peer: Peer, node: Node) -> Call:
    if len(frame) > MAX_OTHER_REQUEST_BYTES and api_key != produce.API_KEY:
        raise Disconnect(f"{api_name(api_key)} of {len(frame)} bytes")
    try:
        header, request = decode_request(frame, request_schema(api_key, version), node.limits.items)
    except InvalidFrame as problem:
        raise Disconnect(f"{api_name(api_key)} cannot be read: {problem}") from None
    host, port = node.settings.advertised or (peer.host, peer.port)
    return Call(node, version, request, header.client_id or "", peer.client_host, host, port)


async def _later(api_key: int, version: int, correlation_id: int, answer: Awaitable[Answer]) -> bytes:
    return _encoded(api_key, version, correlation_id, await answer)


def _encoded(api_key: int, version: int, correlation_id: int, answer: Answer) -> bytes:
    return encode_response(build(api_key, version, answer), correlation_id)


def _framed(api_key: int, version: int, correlation_id: int, body: bytes) -> bytes:
    tags = b"\x00" if response_schema(api_key, version).__flexible__ else b""
    return b"".join((LENGTH.pack(4 + len(tags) + len(body)), struct.pack(">i", correlation_id), tags, body))
