"""ApiVersions: which requests, in which versions, this node answers.

Versions 0 to 4. A version that nobody knows yet is answered as well: with UNSUPPORTED_VERSION, in the form of version
0, which every client can read, and with the one range that the client needs to ask again
(``ApiVersionsRequest.getErrorResponse``). The answer's header never has tagged fields, whatever the version.

Produce is named from version 0 on, though versions 0 to 2 are answered no more: librdkafka looks there to learn
whether it may compress (KAFKA-18659, ``ApiKeys.PRODUCE_API_VERSIONS_RESPONSE_MIN_VERSION``).

From version 3 on the client says what software it is; a name that is not one is INVALID_REQUEST.

Left out: features and their levels; a cluster without them names none.
"""

from __future__ import annotations

import re

from kio.schema.errors import ErrorCode

from minikafka.wire.answers import Answer
from minikafka.wire.node import Call

API_KEY = 18
VERSIONS = range(5)

# Filled by the package, from every module in it.
OFFERED: dict[int, range] = {}

_NAMED_FROM = {0: 0}  # Produce

_SOFTWARE = re.compile(r"[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?")


def handle(call: Call) -> Answer:
    if call.version >= 3 and not _names_software(call):
        return {"error_code": ErrorCode.invalid_request}
    return {"api_keys": [_offer(api_key) for api_key in sorted(OFFERED)]}


def unsupported() -> Answer:
    """The answer, in version 0, to a client that asks in a version from the future."""
    return {"error_code": ErrorCode.unsupported_version, "api_keys": [_offer(API_KEY)]}


def _names_software(call: Call) -> bool:
    request = call.request
    names = (request.client_software_name, request.client_software_version)
    return all(_SOFTWARE.fullmatch(name) for name in names)


def _offer(api_key: int) -> Answer:
    versions = OFFERED[api_key]
    return {"api_key": api_key, "min_version": _NAMED_FROM.get(api_key, versions[0]), "max_version": versions[-1]}
