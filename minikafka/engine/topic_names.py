"""Which names a topic may have.

Source: ``clients/common/internals/Topic``, ``ReplicationControlManager.validateNewTopicNames``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from minikafka.engine.errors import Error, KafkaError

_TOPIC_NAME = re.compile(r"[a-zA-Z0-9._-]{1,249}")


def ensure_topic_name(topic: str) -> None:
    """Do nothing, if a topic may have this name.

    Raises:
        KafkaError: INVALID_TOPIC_EXCEPTION.
    """
    if not _TOPIC_NAME.fullmatch(topic) or topic in {".", ".."}:
        raise KafkaError(Error.INVALID_TOPIC_EXCEPTION, f"{topic!r}: use 1 to 249 letters, digits, '.', '_', '-'")


def ensure_no_collision(topic: str, others: Iterable[str]) -> None:
    """Do nothing, if no topic's name differs in ``.`` and ``_`` alone: metrics could not tell the two apart.

    Raises:
        KafkaError: INVALID_TOPIC_EXCEPTION.
    """
    name = topic.replace(".", "_")
    if "_" not in name:
        return
    for other in others:
        if other.replace(".", "_") == name:
            raise KafkaError(Error.INVALID_TOPIC_EXCEPTION, f"{topic!r} collides with the topic {other!r}")
