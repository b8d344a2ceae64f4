"""Kafka's messages: a frame is an int32 length and as many bytes; in them a header and a body.

kio has a class for each message and version, and keeps the reader and the writer that it makes for it.
"""

from __future__ import annotations

import io
import struct
from functools import cache
from typing import TypeVar

from kio.index import load_request_schema, load_response_schema
from kio.schema.index import api_key_map, schema_name_map
from kio.serial import entity_reader, entity_writer
from kio.serial.errors import SerialError
from kio.static.primitive import i32
from kio.static.protocol import Entity, RequestHeader, RequestPayload, ResponseHeader, ResponsePayload

from minikafka.wire.primitives import Frame
from minikafka.wire.schema_walk import NO_LIMIT, InvalidArray, ensure_arrays

MAX_FRAME_BYTES = 100 * 1024 * 1024  # socket.request.max.bytes
LENGTH = struct.Struct(">i")

AnyHeader = TypeVar("AnyHeader", bound=RequestHeader | ResponseHeader)
AnyPayload = TypeVar("AnyPayload", bound=RequestPayload | ResponsePayload)
AnyRequest = TypeVar("AnyRequest", bound=RequestPayload)
AnyResponse = TypeVar("AnyResponse", bound=ResponsePayload)


class InvalidFrame(Exception):
    """A length that no peer can mean, or bytes that are not the message they should be."""


def checked_length(prefix: bytes | bytearray, limit: int = MAX_FRAME_BYTES) -> int:
    """The number of bytes that follow the four bytes ``prefix``.

    Raises:
        InvalidFrame: a length that is negative or above ``limit``.
    """
    length: int = LENGTH.unpack(prefix)[0]
    if not 0 <= length <= limit:
        raise InvalidFrame(f"a frame of {length} bytes, outside 0 .. {limit}: is this Kafka's protocol?")
    return length


@cache
def request_schema(api_key: int, version: int) -> type[RequestPayload]:
    """The class of a request.

    Raises:
        KioIndexError: there is no such request, or not in this version.
    """
    return load_request_schema(api_key, version)


@cache
def response_schema(api_key: int, version: int) -> type[ResponsePayload]:
    """The class of the answer to a request; errors as in ``request_schema``."""
    return load_response_schema(api_key, version)


@cache
def api_name(api_key: int) -> str:
    """Kafka's name of a request, ``"Produce"`` for 0; ``"api key 999"`` for one that nobody knows."""
    name = api_key_map.get(api_key)
    return f"api key {api_key}" if name is None else name.title().replace("_", "")


@cache
def newest_version(api_key: int) -> int:
    """The newest version of a request that kio can read, -1 for an unknown request."""
    return max(schema_name_map.get(api_key_map.get(api_key, ""), {-1: None}))


def encode_request(request: RequestPayload, correlation_id: int, client_id: str | None) -> bytes:
    """The frame of a request, its length included."""
    schema: type[RequestHeader] = request.__header_schema__
    header = schema(
        request_api_key=request.__api_key__,
        request_api_version=request.__version__,
        correlation_id=i32(correlation_id),
        client_id=client_id,
    )
    return _frame(header, request)


def encode_response(response: ResponsePayload, correlation_id: int) -> bytes:
    """The frame of an answer, its length included."""
    schema: type[ResponseHeader] = response.__header_schema__
    return _frame(schema(correlation_id=i32(correlation_id)), response)


def decode_request(
    frame: Frame, schema: type[AnyRequest], max_items: int = NO_LIMIT
) -> tuple[RequestHeader, AnyRequest]:
    """The header and the body of a request's frame, which comes without its length.

    Raises:
        InvalidFrame: the bytes are not such a request, or it names more than ``max_items`` items.
    """
    header_schema: type[RequestHeader] = schema.__header_schema__
    return _decode(frame, header_schema, schema, max_items)


def decode_response(frame: bytes, schema: type[AnyResponse]) -> tuple[ResponseHeader, AnyResponse]:
    """The header and the body of an answer's frame, which comes without its length.

    Raises:
        InvalidFrame: the bytes are not such an answer, or kio cannot hold a value, as an unknown error code.
    """
    header_schema: type[ResponseHeader] = schema.__header_schema__
    return _decode(frame, header_schema, schema)


def _frame(header: Entity, body: Entity) -> bytes:
    with io.BytesIO() as stream:
        stream.write(bytes(LENGTH.size))
        entity_writer(type(header))(stream, header)
        entity_writer(type(body))(stream, body)
        length = stream.tell() - LENGTH.size
        stream.seek(0)
        stream.write(LENGTH.pack(length))
        return stream.getvalue()


def _decode(
    frame: Frame, header_schema: type[AnyHeader], schema: type[AnyPayload], max_items: int = NO_LIMIT
) -> tuple[AnyHeader, AnyPayload]:
    try:
        header, header_size = entity_reader(header_schema)(frame, 0)
        ensure_arrays(frame, header_size, schema, max_items)
        body, _ = entity_reader(schema)(frame, header_size)
    except (InvalidArray, SerialError, ValueError, OverflowError, KeyError) as failure:  # KeyError: an unknown tag
        raise InvalidFrame(f"{schema.__name__} v{schema.__version__}: {failure}") from failure
    return header, body
