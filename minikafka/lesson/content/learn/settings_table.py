"""What becomes of a producer's settings: found by making a producer of each combination."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from minikafka.engine.broker import Broker
from minikafka.engine.errors import ConfigException
from minikafka.engine.producer import Producer
from minikafka.lesson.views.table import table_of

if TYPE_CHECKING:
    from minikafka.lesson.views.data_frame import Table

MAX_IN_FLIGHT = "max_in_flight_requests_per_connection"
SETTINGS: tuple[Mapping[str, Any], ...] = (
    {},
    {"acks": 1},
    {"retries": 0},
    {MAX_IN_FLIGHT: 5},
    {MAX_IN_FLIGHT: 6},
    {"acks": 1, MAX_IN_FLIGHT: 6},
)
WISHES = {"asked for": True, "not mentioned": None, "switched off": False}


def settings_table() -> Table:
    """For each settings and each way to speak of ``enable_idempotence``: is it on, off, or is the producer refused?"""
    return table_of([_row(settings) for settings in SETTINGS])


def _row(settings: Mapping[str, Any]) -> dict[str, str]:
    outcomes = {wish: outcome(settings, wish=value) for wish, value in WISHES.items()}
    return {"Settings": _text(settings)} | outcomes


def outcome(settings: Mapping[str, Any], *, wish: bool | None) -> str:
    """Make a producer with these settings, and see."""
    try:
        producer = Producer(Broker(), enable_idempotence=wish, **settings)
    except ConfigException as refusal:
        return type(refusal).__name__
    return "on" if producer.config.idempotent else "off"


def _text(settings: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in settings.items()) or "Kafka's defaults"
