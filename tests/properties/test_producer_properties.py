"""The five properties of the idempotent producer, against a model that remembers everything.

Hypothesis makes up runs: sends of one to three records to two partitions, retries by the client and forced ones,
flushes, time that passes, and every fault that the network knows. After each step:

1. what was acknowledged is stored, at the offset that the ack named;
2. nothing is stored twice within the producer's session;
3. what is stored stands in the order of its sequences, in each epoch and partition;
4. a batch that the broker refused has changed nothing;
5. the run, saved as JSON and loaded, gives the same events.

And after a flush nothing is in flight; on a network without faults all is stored that had time left for it.

Property 2 has limits in Kafka itself (kafka-rules.md §4.4, "Limits of the guarantee"), and this run reaches two.

The first is KAFKA-14034: a batch that is refused for good begins a new epoch at once, and what was in flight then is
sent again under it, whether it is stored or not. So a record may be there twice if it was in flight at such a refusal.

The second is there on brokers of generation 2.5 to 4.4 alone, and only while a partition knows nothing of the producer:
such a partition takes a batch with any first sequence (row 6). When the first batch is overtaken by a later one
whose ack is lost, the first is refused, the client begins a new epoch and sends both again [C04]. So a record may be
there twice on exactly this condition: its first copy lies in an epoch whose first stored sequence is not 0. (If the
later one's ack does arrive, the first is refused until its delivery timeout is over; hence the same exception for the
flush.) Since 4.5 a new partition wants sequence 0 [C05], and this exception is gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from hypothesis import find, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.errors import Error
from minikafka.engine.log import StoredRecord
from minikafka.engine.network import Fault
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import ProducerBatch, Status
from minikafka.engine.records import Batch, Record
from minikafka.engine.results import ProduceResult
from minikafka.engine.trace import Trace
from tests.engine.runs import story

TOPIC = "topic"
PARTITIONS = (0, 1)
MESSAGE_MAX_BYTES = 500


class GuardedBroker(Broker):
    """A broker that is looked at before and after each batch: one that it refuses must have changed nothing.

    ``on_too_large`` is called for each batch that it refuses for good.
    """

    on_too_large: Callable[[int], None]

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        before = self._everything()
        result = super().produce(topic, partition, batch, acks)
        if result.error is not Error.NONE or result.duplicate:
            assert self._everything() == before
        if result.error is Error.MESSAGE_TOO_LARGE:
            self.on_too_large(partition)
        return result

    def _everything(self) -> Any:
        return {
            (topic, partition): (
                list(self.partition(topic, partition).producers),
                list(self.fetch(topic, partition, 0)),
            )
            for topic, count in self.topics.items()
            for partition in range(count)
        }


class Run(RuleBasedStateMachine):
    """One idempotent producer on one broker, and every record that it was ever given."""

    generation = "kafka-4.5"

    @initialize()
    def begin(self) -> None:
        self.clock = ManualClock()
        self.broker = GuardedBroker(generation=self.generation, clock=self.clock, message_max_bytes=MESSAGE_MAX_BYTES)
        self.broker.create_topic(TOPIC, len(PARTITIONS))
        self.producer = Producer(self.broker, enable_idempotence=True)
        self.deliveries: list[ProducerBatch] = []
        self.payloads = 0
        self.in_doubt: set[bytes | None] = set()
        self.broker.on_too_large = self.note_what_is_in_doubt

    # What can happen

    @rule(partition=st.sampled_from(PARTITIONS), count=st.integers(1, 3))
    def send(self, partition: int, count: int) -> None:
        values = range(self.payloads, self.payloads + count)
        self.payloads += count
        records = tuple(Record(value=str(value).encode()) for value in values)
        self.deliveries.append(self.producer.send_batch(TOPIC, records, partition=partition))

    @rule(partition=st.sampled_from(PARTITIONS))
    def send_what_the_broker_refuses(self, partition: int) -> None:
        """The one failure that no retry can mend; what is in flight around it must come to no harm."""
        self.deliveries.append(self.producer.send(TOPIC, bytes(MESSAGE_MAX_BYTES), partition=partition))

    @precondition(lambda self: self.producer.retry_refusal is None)
    @rule()
    def retry(self) -> None:
        self.producer.retry()

    @precondition(lambda self: self.sent())
    @rule(data=st.data())
    def retry_any(self, data: st.DataObject) -> None:
        self.producer.retry(data.draw(st.sampled_from(self.sent())))

    @rule()
    def flush(self) -> None:
        """Afterwards nothing is in flight; on a network without faults all is stored that had time left for it."""
        due = [] if self.producer.network.faults else self.with_time_left()
        self.producer.flush()
        assert not self.producer.in_flight
        assert all(delivery.is_done for delivery in self.deliveries)
        assert [d for d in due if d.status is Status.FAILED and not self.was_overtaken(d.partition)] == []

    @rule(fault=st.sampled_from(Fault))
    def fault(self, fault: Fault) -> None:
        self.producer.network.faults.append(fault)

    @rule(duration_ms=st.sampled_from([1, 30_000, 60_000, 120_000]))
    def wait(self, duration_ms: int) -> None:
        self.clock.advance(duration_ms)

    # What must hold

    @invariant()
    def what_is_acknowledged_is_stored(self) -> None:
        for delivery in self.deliveries:
            if delivery.status is Status.ACKNOWLEDGED:
                stored = self.stored(delivery.partition)[delivery.base_offset :]
                values = [record.value for record in stored[: len(delivery.records)]]
                assert values == [record.value for record in delivery.records]

    @invariant()
    def nothing_is_stored_twice(self) -> None:
        for partition in PARTITIONS:
            overtaken = self.overtaken_epochs(partition)
            values = [r.value for r in self.stored(partition) if r.producer_epoch not in overtaken]
            assert set(duplicates(values)) <= self.in_doubt

    @invariant()
    def what_is_stored_was_sent_there(self) -> None:
        for partition in PARTITIONS:
            sent = {r.value for d in self.deliveries if d.partition == partition for r in d.records}
            assert {record.value for record in self.stored(partition)} <= sent

    @invariant()
    def stored_order_is_sequence_order(self) -> None:
        for partition in PARTITIONS:
            epochs = [record.producer_epoch for record in self.stored(partition)]
            assert epochs == sorted(epochs)
            for epoch, records in groupby(self.stored(partition), lambda record: record.producer_epoch):
                sequences = [record.sequence for record in records]
                assert sequences == list(range(sequences[0], sequences[0] + len(sequences)))
                assert sequences[0] == 0 or epoch in self.overtaken_epochs(partition)

    @invariant()
    def the_trace_ends_with_the_producer_as_it_is(self) -> None:
        last = self.producer.trace[-1].variables
        assert last.in_flight == len(self.producer.in_flight)
        assert last.stored_count == sum(self.broker.log_end_offset(TOPIC, partition) for partition in PARTITIONS)

    def teardown(self) -> None:
        if hasattr(self, "producer"):
            again = Trace.from_json(self.producer.trace.to_json())
            assert story(again) == story(self.producer.trace)
            assert again.stored == self.producer.trace.stored

    # The model

    def note_what_is_in_doubt(self, partition: int) -> None:
        """Remember what was in flight when a batch was refused for good (KAFKA-14034)."""
        in_flight = [delivery for delivery in self.producer.in_flight if delivery.partition == partition]
        self.in_doubt |= {record.value for delivery in in_flight for record in delivery.records}

    def with_time_left(self) -> list[ProducerBatch]:
        """Messages that could be stored, not done yet, and at least two request timeouts away from their end."""
        latest = self.clock.now() - 60_000
        small = [d for d in self.deliveries if len(d.records[0].value or b"") < MESSAGE_MAX_BYTES]
        return [delivery for delivery in small if not delivery.is_done and delivery.created_ms > latest]

    def sent(self) -> list[ProducerBatch]:
        return [d for d in self.deliveries if d.status not in {Status.QUEUED, Status.FAILED}]

    def stored(self, partition: int) -> tuple[StoredRecord, ...]:
        return self.broker.fetch(TOPIC, partition, 0).records

    def overtaken_epochs(self, _partition: int) -> set[int]:
        """The epochs that may begin with another sequence than 0: none since 4.5."""
        return set()

    def was_overtaken(self, partition: int) -> bool:
        return bool(self.overtaken_epochs(partition))


class RunBefore45(Run):
    """The same on a broker that lets a producer that it does not know begin anywhere."""

    generation = "kafka-2.5"

    def overtaken_epochs(self, partition: int) -> set[int]:
        """The first epoch of the partition, if its first batch was overtaken."""
        return {record.producer_epoch for record in self.stored(partition)[:1] if record.sequence != 0}


TestSince45 = Run.TestCase
TestSince45.settings = settings(max_examples=50, stateful_step_count=30)
TestBefore45 = RunBefore45.TestCase
TestBefore45.settings = TestSince45.settings


# The same faults without idempotence


def duplicates(values: Sequence[bytes | None]) -> list[bytes | None]:
    return [value for value, count in Counter(values).items() if count > 1]


def stored_twice(faults: Sequence[Fault], *, enable_idempotence: bool) -> list[bytes | None]:
    """What five messages leave in the log more than once, on a network with these faults."""
    broker = Broker(generation="kafka-4.5")
    producer = Producer(broker, enable_idempotence=enable_idempotence)
    producer.network.faults.extend(faults)
    for number in range(5):
        producer.send(TOPIC, str(number).encode())
    producer.flush()
    return duplicates([record.value for record in broker.fetch(TOPIC, 0, 0)])


some_faults = st.lists(st.sampled_from(Fault), max_size=10)


@given(some_faults)
def test_with_idempotence_these_faults_store_nothing_twice(faults: list[Fault]) -> None:
    assert stored_twice(faults, enable_idempotence=True) == []


def test_without_idempotence_they_do() -> None:
    """A16: the smallest list of faults that stores a message twice is one lost ack, or one request delivered twice."""
    faults = find(some_faults, lambda faults: bool(stored_twice(faults, enable_idempotence=False)))
    assert faults in ([Fault.LOSE_ACK], [Fault.DELIVER_TWICE])


def test_without_idempotence_each_lost_ack_stores_one_more() -> None:
    faults = [Fault.LOSE_ACK] * 5
    assert stored_twice(faults, enable_idempotence=False) == [b"0", b"1", b"2", b"3", b"4"]
    assert stored_twice(faults, enable_idempotence=True) == []
