"""A broker that is watched tells what arrived and what it decided, and no more."""

from dataclasses import asdict, replace
from typing import Any

import pytest

from minikafka.engine.arrivals import readable
from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.producer import Producer
from minikafka.engine.records import Record, RecordBatch
from minikafka.engine.trace import Event, Setup, Stage, StepKind, Variables, WatchedTrace
from minikafka.engine.watched_broker import Watch, WatchedBroker


def batch(sequence: int, *values: bytes, producer_id: int = 1000) -> RecordBatch:
    records = tuple(Record(value=value) for value in values)
    numbered = producer_id >= 0
    return RecordBatch(
        records=records,
        producer_id=producer_id,
        producer_epoch=0 if numbered else -1,
        base_sequence=sequence if numbered else -1,
    )


def test_it_answers_as_any_broker() -> None:
    """Scenario A05: the retry of the last batch is a duplicate with the original's offset."""
    broker = WatchedBroker()
    assert broker.produce("topic", 0, batch(0, b"a")).base_offset == 0
    again = broker.produce("topic", 0, batch(0, b"a"))
    assert (again.error, again.base_offset, again.duplicate) == (Error.NONE, 0, True)


def test_each_batch_is_a_step_of_three_stages() -> None:
    broker = WatchedBroker()
    broker.produce("topic", 0, batch(0, b"a", b"b"))
    stages = [event.stage for event in broker.trace if event.step == 1]
    assert stages == [Stage.BROKER_RECEIVES, Stage.CHECK_SEQUENCE, Stage.STORE]


def test_the_decision_is_known_at_the_third_stage_only() -> None:
    broker = WatchedBroker()
    broker.produce("topic", 0, batch(0, b"a"))
    known = [(event.result is not None, event.variables.stored_count) for event in broker.trace if event.step == 1]
    assert known == [(False, 0), (False, 0), (True, 1)]


@pytest.mark.parametrize(
    ("producer_id", "kind"), [(1000, StepKind.ARRIVE_AGAIN), (-1, StepKind.ARRIVE)], ids=["numbered", "unnumbered"]
)
def test_only_numbers_tell_a_repetition(producer_id: int, kind: StepKind) -> None:
    broker = WatchedBroker()
    for _ in range(2):
        broker.produce("topic", 0, batch(0, b"a", producer_id=producer_id))
    assert broker.trace[-1].kind is kind


def test_a_refusal_is_written_down_too() -> None:
    """Row 10: a gap."""
    broker = WatchedBroker()
    broker.produce("topic", 0, batch(0, b"a"))
    broker.produce("topic", 0, batch(5, b"b"))
    refused = broker.trace[-1]
    assert refused.stage is Stage.ERROR
    assert refused.result
    assert refused.result.error is Error.OUT_OF_ORDER_SEQUENCE_NUMBER
    assert refused.variables.stored_count == 1


def test_what_is_stored_is_what_a_consumer_reads() -> None:
    broker = WatchedBroker()
    producer = Producer(broker)
    producer.network.lose_ack()
    producer.send("topic", b"a")
    producer.flush()
    producer.send("topic", b"b")
    seen = [record for _, _, record in broker.trace.stored]
    assert seen == list(broker.fetch("topic", 0, 0))
    assert [record.value for record in seen] == [b"a", b"b"]


def test_whoever_watches_hears_of_each_batch() -> None:
    broker = WatchedBroker()
    heard: list[int] = []
    broker.on_batch(lambda: heard.append(broker.trace.steps))
    broker.produce("topic", 0, batch(0, b"a"))
    broker.produce("topic", 0, batch(0, b"a"))
    assert heard == [1, 2]


@pytest.mark.parametrize("partition", [-1, 1])
def test_a_partition_that_is_not_there_is_a_refusal_like_any_other(partition: int) -> None:
    broker = WatchedBroker()
    broker.produce("topic", 0, batch(0, b"a"))
    assert broker.produce("topic", partition, batch(0, b"a")).error is Error.UNKNOWN_TOPIC_OR_PARTITION
    assert broker.trace[-1].stage is Stage.ERROR
    assert broker.trace[-1].variables.state is None


def test_any_broker_can_be_watched_from_then_on() -> None:
    broker = Broker()
    broker.produce("topic", 0, batch(0, b"a"))
    watch = Watch(broker)
    heard: list[int] = []
    watch.on_batch(lambda: heard.append(watch.trace.steps))
    broker.produce("topic", 0, batch(1, b"b"))
    broker.produce("topic", 0, batch(0, b"a"))
    assert heard == [1, 2]
    assert [record.value for _, _, record in watch.trace.stored] == [b"b"]


def test_it_can_be_read_but_not_made_again() -> None:
    broker = WatchedBroker()
    broker.produce("topic", 0, batch(0, b"a"))
    message = "^clients that nobody can call again made this run: it can be read, but not made again$"
    with pytest.raises(WatchedTrace, match=message):
        broker.trace.fork()
    with pytest.raises(WatchedTrace, match=message):
        broker.trace.to_json()


# What a step carries


def test_it_starts_before_the_first_batch() -> None:
    broker = WatchedBroker(num_partitions=3, clock=ManualClock(5))
    assert broker.trace.setup == Setup(asdict(broker.settings), {}, {}, 5)
    assert list(broker.trace) == [Event(0, StepKind.START, Stage.START_PRODUCER, Variables(), action=-1)]


def test_a_step_is_about_the_batch_that_arrived() -> None:
    """No action of ours made it; the message has the number of the step before."""
    broker, sent = WatchedBroker(num_partitions=2, clock=ManualClock(5)), batch(0, b"a", b"b")
    broker.produce("topic", 1, sent)
    for event in broker.trace[1:]:
        assert (event.step, event.action, event.batch) == (1, -1, sent)
        message = event.delivery
        assert message
        assert (message.number, message.topic, message.partition) == (0, "topic", 1)
        assert (message.records, message.created_ms, message.batch) == (sent.records, 5, sent)
    assert [(topic, partition) for topic, partition, _ in broker.trace.stored] == [("topic", 1)] * 2


def test_the_variables_are_what_the_broker_knows() -> None:
    """The last sequence of the batch, and what the partition remembers (kafka-rules.md §1.1)."""
    broker = WatchedBroker()
    broker.produce("topic", 0, batch(0, b"a", b"b"))
    state = broker.producer_state("topic", 0, 1000)
    assert state
    known = Variables(sequence_number=1, acknowledged=True, stored_count=2, producer_epoch=0, state=state)
    assert broker.trace[-1].variables == known
    broker.produce("topic", 0, batch(5, b"c"))
    assert broker.trace[-1].variables == replace(known, sequence_number=5, acknowledged=False)


def test_without_a_number_nothing_is_known_of_the_producer() -> None:
    broker = WatchedBroker()
    broker.produce("topic", 0, batch(0, b"a", producer_id=-1))
    assert broker.trace[-1].variables == Variables(acknowledged=True, stored_count=1)


def test_other_numbers_are_no_repetition() -> None:
    broker = WatchedBroker(num_partitions=2)
    broker.produce("topic", 0, batch(0, b"a"))
    others = [batch(1, b"a"), batch(0, b"a", b"b"), batch(0, b"a", producer_id=7)]
    for partition, other in [*[(0, other) for other in others], (1, batch(0, b"a"))]:
        broker.produce("topic", partition, other)
        assert broker.trace[-1].kind is StepKind.ARRIVE


class Unreadable:
    """A batch whose records nobody can decode."""

    producer_id, producer_epoch, base_sequence = -9, -8, -7
    is_transactional, is_control = True, True

    def __init__(self, record_count: int) -> None:
        self.record_count = record_count

    @property
    def records(self) -> tuple[Record, ...]:
        raise KafkaError(Error.CORRUPT_MESSAGE, "not a record")


@pytest.mark.parametrize(("claimed", "shown"), [(-5, 1), (0, 1), (1, 1), (3, 3), (10_000, 10_000), (10_001, 10_000)])
def test_records_that_nobody_can_decode_are_shown_as_null(claimed: int, shown: int) -> None:
    """As many as the batch claims, of those that a trace has room for; numbers below -1 are no numbers."""
    batch: Any = Unreadable(claimed)
    assert readable(batch) == RecordBatch(records=(Record(value=None),) * shown, is_transactional=True, is_control=True)
