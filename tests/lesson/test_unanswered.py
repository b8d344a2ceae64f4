"""Over a wire it can happen that nothing comes back, and the producer knows: it sends the batch again."""

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import Status
from minikafka.engine.records import Batch
from minikafka.engine.results import ProduceResult
from minikafka.engine.trace import Stage
from minikafka.lesson import process_table, transcript


class SilentOnce(Broker):
    """Stores its first batch, and lets the client tell itself that no answer came."""

    def __init__(self, error: Error) -> None:
        super().__init__()
        self._errors = [error]

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        result = super().produce(topic, partition, batch, acks)
        return ProduceResult(error=self._errors.pop()) if self._errors else result


@pytest.mark.parametrize("error", [Error.NETWORK_EXCEPTION, Error.REQUEST_TIMED_OUT])
def test_the_batch_is_sent_again_without_waiting_for_a_timeout(error: Error) -> None:
    broker = SilentOnce(error)
    producer = Producer(broker)
    delivery = producer.send("topic", b"a")
    statuses = [delivery.status]
    before = broker.clock.now()
    producer.flush()
    assert broker.clock.now() - before < producer.config.request_timeout_ms
    statuses.append(delivery.status)
    assert statuses == [Status.TO_RETRY, Status.ACKNOWLEDGED]
    assert [record.value for record in broker.fetch("topic", 0, 0)] == [b"a"]


def test_the_lesson_claims_nothing_about_the_broker() -> None:
    producer = Producer(SilentOnce(Error.NETWORK_EXCEPTION))
    producer.send("topic", b"a")
    assert [event.stage for event in producer.trace][-1] is Stage.ACK_LOST
    row = process_table(producer.trace).iloc[0].tolist()
    assert row[3:] == ["-", "Not known", "No ack (lost)"]
    assert "nobody here can tell which" in transcript(producer.trace)


def test_what_is_refused_before_the_check_does_not_pass_it() -> None:
    """kafka-rules.md §1.2: the size is checked before the sequence."""
    producer = Producer(Broker(message_max_bytes=100))
    producer.send("topic", b"x" * 200)
    refused = [event.stage for event in producer.trace if event.step == 1]
    assert Stage.CHECK_SEQUENCE not in refused
    assert process_table(producer.trace).iloc[0]["Broker Action"] == "Refuse, MESSAGE_TOO_LARGE"
