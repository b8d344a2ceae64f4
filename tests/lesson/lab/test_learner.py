"""The learner's name in the letters that Kafka allows in a topic."""

from __future__ import annotations

import getpass

import pytest

from minikafka.lesson.lab.cluster import learner


@pytest.mark.parametrize(
    ("known_as", "name"),
    [("ana", "ana"), ("ana@school.example", "ana_school_example"), ("Ýmir/..", "mir"), ("-" * 9, "learner")],
)
def test_jupyterhub_knows_the_learner(monkeypatch: pytest.MonkeyPatch, known_as: str, name: str) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", known_as)
    assert learner() == name


def test_a_name_never_makes_a_topic_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "a" * 300)
    assert len(learner()) == 40


def test_a_user_without_a_name_is_a_learner(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid not found: 12345")

    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    monkeypatch.setattr(getpass, "getuser", nobody)
    assert learner() == "learner"
