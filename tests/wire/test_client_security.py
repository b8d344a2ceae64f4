"""The settings of a secured cluster; ``tests/kafka`` has them on Apache Kafka."""

from __future__ import annotations

import ssl

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.errors import ConfigException, KafkaError
from minikafka.wire.client import connect
from minikafka.wire.client_connection import BrokerUnreachable
from minikafka.wire.client_security import Security
from minikafka.wire.server import serve

USER = {"sasl_plain_username": "ana", "sasl_plain_password": "secret"}


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"security_protocol": "TLS"}, r"use PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL"),
        ({"sasl_mechanism": "GSSAPI"}, r"use PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512"),
        ({"security_protocol": "SASL_SSL"}, r"SASL_SSL needs sasl_plain_username and sasl_plain_password"),
    ],
)
def test_settings_that_cannot_be_are_refused_by_name(settings: dict[str, str], reason: str) -> None:
    with pytest.raises(ConfigException, match=reason):
        Security(**settings)  # type: ignore[arg-type]


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(Security(security_protocol="SASL_SSL", **USER))  # type: ignore[arg-type]


def test_a_broker_without_sasl_is_not_told_the_password() -> None:
    security = Security(security_protocol="SASL_PLAINTEXT", **USER)  # type: ignore[arg-type]
    with serve(Broker()) as address, pytest.raises(KafkaError, match="UNSUPPORTED_VERSION"):
        connect(address, security=security)


def test_a_broker_without_tls_is_unreachable_over_tls() -> None:
    security = Security(security_protocol="SSL", ssl_context=ssl.create_default_context())
    with serve(Broker()) as address, pytest.raises(BrokerUnreachable):
        connect(address, request_timeout_ms=2000, security=security)
