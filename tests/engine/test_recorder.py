"""What the recorder writes beside the stages: the faults that a call met, batches, epochs, and the replicas."""

from __future__ import annotations

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.cluster import Cluster
from minikafka.engine.errors import Error
from minikafka.engine.network import Fault
from minikafka.engine.producer import Producer
from minikafka.engine.trace import Stage, StepKind, Trace
from tests.engine.runs import TOPIC, ToldBroker, fill, records, story


def test_a_request_to_which_nothing_happens_keeps_its_place_among_the_faults(producer: Producer) -> None:
    producer.network.faults.extend([None, Fault.LOSE_ACK])
    producer.send(TOPIC, b"message1")
    assert producer.trace.actions[0].faults == ("", "lose the ack")
    assert story(Trace.from_json(producer.trace.to_json())) == story(producer.trace)


def test_a_producer_starts_with_the_epoch_that_it_was_granted() -> None:
    assert Producer(ToldBroker(first_epoch=7)).trace[0].variables.producer_epoch == 7
    assert Producer(Broker(), enable_idempotence=False).trace[0].variables.producer_epoch == -1


def test_a_copy_and_a_batch_that_is_given_up_are_shown_with_their_numbers(
    producer: Producer, clock: ManualClock
) -> None:
    producer.network.deliver_twice()
    copied = producer.send(TOPIC, b"copied")
    producer.network.lose_request()
    lost = producer.send(TOPIC, b"lost")
    given_up = lost.batch
    clock.advance(120_000)
    producer.flush()
    shown = {event.kind: event.batch for event in producer.trace}
    assert (shown[StepKind.COPY], shown[StepKind.GIVE_UP]) == (copied.batch, given_up)
    assert given_up is not None


def test_each_event_shows_the_replicas_of_the_partition_of_the_last_message() -> None:
    cluster = Cluster([Broker(num_partitions=2) for _ in range(2)])
    cluster.init_producer_id()
    producer = Producer(cluster)
    assert producer.trace[0].replicas == ()
    producer.send(TOPIC, b"message1", partition=1)
    producer.flush()
    replicas = producer.trace[-1].replicas
    assert [(replica.leads, replica.in_sync, replica.log_end_offset) for replica in replicas] == [
        (True, True, 1),
        (False, True, 1),
    ]
    states = [replica.state for replica in replicas]
    assert [state and state.producer_id for state in states] == [producer.producer_id] * 2 == [1, 1]
    producer.operations.change_leader(TOPIC, 1)
    assert [replica.leads for replica in producer.trace[-1].replicas] == [False, True]


def test_a_part_is_sent_with_the_sequence_that_it_has_already(producer: Producer, broker: ToldBroker) -> None:
    """``ProducerBatch.split`` numbers the parts before any of them goes out."""
    broker.refuse(Error.MESSAGE_TOO_LARGE)
    cut = producer.send_batch(TOPIC, records(b"a", b"b"))
    sent = [event.batch for event in producer.trace if event.stage is Stage.SEND_MESSAGE]
    assert sent == [None, *(part.batch for part in cut.parts)]


def test_after_a_fatal_error_a_flush_shows_that_nothing_waits(producer: Producer, broker: ToldBroker) -> None:
    fill(producer, count=6)
    broker.refuse(Error.CLUSTER_AUTHORIZATION_FAILED)
    producer.retry()
    producer.flush()
    left = producer.trace[-1].variables
    assert (left.waiting, left.in_flight, left.failed) == (0, 0, 6)
