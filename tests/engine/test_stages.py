"""The stages of each kind of step."""

from __future__ import annotations

from minikafka.engine.errors import Error
from minikafka.engine.producer import Producer
from tests.engine.runs import ACKED, ON_THE_WAY, TO_THE_CHECK, TOPIC, ToldBroker, steps


def last_step(producer: Producer) -> tuple[str, list[str]]:
    return steps(producer.trace)[-1]


def test_a_refused_batch(producer: Producer) -> None:
    """kafka-rules.md §1.3 row 10: an error comes back, and the producer does not go on."""
    oldest, *_ = [producer.send(TOPIC, b"x") for _ in range(6)]
    producer.retry(oldest)
    assert last_step(producer) == ("retry", [*TO_THE_CHECK, "Error", "Producer Receives Ack"])


def test_a_lost_request(producer: Producer) -> None:
    producer.network.lose_request()
    producer.send(TOPIC, b"message1")
    assert last_step(producer) == ("send", ["Send Message", "Assign Sequence Number", "Request Lost"])


def test_a_delayed_request_and_its_late_copy(producer: Producer) -> None:
    producer.network.delay()
    producer.send(TOPIC, b"message1")
    assert last_step(producer) == ("send", ["Send Message", "Assign Sequence Number", "Request Delayed"])
    producer.retry()
    assert steps(producer.trace)[-2:] == [
        ("retry", [*TO_THE_CHECK, "Store", *ACKED]),
        ("copy", [*ON_THE_WAY, "Ignore", *ACKED]),
    ]


def test_a_lost_ack(producer: Producer) -> None:
    producer.network.lose_ack()
    producer.send(TOPIC, b"message1")
    assert last_step(producer) == ("send", [*TO_THE_CHECK, "Store", "Ack Lost"])


def test_a_request_that_arrives_twice(producer: Producer) -> None:
    producer.network.deliver_twice()
    producer.send(TOPIC, b"message1")
    assert steps(producer.trace)[1:] == [
        ("send", [*TO_THE_CHECK, "Store", *ACKED]),
        ("copy", [*ON_THE_WAY, "Ignore", *ACKED]),
    ]


def test_a_message_that_waits(producer: Producer) -> None:
    for _ in range(5):
        producer.network.lose_ack()
        producer.send(TOPIC, b"x")
    producer.send(TOPIC, b"waits")
    assert last_step(producer) == ("wait", ["Waiting"])
    variables = producer.trace[-1].variables
    assert (variables.in_flight, variables.waiting, variables.sequence_number) == (5, 1, 4)


def test_a_message_that_is_given_up(producer: Producer, broker: ToldBroker) -> None:
    producer.network.lose_request()
    producer.send(TOPIC, b"x")
    broker.clock.sleep(120_000)
    producer.flush()
    assert [kind for kind, _ in steps(producer.trace)] == ["start", "send", "give up", "bump epoch", "flush"]
    assert dict(steps(producer.trace))["give up"] == ["Give Up"]
    variables = producer.trace[-1].variables
    assert (variables.failed, variables.in_flight, variables.acknowledged) == (1, 0, False)
    assert variables.sequence_number == -1  # none was assigned in the new epoch


def test_a_new_epoch(producer: Producer, broker: ToldBroker) -> None:
    """kafka-rules.md §4.4: the batches are numbered again, then sent again."""
    producer.send(TOPIC, b"x")
    broker.refuse(Error.OUT_OF_ORDER_SEQUENCE_NUMBER)
    producer.send(TOPIC, b"y")
    assert steps(producer.trace)[2:] == [
        ("send", [*TO_THE_CHECK, "Error", "Producer Receives Ack"]),
        ("bump epoch", ["Assign Sequence Number"]),
        ("retry", [*TO_THE_CHECK, "Store", *ACKED]),
    ]
    epochs = [event.variables.producer_epoch for event in producer.trace if event.step >= 2]
    assert epochs == [0] * 6 + [1] * 8


def test_without_idempotence_there_is_no_number(broker: ToldBroker) -> None:
    producer = Producer(broker, enable_idempotence=False)
    producer.send(TOPIC, b"message1")
    assert last_step(producer) == ("send", [*TO_THE_CHECK, "Store", *ACKED])
    assert {(e.variables.sequence_number, e.variables.producer_epoch, e.variables.state) for e in producer.trace} == {
        (None, -1, None)
    }


def test_with_acks_0_no_answer_is_awaited(broker: ToldBroker) -> None:
    """kafka-rules.md §1.6."""
    producer = Producer(broker, acks=0)
    producer.send(TOPIC, b"message1")
    assert last_step(producer) == ("send", [*TO_THE_CHECK, "Store"])


def test_a_flush_with_nothing_sent_confirms_nothing(producer: Producer) -> None:
    producer.flush()
    assert last_step(producer) == ("flush", ["Producer Receives Ack"])
    assert producer.trace[-1].variables.acknowledged is False
