"""One broker of Apache Kafka on this machine, as long as a ``with`` block lasts."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from minikafka.wire.client import connect
from minikafka.wire.client_connection import BrokerUnreachable
from tools.kafka.attended import attended
from tools.kafka.jars import SHORT_LIVED, KafkaUnavailable, kafka_jars

HOST = "127.0.0.1"
SECONDS = 60  # to start, and to stop
# As bin/kafka-server-start.sh and bin/kafka-run-class.sh start it, but for the first size of the heap.
JAVA_OPTIONS = (
    "-Xmx1G",
    "-XX:+UseG1GC",
    "-XX:MaxGCPauseMillis=20",
    "-XX:InitiatingHeapOccupancyPercent=35",
    "-XX:+ExplicitGCInvokesConcurrent",
    "-XX:MaxInlineLevel=15",
    "-Djava.awt.headless=true",
)


@dataclass(frozen=True, slots=True)
class KafkaBroker:
    """A broker that answers: ``host:port``, the id of its process, and where its further listeners are, by name."""

    address: str
    pid: int
    listeners: Mapping[str, str]


@contextmanager
def running_kafka(
    port: int = 0,
    settings: Mapping[str, str] | None = None,
    listeners: Sequence[str] = (),
    java_options: Sequence[str] = JAVA_OPTIONS,
) -> Iterator[KafkaBroker]:
    """Apache Kafka, formatted afresh, broker and controller in one process; its data goes with it.

    Arguments and errors are those of ``formatted_kafka``.
    """
    with formatted_kafka(port, settings, listeners, java_options) as started, started() as broker:
        yield broker


@contextmanager
def formatted_kafka(
    port: int = 0,
    settings: Mapping[str, str] | None = None,
    listeners: Sequence[str] = (),
    java_options: Sequence[str] = JAVA_OPTIONS,
) -> Iterator[Callable[[], AbstractContextManager[KafkaBroker]]]:
    """Apache Kafka that is not started: what is given starts it, and again after a stop, on the same data and address.

    Args:
        port: where it listens on the loopback address; 0 takes a free one.
        settings: what else is to stand in ``server.properties``.
        listeners: further listeners, each named after its protocol: ``SASL_PLAINTEXT``, ``SSL``, ``SASL_SSL``.
        java_options: how the JVM runs; the default are those of Kafka's own scripts.

    Raises:
        KafkaUnavailable: it cannot be had or does not start; the message says why.
    """
    classpath = f"{kafka_jars()}/*"
    address = f"{HOST}:{port or _free_port()}"
    others = {name: f"{HOST}:{_free_port()}" for name in listeners}
    with tempfile.TemporaryDirectory(prefix="apache-kafka-") as place:
        properties = Path(place, "server.properties")
        properties.write_text(_properties({"PLAINTEXT": address, **others}, place, settings or {}), encoding="utf-8")
        _format(classpath, properties)
        log = Path(place, "broker.log")
        command = ["java", *java_options, "-cp", classpath, "kafka.Kafka", str(properties)]

        @contextmanager
        def started() -> Iterator[KafkaBroker]:
            with attended(command, log, SECONDS) as process:
                _wait_for(address, process, log)
                yield KafkaBroker(address, process.pid, others)

        yield started


def _properties(listeners: Mapping[str, str], place: str, settings: Mapping[str, str]) -> str:
    controller = f"{HOST}:{_free_port()}"
    places = {**listeners, "CONTROLLER": controller}
    of_one_node = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{controller}",
        "controller.listener.names": "CONTROLLER",
        "listeners": ",".join(f"{name}://{where}" for name, where in places.items()),
        "listener.security.protocol.map": ",".join(["CONTROLLER:PLAINTEXT", *(f"{name}:{name}" for name in listeners)]),
        "log.dirs": f"{place}/data",
        "log.retention.ms": "-1",  # the records of a scenario are as old as it says
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
    }
    return "".join(f"{name}={value}\n" for name, value in (of_one_node | dict(settings)).items())


def _format(classpath: str, properties: Path) -> None:
    tool = ["java", *SHORT_LIVED, "-cp", classpath, "kafka.tools.StorageTool"]
    cluster = ["format", "--cluster-id", "AAAAAAAAAAAAAAAAAAAAAQ", "--config", str(properties)]
    done = subprocess.run([*tool, *cluster], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)  # noqa: S603 - our own
    if done.returncode != 0:
        raise KafkaUnavailable(f"Apache Kafka did not format its directory: {done.stdout.strip()}")


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connect(address).close()
        except BrokerUnreachable:
            time.sleep(0.05)
        else:
            return
    raise KafkaUnavailable(f"Apache Kafka did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        port: int = server.getsockname()[1]
        return port
