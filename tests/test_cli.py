"""The command `minikafka`: what it asks for and how it refuses."""

from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from minikafka import cli
from minikafka.course import CourseError


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Note how JupyterLab would have been started, instead of starting it."""
    calls: list[dict[str, Any]] = []
    monkeypatch.setattr(cli, "course_directory", lambda: Path("course"))
    monkeypatch.setattr(
        "minikafka.launch.launch", lambda directory, **options: calls.append({"in": directory} | options)
    )
    return calls


def test_lab_opens_the_course_in_a_browser(launched: list[dict[str, Any]]) -> None:
    assert cli.main(["lab"]) == 0
    assert launched == [{"in": Path("course"), "port": None, "open_browser": True, "presented": None}]


def test_lab_takes_a_port_and_leaves_the_browser_closed(launched: list[dict[str, Any]]) -> None:
    assert cli.main(["lab", "--port", "9999", "--no-browser"]) == 0
    assert launched == [{"in": Path("course"), "port": 9999, "open_browser": False, "presented": None}]


@pytest.mark.parametrize("name", ["04-visual", "04-visual.ipynb"])
def test_lab_presents_a_notebook(name: str, launched: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "course_directory", lambda: Path(__file__).parent.parent / "notebooks")
    assert cli.main(["lab", "--present", name]) == 0
    assert [call["presented"] for call in launched] == ["04-visual.ipynb"]


@pytest.mark.parametrize("name", ["visual", "../README", "/etc/passwd"])
def test_lab_names_the_notebooks_that_it_can_present(
    name: str, launched: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "course_directory", lambda: Path(__file__).parent.parent / "notebooks")
    assert cli.main(["lab", "--present", name]) == 1
    assert "there are 00-start-here, " in capsys.readouterr().err
    assert launched == []


@pytest.mark.parametrize("port", ["65536", "-1", "http", "8_888", "9" * 5000])
def test_lab_refuses_what_is_no_port(
    port: str, launched: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["lab", f"--port={port}"])
    assert "--port" in capsys.readouterr().err
    assert launched == []


def test_a_course_that_is_not_there_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> Path:
        raise CourseError("no notebooks here")

    monkeypatch.setattr(cli, "course_directory", missing)
    assert cli.main(["lab"]) == 1
    assert capsys.readouterr().err == "minikafka: no notebooks here\n"


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"minikafka {version('minikafka')}\n"


def test_without_a_command_the_usage_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main([])
    assert "usage: minikafka" in capsys.readouterr().err
