"""From one right request many odd ones: each field in turn empty, null, unknown, negative, at its bounds, or twice.

kio's classes say which fields a request has in a version, and of which kind. A content is a mapping of names to
values, as ``answers.fill`` takes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import timedelta
from types import UnionType
from typing import Any, get_args, get_origin
from uuid import UUID

Content = Mapping[str, Any]
Odd = tuple[str, Any]  # a word for a value, and the value

_BITS = {"int8": 8, "int16": 16, "uint16": 17, "int32": 32, "int64": 64}
_STRINGS: tuple[Odd, ...] = (
    ("empty", ""),
    ("unknown", "unknown"),
    ("of odd characters", "odd name/\N{GREEK SMALL LETTER ALPHA}"),
    ("a dot", "."),
    ("internal", "__consumer_offsets"),
    ("300 long", "x" * 300),
)
_TIMES: tuple[Odd, ...] = (
    ("-1 ms", timedelta(milliseconds=-1)),
    ("0", timedelta(0)),
    ("1 ms", timedelta(milliseconds=1)),
    ("the longest", timedelta(milliseconds=(1 << 31) - 1)),
)
_BYTES: tuple[Odd, ...] = (("empty", b""), ("one byte", b"\x00"), ("100 bytes", b"\x07" * 100))
_UUIDS: tuple[Odd, ...] = (("unknown", UUID(int=7)), ("the first one reserved", UUID(int=1)))
_EMPTY = {"string": "", "bytes": b"", "bool": False, "timedelta_i32": timedelta(0), "timedelta_i64": timedelta(0)}


def right(schema: Any, values: Content, path: str = "") -> dict[str, Any]:
    """A content of ``schema``: of each field the value under its path or its name, or else its default.

    An array of messages has one of them.
    """
    return {field.name: _right(field, values, path + field.name) for field in fields(schema)}


def _right(field: Field[Any], values: Content, path: str) -> Any:
    for name in (path, field.name):
        if name in values:
            return values[name]
    item = _item(field)
    if is_dataclass(item):
        content = right(item, values, f"{path}.")
        return [content] if _is_array(field) else content
    if field.default is not MISSING:
        return field.default
    return None if _is_optional(field) else [] if _is_array(field) else _EMPTY.get(_kind(field), 0)


def odd_ones(schema: Any, content: Content, path: str = "") -> Iterator[tuple[str, Content]]:
    """Contents that differ from ``content`` in one field each, and what is odd about them."""
    for field in fields(schema):
        value, name = content[field.name], path + field.name
        for word, odd in _odd_values(field, value):
            if odd != value:
                yield f"{name} {word}", {**content, field.name: odd}
        item = _item(field)
        if is_dataclass(item) and value:
            first, rest = (value[0], value[1:]) if _is_array(field) else (value, None)
            for words, other in odd_ones(item, first, f"{name}."):
                yield words, {**content, field.name: other if rest is None else [other, *rest]}


def _odd_values(field: Field[Any], value: Any) -> Iterator[Odd]:
    if _is_optional(field):
        yield "null", None
    if _is_array(field):
        yield "empty", []
        if value:
            yield "twice", [value[0], value[0]]
        if not is_dataclass(_item(field)):
            yield from ((word, [odd]) for word, odd in _odd_scalars(field, None))
    elif not is_dataclass(_item(field)):
        yield from _odd_scalars(field, value)


def _odd_scalars(field: Field[Any], value: Any) -> Iterator[Odd]:
    kind = _kind(field)
    if bits := _BITS.get(kind):
        largest = (1 << bits - 1) - 1
        yield from ((str(number), number) for number in (-2, -1, 0, 1, 5) if kind != "uint16" or number >= 0)
        yield from (("the largest", largest), ("the smallest", 0 if kind == "uint16" else -largest - 1))
    elif kind == "bool":
        yield str(not value).lower(), not value
    elif kind == "records":
        yield from (("empty", b""), ("garbage", b"\x07" * 100))
        if value:
            yield from (("twice", value + value), ("cut", value[:-1]), ("with another checksum", value[:-1] + b"!"))
    else:
        yield from {"string": _STRINGS, "bytes": _BYTES, "uuid": _UUIDS}.get(kind, _TIMES)


def _kind(field: Field[Any]) -> str:
    kind: str = field.metadata.get("kafka_type", "")
    return kind


def _is_optional(field: Field[Any]) -> bool:
    return get_origin(field.type) is UnionType


def _is_array(field: Field[Any]) -> bool:
    return get_origin(_without_none(field.type)) is tuple


def _item(field: Field[Any]) -> Any:
    kind = _without_none(field.type)
    return get_args(kind)[0] if get_origin(kind) is tuple else kind


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) is not UnionType:
        return annotation
    return next(part for part in get_args(annotation) if part is not type(None))
