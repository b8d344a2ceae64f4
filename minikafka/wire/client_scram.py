"""SCRAM: how a client proves that it knows a password without sending it (RFC 5802)."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode
from secrets import token_urlsafe

from minikafka.engine.errors import Error, KafkaError

# What a broker may ask of us. With fewer it could guess the password from our proof (``ScramMechanism.minIterations``).
LEAST_ITERATIONS, MOST_ITERATIONS = 4096, 1_000_000

_NO_CHANNEL_BINDING = "n,,"


class Scram:
    """One exchange; ``digest`` is the hash that the mechanism names, such as ``sha256``."""

    def __init__(self, digest: str, username: str, password: str, nonce: str | None = None) -> None:
        self._digest = digest
        self._password = password.encode()
        self._nonce = nonce or token_urlsafe(24)
        name = username.replace("=", "=3D").replace(",", "=2C")
        self._first_bare = f"n={name},r={self._nonce}"
        self._server_signature = b""

    def first(self) -> bytes:
        """What the client says first."""
        return (_NO_CHANNEL_BINDING + self._first_bare).encode()

    def final(self, server_first: bytes) -> bytes:
        """The proof, given the server's salt and count.

        Raises:
            KafkaError: this is no answer to ``first``.
        """
        said = _attributes(server_first)
        _ensure(said.get("r", "").startswith(self._nonce) and {"s", "i"} <= said.keys())
        without_proof = f"c={b64encode(_NO_CHANNEL_BINDING.encode()).decode()},r={said['r']}"
        everything = f"{self._first_bare},{server_first.decode()},{without_proof}".encode()
        salted = hashlib.pbkdf2_hmac(self._digest, self._password, *_salt_and_count(said))
        client_key = self._sign(salted, b"Client Key")
        signature = self._sign(hashlib.new(self._digest, client_key).digest(), everything)
        self._server_signature = self._sign(self._sign(salted, b"Server Key"), everything)
        proof = bytes(one ^ other for one, other in zip(client_key, signature, strict=True))
        return f"{without_proof},p={b64encode(proof).decode()}".encode()

    def ensure_server(self, server_final: bytes) -> None:
        """Return if the server knows the password too.

        Raises:
            KafkaError: it does not.
        """
        signature = _attributes(server_final).get("v", "")
        _ensure(hmac.compare_digest(b64encode(self._server_signature), signature.encode()))

    def _sign(self, key: bytes, text: bytes) -> bytes:
        return hmac.digest(key, text, self._digest)


def _attributes(message: bytes) -> dict[str, str]:
    parts = (part.partition("=") for part in message.decode("utf-8", errors="replace").split(","))
    return {name: value for name, _, value in parts}


def _salt_and_count(said: dict[str, str]) -> tuple[bytes, int]:
    try:
        salt, count = b64decode(said["s"]), int(said["i"])
    except ValueError:
        salt, count = b"", 0
    _ensure(LEAST_ITERATIONS <= count <= MOST_ITERATIONS)
    return salt, count


def _ensure(holds: bool) -> None:
    if not holds:
        raise KafkaError(Error.UNKNOWN_SERVER_ERROR, "the broker's side of the SCRAM exchange is wrong")
