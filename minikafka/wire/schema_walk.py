"""Refuses a message with an array that cannot be, or with more items than one message may name.

kio sets memory aside for as many items as a message announces, before it reads the first of them: a frame of twenty
bytes that announces 2**34 items would end the process, without an exception that anybody could catch. So each message
is walked through first, by its schema, looking at lengths only. One that breaks off is left to kio, which says so.

A topic without a name takes two bytes of a frame and a hundred bytes as an object, and its answer many more. So the
items of every array are counted as well. Bytes, such as the records of Produce, are stepped over and not looked at.

kio also reads an array of null where the message allows none, as Kafka does not (``non-nullable field was serialized
as null``).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import Field, fields, is_dataclass
from types import UnionType
from typing import Any, get_args, get_origin

from kio.serial.errors import SerialError
from kio.serial.readers import read_unsigned_varint

from minikafka.wire.primitives import Frame

_FIXED_SIZES = {
    "bool": 1,
    "int8": 1,
    "int16": 2,
    "uint16": 2,
    "error_code": 2,
    "int32": 4,
    "timedelta_i32": 4,
    "int64": 8,
    "timedelta_i64": 8,
    "datetime_i64": 8,
    "float64": 8,
    "uuid": 16,
}
_INT16 = struct.Struct(">h")
_INT32 = struct.Struct(">i")
_SEVEN_BITS = 0x7F

NO_LIMIT = 2**63


class InvalidArray(Exception):
    """An array announces more items than there are bytes left or than are allowed, or is null where it may not be."""


class Items:
    """How many items a message may still name."""

    __slots__ = ("left", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = self.left = limit

    def take(self, number: int) -> None:
        """Count ``number`` of them.

        Raises:
            InvalidArray: these are too many.
        """
        self.left -= number
        if self.left < 0:
            raise InvalidArray(f"it names more than {self.limit} items")


# Takes a frame, a position in it and the items that are left, and gives the position behind what it steps over.
Step = Callable[[Frame, int, Items], int]


def ensure_arrays(frame: Frame, position: int, schema: Any, limit: int = NO_LIMIT) -> None:
    """Walk through the message of class ``schema`` that begins at ``position``.

    Raises:
        InvalidArray: an array is longer than the rest of the frame, or is null and may not be; or all of them together
            have more than ``limit`` items.
    """
    try:
        walk(schema)(frame, position, Items(limit))
    except (IndexError, struct.error, SerialError):
        return  # it breaks off here, and so it does for kio


_walks: dict[Any, Step] = {}


def walk(schema: Any) -> Step:
    """What steps over a whole message of class ``schema``; kept, since it takes a while to make."""
    if schema not in _walks:
        _walks[schema] = _walk(schema)
    return _walks[schema]


def _walk(schema: Any) -> Step:
    steps = _joined([_field(field, schema.__flexible__) for field in fields(schema) if "tag" not in field.metadata])
    if not schema.__flexible__:
        return _in_turn(steps)
    tagged = {
        field.metadata["tag"]: _field(field, flexible=True) for field in fields(schema) if "tag" in field.metadata
    }
    return _in_turn([*steps, _tags(tagged)])


def _joined(steps: list[int | Step]) -> list[Step]:
    """Steps, where neighbours of a fixed size are one."""
    joined: list[int | Step] = []
    for step in steps:
        if isinstance(step, int) and joined and isinstance(joined[-1], int):
            joined[-1] += step
        else:
            joined.append(step)
    return [_over(step) if isinstance(step, int) else step for step in joined]


def _field(field: Field[Any], flexible: bool) -> int | Step:
    """A number of bytes, or the step over a field that has no fixed size."""
    kind: Any = field.type
    optional = False
    if get_origin(kind) is UnionType:
        kind, optional = next(part for part in get_args(kind) if part is not type(None)), True
    if get_origin(kind) is tuple:
        return _array(_one(get_args(kind)[0], field, flexible), flexible, optional)
    step = _one(kind, field, flexible)
    return _nullable(step) if optional and is_dataclass(kind) and not isinstance(step, int) else step


def _one(kind: Any, field: Field[Any], flexible: bool) -> int | Step:
    nested = is_dataclass(kind)
    return walk(kind) if nested else _primitive(field.metadata["kafka_type"], flexible)


def _primitive(kafka_type: str, flexible: bool) -> int | Step:
    if kafka_type in _FIXED_SIZES:
        return _FIXED_SIZES[kafka_type]
    if flexible:
        return _compact_bytes
    return _bytes(_INT16 if kafka_type == "string" else _INT32)


def _over(size: int) -> Step:
    return lambda _, position, _items: position + size


def _in_turn(steps: list[Step]) -> Step:
    def step(frame: Frame, position: int, items: Items) -> int:
        for one in steps:
            position = one(frame, position, items)
        return position

    return step


def _nullable(entity: Step) -> Step:
    """A byte says whether there is anything: -1 is null."""
    return lambda frame, position, items: (
        position + 1 if frame[position] > _SEVEN_BITS else entity(frame, position + 1, items)
    )


def _bytes(length: struct.Struct) -> Step:
    def step(frame: Frame, position: int, _: Items) -> int:
        size: int = length.unpack_from(frame, position)[0]
        return position + length.size + max(0, size)

    return step


def _compact_bytes(frame: Frame, position: int, _: Items) -> int:
    length, position = _varint(frame, position)
    return position + length - 1 if length else position


def _array(item: int | Step, flexible: bool, optional: bool) -> Step:
    def step(frame: Frame, position: int, items: Items) -> int:
        if flexible:
            length, position = _varint(frame, position)
            length -= 1
        else:
            (length,) = _INT32.unpack_from(frame, position)
            position += _INT32.size
        if length > len(frame) - position:
            raise InvalidArray(f"an array of {length} items in {max(0, len(frame) - position)} bytes")
        if length < 0 and not optional:
            raise InvalidArray("null where an array has to be")
        items.take(max(0, length))
        if isinstance(item, int):
            return position + max(0, length) * item
        for _ in range(length):
            position = item(frame, position, items)
        return position

    return step


def _tags(known: dict[int, int | Step]) -> Step:
    """Fields with a number and a size; kio reads those that it knows, and gives up at the first of the others."""

    def step(frame: Frame, position: int, items: Items) -> int:
        count, position = _varint(frame, position)
        for _ in range(count):
            tag, position = _varint(frame, position)
            size, position = _varint(frame, position)
            content = known.get(tag)
            if content is None:
                raise IndexError(f"tag {tag}")
            if not isinstance(content, int):
                content(frame, position, items)
            position += size
        return position

    return step


def _varint(frame: Frame, position: int) -> tuple[int, int]:
    """A number, and the position behind it."""
    number = frame[position]
    if number <= _SEVEN_BITS:
        return number, position + 1
    number, size = read_unsigned_varint(frame, position)
    return number, position + size
