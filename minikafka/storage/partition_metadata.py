"""``partition.metadata``: the id of the topic that a partition's directory belongs to (``PartitionMetadataFile``)."""

from __future__ import annotations

import base64
import re
import uuid
from pathlib import Path

from minikafka.engine.errors import Error, KafkaError
from minikafka.storage.data_file import replace_file

FILE_NAME = "partition.metadata"
_FORM = re.compile(r"version: 0\ntopic_id: ([A-Za-z0-9_-]{22})\n?")


def new_topic_id() -> str:
    """A topic id as Kafka writes one: 16 bytes in 22 letters (``Uuid.toString``)."""
    return base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")


def read_topic_id(directory: Path) -> str | None:
    """The topic id of a partition, ``None`` if it has none.

    Raises:
        KafkaError: KAFKA_STORAGE_ERROR, for a file of another form.
    """
    path = directory / FILE_NAME
    if not path.exists():
        return None
    found = _FORM.fullmatch(path.read_text(encoding="utf-8"))
    if not found:
        raise KafkaError(Error.KAFKA_STORAGE_ERROR, f"{path} holds no version 0 and topic_id; restore or remove it")
    return found[1]


def write_topic_id(directory: Path, topic_id: str) -> None:
    """Say which topic a new partition belongs to."""
    replace_file(directory / FILE_NAME, f"version: 0\ntopic_id: {topic_id}".encode())
