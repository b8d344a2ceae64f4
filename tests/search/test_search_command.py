"""``minikafka search`` as a person or a program calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from minikafka.cli import main
from minikafka.search.world import World

LOSSY = ["--actions", "send, lose ack, retry"]


def test_a_broken_promise_is_printed_and_the_status_is_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "--promise", "no-duplicates", "--no-idempotence", *LOSSY]) == 1
    assert capsys.readouterr().out == (
        "Broken in 2 actions: No message of one send is stored twice.\n1. send, the ack is lost; 2. retry\n"
    )


def test_without_any_option_the_whole_set_of_actions_is_searched(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "--no-idempotence"]) == 1
    assert capsys.readouterr().out.splitlines()[1] == "1. send, the request arrives twice"


def test_a_kept_promise_has_status_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", *LOSSY, "--depth", "3", "--messages", "1"]) == 0
    assert capsys.readouterr().out.startswith("None of ")


def test_every_setting_has_an_option(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--generation", "kafka-4.5", "--in-flight", "1", "--first-sequence", "0", "--expiry-ms", "1000"]
    options += ["--delivery-timeout-ms", "60000", "--request-timeout-ms", "2000", "--partitions", "2", "--brokers", "2"]
    assert main(["search", "--depth", "1", "--json", "--seconds", "60", *options]) in {0, 1}
    assert json.loads(capsys.readouterr().out)["settings"] == {
        "idempotence": True,
        "in_flight": 1,
        "first_sequence": 0,
        "generation": "kafka-4.5",
        "expiry_ms": 1000,
        "delivery_timeout_ms": 60_000,
        "request_timeout_ms": 2000,
        "partitions": 2,
        "brokers": 2,
        "messages": 2,
    }


def test_json_has_the_run_and_the_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "--no-idempotence", "--json", *LOSSY]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["broken"], told["run"]) == (True, ["send, the ack is lost", "retry"])
    assert told["levels"][0]["runs"] == 2


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--promise", "no-bugs"], "there is no promise 'no-bugs'"),
        (["--actions", "send,pray"], "there is no action 'pray'"),
        (["--depth", "0"], "depth is 0"),
        (["--in-flight", "9"], "in_flight is 9"),
        (["--generation", "kafka-1"], "generation is 'kafka-1'"),
        (["--no-idempotence", "--first-sequence", "1"], "first_sequence needs idempotence"),
    ],
)
def test_what_cannot_be_is_named_and_has_status_2(
    options: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["search", *options]) == 2
    written = capsys.readouterr()
    assert written.err.startswith(f"minikafka search: {complaint}")
    assert not written.out


def test_who_interrupts_it_is_told_what_holds_so_far(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_world: World) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setitem(__import__("minikafka.search.promises", fromlist=["PROMISES"]).PROMISES, "x", interrupted)
    assert main(["search", "--promise", "x"]) == 130
    assert capsys.readouterr().out.startswith("None of 0 runs of up to 0 actions breaks it")


def test_the_run_is_written_as_a_page_and_as_a_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, picture = tmp_path / "run.html", tmp_path / "run.png"
    options = ["--html", str(page), "--time-diagram", str(picture)]
    assert main(["search", "--no-idempotence", *LOSSY, *options]) == 1
    text = page.read_text(encoding="utf-8")
    assert "<title>Broken in 2 actions: No message of one send is stored twice.</title>" in text
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert capsys.readouterr().err == ""


def test_without_a_run_no_page_is_written_and_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "run.html"
    assert main(["search", *LOSSY, "--depth", "1", "--html", str(page)]) == 0
    assert not page.exists()
    assert capsys.readouterr().err == f"minikafka search: no run breaks it, so {page} was not written\n"


@pytest.mark.parametrize("option", ["--html", "--time-diagram"])
@pytest.mark.parametrize(
    ("place", "complaint"), [("absent/run", "there is no directory"), (".", "is a directory: name a file in it")]
)
def test_a_place_for_no_file_is_refused_before_the_search(
    option: str, place: str, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["search", "--no-idempotence", option, str(tmp_path / place)]) == 2
    written = capsys.readouterr()
    assert written.err.startswith(f"minikafka search: {option}: ")
    assert complaint in written.err
    assert not written.out


def test_a_file_that_cannot_be_written_loses_no_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / ("x" * 253)  # with the ending of an unfinished file it is longer than a file system takes
    assert main(["search", "--no-idempotence", *LOSSY, "--html", str(page)]) == 2
    written = capsys.readouterr()
    assert written.out.startswith("Broken in 2 actions")
    assert written.err.startswith("minikafka search: the run was not written: ")
