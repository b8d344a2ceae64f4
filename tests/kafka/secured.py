"""What Apache Kafka needs for listeners with TLS and SASL: a certificate, users, and who takes which mechanism."""

from __future__ import annotations

import subprocess
from pathlib import Path

from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._scram import ScramCredentialInfo, ScramMechanism, UserScramCredentialUpsertion

LISTENERS = ("SASL_PLAINTEXT", "SSL", "SASL_SSL")
PASSWORD = "secret"  # noqa: S105 of users that live as long as a test
CERTIFICATE = "certificate.pem"

_LOGIN = "org.apache.kafka.common.security"
_MODULES = {
    "plain": f'{_LOGIN}.plain.PlainLoginModule required user_ana="{PASSWORD}";',
    "scram-sha-256": f"{_LOGIN}.scram.ScramLoginModule required;",
}


def secured(place: Path) -> dict[str, str]:
    """The settings of a broker with ``LISTENERS``; its certificate comes to lie in ``place``."""
    store = place / "keystore.p12"
    in_store = ["-keystore", str(store), "-storepass", PASSWORD, "-alias", "broker"]
    name = ["-storetype", "PKCS12", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=IP:127.0.0.1"]
    _keytool("-genkeypair", *in_store, *name)
    (place / CERTIFICATE).write_text(_keytool("-exportcert", "-rfc", *in_store), encoding="ascii")
    logins = {
        f"listener.name.{listener}.{mechanism}.sasl.jaas.config": module
        for listener in ("sasl_plaintext", "sasl_ssl")
        for mechanism, module in _MODULES.items()
    }
    return logins | {
        "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256",
        "ssl.keystore.location": str(store),
        "ssl.keystore.password": PASSWORD,
        "ssl.keystore.type": "PKCS12",
    }


def add_scram_user(address: str, name: str) -> None:
    """A user for SCRAM-SHA-256; those for PLAIN stand in the settings: ana."""
    credentials = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096)
    change = UserScramCredentialUpsertion(name, credentials, PASSWORD.encode())
    admin = AdminClient({"bootstrap.servers": address, "log_level": 0})
    for done in admin.alter_user_scram_credentials([change]).values():
        done.result()


def _keytool(*arguments: str) -> str:
    return subprocess.run(["keytool", *arguments], check=True, capture_output=True, text=True).stdout  # noqa: S607 beside java
