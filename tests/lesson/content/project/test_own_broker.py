"""A real kafka-python client writes through a learner's check, with an ack lost, and the log is read back."""

from __future__ import annotations

import kafka
import pytest

from minikafka import LOSE_ACK, AtRequest, Proxy, serve
from minikafka.lesson.content.project import DUPLICATE, STORE, Batch, OwnBroker, State
from minikafka.lesson.content.project.learners_check import LearnersCheck
from tests.lesson.content.project import checks

SENT = [b"10 euro", b"20 euro", b"30 euro"]


def served(check: LearnersCheck) -> OwnBroker:
    """A broker to which a client has sent three messages; the ack of the second was lost."""
    broker = OwnBroker(check)
    with serve(broker) as address, Proxy(address, AtRequest(2, LOSE_ACK)) as flaky:
        producer = kafka.KafkaProducer(bootstrap_servers=flaky, enable_idempotence=True)
        for message in SENT:
            producer.send("payments", message)
            producer.flush()
        producer.close()
    return broker


def stored(broker: OwnBroker) -> list[bytes | None]:
    return [record.value for record in broker.fetch("payments", 0, offset=0)]


def test_with_the_solution_each_message_is_stored_once() -> None:
    broker = served(checks.solution)
    assert stored(broker) == SENT
    assert broker.told("payments", SENT) == (
        "Correct: the log holds the 3 messages that were sent, once and in order, although 1 batch came twice."
    )


def test_a_check_that_stores_everything_stores_the_retry() -> None:
    broker = served(checks.stores_everything)
    assert stored(broker) == [b"10 euro", b"20 euro", b"20 euro", b"30 euro"]
    assert broker.told("payments", SENT) == (
        "Not yet: your check decided what is in the log, and “20 euro” is there twice and was sent once."
    )


def test_a_check_that_calls_everything_a_duplicate_loses_it() -> None:
    """The client is told that all is well."""

    def check(batch: Batch, _state: State | None, _must_start_at_zero: bool) -> object:
        return STORE if batch.first == 0 else DUPLICATE

    broker = served(check)
    assert stored(broker) == [b"10 euro"]
    assert broker.told("payments", SENT) == (
        "Not yet: your check decided what is in the log, and “20 euro” is there never and was sent once; "
        "“30 euro” is there never and was sent once."
    )


def test_the_stub_is_to_do() -> None:
    broker = served(checks.stub)
    assert stored(broker) == []
    assert broker.told("payments", SENT) == (
        "To do: your check has no answer yet, so the broker refused what the client sent."
    )


def _looping(_batch: Batch, _state: State | None, _must_start_at_zero: bool) -> object:
    while True:
        pass


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (checks.compares_content, "Not yet: your check failed in line "),
        (_looping, "Not yet: your check was stopped in"),
    ],
)
def test_a_check_that_fails_stops_neither_broker_nor_client(check: LearnersCheck, words: str) -> None:
    broker = served(check)
    assert stored(broker) == []
    assert broker.told("payments", SENT).startswith(words)


def test_another_order_is_said() -> None:
    broker = served(checks.solution)
    assert broker.told("payments", SENT[::-1]) == (
        "Not yet: your check decided what is in the log, and it holds the messages in another order."
    )
