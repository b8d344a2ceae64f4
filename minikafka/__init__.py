"""minikafka: a small Kafka broker that tells the truth about the idempotent producer.

The broker and the producer are here; what draws and grades is in ``minikafka.lesson``.
"""

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.errors import (
    ConfigException,
    Error,
    KafkaError,
    NothingToRetry,
    RecordTooLargeException,
)
from minikafka.engine.network import Network
from minikafka.engine.producer import Producer
from minikafka.engine.records import Record, RecordBatch
from minikafka.engine.trace import Trace
from minikafka.engine.watched_broker import Watch, WatchedBroker

if TYPE_CHECKING:
    from minikafka.storage.broker import open_broker
    from minikafka.wire.client import connect
    from minikafka.wire.proxy import Proxy
    from minikafka.wire.proxy_faults import CUT, LOSE_ACK, LOSE_REQUEST, AtRequest, LoseAcks, LoseRequests
    from minikafka.wire.server import serve
    from minikafka.wire.shared_broker import SharedBroker
    from minikafka.wire.watched_proxy import WatchedProxy

__all__ = [
    "CUT",
    "LOSE_ACK",
    "LOSE_REQUEST",
    "AtRequest",
    "Broker",
    "ConfigException",
    "Error",
    "KafkaError",
    "LoseAcks",
    "LoseRequests",
    "ManualClock",
    "Network",
    "NothingToRetry",
    "Producer",
    "Proxy",
    "Record",
    "RecordBatch",
    "RecordTooLargeException",
    "SharedBroker",
    "Trace",
    "Watch",
    "WatchedBroker",
    "WatchedProxy",
    "connect",
    "open_broker",
    "serve",
]

# What lies beyond the engine is imported when it is first used, so that `import minikafka` stays light.
BEYOND_THE_ENGINE = {
    "CUT": "minikafka.wire.proxy_faults",
    "LOSE_ACK": "minikafka.wire.proxy_faults",
    "LOSE_REQUEST": "minikafka.wire.proxy_faults",
    "AtRequest": "minikafka.wire.proxy_faults",
    "LoseAcks": "minikafka.wire.proxy_faults",
    "LoseRequests": "minikafka.wire.proxy_faults",
    "Proxy": "minikafka.wire.proxy",
    "SharedBroker": "minikafka.wire.shared_broker",
    "WatchedProxy": "minikafka.wire.watched_proxy",
    "connect": "minikafka.wire.client",
    "open_broker": "minikafka.storage.broker",
    "serve": "minikafka.wire.server",
}


def __getattr__(name: str) -> Any:
    if name not in BEYOND_THE_ENGINE:
        raise AttributeError(f"module 'minikafka' has no attribute {name!r}")
    module = BEYOND_THE_ENGINE[name]
    if sys.platform == "emscripten" and module.startswith("minikafka.wire"):
        raise ImportError(f"{name} needs sockets, which a page in a browser has not; on your computer it works")
    try:
        return getattr(import_module(module), name)
    except ModuleNotFoundError as missing:
        raise ImportError(f"{name} needs {missing.name}: pip install 'minikafka[wire]'") from missing


if os.environ.get("MINIKAFKA_CLASS"):  # a learner who takes part in a class, as the environment of the kernel says
    from minikafka.classroom.attached import attach

    attach()
