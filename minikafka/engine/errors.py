"""Kafka's errors, by Kafka's names and codes.

Source: ``clients/common/protocol/Errors``. Only the errors that this broker can answer, or that its clients must
understand, are listed.
"""

from __future__ import annotations

import enum


class Error(enum.IntEnum):
    """An answer's error: the name is Kafka's, the value is the code on the wire."""

    UNKNOWN_SERVER_ERROR = -1
    NONE = 0
    OFFSET_OUT_OF_RANGE = 1
    CORRUPT_MESSAGE = 2
    UNKNOWN_TOPIC_OR_PARTITION = 3
    LEADER_NOT_AVAILABLE = 5
    NOT_LEADER_OR_FOLLOWER = 6
    REQUEST_TIMED_OUT = 7
    MESSAGE_TOO_LARGE = 10
    NETWORK_EXCEPTION = 13
    INVALID_TOPIC_EXCEPTION = 17
    RECORD_LIST_TOO_LARGE = 18
    NOT_ENOUGH_REPLICAS = 19
    NOT_ENOUGH_REPLICAS_AFTER_APPEND = 20
    INVALID_REQUIRED_ACKS = 21
    TOPIC_AUTHORIZATION_FAILED = 29
    UNSUPPORTED_VERSION = 35
    TOPIC_ALREADY_EXISTS = 36
    INVALID_PARTITIONS = 37
    INVALID_REQUEST = 42
    OUT_OF_ORDER_SEQUENCE_NUMBER = 45
    DUPLICATE_SEQUENCE_NUMBER = 46
    INVALID_PRODUCER_EPOCH = 47
    INVALID_TXN_STATE = 48
    TRANSACTION_COORDINATOR_FENCED = 52
    KAFKA_STORAGE_ERROR = 56
    UNKNOWN_PRODUCER_ID = 59
    UNSUPPORTED_COMPRESSION_TYPE = 76
    ELIGIBLE_LEADERS_NOT_AVAILABLE = 83
    INVALID_RECORD = 87
    PRODUCER_FENCED = 90

    @property
    def retriable(self) -> bool:
        """True when a client may send the same request again (``RetriableException``)."""
        return self in _RETRIABLE


_RETRIABLE = frozenset(
    {
        Error.CORRUPT_MESSAGE,
        Error.UNKNOWN_TOPIC_OR_PARTITION,
        Error.LEADER_NOT_AVAILABLE,
        Error.NOT_LEADER_OR_FOLLOWER,
        Error.REQUEST_TIMED_OUT,
        Error.NETWORK_EXCEPTION,
        Error.NOT_ENOUGH_REPLICAS,
        Error.NOT_ENOUGH_REPLICAS_AFTER_APPEND,
        Error.KAFKA_STORAGE_ERROR,
    }
)


class KafkaError(Exception):
    """A call that the broker refuses outright; ``error`` says why in Kafka's terms."""

    def __init__(self, error: Error, explanation: str) -> None:
        super().__init__(f"{error.name} ({error.value}): {explanation}")
        self.error = error


class ConfigException(ValueError):
    """Settings that contradict each other, or a value out of range (``clients/common/config/ConfigException``)."""


class RecordTooLargeException(ValueError):
    """A record that no request could carry (``clients/common/errors/RecordTooLargeException``)."""


class NothingToRetry(RuntimeError):
    """There is no batch that could be sent again."""


class CannotOperate(RuntimeError):
    """A broker that cannot be restarted from here, or whose leader or clock cannot be changed."""
