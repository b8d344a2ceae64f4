"""Every way it can go wrong: all runs up to so many actions, and the shortest one that breaks a promise.

    from minikafka.search import Settings, shortest
    shortest("no-duplicates", Settings(idempotence=False), depth=3)

It runs the engine itself, not a model of it, and the run that it finds is made again by an ordinary ``Producer``.
"""

from minikafka.search.actions import ALL, APPLICATION, NETWORK, ONE_PRODUCER, Action, Kind
from minikafka.search.progress import Level, Progress
from minikafka.search.promises import PROMISES
from minikafka.search.result import Result
from minikafka.search.search import PromiseFailed, Search, shortest
from minikafka.search.settings import Settings
from minikafka.search.world import Outcome, Send, World

__all__ = [
    "ALL",
    "APPLICATION",
    "NETWORK",
    "ONE_PRODUCER",
    "PROMISES",
    "Action",
    "Kind",
    "Level",
    "Outcome",
    "Progress",
    "PromiseFailed",
    "Result",
    "Search",
    "Send",
    "Settings",
    "World",
    "shortest",
]
