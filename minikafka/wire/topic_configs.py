"""The settings that a topic can be created with: which there are, and which values they may have.

Source: ``LogConfig`` of Kafka 4, ``ConfigDef.validate``.
"""

from __future__ import annotations

import enum
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

MAX_MESSAGE_BYTES = "max.message.bytes"
COMPRESSION_TYPE = "compression.type"

_MOST_INT = 2**31 - 1
_MOST_LONG = 2**63 - 1
# As Java reads them: digits of any script, no underscores; a number with a fraction may end in its type.
_WHOLE = re.compile(r"[+-]?\d+")
_FRACTION = re.compile(r"([+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))[dDfF]?", re.ASCII)
_REPLICA = re.compile(r"([0-9]+:[0-9]+)?")

Check = Callable[[str], bool]


class InvalidConfig(Exception):
    """A setting that topics do not have, or a value that it may not have."""


class ConfigType(enum.IntEnum):
    """What kind of value a setting has (``DescribeConfigsResponse.ConfigType``)."""

    BOOLEAN = 1
    STRING = 2
    INT = 3
    LONG = 5
    DOUBLE = 6
    LIST = 7


@dataclass(frozen=True, slots=True)
class TopicConfig:
    """A setting: the type of its value, and which values it may have."""

    type: ConfigType
    is_valid: Check

    def in_force(self, value: str) -> str:
        """A valid value as it is read: without blanks, a number as it is counted (``ConfigDef.convertToString``)."""
        value = value.strip()
        match self.type:
            case ConfigType.BOOLEAN:
                return value.lower()
            case ConfigType.INT | ConfigType.LONG:
                return str(int(value))
            case ConfigType.DOUBLE:
                return str(float(value.rstrip("dDfF")))
            case ConfigType.LIST:
                return ",".join(part.strip() for part in _parts(value))
        return value


def _number(least: int, most: int) -> Check:
    return lambda value: _WHOLE.fullmatch(value) is not None and least <= int(value) <= most


def _int(least: int, most: int = _MOST_INT) -> TopicConfig:
    return TopicConfig(ConfigType.INT, _number(least, most))


def _long(least: int) -> TopicConfig:
    return TopicConfig(ConfigType.LONG, _number(least, _MOST_LONG))


def _share(value: str) -> bool:
    """From 0 to 1; also no number at all, which is neither below nor above (``ConfigDef.Range``)."""
    found = _FRACTION.fullmatch(value)
    return found is not None and (math.isnan(share := float(found[1])) or 0 <= share <= 1)


def _one_of(*values: str) -> TopicConfig:
    return TopicConfig(ConfigType.STRING, lambda value: value in values)


def _some_of(*values: str) -> TopicConfig:
    return TopicConfig(ConfigType.LIST, lambda value: {part.strip() for part in _parts(value)} <= set(values))


def _parts(value: str) -> list[str]:
    return value.split(",") if value else []


def _gzip_level(value: str) -> bool:
    return _number(-1, 9)(value) and int(value) != 0


def _replicas(value: str) -> bool:
    """Partitions and brokers, or all of them (``ThrottledReplicaListValidator``)."""
    parts = _parts(value)
    return "".join(parts).strip() == "*" or all(_REPLICA.fullmatch(part.strip()) for part in parts)


def _boolean(value: str) -> bool:
    return value.lower() in {"true", "false"}


_BOOLEAN = TopicConfig(ConfigType.BOOLEAN, _boolean)
_REPLICAS = TopicConfig(ConfigType.LIST, _replicas)

CONFIGS: Mapping[str, TopicConfig] = {
    "cleanup.policy": _some_of("compact", "delete"),
    "compression.gzip.level": TopicConfig(ConfigType.INT, _gzip_level),
    "compression.lz4.level": _int(1, 17),
    COMPRESSION_TYPE: _one_of("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"),
    "compression.zstd.level": _int(-131072, 22),
    "delete.retention.ms": _long(0),
    "errors.deadletterqueue.group.enable": _BOOLEAN,
    "file.delete.delay.ms": _long(0),
    "flush.messages": _long(1),
    "flush.ms": _long(0),
    "follower.replication.throttled.replicas": _REPLICAS,
    "index.interval.bytes": _int(0),
    "leader.replication.throttled.replicas": _REPLICAS,
    "local.retention.bytes": _long(-2),
    "local.retention.ms": _long(-2),
    "max.compaction.lag.ms": _long(1),
    "max.decompressed.message.bytes": _int(1, _MOST_INT - 8),
    MAX_MESSAGE_BYTES: _int(0),
    "message.timestamp.after.max.ms": _long(0),
    "message.timestamp.before.max.ms": _long(0),
    "message.timestamp.type": _one_of("CreateTime", "LogAppendTime"),
    "min.cleanable.dirty.ratio": TopicConfig(ConfigType.DOUBLE, _share),
    "min.compaction.lag.ms": _long(0),
    "min.insync.replicas": _int(1),
    "preallocate": _BOOLEAN,
    "remote.copy.lag.bytes": _long(-1),
    "remote.copy.lag.ms": _long(-1),
    "remote.log.copy.disable": _BOOLEAN,
    "remote.log.delete.on.disable": _BOOLEAN,
    # A broker without tiered storage has no topic with it (``LogConfig.validateRemoteStorageOnlyIfSystemEnabled``).
    "remote.storage.enable": TopicConfig(ConfigType.BOOLEAN, lambda value: value.lower() == "false"),
    "retention.bytes": _long(-(2**63)),
    "retention.ms": _long(-1),
    "segment.bytes": _int(1024 * 1024),
    "segment.index.bytes": _int(4),
    "segment.jitter.ms": _long(0),
    "segment.ms": _long(1),
    "unclean.leader.election.enable": _BOOLEAN,
}


def in_force(configs: Mapping[str, str]) -> dict[str, str]:
    """Valid settings as they are read."""
    return {name: CONFIGS[name].in_force(value) for name, value in configs.items()}


def ensure_valid(configs: Mapping[str, str | None]) -> dict[str, str]:
    """The settings, if topics have them all.

    Raises:
        InvalidConfig: they have not, or not with such a value.
    """
    for name, value in configs.items():
        if value is None:
            raise InvalidConfig(f"null value not supported for topic configs: {name}")
        if name not in CONFIGS:
            raise InvalidConfig(f"unknown topic config name: {name}")
        if not CONFIGS[name].is_valid(value.strip()):
            raise InvalidConfig(f"invalid value {value} for configuration {name}")
    valid = {name: value for name, value in configs.items() if value is not None}
    _ensure_lags(valid)
    return valid


def _ensure_lags(configs: Mapping[str, str]) -> None:
    """No record may have to be left alone longer than until it has to be compacted (``LogConfig.validateValues``)."""
    least, most = (configs.get(f"{bound}.compaction.lag.ms") for bound in ("min", "max"))
    if int(least or 0) > int(most or _MOST_LONG):
        raise InvalidConfig(f"min.compaction.lag.ms {least} is above max.compaction.lag.ms {most}")
