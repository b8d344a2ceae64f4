"""The server's life: where it listens, who may call its broker, and how it ends."""

from __future__ import annotations

import logging
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.producer import Producer
from minikafka.engine.records import Record, RecordBatch
from minikafka.wire.client import connect
from minikafka.wire.server import AddressInUse, serve
from minikafka.wire.shared_broker import SharedBroker
from tests.wire.raw_client import raw_client

DESCRIBE_CLUSTER = 60
COMMAND = """
import argparse, sys
from minikafka.wire.commands_broker import add_broker_command

parser = argparse.ArgumentParser()
add_broker_command(parser.add_subparsers())
arguments = parser.parse_args()
sys.exit(arguments.run(arguments))
"""


def test_a_port_that_is_in_use() -> None:
    with serve(Broker()) as address:
        port = int(address.rpartition(":")[2])
        with (
            pytest.raises(AddressInUse, match=f"127.0.0.1:{port} is in use: stop what listens there"),
            serve(Broker(), port=port),
        ):
            pass


def test_the_port_is_free_again_afterwards() -> None:
    with serve(Broker()) as address:
        port = int(address.rpartition(":")[2])
    with serve(Broker(), port=port) as again:
        assert again == address


def test_a_port_that_cannot_be() -> None:
    with pytest.raises(OverflowError), serve(Broker(), port=70_000):
        pass


def test_ip_version_6() -> None:
    with serve(Broker(), host="::1") as address:
        assert re.fullmatch(r"\[::1\]:\d+", address)


@pytest.mark.parametrize(("host", "warnings"), [("127.0.0.1", 0), ("localhost", 0), ("0.0.0.0", 1)])  # noqa: S104
def test_a_host_that_others_can_reach_is_warned_about(
    host: str, warnings: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), serve(Broker(), host=host):
        assert [record.getMessage().endswith("there is no authentication") for record in caplog.records] == [
            True
        ] * warnings


def test_one_broker_served_twice_and_called_directly() -> None:
    broker = SharedBroker(Broker())
    with serve(broker) as one, serve(broker) as two:
        for address in (one, two):
            with raw_client(address) as client:
                client.ask(3, 4, {"topics": [{"name": address.replace(":", ".")}]})
        assert set(broker.topics) == {one.replace(":", "."), two.replace(":", ".")}


def test_a_shared_broker_takes_one_call_at_a_time() -> None:
    """Eight threads write the same producer's batches: each batch is stored once, whoever comes first."""
    broker = SharedBroker(Broker())
    record = Record(value=b"message1", timestamp=1)
    batches = [
        RecordBatch(producer_id=1, producer_epoch=0, base_sequence=number, records=(record,)) for number in range(200)
    ]
    turn = threading.Barrier(8)

    def write() -> None:
        for batch in batches:
            turn.wait()
            broker.produce("topic", 0, batch)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [record.sequence for record in broker.fetch("topic", 0, 0)] == list(range(200))


@contextmanager
def minikafka_broker(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command in a process of its own, and the line that it begins with."""
    command = [sys.executable, "-c", COMMAND, "broker", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline()
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_serves_and_ends_cleanly(number: signal.Signals) -> None:
    with minikafka_broker("--port", "0") as (process, line):
        found = re.fullmatch(
            r"minikafka listens on (127\.0\.0\.1:\d+), generation kafka-2\.5, log in memory; Ctrl-C ends it\.\n", line
        )
        assert found
        with raw_client(found[1]) as client:
            assert client.ask(DESCRIBE_CLUSTER, 0, {}).cluster_id == "minikafka"
            process.send_signal(number)
            assert client.is_closed()
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_with_a_data_directory_what_was_stored_is_there_after_a_restart(tmp_path: Path) -> None:
    stored = []
    for _ in range(2):
        with minikafka_broker("--port", "0", "--data-dir", str(tmp_path)) as (process, line):
            found = re.search(r"127\.0\.0\.1:\d+", line)
            assert found
            with connect(found[0]) as remote:
                Producer(remote).send("topic", b"kept")
                stored.append([record.value for record in remote.fetch("topic", 0, 0)])
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
    assert stored == [[b"kept"], [b"kept", b"kept"]]


def test_the_command_says_in_one_line_that_its_port_is_in_use() -> None:
    with serve(Broker()) as address, minikafka_broker("--port", address.rpartition(":")[2]) as (process, line):
        assert line == ""
        assert process.wait(20) == 1
        assert process.stderr is not None
        assert process.stderr.read() == (
            f"minikafka broker: {address} is in use: stop what listens there, or choose another port\n"
        )
