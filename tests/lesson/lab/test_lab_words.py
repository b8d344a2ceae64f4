"""A translation of the lab: every word that it says is in one module, and no code looks into one."""

from __future__ import annotations

from pathlib import Path

import pytest

from minikafka import WatchedBroker
from minikafka.engine.network import Fault
from minikafka.lesson.lab import lab_words
from minikafka.lesson.lab.lab import Lab
from minikafka.lesson.lab.search_lab import FoundLab, SearchLab
from minikafka.search import Settings, World, shortest
from tests.lesson.made_up_language import english_in, in_brackets


@pytest.fixture(autouse=True)
def _made_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name, words in vars(lab_words).items():
        if name.isupper():
            monkeypatch.setattr(lab_words, name, in_brackets(words))


def english_of(lab: Lab, *reasons: str | None) -> str:
    """What a reader of the made-up language could not read of a notice; ``reasons`` are the engine's."""
    notice = lab.notice
    for reason in filter(None, (*reasons, "my-run.json")):
        notice = notice.replace(reason, "")
    assert notice
    return english_in(notice)


def test_what_was_done_is_told_in_the_other_language() -> None:
    lab = Lab(sandbox=True)
    for on in (False, True):
        lab.set_idempotence(on=on)
        assert not english_of(lab)
    lab.reset()
    assert not english_of(lab)


def test_runs_are_told_and_named_in_the_other_language() -> None:
    lab = Lab(sandbox=True)
    for position in (0, 7):
        lab.send()
        lab.go_to(position)
        lab.runs.fork()
        assert not english_of(lab)
    lab.send()
    lab.runs.save("my-run")
    assert not english_of(lab)
    lab.runs.load("my-run")
    assert not english_of(lab)
    lab.runs.go_to(lab.runs.names[0])
    assert not english_of(lab)
    assert not english_in(" ".join(lab.runs.names).replace("my-run.json", ""))
    assert len(lab.runs.names) == 4


def test_refusals_are_told_in_the_other_language_and_are_refusals() -> None:
    lab = Lab(sandbox=True)
    lab.runs.save("my-run")
    assert not english_of(lab)
    lab.retry()
    assert not english_of(lab, lab.producer.retry_refusal)
    assert not english_in(lab.operations.leader_refusal or "")
    lab.send()
    lab.runs.save("my-run")
    for name in ("my-run", "/", "", "none"):
        (lab.runs.load if name == "none" else lab.runs.save)(name)
        assert not english_of(lab, "none.json")
    Path("link.json").symlink_to("my-run.json")
    lab.runs.load("link")
    assert not english_of(lab, "link.json")
    lab.watch(WatchedBroker())
    lab.send()
    assert not english_of(lab)
    assert lab.trace.steps == 0


def test_a_search_is_told_in_the_other_language() -> None:
    def broken(_world: World) -> bool:
        raise ValueError

    too_many = SearchLab()
    too_many.settings = {**too_many.settings, "messages": 9}
    for lab in (SearchLab(broken), too_many):
        lab.search()
        what, _, why = lab.notice.partition("⟦: ⟧")
        assert not english_in(what)
        assert why
    found = FoundLab(
        shortest("no-duplicates", Settings(in_flight=6), {"send", "lose ack", "send too large", "retry"}), 0
    )
    found.lose(1, Fault.LOSE_ACK)
    assert not english_in(found.lose_refusal or "")
