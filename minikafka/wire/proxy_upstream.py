"""A proxy's connection to the cluster: with TLS, and with a name and a password, where the cluster wants them."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from kio.static.protocol import RequestPayload

from minikafka.wire.address import Address
from minikafka.wire.client_security import Security
from minikafka.wire.protocol import decode_response, encode_request, response_schema
from minikafka.wire.streams import read_frame

CLIENT_ID = "minikafka-proxy"
PATIENCE_SECONDS = 1

_log = logging.getLogger(__name__)

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def open_upstream(broker: Address, security: Security) -> Streams:
    """Connect to a broker, and say who asks, if so set.

    Raises:
        OSError: nobody is there, or nobody whom the certificate says.
        KafkaError: the broker does not take the mechanism, or the user.
    """
    streams = await asyncio.open_connection(*broker, ssl=security.tls_context())
    try:
        if security.has_sasl:
            loop = asyncio.get_running_loop()

            def ask(request: RequestPayload) -> Any:
                return asyncio.run_coroutine_threadsafe(_asked(streams, request), loop).result()

            await asyncio.to_thread(security.authenticate, ask)
    except BaseException:
        await close_upstream(streams)
        raise
    return streams


async def close_upstream(streams: Streams) -> None:
    """Close the connection and see it closed, for with TLS that takes a word of both; who says none is hung up on."""
    writer = streams[1]
    writer.close()
    try:
        await asyncio.wait_for(writer.wait_closed(), PATIENCE_SECONDS)
    except (OSError, TimeoutError) as failure:
        _log.debug("a connection to the cluster was not closed in order: %s", failure)
    finally:  # also when the proxy ends meanwhile; one that is closed already does not mind
        writer.transport.abort()


async def _asked(streams: Streams, request: RequestPayload) -> Any:
    """One request and its answer, before anything else is carried."""
    reader, writer = streams
    writer.write(encode_request(request, 0, CLIENT_ID))
    await writer.drain()
    frame = await read_frame(reader)
    if frame is None:
        raise ConnectionError("the broker closed the connection while it was asked who it is")
    _, answer = decode_response(frame, response_schema(request.__api_key__, request.__version__))
    return answer
