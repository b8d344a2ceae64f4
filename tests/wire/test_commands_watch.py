"""``minikafka watch``, run as a program of its own."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error
from minikafka.wire.client import connect
from minikafka.wire.server import serve
from tests.wire.batches import batch, free_port
from tests.wire.program import program


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    words = process.stdout.readline()
    assert "in the clear" in words
    return words.split()[4].rstrip(",")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_each_batch_is_a_row_and_the_end_is_what_was_seen(number: signal.Signals, tmp_path: Path) -> None:
    broker, saved, page = Broker(), tmp_path / "run.json", tmp_path / "run.html"
    files = ("--save", str(saved), "--html", str(page))
    with serve(broker) as upstream, program("watch", "--upstream", upstream, "--lose-acks", "1", *files) as process:
        with connect(address_of(process)) as remote:
            remote.create_topic("t")
            assert remote.produce("t", 0, batch(7, 0, b"a", b"b")).error is Error.NETWORK_EXCEPTION
        assert process.stdout is not None
        assert "New or retry" in process.stdout.readline()
        shown = process.stdout.readline()
        process.send_signal(number)
        said, complained = process.communicate(timeout=30)
    assert (process.returncode, complained) == (0, "")
    for words in ("t-0", "0-1", "new", "stored at offset 0, ack lost here"):
        assert words in shown
    assert "2 records stored, by the answers (t-0: 2)" in said
    document = json.loads(saved.read_text(encoding="utf-8"))
    assert (document["format"], document["counts"]["records_stored"], len(document["rows"])) == (
        "minikafka-watch",
        2,
        1,
    )
    played = page.read_text(encoding="utf-8")
    assert "<title>What passed on the way to 127.0.0.1:" in played
    assert "<li>2 records stored, by the answers (t-0: 2)</li>" in played
    assert '"stage":"Ack Lost"' in played


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--upstream", "nowhere"], "'nowhere' is not the address of a broker"),
        (["--upstream", "127.0.0.1:{port}"], "minikafka watch: "),
        (["--upstream", "127.0.0.1:{port}", "--security-protocol", "TLS"], "security_protocol is 'TLS'"),
        (["--upstream", "127.0.0.1:{port}", "--security-protocol", "SASL_SSL"], "needs sasl_plain_username"),
    ],
)
def test_what_cannot_be_is_one_clear_line(arguments: list[str], complaint: str) -> None:
    given = [argument.format(port=free_port()) for argument in arguments]
    with program("watch", *given) as process:
        _, complained = process.communicate(timeout=60)
    assert complaint in complained
    assert complained.count("\n") == 1
    assert process.returncode == 1
