"""The bytes of one record inside a batch of magic 2.

Every number is a varint in zig-zag form; a timestamp is a distance from the batch's first. A record has no checksum, no
offset and no sequence of its own: offset and sequence are the batch's, and the record's offset delta more.

Source: ``clients/common/record/DefaultRecord`` and ``clients/common/utils/ByteUtils``.
"""

from __future__ import annotations

from collections.abc import Iterator

from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.records import Record

_LONGEST_VARINT = 10
_SEVEN_BITS = 0x7F
_SHORTEST_LENGTH = 6 << 1  # attributes, two deltas, key, value and header count take a byte each at least


def encode_record(record: Record, offset_delta: int, base_timestamp: int) -> bytes:
    """One record, with its length in front."""
    body = bytearray(b"\x00")  # its attributes: none are defined
    body += _varint(record.timestamp - base_timestamp)
    body += _varint(offset_delta)
    body += _sized(record.key) + _sized(record.value)
    body += _varint(len(record.headers))
    for name, value in record.headers:
        body += _sized(name.encode()) + _sized(value)
    return _varint(len(body)) + bytes(body)


def _varint(number: int) -> bytes:
    zigzag = (number << 1) ^ (number >> 63)
    encoded = bytearray()
    while zigzag > _SEVEN_BITS:
        encoded.append(zigzag & _SEVEN_BITS | 0x80)
        zigzag >>= 7
    encoded.append(zigzag)
    return bytes(encoded)


def _sized(content: bytes | None) -> bytes:
    return _varint(-1) if content is None else _varint(len(content)) + content


def count_records(data: bytes, start: int) -> int:
    """How many records lie in ``data`` from ``start`` to its end, by their lengths alone.

    This runs over every batch that arrives. So lengths of one and two bytes, the usual ones, are read in place, and
    a run of records with the same length is counted in one go, of eight times as many as the last.

    Raises:
        KafkaError: INVALID_RECORD, if a record is shorter than a record can be or reaches beyond the end.
    """
    position, end, count, run = start, len(data), 0, 1
    last_low = last_high = -1
    while position + 1 < end:
        low, high = data[position], data[position + 1]
        if low <= _SEVEN_BITS:
            zigzag, content = low, position + 1
        elif high <= _SEVEN_BITS:
            zigzag, content = low & _SEVEN_BITS | high << 7, position + 2
        else:
            zigzag, content = _long_length(data, position)
        if zigzag & 1 or zigzag < _SHORTEST_LENGTH:
            raise _invalid(f"record {count} of a batch has an impossible length")
        step = content + (zigzag >> 1) - position
        run = 1 if low != last_low or high != last_high else 1 + _alike(data, position, step, 8 * run)
        position, count, last_low, last_high = position + run * step, count + run, low, high
    if position != end:
        raise _invalid(f"record {count} of a batch does not end where the batch does")
    return count


def _alike(data: bytes, position: int, step: int, longest: int) -> int:
    """How many of the next ``longest`` records, each ``step`` further, begin with the two bytes at ``position``."""
    low, high = data[position : position + 1], data[position + 1 : position + 2]
    beyond = position + longest * step
    lows, highs = data[position + step : beyond : step], data[position + step + 1 : beyond : step]
    return min(len(lows) - len(lows.lstrip(low)), len(highs) - len(highs.lstrip(high)))


def _long_length(data: bytes, position: int) -> tuple[int, int]:
    """The length at ``position``, in zig-zag form, and the position after it."""
    reader = _Reader(data, position)
    length = reader.read_varint()
    return (length << 1) ^ (length >> 63), reader.position


def read_records(data: bytes, count: int, base_timestamp: int) -> Iterator[tuple[int, Record]]:
    """The ``count`` records that ``data`` holds, and nothing else, each with its offset delta.

    Raises:
        KafkaError: INVALID_RECORD, if a length does not fit or bytes are missing or left over.
    """
    reader = _Reader(data)
    for _ in range(count):
        end = reader.read_length() + reader.position
        yield _read_record(reader, base_timestamp)
        if reader.position != end:
            raise _invalid(f"a record ends at byte {reader.position}, not at {end} as its length says")
    if reader.position != len(data):
        raise _invalid(f"{len(data) - reader.position} bytes follow the last of {count} records")


def _read_record(reader: _Reader, base_timestamp: int) -> tuple[int, Record]:
    reader.take(1)
    timestamp = base_timestamp + reader.read_varint()
    offset_delta = reader.read_varint()
    key, value = reader.read_bytes(), reader.read_bytes()
    headers = tuple(reader.read_header() for _ in range(reader.read_length()))
    return offset_delta, Record(value=value, key=key, headers=headers, timestamp=timestamp)


class _Reader:
    """Reads on through ``data`` and never beyond it."""

    def __init__(self, data: bytes, position: int = 0) -> None:
        self._data = data
        self.position = position

    def take(self, size: int) -> bytes:
        start, self.position = self.position, self.position + size
        if self.position > len(self._data):
            raise _invalid(f"a record needs {size} bytes at byte {start}, and only {len(self._data)} are there")
        return self._data[start : self.position]

    def read_varint(self) -> int:
        zigzag = 0
        for shift in range(0, 7 * _LONGEST_VARINT, 7):
            byte = self.take(1)[0]
            zigzag |= (byte & _SEVEN_BITS) << shift
            if byte <= _SEVEN_BITS:
                return (zigzag >> 1) ^ -(zigzag & 1)
        raise _invalid(f"a number before byte {self.position} has no end")

    def read_length(self) -> int:
        """A length or a count: each unit takes at least one byte, so it cannot exceed what is left."""
        length = self.read_varint()
        if not 0 <= length <= len(self._data) - self.position:
            raise _invalid(f"a length of {length} at byte {self.position} does not fit")
        return length

    def read_bytes(self) -> bytes | None:
        length = self.read_varint()
        if length < -1:
            raise _invalid(f"a length of {length} at byte {self.position}")
        return None if length == -1 else self.take(length)

    def read_header(self) -> tuple[str, bytes | None]:
        name = self.take(self.read_length())
        return name.decode(errors="replace"), self.read_bytes()


def _invalid(explanation: str) -> KafkaError:
    return KafkaError(Error.INVALID_RECORD, explanation)
