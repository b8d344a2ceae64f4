"""A copy of a sender and its broker goes its own way: what happens to one changes nothing of the other."""

from __future__ import annotations

from typing import Any

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.cluster import Cluster
from minikafka.engine.configuration import ProducerConfig
from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.network import Fault, Network
from minikafka.engine.observer import Observer
from minikafka.engine.producer_batch import Failure, ProducerBatch, Status
from minikafka.engine.producer_ids import Controller
from minikafka.engine.records import MAX_EPOCH, Record
from minikafka.engine.sender import Sender
from tests.engine.runs import TOPIC, records

LARGE = tuple(Record(value=bytes(100), timestamp=0) for _ in range(4))


def brokers(count: int) -> Broker | Cluster:
    clock, controller = ManualClock(), Controller()
    made = [Broker(clock=clock, controller=controller, message_max_bytes=300) for _ in range(count)]
    broker: Broker | Cluster = made[0] if count == 1 else Cluster(made)
    broker.create_topic(TOPIC)
    return broker


def sender_of(broker: Broker | Cluster) -> Sender:
    return Sender(Network(broker), ProducerConfig(), Observer())


def copied(sender: Sender) -> tuple[Sender, Broker | Cluster]:
    """A copy of the sender in front of a copy of its broker, with a clock of its own."""
    broker: Any = sender.network.broker
    copy = broker.copy(ManualClock(broker.clock.now()), Controller(1000))
    return sender.copy(copy), copy


def stored(broker: Broker | Cluster) -> list[bytes | None]:
    return [record.value for record in broker.fetch(TOPIC, 0, 0)]


def batches(sender: Sender) -> list[tuple[Any, ...]]:
    return [(b.status, b.batch, b.attempts, b.sent_ms, b.created_ms, b.base_offset) for b in sender.deliveries]


@pytest.fixture(params=[1, 2])
def sender(request: pytest.FixtureRequest) -> Sender:
    """One with a batch in flight, one that waits, one that is late, and one that was cut into parts."""
    sender = sender_of(brokers(request.param))
    sender.enqueue(TOPIC, 0, records(b"first"))
    sender.network.faults.extend([Fault.DELIVER_TWICE, Fault.LOSE_ACK])
    sender.enqueue(TOPIC, 0, LARGE)
    sender.enqueue(TOPIC, 0, records(b"waits"))
    return sender


def test_both_end_alike(sender: Sender) -> None:
    copy, broker = copied(sender)
    assert batches(copy) == batches(sender)
    copy.complete_all()
    sender.complete_all()
    assert batches(copy) == batches(sender)
    assert stored(broker) == stored(sender.network.broker)  # type: ignore[arg-type]
    assert (copy.failed, copy.are_all_acknowledged) == (sender.failed, sender.are_all_acknowledged) == (0, True)


def test_the_copy_changes_nothing_of_the_original(sender: Sender) -> None:
    original: Any = sender.network.broker
    before, stored_before, now = batches(sender), stored(original), original.clock.now()
    states = original.describe_producers(TOPIC, 0)
    copy, broker = copied(sender)
    copy.complete_all()
    copy.enqueue(TOPIC, 0, records(b"more"))
    assert (batches(sender), stored(original), original.clock.now()) == (before, stored_before, now)
    assert original.describe_producers(TOPIC, 0) == states
    assert len(stored(broker)) > len(stored_before)
    assert not sender.network.faults


def test_parts_and_whole_belong_together_in_the_copy(sender: Sender) -> None:
    copy, _ = copied(sender)
    whole = copy.deliveries[1]
    assert whole.status is Status.SPLIT
    assert whole.parts == copy.deliveries[2:-1]
    assert all(part.split_from is whole for part in whole.parts)
    assert all(part is not old for part, old in zip(copy.deliveries, sender.deliveries, strict=True))
    copy.complete_all()
    assert (whole.status, sender.deliveries[1].status) == (Status.ACKNOWLEDGED, Status.SPLIT)


def test_the_copy_owns_its_batches_alone(sender: Sender) -> None:
    copy, _ = copied(sender)
    assert copy.owns(copy.deliveries[0])
    assert not copy.owns(sender.deliveries[0])
    assert copy.latest in copy.deliveries


def test_a_copy_is_given_up_by_its_own_clock_and_nobody_hears_of_it() -> None:
    """The delivery timeout is over where the copy stands; the original waits on, and its observer is not told."""

    class Listener(Observer):
        given_up = 0

        def gives_up(self, delivery: ProducerBatch) -> None:
            del delivery
            self.given_up += 1

    listener = Listener()
    original = Sender(Network(brokers(1)), ProducerConfig(), listener)
    original.network.faults.append(Fault.LOSE_REQUEST)
    original.enqueue(TOPIC, 0, records(b"lost"))
    copy, broker = copied(original)
    broker.clock.sleep(120_000)
    copy.complete_all()
    assert [batch.status for batch in copy.deliveries] == [Status.FAILED]
    assert [batch.status for batch in original.deliveries] == [Status.IN_FLIGHT]
    assert listener.given_up == 0


def test_a_copy_asks_its_own_broker_for_a_producer_id() -> None:
    """After the largest epoch; the copies of brokers in ``copied`` grant ids from 1000 on."""
    original = sender_of(brokers(1))
    original.producer_epoch = MAX_EPOCH
    original.network.faults.append(Fault.LOSE_REQUEST)
    original.enqueue(TOPIC, 0, records(b"given up"))
    copy, broker = copied(original)
    broker.clock.sleep(120_000)
    copy.complete_all()
    copy.enqueue(TOPIC, 0, records(b"next"))
    assert original.network.broker.init_producer_id().producer_id == original.producer_id + 1
    assert (copy.producer_id, copy.producer_epoch) != (original.producer_id, MAX_EPOCH)


def test_a_copy_before_the_first_message_has_sent_nothing() -> None:
    copy, _ = copied(sender_of(brokers(1)))
    assert copy.latest is None
    assert not copy.are_all_acknowledged


def test_what_is_late_arrives_in_each() -> None:
    sender = sender_of(brokers(1))
    sender.enqueue(TOPIC, 0, records(b"first"))
    sender.network.faults.append(Fault.DELAY)
    sender.enqueue(TOPIC, 0, records(b"late"))
    copy, broker = copied(sender)
    copy.enqueue(TOPIC, 0, records(b"next"))
    assert stored(broker) == [b"first", b"late"]
    assert stored(sender.network.broker) == [b"first"]  # type: ignore[arg-type]
    assert len(sender.network.held) == 1


def test_a_copy_asks_its_own_broker_for_an_id() -> None:
    """After epoch 32767 a producer needs a new id (``bumpIdempotentProducerEpoch``)."""
    sender = sender_of(brokers(1))
    sender.producer_epoch = 32767
    sender.network.faults.append(Fault.LOSE_REQUEST)
    sender.enqueue(TOPIC, 0, records(bytes(400)))
    copy, _ = copied(sender)
    copy.complete_all()
    assert (copy.producer_id, copy.producer_epoch) == (1, 0)
    assert (sender.producer_id, sender.producer_epoch) == (0, 32767)


def test_a_copy_grants_the_ids_that_come_next() -> None:
    broker = brokers(1)
    assert isinstance(broker, Broker)
    broker.init_producer_id()
    copy = broker.copy(ManualClock(), Controller(5000))
    assert (copy.init_producer_id().producer_id, broker.init_producer_id().producer_id) == (1, 1)
    copy.restart()
    assert copy.init_producer_id().producer_id == 5000


def test_a_copy_knows_the_transactional_ids() -> None:
    broker = brokers(1)
    assert isinstance(broker, Broker)
    first = broker.init_producer_id("mine")
    copy = broker.copy(ManualClock(), Controller())
    assert copy.init_producer_id("mine").producer_id == first.producer_id
    assert copy.init_producer_id("mine").producer_epoch == 2
    assert broker.init_producer_id("mine").producer_epoch == 1
    assert copy.init_producer_id("another").producer_id == first.producer_id + 1


def test_a_copy_has_as_many_replicas_in_sync() -> None:
    cluster = brokers(2)
    assert isinstance(cluster, Cluster)
    cluster.stop(0)
    copy = cluster.copy(ManualClock(), Controller())
    assert (copy.in_sync_replicas, copy.leader(TOPIC, 0)) == ((1,), 1)
    assert copy.brokers[1].partition(TOPIC, 0).isr_size == 1
    copy.start(0)
    assert (copy.in_sync_replicas, cluster.in_sync_replicas) == ((0, 1), (1,))


def test_a_copy_of_a_log_keeps_its_bounds() -> None:
    broker = brokers(1)
    assert isinstance(broker, Broker)
    sender = sender_of(broker)
    for value in (b"a", b"b", b"c"):
        sender.enqueue(TOPIC, 0, records(value))
    broker.delete_records(TOPIC, 0, 2)
    broker.partition(TOPIC, 0).log.leader_epoch = 7
    copy = broker.copy(ManualClock(), Controller())
    assert (copy.log_start_offset(TOPIC, 0), copy.log_end_offset(TOPIC, 0)) == (2, 3)
    assert copy.partition(TOPIC, 0).log.leader_epoch == 7
    marker = EndTransactionMarker(producer_id=0, producer_epoch=0, committed=True)
    copy.write_txn_marker(TOPIC, 0, marker)
    assert broker.log_end_offset(TOPIC, 0) == 3


def test_an_epoch_that_was_begun_goes_on_in_the_copy() -> None:
    sender = sender_of(brokers(1))
    sender.enqueue(TOPIC, 0, records(bytes(400)))
    copy, broker = copied(sender)
    copy.enqueue(TOPIC, 0, records(b"a"))
    numbers = [(record.producer_epoch, record.sequence) for record in broker.fetch(TOPIC, 0, 0)]
    assert numbers == [(1, 0)]
    assert copy.failed == 1


def test_a_copied_batch_is_the_same_and_another() -> None:
    batch = ProducerBatch(3, TOPIC, 1, records(b"a"), 7, Status.FAILED, None, 9, 2, 5, Failure("why"))
    copy = batch.copy()
    fields = [name for name in ProducerBatch.__slots__ if name != "__weakref__"]
    assert copy is not batch
    assert [getattr(copy, name) for name in fields] == [getattr(batch, name) for name in fields]
