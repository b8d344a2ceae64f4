"""What has come in on one connection, cut into frames.

The bytes are received where they stay until their frame is complete: a frame of a megabyte is copied nowhere. The room
grows with what really comes, not with what a length announces, and is used again for the next frame.
"""

from __future__ import annotations

from minikafka.wire.protocol import LENGTH, checked_length

SMALLEST_ROOM = 64 * 1024


class Frames:
    """Received bytes: fill the ``room``, say how much with ``take``, ask for the ``next`` frame until there is none."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._data = bytearray(SMALLEST_ROOM)
        self._start = self._end = 0  # what has been received and not been given out

    def __len__(self) -> int:
        return self._end - self._start

    def room(self) -> memoryview:
        """Where the next bytes go: never empty."""
        if self._end == len(self._data):
            self._make_room()
        return memoryview(self._data)[self._end :]

    def take(self, size: int) -> None:
        """``size`` bytes have been put into the room."""
        self._end += size

    def next(self) -> memoryview | None:
        """The next frame without its length, ``None`` as long as it has not come in completely.

        It is to be released before ``room`` is asked for.

        Raises:
            InvalidFrame: as ``checked_length``.
        """
        if len(self) < LENGTH.size:
            self._rewind()
            return None
        content = self._start + LENGTH.size
        end = content + checked_length(self._data[self._start : content], self._limit)
        if self._end < end:
            return None
        self._start = end
        return memoryview(self._data).toreadonly()[content:end]

    def shrink(self) -> None:
        """Give back the room of large frames, if nothing is waiting."""
        if not self and len(self._data) > SMALLEST_ROOM:
            self._data = bytearray(SMALLEST_ROOM)
            self._rewind()

    def _rewind(self) -> None:
        """The next bytes can go to the front, if nothing is waiting."""
        if not self:
            self._start = self._end = 0

    def _make_room(self) -> None:
        waiting = len(self)
        self._data[:waiting] = self._data[self._start : self._end]
        self._start, self._end = 0, waiting
        if 2 * waiting > len(self._data):
            self._data.extend(bytes(len(self._data)))
