"""The runs of one lab: forked, saved beside the notebook, loaded, and none lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from minikafka.engine.watched_broker import WatchedBroker
from minikafka.lesson import Lab, process_table


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The notebook's directory, with another one around it."""
    place = tmp_path / "notebooks"
    place.mkdir()
    monkeypatch.chdir(place)
    yield place
    assert list(tmp_path.iterdir()) == [place], "nothing is written outside"


@pytest.fixture
def lab() -> Lab:
    lab = Lab(sandbox=True)
    assert lab.runs.names == ("run 1",)
    return lab


def actions(lab: Lab) -> list[str]:
    return list(process_table(lab.trace)["Action"])


# Fork


def test_a_fork_goes_another_way_and_the_old_run_is_kept(lab: Lab) -> None:
    for message in "abc":
        lab.send(message)
    lab.go_to(lab.trace.end_of_step(2))
    lab.runs.fork()
    lab.send("another way")
    assert actions(lab) == ["Send a", "Send b", "Send another way"]
    assert lab.runs.names == ("run 1", "run 2, run 1 forked after step 2")
    lab.runs.go_to("run 1")
    assert actions(lab) == ["Send a", "Send b", "Send c"]
    assert lab.runs.current == "run 1"


def test_a_fork_at_the_start_is_an_empty_run(lab: Lab) -> None:
    lab.send()
    lab.to_start()
    lab.runs.fork()
    assert (lab.trace.steps, lab.runs.current) == (0, "run 2, run 1 forked at the start")
    assert "run 1 is kept" in lab.notice


def test_a_fork_keeps_restarts_and_leaders(lab: Lab) -> None:
    lab.send()
    lab.operations.restart(clean=False)
    lab.operations.change_leader()
    before = actions(lab)
    lab.runs.fork()
    assert actions(lab) == before
    assert lab.producer.operations.leader("topic", 0) == 1


def test_a_run_that_is_reset_stays_reachable_and_an_empty_one_goes(lab: Lab) -> None:
    lab.send()
    lab.reset()
    lab.reset()
    assert lab.runs.names == ("run 1", "run 3")


def test_a_run_of_others_cannot_be_forked(lab: Lab) -> None:
    lab.watch(WatchedBroker())
    assert lab.runs.fork_refusal
    lab.runs.fork()
    assert lab.notice.startswith("Nothing was forked: clients")
    lab.runs.go_to("run 1")
    assert lab.send_refusal is None


def test_a_run_that_is_not_there(lab: Lab) -> None:
    with pytest.raises(KeyError):
        lab.runs.go_to("run 7")


# Save and load


@pytest.mark.parametrize("name", ["my-run", "my-run.json", "  my-run  "])
def test_a_saved_run_is_loaded_again(lab: Lab, name: str, directory: Path) -> None:
    lab.send("a")
    lab.operations.restart()
    before = actions(lab)
    lab.runs.save(name)
    assert "my-run.json" in lab.notice
    assert [path.name for path in directory.iterdir()] == ["my-run.json"]
    lab.reset()
    lab.runs.load(name)
    assert actions(lab) == before
    assert lab.runs.names == ("run 1", "run 3, my-run.json")


def test_a_file_that_is_there_is_left_as_it_is(lab: Lab, directory: Path) -> None:
    lab.send("a")
    (directory / "mine.json").write_text("mine")
    lab.runs.save("mine")
    assert lab.notice == ("Nothing was saved: mine.json is there already, and is left as it is: choose another name.")
    assert (directory / "mine.json").read_text() == "mine"


@pytest.mark.parametrize(
    "name", ["", "  ", "../out", "..", ".", "/root/out", "a/b", "a\\b", ".hidden", "~/out", "a\0b", "x" * 81, "a\nb"]
)
def test_no_name_leads_elsewhere(lab: Lab, name: str, directory: Path) -> None:
    lab.send("a")
    for action in (lab.runs.save, lab.runs.load):
        action(name)
        assert "is no file name here" in lab.notice
    assert list(directory.iterdir()) == []


def test_no_link_leads_elsewhere(lab: Lab, directory: Path) -> None:
    (directory / "link.json").symlink_to(directory.parent / "elsewhere.json")
    lab.send("a")
    lab.runs.save("link")
    assert "is a link to another place" in lab.notice


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "this is not JSON"),
        (b"\xff\xfe", "is not text"),
        (b"{}", "the text has no 'format'"),
        (b'{"format": "other", "version": 1}', "and not 'minikafka-trace'"),
    ],
)
def test_a_file_with_another_content_is_told_and_nothing_is_lost(
    lab: Lab, content: bytes, words: str, directory: Path
) -> None:
    lab.send("a")
    (directory / "bad.json").write_bytes(content)
    lab.runs.load("bad")
    assert lab.notice.startswith("Nothing was loaded: ")
    assert words in lab.notice
    assert actions(lab) == ["Send a"]


def test_a_run_whose_answers_were_changed_is_told(lab: Lab, directory: Path) -> None:
    lab.send("a")
    lab.runs.save("run")
    document = json.loads((directory / "run.json").read_text())
    document["actions"][0]["answers"] = [["NONE", 5, False]] * 500
    (directory / "run.json").write_text(json.dumps(document))
    lab.runs.load("run")
    assert "was answered" in lab.notice
    assert len(lab.notice) < 300


def test_a_file_that_is_not_there(lab: Lab) -> None:
    lab.runs.load("nowhere")
    assert lab.notice == "Nothing was loaded: there is no file nowhere.json beside this notebook."


def test_an_empty_run_is_not_saved(lab: Lab, directory: Path) -> None:
    assert lab.runs.save_refusal == "nothing happened in this run yet"
    lab.runs.save("run")
    assert list(directory.iterdir()) == []


def test_a_directory_that_refuses_is_told(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object, **_more: object) -> int:
        raise OSError(28, "No space left on device")

    lab.send("a")
    monkeypatch.setattr(Path, "write_text", full)
    lab.runs.save("run")
    assert lab.notice == "Nothing was saved: No space left on device."
