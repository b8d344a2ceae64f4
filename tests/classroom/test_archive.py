"""The end of a class: a CSV file, and no topic any more."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from minikafka.classroom.archive import COLUMNS, end
from minikafka.classroom.class_topics import ClassTopics
from minikafka.classroom.record import ROOM, Asked, new_id
from minikafka.cli import main
from minikafka.engine.producer import Producer
from minikafka.wire.client import connect
from tests.classroom.answers import ANA, BEN, answer


def fill(address: str, topics: ClassTopics, *values: bytes) -> None:
    with connect(address) as remote:
        topics.create(remote)
        producer = Producer(remote)
        for value in values:
            producer.send(topics.answers, value)


def test_every_answer_that_counts_is_written_and_the_topics_are_gone(
    address: str,
    topics: ClassTopics,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    once = answer()
    fill(address, topics, once.encode(), b"nonsense", once.encode(), answer(learner=BEN, choice=None).encode())
    monkeypatch.chdir(tmp_path)
    assert main(["class", "--bootstrap", address, "--end", "monday"]) == 0
    assert capsys.readouterr().out.startswith("Written: minikafka-class-monday.csv, 2 answers.")
    with (tmp_path / "minikafka-class-monday.csv").open(newline="") as file:
        heading, *rows = list(csv.reader(file))
    assert tuple(heading) == COLUMNS
    assert [(row[0], row[2], row[6]) for row in rows] == [("0", ANA, "1"), ("3", BEN, "")]
    with connect(address) as remote:
        assert remote.topics == {}


def test_a_file_that_is_there_stays_and_a_question_is_no_formula(
    address: str, topics: ClassTopics, tmp_path: Path
) -> None:
    asked = Asked(new_id(), ROOM, new_id(), "=1+1", ("one", "two"))
    fill(address, topics, answer(style=ROOM, item=asked.item, correct=None).encode())
    (tmp_path / "minikafka-class-monday.csv").write_text("mine")
    with connect(address) as remote:
        Producer(remote).send(topics.asked, asked.encode())
        path, count = end(remote, topics, tmp_path)
    assert (path.name, count) == ("minikafka-class-monday-2.csv", 1)
    assert path.read_text().splitlines()[1].endswith(",'=1+1")
    assert (tmp_path / "minikafka-class-monday.csv").read_text() == "mine"


def test_where_nothing_can_be_written_nothing_is_deleted(address: str, topics: ClassTopics, tmp_path: Path) -> None:
    fill(address, topics, answer().encode())
    with connect(address) as remote:
        with pytest.raises(OSError, match="No such file or directory"):
            end(remote, topics, tmp_path / "missing")
        assert topics.answers in remote.topics


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--end", "--bootstrap", "{address}", "tuesday"], "there is no class 'tuesday' on this cluster"),
        (["--bootstrap", "{address}", "my class"], "'my class' is no name of a class"),
        (["--bootstrap", "{address}", "--notebook", "99", "monday"], "there is no notebook '99'"),
        (["--bootstrap", "127.0.0.1:1", "monday"], "no Kafka broker answers at 127.0.0.1:1"),
        (["--bootstrap", "nowhere", "monday"], "nowhere"),
        (["monday"], "which cluster?"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    address: str, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["class", *(argument.format(address=address) for argument in arguments)]) == 1
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1
