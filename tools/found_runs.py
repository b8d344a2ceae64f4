"""The runs that a search found, played on a cluster: the log that each leaves must be the one that was predicted."""

from __future__ import annotations

from uuid import uuid4

from minikafka.search.found import Found, client_runs
from minikafka.search.play import play_on
from minikafka.wire.client import connect


def play_all(address: str) -> list[Found]:
    """Play each of them on a topic of its own, which is deleted afterwards; return them.

    Raises:
        PlayedDifferently: the cluster stored something else.
    """
    found = list(client_runs())
    with connect(address) as remote:
        for each in found:
            topic = f"minikafka-search-{uuid4().hex}"
            remote.create_topic(topic, each.settings.partitions)
            try:
                play_on(remote, each.run, each.settings, topic)
            finally:
                remote.delete_topic(topic)
    return found
