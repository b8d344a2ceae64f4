"""What an event carries: its batch, its result, its message, and the variables as they stood there."""

from __future__ import annotations

from minikafka.engine.clock import START_MS
from minikafka.engine.producer import Producer
from minikafka.engine.producer_state import BatchMetadata, ProducerState
from minikafka.engine.trace import Stage, StepKind
from tests.engine.runs import TOPIC, ToldBroker, records


def test_a_batch_is_there_once_it_has_its_sequence(producer: Producer) -> None:
    """kafka-rules.md §4.1: assigned when it is drained, kept for every retry."""
    delivery = producer.send(TOPIC, b"message1")
    producer.retry()
    assert [event.batch for event in producer.trace] == [None, None] + [delivery.batch] * 13


def test_a_result_is_there_once_the_broker_has_decided(producer: Producer) -> None:
    producer.send(TOPIC, b"message1")
    decided = [event.stage.value for event in producer.trace if event.result]
    assert decided == ["Store", "Producer Receives Ack", "Continue Sending"]


def test_every_event_of_a_step_is_about_its_message(producer: Producer) -> None:
    sent = [producer.send(TOPIC, value, partition=partition) for value, partition in ((b"a", 0), (b"b", 1))]
    producer.retry(sent[0])
    producer.flush()
    about = {event.step: event.delivery for event in producer.trace}
    assert about == {0: None, 1: sent[0], 2: sent[1], 3: sent[0], 4: None}


def test_the_state_is_that_of_the_broker(producer: Producer, broker: ToldBroker) -> None:
    """kafka-rules.md §1.1: epoch, and last sequence, last offset, offset delta and time of each batch."""
    producer.send_batch(TOPIC, records(b"a", b"b"))
    producer.send(TOPIC, b"c")
    assert producer.trace[0].variables.state is None
    assert producer.trace[-1].variables.state == ProducerState(
        producer_id=0,
        producer_epoch=0,
        batches=(BatchMetadata(1, 1, 1, START_MS), BatchMetadata(2, 2, 0, START_MS)),
        last_timestamp=START_MS,
    )
    assert producer.trace[-1].variables.state == broker.producer_state(TOPIC, 0, 0)


def variables_of(producer: Producer, step: int) -> set[tuple[int | None, int | None]]:
    """The sequence numbers, and the last sequences that the broker remembers, at all stages of a step."""
    found = [event.variables for event in producer.trace if event.step == step]
    return {(v.sequence_number, v.state.last_sequence if v.state else None) for v in found}


def test_the_variables_are_those_of_the_steps_own_partition(producer: Producer) -> None:
    """E01: what another partition counted or remembers does not show through, at any stage."""
    first = producer.send_batch(TOPIC, records(b"a", b"b", b"c"))
    producer.send(TOPIC, b"d", partition=1)
    producer.retry(first)
    assert variables_of(producer, 2) == {(-1, None), (0, None), (0, 0)}
    assert variables_of(producer, 3) == {(2, 2)}


def test_a_late_copy_shows_the_variables_of_its_own_partition(producer: Producer) -> None:
    producer.send(TOPIC, b"a")
    producer.network.delay()
    producer.send(TOPIC, b"b")
    producer.send(TOPIC, b"c", partition=1)
    assert producer.trace[-1].kind is StepKind.COPY
    assert variables_of(producer, 4) == {(1, 0), (1, 1)}


def test_a_refusal_shows_the_same_variables_before_and_after(producer: Producer) -> None:
    """kafka-rules.md §1.2: a refused batch changes nothing."""
    oldest, *_ = [producer.send(TOPIC, b"x") for _ in range(6)]
    before = producer.trace[-1].variables
    producer.retry(oldest)
    assert producer.trace[-2].stage is Stage.ERROR
    assert [event.variables for event in producer.trace if event.step == 7] == [before] * 6
