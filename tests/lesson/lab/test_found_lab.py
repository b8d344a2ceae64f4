"""The lab of a run that was found goes on as any lab does, whatever no client would allow."""

from __future__ import annotations

import pytest

from minikafka.engine.network import Fault
from minikafka.lesson.lab.search_lab import FoundLab
from minikafka.search import Settings, shortest

LOSSY = {"send", "lose ack", "retry", "send too large"}


def found(settings: Settings) -> FoundLab:
    return FoundLab(shortest("no-duplicates", settings, LOSSY), 0)


def test_reset_begins_a_run_with_the_settings_of_the_search() -> None:
    lab = found(Settings(generation="kafka-4.5", brokers=2))
    lab.reset()
    assert lab.trace.steps == 0
    assert (lab.trace.setup.brokers, lab.trace.setup.broker["generation"]) == (2, "kafka-4.5")
    lab.set_idempotence(on=False)
    assert not lab.enable_idempotence


def test_a_learners_cluster_has_no_part_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIKAFKA_BOOTSTRAP", "nowhere.invalid:9092")
    lab = found(Settings())
    lab.reset()
    lab.send("again")
    assert lab.notice == ""
    assert lab.trace.steps == 1


@pytest.mark.parametrize("idempotence", [True, False])
def test_with_six_in_flight_everything_can_be_pressed(idempotence: bool) -> None:
    lab = found(Settings(in_flight=6, idempotence=idempotence))
    assert lab.other_way.trace is None
    lab.lose(1, Fault.LOSE_REQUEST)
    lab.send("C")
    lab.flush()
    assert lab.notice == ""


def test_a_run_of_usual_settings_is_compared_with_the_other_way() -> None:
    lab = found(Settings(idempotence=False))
    assert lab.other_way.trace is not None
    assert len(lab.other_way.trace.stored) == 1
    assert lab.lose_refusal is None
