"""The lab on a cluster, here a broker of ours behind TCP; ``tests/kafka`` has it on Apache Kafka."""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.producer_state import DescribedState
from minikafka.engine.records import NO_SEQUENCE
from minikafka.lesson.lab.cluster import LearnersBroker, learner
from minikafka.lesson.lab.lab import Lab
from minikafka.lesson.views.playback import Playback, remembered
from minikafka.lesson.views.run_tables import process_table, status_tracker
from minikafka.storage.clock import SystemClock
from minikafka.wire.client import RemoteBroker, connect
from minikafka.wire.client_connection import BrokerUnreachable
from minikafka.wire.server import serve
from tests.wire.batches import batch

NewLab = Callable[..., Lab]


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    """The broker of the cluster; the learner is called Ana."""
    monkeypatch.setenv("JUPYTERHUB_USER", "ana@school.example")
    return Broker(clock=SystemClock())


@pytest.fixture
def address(broker: Broker) -> Iterator[str]:
    with serve(broker) as address:
        yield address


@pytest.fixture
def remote(address: str) -> Iterator[RemoteBroker]:
    with connect(address) as remote:
        yield remote


@pytest.fixture
def new_lab(address: str) -> Iterator[NewLab]:
    """Makes labs on the cluster, and closes them."""
    with ExitStack() as closing:

        def make(**settings: Any) -> Lab:
            lab = Lab(cluster=address, **settings)
            closing.callback(lab.close)
            return lab

        yield make


def press_everything(lab: Lab) -> None:
    lab.send()
    lab.retry()
    lab.lose_next_ack = True
    lab.send("second")
    lab.flush()


@pytest.mark.parametrize("enable_idempotence", [True, False])
def test_the_tables_are_those_of_a_broker_in_memory(new_lab: NewLab, enable_idempotence: bool) -> None:
    labs = [
        Lab(enable_idempotence=enable_idempotence),
        new_lab(enable_idempotence=enable_idempotence),
    ]
    for lab in labs:
        press_everything(lab)
    here, there = (lab.trace for lab in labs)
    assert process_table(there).equals(process_table(here))
    assert status_tracker(there).equals(status_tracker(here))


def test_an_environment_variable_takes_every_lab_to_the_cluster(
    broker: Broker, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIKAFKA_BOOTSTRAP", address)
    lab = Lab()
    lab.send()
    assert len(broker.topics) == 1
    lab.close()
    assert broker.topics == {}


def test_a_topic_is_named_after_the_learner_and_its_run(broker: Broker, new_lab: NewLab) -> None:
    labs = [new_lab(topic="payments") for _ in range(2)]
    for lab in labs:
        lab.send()
    one, other = broker.topics
    assert one != other
    for name in (one, other):
        assert name.startswith("minikafka-ana_school_example-")
        assert name.endswith("-payments")
    assert [record["topic"] for record in Playback(labs[0].trace).since()["stored"]] == ["payments"]


@pytest.mark.parametrize("press", [Lab.reset, lambda lab: lab.set_idempotence(on=False)])
def test_a_fresh_run_removes_the_topics_of_the_run_before(
    broker: Broker, new_lab: NewLab, press: Callable[[Lab], None]
) -> None:
    lab = new_lab()
    lab.send()
    press(lab)
    assert broker.topics == {}
    lab.send()
    assert len(broker.topics) == 1
    assert len(lab.trace.stored) == 1


def test_a_topic_that_it_did_not_make_is_not_written_to(broker: Broker, remote: RemoteBroker) -> None:
    theirs = LearnersBroker(remote, "theirs")
    broker.create_topic("theirs-topic")
    with pytest.raises(KafkaError, match="'theirs-topic' is on the cluster already, and this lab did not make it"):
        theirs.create_topic("topic")
    assert theirs.produce("topic", 0, batch(7, 0)).error is Error.TOPIC_ALREADY_EXISTS
    theirs.remove_topics()
    assert broker.log_end_offset("theirs-topic", 0) == 0
    assert broker.topics == {"theirs-topic": 1}


def test_a_refused_topic_is_told_and_not_raised(
    broker: Broker, new_lab: NewLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LearnersBroker, "name_of", lambda _self, topic: topic)
    broker.create_topic("topic")
    lab = new_lab()
    lab.send()
    assert lab.notice.startswith("Nothing was sent: TOPIC_ALREADY_EXISTS")
    assert broker.log_end_offset("topic", 0) == 0


def test_a_topic_that_somebody_else_removed_leaves_nothing_to_remove(broker: Broker, remote: RemoteBroker) -> None:
    own = LearnersBroker(remote, "own")
    own.create_topic("topic")
    broker.delete_topic("own-topic")
    own.remove_topics()
    assert own.topics == {}


def test_what_is_remembered_comes_from_describe_producers_and_the_window_stays_unknown(new_lab: NewLab) -> None:
    lab = new_lab()
    lab.send()
    lab.send()
    state = lab.trace[-1].variables.state
    assert isinstance(state, DescribedState)
    assert (state.producer_id, state.producer_epoch, state.last_sequence) == (lab.producer.producer_id, 0, 1)
    told = Playback(lab.trace).since(len(lab.trace) - 1)["events"][0]
    assert remembered(lab.trace, lab.end) == state
    assert told["stage"] == "Continue Sending"


def test_a_described_producer_remembers_no_batch_that_anybody_could_ask_for() -> None:
    state = DescribedState(7, 0, described_last_sequence=4)
    assert (state.last_sequence, state.batches) == (4, ())
    assert DescribedState(7, 0).last_sequence == NO_SEQUENCE


def test_without_a_cluster_at_the_address_it_says_so() -> None:
    with serve(Broker()) as address:
        pass
    with pytest.raises(BrokerUnreachable, match="no Kafka broker answers at"):
        Lab(cluster=address)


def test_a_cluster_that_is_gone_is_told_at_each_button() -> None:
    with serve(Broker()) as address:
        lab = Lab(cluster=address)
    lab.send()
    assert lab.notice.startswith("Nothing was sent: NETWORK_EXCEPTION")
    lab.reset()
    assert lab.notice.startswith("No fresh run: NETWORK_EXCEPTION")
    lab.close()


PROGRAM = """
from minikafka.lesson.lab.lab import Lab
lab = Lab()
lab.send()
print(*lab.trace.stored)
"""


def test_topics_are_removed_when_python_ends(broker: Broker, address: str) -> None:
    environment = os.environ | {"MINIKAFKA_BOOTSTRAP": address}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    assert "message1" in done.stdout
    assert broker.topics == {}


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
