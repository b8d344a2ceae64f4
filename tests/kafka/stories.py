"""Random stories of batches, told to two brokers: every answer, and what they keep at the end, must be the same.

A move says what a producer does next as seen from what it did so far, so that most batches come near the edge of a
rule: one too far, one again, one across the wrap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import uuid4

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from minikafka.engine.broker_calls import BrokerCalls
from minikafka.engine.errors import Error
from minikafka.engine.records import (
    MAX_EPOCH,
    MAX_SEQUENCE,
    NO_PRODUCER_EPOCH,
    NO_PRODUCER_ID,
    Record,
    RecordBatch,
    increment_sequence,
)
from minikafka.engine.results import ProduceResult
from minikafka.storage.clock import SystemClock

PARTITIONS = 2
PRODUCERS = range(1000, 1003)


class TopicBroker(BrokerCalls, Protocol):
    """A broker that deletes topics too."""

    def delete_topic(self, topic: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Place:
    """A producer's count for one partition."""

    producer_id: int
    partition: int


@dataclass(frozen=True, slots=True)
class Near:
    """A batch ``distance`` away from the sequence that is due; 0 is the next one."""

    place: Place
    distance: int
    raise_epoch_by: int
    count: int


@dataclass(frozen=True, slots=True)
class GoOn:
    """The next ``batches``, one after the other."""

    place: Place
    batches: int
    count: int


@dataclass(frozen=True, slots=True)
class At:
    """A batch at a sequence of its own, whatever came before."""

    place: Place
    sequence: int
    raise_epoch_by: int
    count: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same batch as ``back`` batches ago, counted from the last one that was stored of this producer there."""

    place: Place
    back: int


@dataclass(frozen=True, slots=True)
class Plain:
    """A batch of a producer without idempotence."""

    partition: int
    count: int


Step = Near | At | Repeat | Plain
Move = Step | GoOn

_places = st.builds(Place, st.sampled_from(PRODUCERS), st.integers(0, PARTITIONS - 1))
_counts = st.integers(1, 3)
_epochs = st.sampled_from([0, 0, 0, 0, 0, 0, 1, 2, -1])
_edges = st.sampled_from([0, 0, 0, 1, 5, MAX_SEQUENCE - 3, MAX_SEQUENCE - 1, MAX_SEQUENCE, -1])
_so_many = st.sampled_from([1, 1, 5, 6])  # a window of remembered batches, one more
moves: st.SearchStrategy[Move] = st.one_of(
    st.builds(GoOn, _places, _so_many, _counts),
    st.builds(Near, _places, st.integers(-6, 3), _epochs, _counts),
    st.builds(At, _places, _edges, _epochs, _counts),
    st.builds(Repeat, _places, st.integers(0, 6)),
    st.builds(Plain, st.integers(0, PARTITIONS - 1), _counts),
)


History = list[RecordBatch]  # what was stored of a producer in one partition


class Pair:
    """Two brokers with a topic of the same name; ``steps`` counts the batches that both have answered alike."""

    def __init__(self, theirs: TopicBroker, ours: TopicBroker, topic: str) -> None:
        self.steps = 0
        self._theirs, self._ours, self._topic = theirs, ours, topic
        self._histories: defaultdict[Place, History] = defaultdict(list)
        self._now = SystemClock().now()
        for broker in (theirs, ours):
            broker.create_topic(topic, PARTITIONS)

    def perform(self, move: Move) -> None:
        steps = [Near(move.place, 0, 0, move.count)] * move.batches if isinstance(move, GoOn) else [move]
        for step in steps:
            self._send(step)

    def _send(self, move: Step) -> None:
        place = Place(NO_PRODUCER_ID, move.partition) if isinstance(move, Plain) else move.place
        history = self._histories[place]
        batch = self._batch(move, history)
        theirs, ours = (self._answer(broker, place.partition, batch) for broker in (self._theirs, self._ours))
        assert ours == theirs, f"{move} sent {batch}"
        self.steps += 1
        if theirs.error is Error.NONE and not theirs.duplicate:
            history.append(batch)

    def finish(self) -> None:
        """Compare what was kept: the records with their sequences, and what is remembered of the producers."""
        for partition in range(PARTITIONS):
            theirs, ours = (_kept(broker, self._topic, partition) for broker in (self._theirs, self._ours))
            assert ours == theirs

    def _answer(self, broker: TopicBroker, partition: int, batch: RecordBatch) -> ProduceResult:
        return replace(broker.produce(self._topic, partition, batch), rule=None)  # a wire does not tell the rule

    def _batch(self, move: Step, history: History) -> RecordBatch:
        match move:
            case Repeat() if history:
                return history[-1 - move.back % len(history)]
            case Near():
                sequence = increment_sequence(_due(history), move.distance)
                return self._numbered(move, sequence, history)
            case At():
                return self._numbered(move, move.sequence, history)
            case Repeat():
                return self._numbered(Near(move.place, 0, 0, 1), 0, history)
            case Plain():
                return RecordBatch(records=self._records(move.count))

    def _numbered(self, move: Near | At, sequence: int, history: History) -> RecordBatch:
        current = history[-1].producer_epoch if history else 0
        return RecordBatch(
            records=self._records(move.count),
            producer_id=move.place.producer_id,
            producer_epoch=min(max(current + move.raise_epoch_by, NO_PRODUCER_EPOCH), MAX_EPOCH),
            base_sequence=sequence,
        )

    def _records(self, count: int) -> tuple[Record, ...]:
        return tuple(
            Record(value=b"%d.%d" % (self.steps, number), timestamp=self._now + self.steps) for number in range(count)
        )


def _due(history: History) -> int:
    return increment_sequence(history[-1].last_sequence, 1) if history else 0


def _kept(broker: TopicBroker, topic: str, partition: int) -> tuple[object, object]:
    stored = tuple(broker.fetch(topic, partition, 0))
    return stored, frozenset(broker.describe_producers(topic, partition))


def agree(theirs: TopicBroker, ours: TopicBroker, *, stories: int, longest: int, shorten: bool = True) -> int:
    """Tell both up to ``stories`` random stories; returns how many batches both have answered alike.

    Raises:
        AssertionError: an answer differs; with ``shorten`` hypothesis has looked for the shortest story that shows it.
    """
    steps = 0
    phases = [Phase.generate, *([Phase.shrink] if shorten else [])]

    @settings(
        max_examples=stories, phases=phases, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(st.lists(moves, min_size=longest // 2, max_size=longest))
    def tell(story: list[Move]) -> None:
        nonlocal steps
        with _pair(theirs, ours) as pair:
            for move in story:
                pair.perform(move)
            pair.finish()
            steps += pair.steps

    tell()
    return steps


@contextmanager
def _pair(theirs: TopicBroker, ours: TopicBroker) -> Iterator[Pair]:
    """Both with a topic for one story, gone after it."""
    topic = f"story-{uuid4().hex}"
    try:
        yield Pair(theirs, ours, topic)
    finally:
        for broker in (theirs, ours):
            broker.delete_topic(topic)
