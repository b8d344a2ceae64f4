"""One module for each request that this node answers, named as Kafka names it.

Each has ``API_KEY``, ``VERSIONS`` and ``handle``, which answers with a mapping for ``answers.build``, with an awaitable
of one if the client has to wait, with the bytes of a body written by hand, or with ``None`` for no answer at all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import ModuleType

from minikafka.wire.answers import Answer
from minikafka.wire.node import Call
from minikafka.wire.requests import (
    api_versions,
    create_topics,
    delete_groups,
    delete_records,
    delete_topics,
    describe_cluster,
    describe_configs,
    describe_groups,
    describe_producers,
    fetch,
    find_coordinator,
    heartbeat,
    init_producer_id,
    join_group,
    leave_group,
    list_groups,
    list_offsets,
    metadata,
    offset_commit,
    offset_fetch,
    offset_for_leader_epoch,
    produce,
    sync_group,
)

Handler = Callable[[Call], Answer | Awaitable[Answer] | bytes | None]


@dataclass(frozen=True, slots=True)
class Api:
    """A request that is answered."""

    key: int
    versions: range
    handle: Handler


def _api(module: ModuleType) -> Api:
    return Api(module.API_KEY, module.VERSIONS, module.handle)


_MODULES = (
    api_versions,
    create_topics,
    delete_groups,
    delete_records,
    delete_topics,
    describe_cluster,
    describe_configs,
    describe_groups,
    describe_producers,
    fetch,
    find_coordinator,
    heartbeat,
    init_producer_id,
    join_group,
    leave_group,
    list_groups,
    list_offsets,
    metadata,
    offset_commit,
    offset_fetch,
    offset_for_leader_epoch,
    produce,
    sync_group,
)
APIS = {module.API_KEY: _api(module) for module in _MODULES}

api_versions.OFFERED.update({api.key: api.versions for api in APIS.values()})
