"""Files whose content a test of ``dump-log`` chooses."""

from __future__ import annotations

from pathlib import Path

from minikafka.storage.dump_log import dump_log
from minikafka.storage.dump_text import lines
from tests.storage.batches import batch_of

SEGMENT = f"{0:020d}.log"

BATCH = batch_of({0: b"a", 1: b"b"}, at=5, producer=(7, 0, 2**31 - 1))


def file_of(place: Path, content: bytes, name: str = SEGMENT) -> Path:
    path = place / name
    path.write_bytes(content)
    return path


def records_of(path: Path) -> list[str]:
    return [line for line in lines(dump_log(path, deep_iteration=True)) if line.startswith("| ")]
