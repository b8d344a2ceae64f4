"""The settings of a node that change what clients see of it, by Kafka's names."""

from __future__ import annotations

from dataclasses import dataclass

from minikafka.engine.errors import ConfigException
from minikafka.wire.address import Address


@dataclass(frozen=True, kw_only=True)
class NodeSettings:
    """What ``serve`` and ``minikafka broker`` can be told; times in milliseconds.

    Args:
        node_id: the id of the only node (``node.id``).
        advertised_listeners: where clients are sent, ``"host:port"`` or ``"PLAINTEXT://host:port"``, when it is not
            where they connect to: behind a port mapping or a proxy (``advertised.listeners``).
        auto_create_topics_enable: whether Metadata creates a topic that a client names
            (``auto.create.topics.enable``).
        group_min_session_timeout_ms: the shortest session of a group's member (``group.min.session.timeout.ms``).
        group_max_session_timeout_ms: the longest one (``group.max.session.timeout.ms``).
        group_initial_rebalance_delay_ms: how long a group without members waits for more of them when one joins
            (``group.initial.rebalance.delay.ms``; 3000 in Kafka, 0 here).

    Raises:
        ConfigException: a number that is too small, or no address.
    """

    node_id: int = 1
    advertised_listeners: str | None = None
    auto_create_topics_enable: bool = True
    group_min_session_timeout_ms: int = 6000
    group_max_session_timeout_ms: int = 1_800_000
    group_initial_rebalance_delay_ms: int = 0

    def __post_init__(self) -> None:
        for name, least in (
            ("node_id", 0),
            ("group_min_session_timeout_ms", 0),
            ("group_max_session_timeout_ms", 0),
            ("group_initial_rebalance_delay_ms", 0),
        ):
            if getattr(self, name) < least:
                raise ConfigException(f"{name} is {getattr(self, name)}: use {least} or more")
        try:
            _ = self.advertised
        except ValueError as problem:
            raise ConfigException(f"advertised_listeners: {problem}") from None

    @property
    def advertised(self) -> Address | None:
        """Where clients are sent; ``None``: to where they came from."""
        if self.advertised_listeners is None:
            return None
        return Address.parse(self.advertised_listeners.removeprefix("PLAINTEXT://"))


DEFAULT_SETTINGS = NodeSettings()
