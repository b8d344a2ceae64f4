"""A broker that is watched tells what arrived and what it decided, and no more."""

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error
from minikafka.engine.producer import Producer
from minikafka.engine.records import Record, RecordBatch
from minikafka.engine.trace import Stage, StepKind, WatchedTrace
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
    with pytest.raises(WatchedTrace, match="can be read"):
        broker.trace.fork()
    with pytest.raises(WatchedTrace, match="can be read"):
        broker.trace.to_json()
