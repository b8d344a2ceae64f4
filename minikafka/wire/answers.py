"""Answers as plain mappings, turned into kio's class for the version that the client speaks.

Kafka adds fields to a message from version to version, and kio has one class for each. A handler writes down all that
it knows, once; here what a version does not have is left out, and what a handler does not say gets Kafka's default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import timedelta
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin

from kio.index import load_request_schema, load_response_schema
from kio.schema.errors import ErrorCode
from kio.schema.index import api_key_map, schema_name_map

Answer = Mapping[str, object]
_EMPTY = {
    "error_code": ErrorCode.none,
    "timedelta_i32": timedelta(0),
    "timedelta_i64": timedelta(0),
    "string": "",
    "bytes": b"",
    "bool": False,
}


@dataclass(frozen=True, slots=True)
class _Slot:
    """One field of a message: its default, and, where it holds messages itself, their class."""

    name: str
    kind: str
    nested: Any
    many: bool
    default: object

    def filled(self, value: object) -> object:
        if value is None:
            return None
        if self.many:
            assert isinstance(value, Iterable)
            return tuple(self._one(item) for item in value)
        return self._one(value)

    def _one(self, value: object) -> object:
        if self.nested is not None:
            assert isinstance(value, Mapping)
            return fill(self.nested, value)
        if self.kind == "error_code":
            assert isinstance(value, int)
            return ErrorCode(value)
        return value


def build(api_key: int, version: int, answer: Answer) -> Any:
    """The response of one version with the content of ``answer``, for kio to write.

    Raises:
        KeyError: ``answer`` has a name that this message has in no version.
    """
    return fill(load_response_schema(api_key, version), answer)


def fill(schema: Any, answer: Answer) -> Any:
    """One of kio's messages with the content of ``answer``; errors as ``build``."""
    slots = _slots(schema)
    names = {slot.name for slot in slots}
    for name in answer:
        if name not in names and name not in _names_in_any_version(schema.__api_key__):
            raise KeyError(f"{schema.__name__} has no {name}")
    return schema(
        **{slot.name: slot.filled(answer[slot.name]) if slot.name in answer else slot.default for slot in slots}
    )


@cache
def _slots(schema: Any) -> tuple[_Slot, ...]:
    return tuple(_slot(field) for field in fields(schema))


def _slot(field: Field[Any]) -> _Slot:
    item = _array_item(field)
    inner = item or _without_none(field.type)
    kind = field.metadata.get("kafka_type", "")
    nested = inner if is_dataclass(inner) else None
    return _Slot(field.name, kind, nested, item is not None, _default(field, kind, many=item is not None))


def _default(field: Field[Any], kind: str, *, many: bool) -> object:
    if field.default is not MISSING:
        return field.default
    if get_origin(field.type) is UnionType:
        return None
    return () if many else _EMPTY.get(kind, 0)


def _array_item(field: Field[Any]) -> Any:
    """What an array holds, written as ``tuple[X, ...]`` or ``tuple[X, ...] | None``; ``None`` if this is no array."""
    kind = _without_none(field.type)
    return get_args(kind)[0] if get_origin(kind) is tuple else None


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) is not UnionType:
        return annotation
    return next(part for part in get_args(annotation) if part is not type(None))


@cache
def _names_in_any_version(api_key: int) -> frozenset[str]:
    versions = schema_name_map[api_key_map[api_key]]
    loaders = (load_request_schema, load_response_schema)
    return frozenset(name for load in loaders for version in versions for name in _all_names(load(api_key, version)))


def _all_names(schema: Any) -> set[str]:
    names = set()
    for slot in _slots(schema):
        names.add(slot.name)
        if slot.nested is not None:
            names |= _all_names(slot.nested)
    return names
