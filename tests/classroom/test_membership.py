"""Whether a learner takes part, and under which name."""

from __future__ import annotations

from pathlib import Path

import pytest

from minikafka.classroom.class_topics import ClassTopics
from minikafka.classroom.membership import Membership
from minikafka.classroom.pseudonym import is_pseudonym, new_pseudonym

TOPICS = ClassTopics("monday")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "class-monday.json"


@pytest.fixture
def membership(path: Path) -> Membership:
    return Membership(TOPICS, "127.0.0.1:9092", path)


def test_a_pseudonym_is_two_words_and_a_number() -> None:
    drawn = {new_pseudonym() for _ in range(500)}
    assert len(drawn) > 490
    assert all(map(is_pseudonym, drawn))


@pytest.mark.parametrize(
    "text", ["", "Ana", "quiet-otter", "quiet-otter-047", "quiet-otter-\uff14711", "quiet-otter-4711-x"]
)
def test_nothing_else_is_a_pseudonym(text: str) -> None:
    assert not is_pseudonym(text)


def test_the_environment_names_class_and_cluster() -> None:
    found = Membership.of({"MINIKAFKA_CLASS": "monday", "MINIKAFKA_BOOTSTRAP": "localhost:9092"})
    assert (found.topics.answers, found.address) == ("minikafka-class-monday", "localhost:9092")


@pytest.mark.parametrize("name", ["", "a b", "a/b", "ünser", "x" * 41, "a.asked", "../x"])
def test_what_is_no_name_of_a_class_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(ValueError, match="is no name of a class: take 1 to 40 letters, digits and dashes"):
        Membership.of({"MINIKAFKA_CLASS": name, "MINIKAFKA_BOOTSTRAP": "localhost:9092"})


def test_a_class_without_a_cluster_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="MINIKAFKA_BOOTSTRAP no cluster for it: set both"):
        Membership.of({"MINIKAFKA_CLASS": "monday"})


def test_a_learner_has_one_name_in_every_notebook(membership: Membership, path: Path) -> None:
    assert is_pseudonym(membership.pseudonym)
    assert Membership(TOPICS, "", path).pseudonym == membership.pseudonym
    assert membership.sends


def test_what_the_learner_chooses_holds_in_every_notebook(membership: Membership, path: Path) -> None:
    other, first = Membership(TOPICS, "", path), membership.pseudonym
    membership.take_another_pseudonym()
    membership.switch(on=False)
    assert other.pseudonym == membership.pseudonym != first
    assert not other.sends
    other.switch(on=True)
    assert membership.sends
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "content", ["", "{", "[1]", '{"pseudonym": "Ana", "sends": true}', '{"pseudonym": 1}', " " * 2000]
)
def test_a_damaged_file_is_begun_anew(membership: Membership, path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content)
    assert is_pseudonym(membership.pseudonym)
    assert membership.pseudonym == membership.pseudonym


def test_where_no_file_can_be_written_the_choice_holds_as_long_as_the_kernel(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    membership = Membership(TOPICS, "", tmp_path / "taken" / "class.json")
    assert membership.pseudonym == membership.pseudonym
    membership.switch(on=False)
    assert not membership.sends
