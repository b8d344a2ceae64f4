"""The settings that a topic can be created with: which there are, and which values they may have.

Source: ``LogConfig`` of Kafka 4, ``ConfigDef.validate``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

MAX_MESSAGE_BYTES = "max.message.bytes"
COMPRESSION_TYPE = "compression.type"

_INT = 2**31 - 1
_LONG = 2**63 - 1

Check = Callable[[str], bool]


class InvalidConfig(Exception):
    """A setting that topics do not have, or a value that it may not have."""


def _number(least: int, most: int) -> Check:
    def check(value: str) -> bool:
        try:
            return value.isascii() and least <= int(value) <= most
        except ValueError:
            return False

    return check


def _share(value: str) -> bool:
    try:
        return 0 <= float(value) <= 1
    except ValueError:
        return False


def _one_of(*values: str) -> Check:
    return lambda value: value in values


def _some_of(*values: str) -> Check:
    return lambda value: {part.strip() for part in value.split(",")} <= set(values)


def _gzip_level(value: str) -> bool:
    return value != "0" and _number(-1, 9)(value)


def _anything(_: str) -> bool:
    return True


def _boolean(value: str) -> bool:
    return value.lower() in {"true", "false"}


CHECKS: Mapping[str, Check] = {
    "cleanup.policy": _some_of("compact", "delete", ""),
    "compression.gzip.level": _gzip_level,
    "compression.lz4.level": _number(1, 17),
    COMPRESSION_TYPE: _one_of("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"),
    "compression.zstd.level": _number(-131072, 22),
    "delete.retention.ms": _number(0, _LONG),
    "file.delete.delay.ms": _number(0, _LONG),
    "flush.messages": _number(1, _LONG),
    "flush.ms": _number(0, _LONG),
    "follower.replication.throttled.replicas": _anything,
    "index.interval.bytes": _number(0, _INT),
    "leader.replication.throttled.replicas": _anything,
    "local.retention.bytes": _number(-2, _LONG),
    "local.retention.ms": _number(-2, _LONG),
    "max.compaction.lag.ms": _number(1, _LONG),
    MAX_MESSAGE_BYTES: _number(0, _INT),
    "message.timestamp.after.max.ms": _number(0, _LONG),
    "message.timestamp.before.max.ms": _number(0, _LONG),
    "message.timestamp.type": _one_of("CreateTime", "LogAppendTime"),
    "min.cleanable.dirty.ratio": _share,
    "min.compaction.lag.ms": _number(0, _LONG),
    "min.insync.replicas": _number(1, _INT),
    "preallocate": _boolean,
    "remote.log.copy.disable": _boolean,
    "remote.log.delete.on.disable": _boolean,
    "remote.storage.enable": _boolean,
    "retention.bytes": _number(-(2**63), _LONG),
    "retention.ms": _number(-1, _LONG),
    "segment.bytes": _number(1024 * 1024, _INT),
    "segment.index.bytes": _number(4, _INT),
    "segment.jitter.ms": _number(0, _LONG),
    "segment.ms": _number(1, _LONG),
    "unclean.leader.election.enable": _boolean,
}


def ensure_valid(configs: Mapping[str, str | None]) -> dict[str, str]:
    """The settings, if topics have them all.

    Raises:
        InvalidConfig: they have not, or not with such a value.
    """
    for name, value in configs.items():
        if value is None:
            raise InvalidConfig(f"null value not supported for topic configs: {name}")
        if name not in CHECKS:
            raise InvalidConfig(f"unknown topic config name: {name}")
        if not CHECKS[name](value.strip()):
            raise InvalidConfig(f"invalid value {value} for configuration {name}")
    return {name: value for name, value in configs.items() if value is not None}
