"""Partition directories whose bytes a test chooses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

CLEAN_SHUTDOWN = ".kafka_cleanshutdown"


def written(root: Path, segments: Mapping[int, bytes], *, partition: str = "t-0", closed: bool = False) -> Path:
    """A directory of a partition with segments by base offset; ``closed`` says that a broker ended in good order."""
    directory = root / partition
    directory.mkdir(parents=True)
    for base_offset, data in segments.items():
        (directory / f"{base_offset:020d}.log").write_bytes(data)
    if closed:
        (root / CLEAN_SHUTDOWN).touch()
    return directory


def every_file(root: Path) -> dict[str, bytes]:
    """Every file under ``root`` but the lock, which is there as soon as somebody looks."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(root)): path.read_bytes() for path in files}
