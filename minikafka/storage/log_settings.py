"""The settings of a log on disk, by Kafka's names (``storage/.../LogConfig``)."""

from __future__ import annotations

from dataclasses import dataclass

from minikafka.engine.errors import ConfigException

UNLIMITED = -1
_LARGEST_SEGMENT = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class LogSettings:
    """Sizes in bytes, times in ms; -1 for no limit.

    ``flush_messages`` says what an ack promises. Without a limit, Kafka's default, the batch is with the operating
    system: it outlives the broker's process, however that ends, but not the machine. With 1 it is on the disk: it
    outlives the machine too, and each batch waits for the disk. With n, up to n - 1 acknowledged records may be lost
    when the machine goes down.
    """

    segment_bytes: int = 2**30
    index_interval_bytes: int = 4096
    retention_bytes: int = UNLIMITED
    retention_ms: int = 7 * 24 * 60 * 60 * 1000
    flush_messages: int = UNLIMITED

    def __post_init__(self) -> None:
        if not 14 <= self.segment_bytes <= _LARGEST_SEGMENT:  # noqa: PLR2004 LogConfig's own bound
            raise ConfigException(f"segment_bytes is {self.segment_bytes}: use 14 to {_LARGEST_SEGMENT}")
        if self.index_interval_bytes < 0:
            raise ConfigException(f"index_interval_bytes is {self.index_interval_bytes}: use 0 or more")
        for name in ("retention_bytes", "retention_ms", "flush_messages"):
            least = 1 if name == "flush_messages" else 0
            if getattr(self, name) < least and getattr(self, name) != UNLIMITED:
                raise ConfigException(f"{name} is {getattr(self, name)}: use {least} or more, or -1 for no limit")
