"""A producer's settings: Kafka's defaults, and the conflicts of kafka-rules.md §4.5."""

from __future__ import annotations

from typing import Any

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.configuration import ProducerConfig
from minikafka.engine.errors import ConfigException
from minikafka.engine.producer import Producer


def test_the_defaults_are_those_of_kafka() -> None:
    """kafka-rules.md §4.5, §4.3: on since 3.0, acks=all, retries=2147483647, five in flight, 120 s and 30 s."""
    config = ProducerConfig()
    assert (config.idempotent, config.required_acks, config.retries) == (True, -1, 2147483647)
    assert config.max_in_flight_requests_per_connection == 5
    assert (config.delivery_timeout_ms, config.request_timeout_ms) == (120_000, 30_000)
    assert (config.max_request_size, config.first_sequence) == (1_048_576, 0)


def test_a_producer_has_the_same_defaults() -> None:
    assert Producer(Broker()).config == ProducerConfig()


@pytest.mark.parametrize(
    ("acks", "required"),
    [("all", -1), ("-1", -1), (-1, -1), ("1", 1), (1, 1), ("0", 0), (0, 0)],
    ids=repr,
)
def test_acks_as_the_wire_knows_them(acks: str | int, required: int) -> None:
    assert ProducerConfig(acks=acks).required_acks == required


# Conflicts


@pytest.mark.parametrize("settings", [{"acks": 1}, {"acks": "0"}, {"retries": 0}, {"acks": 1, "retries": 0}])
def test_idempotence_is_off_where_the_user_did_not_ask_for_it(settings: dict[str, Any]) -> None:
    """kafka-rules.md §4.5, column "not set by the user": silently off."""
    assert ProducerConfig(**settings).idempotent is False


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"acks": 1}, "^acks must be 'all'"),
        ({"acks": 0}, "^acks must be 'all'"),
        ({"retries": 0}, "^retries must not be 0"),
        ({"max_in_flight_requests_per_connection": 6}, "^max_in_flight_requests_per_connection must be at most 5"),
    ],
)
def test_a_conflict_is_refused_where_the_user_asked_for_idempotence(settings: dict[str, Any], message: str) -> None:
    """kafka-rules.md §4.5, column "set to true by the user": ConfigException, naming the setting."""
    with pytest.raises(ConfigException, match=message):
        ProducerConfig(enable_idempotence=True, **settings)


@pytest.mark.parametrize("settings", [{}, {"acks": 1}, {"retries": 0}])
def test_more_than_five_in_flight_is_refused_even_unasked(settings: dict[str, Any]) -> None:
    """kafka-rules.md §4.5: since 4.0 also where ``acks`` or ``retries`` would have switched idempotence off."""
    explanation = "a broker remembers five batches, and each one in flight must still be recognised"
    with pytest.raises(ConfigException, match=f"must be at most 5 for an idempotent producer: {explanation}$"):
        ProducerConfig(max_in_flight_requests_per_connection=6, **settings)


def test_five_in_flight_are_allowed() -> None:
    assert ProducerConfig(enable_idempotence=True, max_in_flight_requests_per_connection=5).idempotent


@pytest.mark.parametrize("settings", [{"acks": 1}, {"retries": 0}, {"max_in_flight_requests_per_connection": 6}])
def test_without_idempotence_there_is_no_conflict(settings: dict[str, Any]) -> None:
    assert ProducerConfig(enable_idempotence=False, **settings).idempotent is False


# Values


@pytest.mark.parametrize("acks", ["", "two", 2, -2, 1.0, None])
def test_acks_that_kafka_does_not_know(acks: Any) -> None:
    """The message quotes the value and says which ones there are."""
    with pytest.raises(ConfigException, match=r"^acks is .*: use 'all', 1 or 0$"):
        ProducerConfig(acks=acks)


@pytest.mark.parametrize(
    "name", ["retries", "delivery_timeout_ms", "request_timeout_ms", "max_request_size", "first_sequence"]
)
@pytest.mark.parametrize("value", [-1, 2147483648, 1.5, "3", None])
def test_numbers_are_those_of_kafkas_int(name: str, value: Any) -> None:
    """Kafka defines them as ``Type.INT``, at least 0."""
    with pytest.raises(ConfigException, match=rf"^{name} is .*: use a whole number, 0 \.\. 2147483647$"):
        ProducerConfig(**{name: value})


@pytest.mark.parametrize("value", [0, -1])
def test_one_batch_at_least_may_be_in_flight(value: int) -> None:
    with pytest.raises(ConfigException, match=r"^max_in_flight_requests_per_connection is .*: use a whole number, 1"):
        ProducerConfig(max_in_flight_requests_per_connection=value)


def test_a_text_is_no_answer_to_yes_or_no() -> None:
    """``"false"`` would otherwise switch idempotence on."""
    text: Any = "false"
    with pytest.raises(ConfigException, match=r"^enable_idempotence is 'false'"):
        ProducerConfig(enable_idempotence=text)


def test_a_delivery_lasts_at_least_one_request() -> None:
    """``KafkaProducer.configureDeliveryTimeout``: delivery.timeout.ms >= linger.ms + request.timeout.ms."""
    ProducerConfig(delivery_timeout_ms=30_000, request_timeout_ms=30_000)
    with pytest.raises(ConfigException, match=r"^delivery_timeout_ms must not be less than request_timeout_ms"):
        ProducerConfig(delivery_timeout_ms=29_999, request_timeout_ms=30_000)


@pytest.mark.parametrize("sequence", [0, 1, 2147483647])
def test_a_producer_may_start_at_any_sequence(sequence: int) -> None:
    """kafka-rules.md §1.7: 0 .. 2147483647."""
    assert ProducerConfig(first_sequence=sequence).first_sequence == sequence


def test_a_refused_producer_takes_no_producer_id() -> None:
    broker = Broker()
    with pytest.raises(ConfigException):
        Producer(broker, enable_idempotence=True, acks=1)
    assert Producer(broker).producer_id == 0
