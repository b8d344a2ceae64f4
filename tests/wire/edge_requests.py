"""Requests made from kio's own schemas: a plausible one of each version, and that one with each field at its edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, fields, is_dataclass, replace
from datetime import timedelta
from types import UnionType
from typing import Any, get_args, get_origin
from uuid import UUID

from kio.schema.errors import ErrorCode

from minikafka.storage.record_batch import encode
from minikafka.wire.protocol import request_schema
from minikafka.wire.requests import APIS
from tests.wire.raw_requests import NEXT

# What makes a request plausible, by the names of its fields; anything else is 0, "" or empty.
PLAUSIBLE: dict[str, object] = {
    "name": "topic",
    "topic": "topic",
    "topic_names": ("topic",),
    "group_id": "g",
    "groups_names": ("g",),
    "key": "g",
    "coordinator_keys": ("g",),
    "protocol_type": "consumer",
    "records": encode(NEXT),
    "acks": -1,
    "replica_id": -1,
    "session_epoch": -1,
    "session_timeout": timedelta(seconds=10),
    "rebalance_timeout": timedelta(seconds=10),
    "partition_max_bytes": 1000,
    "max_bytes": 1000,
    "current_leader_epoch": -1,
    "num_partitions": 1,
    "replication_factor": 1,
    "resource_type": 2,
    "resource_name": "topic",
    "client_software_name": "test",
    "client_software_version": "1",
}
NUMBERS = {"int8": 8, "int16": 16, "int32": 32, "int64": 64}
TEXTS = ("", ".", "a b", "topic", "g", "nobody", "__consumer_offsets", "ä" * 100, "x" * 300)
IDS = (None, UUID(int=0), UUID(int=5))
BYTES = (b"", b"\x00", b"\xff" * 100, encode(NEXT)[:-1], encode(NEXT) * 2, bytes(61))


def edge_requests() -> Iterator[Any]:
    """Every request that is answered, in every version: plausible, and with one field after the other at its edges."""
    for api in APIS.values():
        for version in api.versions:
            schema = request_schema(api.key, version)
            yield from with_edges(plausible(schema))


def plausible(schema: Any) -> Any:
    return schema(**{field.name: _plausible_value(field) for field in fields(schema)})


def with_edges(request: Any) -> Iterator[Any]:
    yield request
    for field in fields(request):
        for value in _edges(field, getattr(request, field.name)):
            yield replace(request, **{field.name: value})


def _plausible_value(field: Field[Any]) -> Any:
    kind = _kind(field)
    if get_origin(kind) is tuple:
        item = get_args(kind)[0]
        return (plausible(item),) if is_dataclass(item) else PLAUSIBLE.get(field.name, ())
    if is_dataclass(kind):
        return plausible(kind)
    if field.name in PLAUSIBLE:
        return PLAUSIBLE[field.name]
    zeros = {"string": "", "bytes": b"", "records": b"", "bool": False, "uuid": None, "error_code": ErrorCode.none}
    of_time = str(field.metadata.get("kafka_type")).startswith("timedelta")
    return timedelta(0) if of_time else zeros.get(field.metadata.get("kafka_type", ""), 0)


def _edges(field: Field[Any], value: Any) -> Iterator[Any]:
    if _is_optional(field):
        yield None
    kind, kafka_type = _kind(field), field.metadata.get("kafka_type", "")
    if get_origin(kind) is tuple:
        yield from ((), value * 2)
        if value and is_dataclass(value[0]):
            yield from ((one,) for one in with_edges(value[0]))
            yield from ((value[0], one) for one in with_edges(value[0]))
        else:
            yield from ((one,) for one in _scalars(kafka_type))
    elif is_dataclass(kind):
        yield from with_edges(value)
    else:
        yield from _scalars(kafka_type)


def _scalars(kafka_type: str) -> Iterator[Any]:
    if kafka_type in NUMBERS:
        most = 2 ** (NUMBERS[kafka_type] - 1) - 1
        yield from (-most - 1, -7, -2, -1, 0, 1, 2, 99, most)
    elif kafka_type.startswith("timedelta"):
        yield from (timedelta(milliseconds=number) for number in (-(2**31), -1, 0, 1, 6000, 2**31 - 1))
    elif kafka_type == "string":
        yield from TEXTS
    elif kafka_type in {"bytes", "records"}:
        yield from BYTES
    elif kafka_type == "uuid":
        yield from IDS
    elif kafka_type == "bool":
        yield from (False, True)


def _kind(field: Field[Any]) -> Any:
    kind: Any = field.type
    if get_origin(kind) is UnionType:
        return next(part for part in get_args(kind) if part is not type(None))
    return kind


def _is_optional(field: Field[Any]) -> bool:
    return get_origin(field.type) is UnionType
