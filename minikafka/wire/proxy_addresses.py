"""Brokers tell clients where to connect next; behind a proxy that must be the proxy's addresses."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TypeGuard, TypeVar

from kio.schema.api_versions.v0.response import ApiVersion
from kio.schema.api_versions.v0.response import ApiVersionsResponse as OldApiVersionsResponse
from kio.schema.api_versions.v3.response import ApiVersionsResponse
from kio.schema.errors import ErrorCode
from kio.schema.find_coordinator.v3.response import FindCoordinatorResponse
from kio.schema.metadata.v12.response import MetadataResponseBroker
from kio.static.primitive import i16, i32
from kio.static.protocol import ResponseHeader, ResponsePayload

from minikafka.wire.address import Address
from minikafka.wire.protocol import (
    LENGTH,
    InvalidFrame,
    api_name,
    decode_response,
    encode_response,
    newest_version,
    response_schema,
)

API_VERSIONS = 18

# The answers that hold addresses, and since which version. Those to Produce, Fetch and the share groups'
# requests hold the address of a new leader (KIP-951).
_HOLDS_ADDRESSES_SINCE = {
    0: 10,  # Produce
    1: 16,  # Fetch
    3: 0,  # Metadata
    10: 0,  # FindCoordinator
    60: 0,  # DescribeCluster
    78: 1,  # ShareFetch
    79: 1,  # ShareAcknowledge
}
_LISTS_OF_BROKERS = ("brokers", "coordinators", "node_endpoints")
_ERROR_CODE = slice(4, 6)
_NO_ERROR = bytes(2)

_log = logging.getLogger(__name__)

# What has a host and a port; the classes of the other versions differ in nothing that matters here.
Node = TypeVar("Node", MetadataResponseBroker, FindCoordinatorResponse)
StandIn = Callable[[Address], Awaitable[Address]]


async def readdressed(frame: bytes, api_key: int, version: int, stand_in: StandIn) -> bytes:
    """The frame of an answer in which each broker's address is replaced by what ``stand_in`` gives for it.

    The answer to ApiVersions offers no newer version of these requests than can be read here. An answer that
    cannot be read all the same is left as it is, and the log says so. Frames are without their length.
    """
    if not _is_of_interest(frame, api_key, version):
        return frame
    try:
        header, response = decode_response(frame, response_schema(api_key, version))
    except InvalidFrame as failure:
        _log.warning("%s is passed on unread, clients may go past the proxy: %s", api_name(api_key), failure)
        return frame
    if _is_api_versions(response):
        return _encoded(_with_readable_versions(response), header)
    stand_ins = {address: await stand_in(address) for address in _addresses_in(response)}
    return _encoded(_with_addresses(response, stand_ins), header)


def not_read_here(api_key: int, version: int, correlation_id: int) -> bytes | None:
    """The answer to an ApiVersions request that is newer than what can be read here, ``None`` to any other request.

    It is what a broker of older age answers, with the versions of this request alone; the client then asks for one of
    those (``KafkaApis.handleApiVersionsRequest``, ``NetworkClient.handleApiVersionsResponse``).
    """
    newest = newest_version(API_VERSIONS)
    if api_key != API_VERSIONS or version <= newest:
        return None
    offered = ApiVersion(api_key=i16(API_VERSIONS), min_version=i16(0), max_version=i16(newest))
    refusal = OldApiVersionsResponse(error_code=ErrorCode.unsupported_version, api_keys=(offered,))
    return encode_response(refusal, correlation_id)[LENGTH.size :]


def _encoded(response: ResponsePayload, header: ResponseHeader) -> bytes:
    return encode_response(response, header.correlation_id)[LENGTH.size :]


def _is_of_interest(frame: bytes, api_key: int, version: int) -> bool:
    if api_key == API_VERSIONS:  # an error is answered in the layout of version 0, whatever was asked
        return frame[_ERROR_CODE] == _NO_ERROR
    return version >= _HOLDS_ADDRESSES_SINCE.get(api_key, version + 1)


def _is_api_versions(response: ResponsePayload) -> TypeGuard[ApiVersionsResponse]:
    return response.__api_key__ == API_VERSIONS


def _with_readable_versions(response: ApiVersionsResponse) -> ApiVersionsResponse:
    offered = tuple(
        replace(offer, max_version=i16(min(offer.max_version, newest_version(offer.api_key))))
        if offer.api_key in _HOLDS_ADDRESSES_SINCE
        else offer
        for offer in response.api_keys
    )
    return replace(response, api_keys=offered)


def _addresses_in(response: ResponsePayload) -> set[Address]:
    """Every address; an error has none, which is written as an empty host."""
    nodes: list[MetadataResponseBroker | FindCoordinatorResponse] = []
    if _is_node(response):
        nodes.append(response)
    for name in _LISTS_OF_BROKERS:
        nodes.extend(getattr(response, name, ()))
    return {Address(node.host, node.port) for node in nodes if node.host}


def _with_addresses(response: ResponsePayload, stand_ins: Mapping[Address, Address]) -> ResponsePayload:
    if _is_node(response):
        return _moved(response, stand_ins)
    changes = {
        name: tuple(_moved(node, stand_ins) for node in getattr(response, name))
        for name in _LISTS_OF_BROKERS
        if hasattr(response, name)
    }
    return replace(response, **changes)


def _is_node(response: ResponsePayload) -> TypeGuard[FindCoordinatorResponse]:
    """True of an answer that is itself an address: one coordinator, before FindCoordinator v4."""
    return hasattr(response, "host")


def _moved(node: Node, stand_ins: Mapping[Address, Address]) -> Node:
    if not node.host:
        return node
    host, port = stand_ins[Address(node.host, node.port)]
    return replace(node, host=host, port=i32(port))
