"""``leader-epoch-checkpoint``, as ``LeaderEpochFileCache`` keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest

from minikafka.engine.errors import KafkaError
from minikafka.storage.leader_epochs import FILE_NAME, LeaderEpochs
from tests.storage.loading import at, crashed, load, numbered


def epochs(directory: Path, *entries: tuple[int, int]) -> LeaderEpochs:
    lines = [f"{epoch} {start}" for epoch, start in entries]
    (directory / FILE_NAME).write_text("\n".join(["0", str(len(entries)), *lines, ""]))
    return LeaderEpochs(directory)


def noted(directory: Path) -> list[tuple[int, int]]:
    lines = (directory / FILE_NAME).read_text().splitlines()
    assert lines[:2] == ["0", str(len(lines) - 2)]
    return [(int(epoch), int(start)) for epoch, start in (line.split() for line in lines[2:])]


def test_looking_makes_no_file_and_create_an_empty_one(tmp_path: Path) -> None:
    found = LeaderEpochs(tmp_path)
    assert (found.latest, list(tmp_path.iterdir())) == (-1, [])
    found.create()
    assert (tmp_path / FILE_NAME).read_bytes() == b""


def test_create_leaves_what_is_there(tmp_path: Path) -> None:
    epochs(tmp_path, (0, 0)).create()
    assert noted(tmp_path) == [(0, 0)]


def test_a_newer_epoch_is_noted_an_older_one_is_not(tmp_path: Path) -> None:
    found = epochs(tmp_path, (0, 0), (3, 10))
    for epoch, start in ((3, 12), (2, 13), (4, 14)):
        found.assign(epoch, start)
    assert noted(tmp_path) == [(0, 0), (3, 10), (4, 14)]
    assert found.latest == LeaderEpochs(tmp_path).latest == 4


@pytest.mark.parametrize(
    ("end", "left"), [(0, []), (1, [(0, 0)]), (10, [(0, 0)]), (11, [(0, 0), (3, 10)]), (99, [(0, 0), (3, 10)])]
)
def test_the_end_takes_epochs_away(tmp_path: Path, end: int, left: list[tuple[int, int]]) -> None:
    epochs(tmp_path, (0, 0), (3, 10)).truncate_from_end(end)
    assert noted(tmp_path) == left


@pytest.mark.parametrize(
    ("start", "left"),
    [
        (0, [(0, 0), (3, 10), (5, 20)]),
        (9, [(0, 9), (3, 10), (5, 20)]),
        (10, [(3, 10), (5, 20)]),
        (15, [(3, 15), (5, 20)]),
        (99, [(5, 99)]),
    ],
)
def test_the_start_moves_into_the_epoch_that_holds_it(tmp_path: Path, start: int, left: list[tuple[int, int]]) -> None:
    epochs(tmp_path, (0, 0), (3, 10), (5, 20)).truncate_from_start(start)
    assert noted(tmp_path) == left


def test_a_start_before_all_epochs_changes_nothing(tmp_path: Path) -> None:
    epochs(tmp_path, (3, 10)).truncate_from_start(5)
    assert noted(tmp_path) == [(3, 10)]


@pytest.mark.parametrize("content", ["1\n0\n", "0\n1\n", "0\n1\none 2\n", "0\n1\n1 2 3\n", "0\n1\n1\n", "x"])
def test_a_file_of_another_form_is_refused_and_stays(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE_NAME).write_text(content)
    with pytest.raises(KafkaError, match=r"KAFKA_STORAGE_ERROR.*leader-epoch-checkpoint"):
        LeaderEpochs(tmp_path)
    assert (tmp_path / FILE_NAME).read_text() == content


# In a log that is loaded


def test_leader_epochs_are_cut_to_the_log(tmp_path: Path) -> None:
    crashed(tmp_path, 0, end=6)
    checkpoint = tmp_path / "leader-epoch-checkpoint"
    checkpoint.write_text("0\n4\n0 0\n1 2\n2 5\n3 6\n")
    parts = load(tmp_path, log_start_offset=3)
    assert checkpoint.read_text() == "0\n2\n1 3\n2 5\n"
    assert parts.leader_epochs.latest == 2


def test_recovery_notes_the_leader_epochs_of_the_batches(tmp_path: Path) -> None:
    data = numbered(0) + numbered(1, leader_epoch=2) + numbered(2, leader_epoch=2) + numbered(3, leader_epoch=4)
    at(tmp_path, 0, ".log").write_bytes(data)
    load(tmp_path)
    assert (tmp_path / "leader-epoch-checkpoint").read_text() == "0\n3\n0 0\n2 1\n4 3\n"
