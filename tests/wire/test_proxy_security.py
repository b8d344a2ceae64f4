"""A proxy towards a cluster that wants TLS, and a name and a password."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from kio.schema.errors import ErrorCode
from kio.schema.sasl_authenticate.v1.response import SaslAuthenticateResponse
from kio.schema.sasl_handshake.v1.response import SaslHandshakeResponse

from minikafka.engine.broker import Broker
from minikafka.wire.address import Address
from minikafka.wire.client import connect
from minikafka.wire.client_connection import BrokerUnreachable
from minikafka.wire.client_security import Security
from minikafka.wire.protocol import encode_response
from minikafka.wire.proxy import Proxy
from minikafka.wire.server import serve
from minikafka.wire.streams import read_frame

Visit = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 that nobody signed, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate")
    folder = tmp_path_factory.mktemp("tls")
    key, own = folder / "key.pem", folder / "own.pem"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    subprocess.run([*make, "-keyout", key, "-out", own], check=True, capture_output=True)
    return own, key


@contextmanager
def listening(visit: Visit, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """Somebody listens in a thread of its own, and each connection is a ``visit``."""
    loop, ready, ports = asyncio.new_event_loop(), threading.Event(), []

    async def main() -> None:
        server = await asyncio.start_server(visit, "127.0.0.1", 0, ssl=context)
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        with suppress(asyncio.CancelledError):
            await server.serve_forever()

    task = loop.create_task(main())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    assert ready.wait(20)
    try:
        yield f"127.0.0.1:{ports[0]}"
    finally:
        loop.call_soon_threadsafe(task.cancel)
        asyncio.run_coroutine_threadsafe(_ended(loop), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _ended(loop: asyncio.AbstractEventLoop) -> None:
    others = [task for task in asyncio.all_tasks(loop) if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def forwarding(upstream: str, before: Visit | None = None) -> Visit:
    """Pass every byte on to a broker; ``before`` is what is asked first."""

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if before:
            await before(reader, writer)
        broker_reader, broker_writer = await asyncio.open_connection(*Address.parse(upstream))
        try:
            await asyncio.gather(_pump(reader, broker_writer), _pump(broker_reader, writer))
        finally:
            for end in (writer, broker_writer):
                end.close()

    return visit


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, ssl.SSLError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


def asking_for(password: str) -> Visit:
    """Kafka's exchange of SASL PLAIN, as the broker's side of it."""

    async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_frame(reader)
        writer.write(encode_response(SaslHandshakeResponse(error_code=ErrorCode.none, mechanisms=("PLAIN",)), 0))
        given = await read_frame(reader) or b""
        known = f"\0alice\0{password}".encode() in given
        code = ErrorCode.none if known else ErrorCode.sasl_authentication_failed
        answer = SaslAuthenticateResponse(error_code=code, error_message=None, auth_bytes=b"")
        writer.write(encode_response(answer, 0))
        await writer.drain()

    return ask


def server_context(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


@contextmanager
def through(security: Security, visit: Callable[[str], Visit], context: ssl.SSLContext | None = None) -> Iterator[str]:
    """The address of a proxy in front of a broker that wants more than an address."""
    with (
        serve(Broker()) as plain,
        listening(visit(plain), context) as upstream,
        Proxy(upstream, security=security) as address,
    ):
        yield address


def test_a_client_in_the_clear_reaches_a_cluster_behind_tls(certificate: tuple[Path, Path]) -> None:
    security = Security(security_protocol="SSL", ssl_cafile=str(certificate[0]))
    with through(security, forwarding, server_context(certificate)) as address, connect(address) as remote:
        assert "topic" not in remote.topics


def test_a_certificate_that_nobody_signed_is_not_trusted(certificate: tuple[Path, Path]) -> None:
    security = Security(security_protocol="SSL")
    with through(security, forwarding, server_context(certificate)) as address, pytest.raises(BrokerUnreachable):
        connect(address)


def test_the_proxy_says_who_asks_and_the_client_need_not() -> None:
    with through(plain_user("right"), asked_first) as address, connect(address) as remote:
        assert "topic" not in remote.topics


def test_a_user_who_is_not_known_reaches_nothing() -> None:
    with through(plain_user("wrong"), asked_first) as address, pytest.raises(BrokerUnreachable):
        connect(address)


def plain_user(word: str) -> Security:
    return Security(security_protocol="SASL_PLAINTEXT", sasl_plain_username="alice", sasl_plain_password=word)


def asked_first(upstream: str) -> Visit:
    return forwarding(upstream, asking_for("right"))
