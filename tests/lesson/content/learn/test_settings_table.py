"""What becomes of a producer's settings, as Kafka decides it."""

from __future__ import annotations

from minikafka.lesson.content.learn import settings_table

# From ProducerConfig.postProcessAndValidateIdempotenceConfigs of Kafka 4.0: asked for, not mentioned, switched off.
KAFKA = {
    "Kafka's defaults": ["on", "on", "off"],
    "acks=1": ["ConfigException", "off", "off"],
    "retries=0": ["ConfigException", "off", "off"],
    "max_in_flight_requests_per_connection=5": ["on", "on", "off"],
    "max_in_flight_requests_per_connection=6": ["ConfigException", "ConfigException", "off"],
    "acks=1, max_in_flight_requests_per_connection=6": ["ConfigException", "ConfigException", "off"],
}


def test_it_is_on_off_or_refused_as_in_kafka() -> None:
    rows = settings_table().to_numpy().tolist()
    assert {settings: outcomes for settings, *outcomes in rows} == KAFKA


def test_its_columns_say_how_idempotence_was_spoken_of() -> None:
    assert list(settings_table().columns) == ["Settings", "asked for", "not mentioned", "switched off"]
