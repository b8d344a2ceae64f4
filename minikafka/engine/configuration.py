"""A producer's settings, and the conflicts that Kafka's client refuses.

Source: ``ProducerConfig.postProcessAndValidateIdempotenceConfigs`` (Kafka 4.0 and later).
"""

from __future__ import annotations

from dataclasses import dataclass

from minikafka.engine.errors import ConfigException

MAX_IN_FLIGHT_FOR_IDEMPOTENCE = 5
MAX_INT = 2**31 - 1
_SMALLEST = {
    "retries": 0,
    "max_in_flight_requests_per_connection": 1,
    "delivery_timeout_ms": 0,
    "request_timeout_ms": 0,
    "max_request_size": 0,
    "first_sequence": 0,
}
_ACKS = {"all": -1, "-1": -1, "0": 0, "1": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProducerConfig:
    """Kafka's names and defaults; times in milliseconds, sizes in bytes.

    ``enable_idempotence`` is ``None`` where the user did not choose: then it is on, unless ``acks`` or ``retries``
    contradict it. ``first_sequence`` is ours: a real client starts at 0, the lesson's page at 1.

    Raises:
        ConfigException: a value that is out of range, or a conflict; the message names the setting.
    """

    enable_idempotence: bool | None = None
    acks: str | int = "all"
    retries: int = 2_147_483_647
    max_in_flight_requests_per_connection: int = 5
    delivery_timeout_ms: int = 120_000
    request_timeout_ms: int = 30_000
    max_request_size: int = 1_048_576
    first_sequence: int = 0

    def __post_init__(self) -> None:
        self._check_ranges()
        self._check_idempotence()

    @property
    def required_acks(self) -> int:
        """``acks`` as a number: -1 (all), 0 or 1."""
        return _ACKS[str(self.acks)]

    @property
    def idempotent(self) -> bool:
        """True when batches get a producer id and sequence numbers."""
        if self.enable_idempotence is None:
            return self.required_acks == -1 and self.retries > 0
        return self.enable_idempotence

    def _check_ranges(self) -> None:
        if self.enable_idempotence not in {None, True, False}:
            raise ConfigException(f"enable_idempotence is {self.enable_idempotence!r}: use True, False or None")
        if str(self.acks) not in _ACKS:
            raise ConfigException(f"acks is {self.acks!r}: use 'all', 1 or 0")
        for name, smallest in _SMALLEST.items():
            number = getattr(self, name)
            if not isinstance(number, int) or not smallest <= number <= MAX_INT:
                raise ConfigException(f"{name} is {number!r}: use a whole number, {smallest} .. {MAX_INT}")
        if self.delivery_timeout_ms < self.request_timeout_ms:
            raise ConfigException("delivery_timeout_ms must not be less than request_timeout_ms")

    def _check_idempotence(self) -> None:
        if self.enable_idempotence is False:
            return
        if self.max_in_flight_requests_per_connection > MAX_IN_FLIGHT_FOR_IDEMPOTENCE:
            raise ConfigException(
                "max_in_flight_requests_per_connection must be at most 5 for an idempotent producer: "
                "a broker remembers five batches, and each one in flight must still be recognised"
            )
        if self.enable_idempotence and self.required_acks != -1:
            raise ConfigException(f"acks must be 'all' for an idempotent producer, not {self.acks!r}")
        if self.enable_idempotence and self.retries == 0:
            raise ConfigException("retries must not be 0 for an idempotent producer: it exists to make retries safe")
