"""``minikafka proxy``, run as a program of its own."""

from __future__ import annotations

import signal
import subprocess

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error
from minikafka.wire.client import connect
from minikafka.wire.server import serve
from tests.wire.batches import batch
from tests.wire.program import program


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().split()[3].rstrip(";")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_loses_acks_until_it_is_told_to_end_and_says_what_was_lost(number: signal.Signals) -> None:
    broker = Broker()
    with (
        serve(broker) as upstream,
        program("proxy", "--upstream", upstream, "--lose-acks", "1", "--seed", "3") as process,
    ):
        with connect(address_of(process)) as remote:
            assert remote.produce("t", 0, batch(7, 0)).error is Error.NETWORK_EXCEPTION
        process.send_signal(number)
        said, complained = process.communicate(timeout=30)
    assert broker.log_end_offset("t", 0) == 1
    assert "acks lost: 1, requests lost: 0" in said
    assert (process.returncode, complained) == (0, "")


def test_it_loses_requests() -> None:
    broker = Broker()
    lose = ("--lose-requests", "1")
    with (
        serve(broker) as upstream,
        program("proxy", "--upstream", upstream, *lose) as process,
        connect(address_of(process)) as remote,
    ):
        remote.create_topic("t")
        assert remote.produce("t", 0, batch(7, 0)).error is Error.NETWORK_EXCEPTION
    assert broker.log_end_offset("t", 0) == 0


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--upstream", "nowhere"], "'nowhere' is not the address of a broker"),
        (["--upstream", "localhost:9092", "--lose-acks", "2"], "between 0 and 1"),
        (["--upstream", "localhost:9092", "--port", "{port}"], "address already in use"),
        (["--upstream", "localhost:9092", "--port", "70000"], "port must be 0-65535"),
    ],
)
def test_what_cannot_be_is_one_clear_line(arguments: list[str], complaint: str) -> None:
    with serve(Broker()) as taken:
        port = taken.rpartition(":")[2]
        with program("proxy", *(argument.format(port=port) for argument in arguments)) as process:
            said, complained = process.communicate(timeout=30)
    assert (process.returncode, said) == (1, "")
    assert complaint in complained
    assert complained.count("\n") == 1
