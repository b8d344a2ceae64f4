"""A file that grows at its end, and files that are replaced as a whole."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path


class DataFile:
    """A file that is appended to, read anywhere, and cut off at its end. It is opened when first used.

    What ``append`` wrote is with the operating system when it returns, so it outlives this process. ``flush`` puts it
    on the disk itself, so that it outlives the machine.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = path.stat().st_size if path.exists() else 0
        self._file: io.FileIO | None = None

    def create(self) -> None:
        self.path.touch()

    def append(self, data: bytes) -> None:
        """Write ``data`` at the end, all of it or nothing.

        Raises:
            OSError: the system refused; the file is as it was.
        """
        file = self._opened()
        file.seek(self.size)
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[file.write(rest) or 0 :]
        except OSError:
            file.truncate(self.size)
            raise
        self.size += len(data)

    def read(self, position: int, size: int) -> bytes:
        """Up to ``size`` bytes from ``position`` on; fewer only at the end of the file."""
        file = self._opened()
        file.seek(position)
        data = file.read(size)
        while len(data) < size and (more := file.read(size - len(data))):
            data += more
        return data

    def truncate(self, size: int) -> None:
        self._opened().truncate(size)
        self.size = size

    def flush(self) -> None:
        os.fsync(self._opened().fileno())

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def delete(self) -> None:
        self.close()
        self.path.unlink(missing_ok=True)

    def _opened(self) -> io.FileIO:
        if self._file is None:
            self.create()
            self._file = io.FileIO(self.path, "r+")
        return self._file


def replace_file(path: Path, data: bytes) -> None:
    """Write ``data`` so that ``path`` holds either all of it or what it held before (``CheckpointFile.write``)."""
    temporary = path.with_name(f"{path.name}.tmp")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    flush_directory(path.parent)


def flush_directory(directory: Path) -> None:
    """Put the names of a directory's files on the disk; Windows does so by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
