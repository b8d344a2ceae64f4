"""One connection from the client to one broker: a request goes out, its answer comes back."""

from __future__ import annotations

import itertools
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kio.schema.api_versions.v0.request import ApiVersionsRequest
from kio.static.protocol import RequestPayload

from minikafka.engine.errors import Error, KafkaError
from minikafka.wire.address import Address
from minikafka.wire.client_security import UNSECURED, Security
from minikafka.wire.protocol import (
    LENGTH,
    InvalidFrame,
    api_name,
    checked_length,
    decode_response,
    encode_request,
    response_schema,
)

_API_VERSIONS = 18
_CORRELATION_ID = slice(0, 4)


class BrokerUnreachable(KafkaError):
    """Nothing answers at an address, or something that does not speak Kafka's protocol."""

    def __init__(self, address: Address, reason: object) -> None:
        super().__init__(
            Error.NETWORK_EXCEPTION,
            f"no Kafka broker answers at {address} ({reason}): start one there with "
            f"'minikafka broker', or check the address",
        )


class Connection:
    """A socket, and which versions of which requests the broker at its other end answers.

    Raises:
        BrokerUnreachable: there is no such broker.
    """

    def __init__(self, address: Address, client_id: str, timeout_ms: int, security: Security = UNSECURED) -> None:
        self.address = address
        self._client_id = client_id
        self._timeout = timeout_ms / 1000
        self._correlation_ids = itertools.count()
        self._versions: dict[int, range] = {_API_VERSIONS: range(1)}
        try:
            self._socket = security.open_socket(address, self._timeout)
        except OSError as failure:
            raise BrokerUnreachable(address, failure.strerror or failure) from None
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._ask_versions()
            security.authenticate(self.ask)
        except BaseException:
            self.close()
            raise

    def __repr__(self) -> str:
        return f"Connection({str(self.address)!r})"

    def _ask_versions(self) -> None:
        try:
            offered = self.ask(ApiVersionsRequest()).api_keys
        except KafkaError as failure:
            raise BrokerUnreachable(self.address, failure) from None
        self._versions = {offer.api_key: range(offer.min_version, offer.max_version + 1) for offer in offered}

    @property
    def is_usable(self) -> bool:
        """False once either side has closed; an open connection has nothing to read between two requests."""
        if self._socket.fileno() < 0:
            return False
        self._socket.setblocking(False)
        try:
            self._socket.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        """Close the socket; closing it again does nothing."""
        self._socket.close()

    def ask(self, request: RequestPayload) -> Any:
        """Send a request and give its answer, as kio's class for the same version.

        Raises:
            KafkaError: NETWORK_EXCEPTION if the connection ended before the answer, REQUEST_TIMED_OUT if
                there was none in time: in both cases nobody knows whether the broker acted on the request.
                UNSUPPORTED_VERSION if the broker has no such request, UNKNOWN_SERVER_ERROR if its answer
                cannot be read.
        """
        frame = self.exchange(request)
        try:
            _, response = decode_response(frame, response_schema(request.__api_key__, request.__version__))
        except InvalidFrame as failure:
            raise KafkaError(Error.UNKNOWN_SERVER_ERROR, f"{self.address} answered: {failure}") from failure
        return response

    def exchange(self, request: RequestPayload) -> bytes:
        """Send a request and give the frame of its answer; errors as in ``ask``."""
        deadline = time.monotonic() + self._timeout
        correlation_id = self.tell(request)
        with self._closed_on_failure(request):
            frame = self._receive(checked_length(self._receive(LENGTH.size, deadline)), deadline)
            _ensure_answers(frame, correlation_id)
        return frame

    def tell(self, request: RequestPayload) -> int:
        """Send a request, expect nothing, and give its correlation id; errors as in ``ask``."""
        self._ensure_offered(request)
        correlation_id = next(self._correlation_ids)
        with self._closed_on_failure(request):
            self._socket.settimeout(self._timeout)
            self._socket.sendall(encode_request(request, correlation_id, self._client_id))
        return correlation_id

    def _ensure_offered(self, request: RequestPayload) -> None:
        offered = self._versions.get(request.__api_key__, range(0))
        if request.__version__ not in offered:
            name = f"{api_name(request.__api_key__)} v{request.__version__}"
            has = f"v{offered.start} to v{offered.stop - 1}" if offered else "none"
            raise KafkaError(Error.UNSUPPORTED_VERSION, f"{self.address} does not answer {name}, but {has}")

    def _receive(self, size: int, deadline: float) -> bytes:
        """Exactly ``size`` bytes."""
        parts = bytearray(size)
        view = memoryview(parts)
        while view:
            self._socket.settimeout(max(deadline - time.monotonic(), 0.001))
            received = self._socket.recv_into(view)
            if not received:
                raise ConnectionResetError("the connection ended before the answer")
            view = view[received:]
        return bytes(parts)

    @contextmanager
    def _closed_on_failure(self, request: RequestPayload) -> Iterator[None]:
        """Close after whatever goes wrong, Ctrl-C included: an answer that still came would answer nobody."""
        asked = f"{self.address}, asked for {api_name(request.__api_key__)}"
        try:
            yield
        except BaseException as failure:
            self.close()
            match failure:
                case TimeoutError():
                    said_nothing = f"{asked}, said nothing for {self._timeout:g} s"
                    raise KafkaError(Error.REQUEST_TIMED_OUT, said_nothing) from None
                case OSError() | InvalidFrame():
                    raise KafkaError(Error.NETWORK_EXCEPTION, f"{asked}: {failure}") from None
            raise


def _ensure_answers(frame: bytes, correlation_id: int) -> None:
    if frame[_CORRELATION_ID] != correlation_id.to_bytes(4, "big"):
        raise InvalidFrame(f"what came is no answer to request {correlation_id}")
