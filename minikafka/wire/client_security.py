"""How a client makes a connection safe and says who it is: TLS and SASL, by the names of kafka-python's settings.

Kerberos (GSSAPI) and OAUTHBEARER are left out: each needs a service of its own.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kio.schema.sasl_authenticate.v1.request import SaslAuthenticateRequest
from kio.schema.sasl_handshake.v1.request import SaslHandshakeRequest
from kio.static.protocol import RequestPayload

from minikafka.engine.errors import ConfigException
from minikafka.wire import client_requests as requests
from minikafka.wire.address import Address
from minikafka.wire.client_scram import Scram

PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
DIGESTS = {"SCRAM-SHA-256": "sha256", "SCRAM-SHA-512": "sha512"}
MECHANISMS = ("PLAIN", *DIGESTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """The settings of a cluster that wants more than an address.

    ``ssl_context`` decides whom to trust; without it that is ``ssl_cafile``, or the system's authorities.

    Raises:
        ConfigException: a protocol or a mechanism that this client does not speak, or a user without a name.
    """

    security_protocol: str = "PLAINTEXT"
    ssl_cafile: str | None = None
    ssl_context: ssl.SSLContext | None = None
    sasl_mechanism: str = "PLAIN"
    sasl_plain_username: str | None = None
    sasl_plain_password: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        _ensure_one_of("security_protocol", self.security_protocol, PROTOCOLS)
        _ensure_one_of("sasl_mechanism", self.sasl_mechanism, MECHANISMS)
        if self.has_sasl and (self.sasl_plain_username is None or self.sasl_plain_password is None):
            raise ConfigException(f"{self.security_protocol} needs sasl_plain_username and sasl_plain_password")

    @property
    def has_sasl(self) -> bool:
        return self.security_protocol.startswith("SASL_")

    def tls_context(self) -> ssl.SSLContext | None:
        """Whom to trust, ``None`` without TLS.

        Raises:
            OSError: ``ssl_cafile`` cannot be read.
        """
        if not self.security_protocol.endswith("SSL"):
            return None
        return self.ssl_context or ssl.create_default_context(cafile=self.ssl_cafile)

    def open_socket(self, address: Address, timeout: float) -> socket.socket:
        """A socket to ``address``, with TLS if so set.

        Raises:
            OSError: nobody is there, or nobody whom the certificate says.
        """
        plain = socket.create_connection(address, timeout)
        if not self.security_protocol.endswith("SSL"):
            return plain
        try:
            context = self.tls_context()
            assert context, "the protocol ends with SSL"
            return context.wrap_socket(plain, server_hostname=address.host)
        except BaseException:
            plain.close()
            raise

    def authenticate(self, ask: Callable[[RequestPayload], Any]) -> None:
        """Say who the client is, if so set.

        Raises:
            KafkaError: the broker does not take the mechanism, or the user, or is not itself.
        """
        if not self.has_sasl:
            return
        hello = ask(SaslHandshakeRequest(mechanism=self.sasl_mechanism))
        offered = ", ".join(hello.mechanisms)
        requests.ensure_none(hello.error_code, f"the broker takes {offered}, not {self.sasl_mechanism}")
        self._exchange(lambda token: _answer_to(ask, token))

    def _exchange(self, say: Callable[[bytes], bytes]) -> None:
        username, password = self.sasl_plain_username or "", self.sasl_plain_password or ""
        if self.sasl_mechanism not in DIGESTS:
            say(f"\0{username}\0{password}".encode())
            return
        scram = Scram(DIGESTS[self.sasl_mechanism], username, password)
        scram.ensure_server(say(scram.final(say(scram.first()))))


def _answer_to(ask: Callable[[RequestPayload], Any], token: bytes) -> bytes:
    answer = ask(SaslAuthenticateRequest(auth_bytes=token))
    requests.ensure_none(answer.error_code, answer.error_message or "the broker does not know this user")
    said: bytes = answer.auth_bytes
    return said


def _ensure_one_of(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ConfigException(f"{name} is {value!r}: use {', '.join(known[:-1])} or {known[-1]}")


UNSECURED = Security()
