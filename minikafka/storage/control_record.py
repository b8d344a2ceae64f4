"""Control records: what brokers and controllers write into a log for each other, and no consumer sees.

Source: ``clients/common/record/ControlRecordType``, ``EndTransactionMarker`` and ``ControlRecordUtils``. The fields of
the controllers' messages stand in ``clients/common/message``: ``LeaderChangeMessage.json``, ``VotersRecord.json`` ...
"""

from __future__ import annotations

import base64
import enum
import json
import struct
from collections.abc import Sequence

from minikafka.engine.records import Record

_KEY = struct.Struct(">hh")  # version, type
_MARKER = struct.Struct(">hi")  # version, coordinator epoch
_VERSION = struct.Struct(">h")
_NUMBERS = {
    "int16": struct.Struct(">h"),
    "uint16": struct.Struct(">H"),
    "int32": struct.Struct(">i"),
    "int64": struct.Struct(">q"),
}
_UUID_SIZE = 16
_SEVEN_BITS = 0x7F


class ControlRecordType(enum.IntEnum):
    """The second number of a control record's key."""

    ABORT = 0
    COMMIT = 1
    LEADER_CHANGE = 2
    SNAPSHOT_HEADER = 3
    SNAPSHOT_FOOTER = 4
    KRAFT_VERSION = 5
    KRAFT_VOTERS = 6
    UNKNOWN = -1

    @classmethod
    def _missing_(cls, _: object) -> ControlRecordType:
        """A number from a newer Kafka."""
        return cls.UNKNOWN


MARKERS = frozenset({ControlRecordType.ABORT, ControlRecordType.COMMIT})
_Field = tuple[str, object]  # the name, and a number's type, "uuid", "string", [fields of each], or (fields of one)
_VOTER: list[_Field] = [("voterId", "int32")]
_VOTER_OF_VERSION_1: list[_Field] = [*_VOTER, ("voterDirectoryId", "uuid")]
_ENDPOINT: list[_Field] = [("name", "string"), ("host", "string"), ("port", "uint16")]
_FEATURE: tuple[_Field, ...] = (("minSupportedVersion", "int16"), ("maxSupportedVersion", "int16"))


def control_type(key: bytes | None) -> tuple[ControlRecordType, int]:
    """The type and its number; UNKNOWN for a number that is newer than this.

    Raises:
        ValueError: the key is too short or its version negative (``ControlRecordType.parseTypeId``).
    """
    if key is None or len(key) < _KEY.size:
        raise ValueError(f"the key of a control record has 4 bytes, not {len(key or b'')}")
    version, number = _KEY.unpack_from(key)
    if version < 0:
        raise ValueError(f"a control record has the version {version}")
    return ControlRecordType(number), number


def describe_control_record(record: Record) -> str:
    """The record in the words of Kafka's tool.

    Raises:
        ValueError: it is not what its type says.
    """
    kind, number = control_type(record.key)
    value = record.value or b""
    try:
        if kind in MARKERS:
            return f"endTxnMarker: {kind.name} coordinatorEpoch: {_MARKER.unpack_from(value)[1]}"
        if kind is ControlRecordType.UNKNOWN:
            return f"controlType: {kind.name}({number})"
        (version,) = _VERSION.unpack_from(value)
        name, fields = _message(kind, version)
        members = {"version": version, **_Reader(value, _VERSION.size).read_fields(fields)}
    except (struct.error, IndexError, UnicodeDecodeError) as problem:
        raise ValueError(f"{len(value)} bytes are no {kind.name} record: {problem}") from problem
    return f"{name} {json.dumps(members, separators=(',', ':'))}"


def _message(kind: ControlRecordType, version: int) -> tuple[str, Sequence[_Field]]:
    if kind is ControlRecordType.LEADER_CHANGE:
        voters = _VOTER_OF_VERSION_1 if version > 0 else _VOTER
        return "LeaderChange:", [("leaderId", "int32"), ("voters", voters), ("grantingVoters", voters)]
    if kind is ControlRecordType.SNAPSHOT_HEADER:
        return "SnapshotHeader", [("lastContainedLogTimestamp", "int64")]
    if kind is ControlRecordType.KRAFT_VERSION:
        return "KRaftVersion", [("kRaftVersion", "int16")]
    if kind is ControlRecordType.KRAFT_VOTERS:
        voter = [*_VOTER_OF_VERSION_1, ("endpoints", _ENDPOINT), ("kRaftVersionFeature", _FEATURE)]
        return "KRaftVoters", [("voters", voter)]
    return "SnapshotFooter", []


class _Reader:
    """Reads the flexible form: a length is one more than it says; tagged fields follow and are skipped."""

    def __init__(self, data: bytes, position: int) -> None:
        self._data = data
        self._position = position

    def read_fields(self, fields: Sequence[_Field]) -> dict[str, object]:
        members = {name: self._read(kind) for name, kind in fields}
        for _ in range(self._read_varint()):
            self._read_varint()
            self._take(self._read_varint())
        return members

    def _read(self, kind: object) -> object:
        if isinstance(kind, list):
            return [self.read_fields(kind) for _ in range(self._read_varint() - 1)]
        if isinstance(kind, tuple):
            return self.read_fields(kind)
        if kind == "uuid":
            return base64.urlsafe_b64encode(self._take(_UUID_SIZE)).decode().rstrip("=")
        if kind == "string":
            return self._take(self._read_varint() - 1).decode()
        layout = _NUMBERS[str(kind)]
        return layout.unpack(self._take(layout.size))[0]

    def _read_varint(self) -> int:
        number = shift = 0
        while (byte := self._take(1)[0]) > _SEVEN_BITS:
            number |= (byte & _SEVEN_BITS) << shift
            shift += 7
        return number | byte << shift

    def _take(self, size: int) -> bytes:
        start, self._position = self._position, self._position + size
        if size < 0 or self._position > len(self._data):
            raise IndexError(f"{size} bytes are due at byte {start}")
        return self._data[start : self._position]
