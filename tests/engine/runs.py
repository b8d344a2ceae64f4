"""What the tests of the producer share: brokers that can be told what to do, and ways to read what came of it."""

from __future__ import annotations

from collections import deque
from typing import Any

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.errors import Error
from minikafka.engine.network import Fault
from minikafka.engine.producer import Producer
from minikafka.engine.records import Batch, Record
from minikafka.engine.results import InitProducerIdResult, ProduceResult
from minikafka.engine.trace import Event, Trace

TOPIC = "topic"

# The stages of a step, as the panel names them.
ON_THE_WAY = ["Broker Receives", "Check Sequence Number"]
TO_THE_CHECK = ["Send Message", "Assign Sequence Number", *ON_THE_WAY]
ACKED = ["Producer Receives Ack", "Continue Sending"]


class ToldBroker(Broker):
    """A broker that answers what it is told to, once for each, and otherwise as always; it counts the ids it granted.

    ``answers`` come instead of the next batches' own; ``failures`` are raised instead, ``late_failures`` after the
    batch was handled.
    """

    def __init__(self, *, first_epoch: int = 0, **settings: Any) -> None:
        super().__init__(**settings)
        self.answers: deque[ProduceResult] = deque()
        self.failures: deque[Exception] = deque()
        self.late_failures: deque[Exception] = deque()
        self.received: list[Batch] = []
        self.granted = 0
        self._first_epoch = first_epoch

    def refuse(self, *errors: Error) -> None:
        """Answer these errors to the next batches, and store none of them."""
        self.answers.extend(ProduceResult(error=error) for error in errors)

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        self.received.append(batch)
        if self.failures:
            raise self.failures.popleft()
        result = self.answers.popleft() if self.answers else super().produce(topic, partition, batch, acks)
        if self.late_failures:
            raise self.late_failures.popleft()
        return result

    def init_producer_id(self, transactional_id: str | None = None, *_current: int) -> InitProducerIdResult:
        answer = super().init_producer_id(transactional_id)
        epoch = 0 if self.granted else self._first_epoch
        self.granted += 1
        return InitProducerIdResult(answer.error, answer.producer_id, epoch)


def records(*values: bytes) -> tuple[Record, ...]:
    return tuple(Record(value=value) for value in values)


def stored(broker: Broker, partition: int = 0, topic: str = TOPIC) -> list[bytes | None]:
    """The values in the log, from offset 0 on."""
    return [record.value for record in broker.fetch(topic, partition, 0)]


def numbers(broker: Broker, partition: int = 0, topic: str = TOPIC) -> list[tuple[int, int]]:
    """Epoch and sequence of every record in the log."""
    return [(record.producer_epoch, record.sequence) for record in broker.fetch(topic, partition, 0)]


def described(event: Event) -> tuple[Any, ...]:
    """An event with its message by number, because each run has delivery objects of its own."""
    number = event.delivery.number if event.delivery else None
    at_broker = event.batch, event.result, event.broker, event.memory, event.replicas
    return event.step, event.kind, event.stage, event.variables, event.action, number, *at_broker


def story(trace: Trace) -> list[tuple[Any, ...]]:
    """Every event of a run."""
    return [described(event) for event in trace]


def steps(trace: Trace) -> list[tuple[str, list[str]]]:
    """Each step's kind and its stages, in Kafka's and the lesson's words."""
    told: list[tuple[str, list[str]]] = []
    for position, event in enumerate(trace):
        if position == 0 or trace[position - 1].step != event.step:
            told.append((event.kind.value, []))
        told[-1][1].append(event.stage.value)
    return told


def known(producer: Producer) -> Producer:
    """The producer, once it has sent a batch to each of the topic's two partitions."""
    producer.send(TOPIC, b"first")
    producer.send(TOPIC, b"first", partition=1)
    return producer


def fill(producer: Producer, count: int) -> list[Any]:
    """Send ``count`` messages whose acks are lost, as far as they are sent."""
    deliveries = []
    for number in range(count):
        producer.network.lose_ack()
        deliveries.append(producer.send(TOPIC, b"%d" % number))
    producer.network.faults.clear()
    return deliveries


def eventful() -> Producer:
    """A run with every kind of step: faults, a gap, a new epoch, five in flight, time, failures."""
    clock = ManualClock(1_000)
    producer = Producer(Broker(generation="kafka-4.5", clock=clock, num_partitions=2, message_max_bytes=300))
    for fault in (*Fault, Fault.LOSE_ACK):
        producer.network.faults.append(fault)
        producer.send(TOPIC, fault.encode())
        producer.send(TOPIC, fault.encode(), partition=1)
    producer.retry()
    producer.flush()
    producer.send(TOPIC, bytes(300))  # too large for the broker: a failure, and a new epoch
    producer.network.lose_request()
    producer.send("other", b"given up")
    clock.advance(120_000)
    producer.flush()
    for number in range(6):
        producer.network.lose_ack()
        producer.send(TOPIC, b"%d" % number)
    producer.flush()
    producer.operations.restart(clean=False)
    producer.retry()
    producer.operations.let_time_pass(86_400_000)
    producer.operations.delete_records(TOPIC, 0)
    producer.operations.recreate_topic(TOPIC)
    return producer
