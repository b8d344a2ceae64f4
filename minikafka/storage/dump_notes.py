"""The small files of words in a Kafka data directory, as rows. Kafka's own tool does not print them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from minikafka.engine.errors import KafkaError
from minikafka.storage.checkpoint import read_checkpoint
from minikafka.storage.dump import Dump, Row


def _leader_epochs(file: Path) -> Iterator[Row]:
    for epoch, start_offset in read_checkpoint(file):
        yield {"epoch": int(epoch), "startOffset": int(start_offset)}


def _offsets(file: Path) -> Iterator[Row]:
    for topic, partition, offset in read_checkpoint(file):
        yield {"topic": topic, "partition": int(partition), "offset": int(offset)}


def _properties(file: Path) -> Iterator[Row]:
    """``name: value`` in ``partition.metadata``, ``name=value`` in ``meta.properties``."""
    separator = ": " if file.suffix == ".metadata" else "="
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, found, value = line.partition(separator)
            if not found:
                raise ValueError(f"the line {line!r} is no name and value")
            yield {"name": name, "value": value}


NOTES: dict[str, Callable[[Path], Iterator[Row]]] = {
    "leader-epoch-checkpoint": _leader_epochs,
    "recovery-point-offset-checkpoint": _offsets,
    "log-start-offset-checkpoint": _offsets,
    "replication-offset-checkpoint": _offsets,
    "cleaner-offset-checkpoint": _offsets,
    "partition.metadata": _properties,
    "meta.properties": _properties,
}


def dump_note(dump: Dump) -> None:
    """Add a row for each line."""
    try:
        dump.extend(NOTES[dump.file.name](dump.file))
    except (KafkaError, ValueError) as problem:
        dump.say(problem)
