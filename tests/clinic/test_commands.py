"""``minikafka explain`` as a person calls it."""

import gzip
import io
import json
import sys
from pathlib import Path

import pytest

from minikafka import cli

LINE = (
    "org.apache.kafka.common.errors.OutOfOrderSequenceException: Out of order sequence number for producer 4012 at "
    "offset 88120 in partition milk-orders-3: 61 (incoming seq. number), 57 (current end sequence number)"
)


def give(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_a_line_is_explained_with_its_row_and_a_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", LINE]) == 0
    text = capsys.readouterr().out
    for words in ("producer id 4012", "Sequence 61 came; 58 was expected", "row 10", "Ack for seq 0-57", "What to do"):
        assert words in text


def test_a_line_that_is_not_known_gives_another_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "hello world"]) == 1
    assert "This line is not known here: hello world" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["-"]])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_log_comes_on_standard_input(
    arguments: list[str], pack: type[bytes], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, pack(f"x\n{LINE}\n".encode()))
    assert cli.main(["explain", *arguments]) == 0
    assert "line 2 (kafka-broker" in capsys.readouterr().out


def test_a_log_is_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "server.log"
    log.write_text(f"{LINE}\n", encoding="utf-8")
    assert cli.main(["explain", str(log)]) == 0
    assert cli.main(["explain", "--file", str(log)]) == 0
    assert capsys.readouterr().out.count("row 10") == 2


def test_json_is_for_other_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "--json", LINE]) == 0
    document = json.loads(capsys.readouterr().out)
    (case,) = document["cases"]
    assert (case["row"], case["error"], case["producer_id"]) == ("10", "OUT_OF_ORDER_SEQUENCE_NUMBER", 4012)
    assert case["run"]["table"][-1]["Producer Output"] == "Error OUT_OF_ORDER_SEQUENCE_NUMBER"
    assert cli.main(["explain", "--json", "hello"]) == 1


@pytest.mark.parametrize(
    ("what", "why"), [("missing", "name a file"), ("directory", "name a file"), ("packed", "unpack it")]
)
def test_what_cannot_be_read_says_why(what: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "directory").mkdir()
    (tmp_path / "packed").write_bytes(b"\xfd7zXZ\x00" * 10)
    assert cli.main(["explain", "--file", str(tmp_path / what)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("minikafka explain: ")
    assert what in said
    assert why in said
    assert "Errno" not in said
