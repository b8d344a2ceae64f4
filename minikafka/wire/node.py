"""What stands behind the listener: a broker, and what its clients ask of a whole Kafka node."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kio.schema.errors import ErrorCode

from minikafka.engine.broker import Broker
from minikafka.wire.appends import Appends
from minikafka.wire.groups.coordinator import Coordinator
from minikafka.wire.limits import DEFAULT_LIMITS, Limits
from minikafka.wire.node_settings import DEFAULT_SETTINGS, NodeSettings
from minikafka.wire.shared_broker import SharedBroker
from minikafka.wire.topics import Topics

CLUSTER_ID = "minikafka"
LEADER_EPOCH = 0
NO_LEADER_EPOCH = -1


def leader_epoch_error(current_leader_epoch: int) -> ErrorCode:
    """What to say to a client that knows another leader epoch than the only one; -1 is no epoch at all.

    Source: ``Partition.checkCurrentLeaderEpoch``.
    """
    if current_leader_epoch in {NO_LEADER_EPOCH, LEADER_EPOCH}:
        return ErrorCode.none
    return ErrorCode.unknown_leader_epoch if current_leader_epoch > LEADER_EPOCH else ErrorCode.fenced_leader_epoch


class Node:
    """The only node of its cluster: leader of every partition, coordinator of every group, controller."""

    def __init__(
        self,
        broker: Broker | SharedBroker,
        limits: Limits = DEFAULT_LIMITS,
        settings: NodeSettings = DEFAULT_SETTINGS,
    ) -> None:
        self.broker = broker if isinstance(broker, SharedBroker) else SharedBroker(broker)
        self.limits = limits
        self.settings = settings
        self.topics = Topics(self.broker)
        self.groups = Coordinator(settings.group_initial_rebalance_delay_ms / 1000)
        self.appends = Appends()
        self.broker.observers.append(self.appends.notify)

    def close(self) -> None:
        """Answer whoever still waits."""
        self.broker.observers.remove(self.appends.notify)
        self.appends.close()
        self.groups.close()


@dataclass(slots=True)
class Call:
    """One request, and what is known about it.

    ``request`` is kio's class for ``version``; a field that only other versions have is asked for with ``getattr``.
    ``host`` and ``port`` are where the client finds this node again: where it reached it, or what is advertised.
    """

    node: Node = field(repr=False)
    version: int
    request: Any
    client_id: str
    client_host: str
    host: str
    port: int

    @property
    def node_id(self) -> int:
        """The id of the only node."""
        return self.node.settings.node_id
