"""A broker against a model that remembers everything, under whatever order of batches hypothesis thinks of."""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import Unpack

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.errors import Error
from minikafka.engine.producer_ids import Controller
from minikafka.engine.records import Record, RecordBatch
from minikafka.engine.results import FetchResult
from minikafka.engine.sequence_check import Generation
from tests.conformance import mistakes
from tests.conformance.mistakes import Mistake, WrongBroker
from tests.conformance.targets import MakeBroker, Settings
from tests.properties.history import LARGEST, Answer, History, Taken, next_after, sequences

TOPIC = "topic"
PARTITIONS = (0, 1)
PRODUCERS = (7, 8)
EXPIRATION_MS = 1000

Place = tuple[int, int]  # a partition and a producer id

some_place = st.tuples(st.sampled_from(PARTITIONS), st.sampled_from(PRODUCERS))
some_start = st.sampled_from([0, 1, 17, LARGEST - 2, LARGEST])
some_count = st.integers(1, 3)
some_age = st.sampled_from([0, 1, EXPIRATION_MS - 1, EXPIRATION_MS])
so_many_batches = st.sampled_from([1, 5, 6])  # one, as many as are remembered, one more


class BrokerMachine(RuleBasedStateMachine):
    """Sends batches to a broker and to the model; every rule is something that a client, good or bad, might do."""

    def make_broker(self, **settings: Unpack[Settings]) -> Broker:
        return Broker(**settings)

    @initialize(generation=st.sampled_from(Generation))
    def start(self, generation: Generation) -> None:
        self.clock = ManualClock()
        self.messages = count()
        self.histories = [History(first_must_be_zero=generation is Generation.KAFKA_4_5) for _ in PARTITIONS]
        self.broker = self.make_broker(
            generation=generation,
            clock=self.clock,
            producer_id_expiration_ms=EXPIRATION_MS,
            controller=Controller(),
        )
        self.broker.create_topic(TOPIC, len(PARTITIONS))

    # What clients do

    @rule(place=some_place, start=some_start, batches=so_many_batches, records=some_count, age=some_age)
    def go_on(self, place: Place, start: int, batches: int, records: int, age: int) -> None:
        """The next batches in order, or the first ones."""
        for _ in range(batches):
            epoch, first = self.next_of(place) or (0, start)
            self.send(place, epoch, first, records, age)

    @rule(place=some_place, batches=so_many_batches)
    def send_again(self, place: Place, batches: int) -> None:
        """What a client does whose acks were lost."""
        for old in self.taken(place)[-batches:]:
            self.send(place, old.epoch, old.sequences[0], len(old.sequences))

    @rule(place=some_place, back=st.integers(1, 6), skip=st.integers(0, 2), records=some_count)
    def cut_again(self, place: Place, back: int, skip: int, records: int) -> None:
        """The records of a stored batch, put into batches in another way."""
        for old in self.taken(place)[-back:][:1]:
            self.send(place, old.epoch, old.sequences[min(skip, len(old.sequences) - 1)], records)

    @rule(place=some_place, missing=st.integers(1, 3), records=some_count)
    def leave_a_gap(self, place: Place, missing: int, records: int) -> None:
        for latest in self.taken(place)[-1:]:
            self.send(place, latest.epoch, sequences(latest.sequences[-1], missing + 2)[-1], records)

    @rule(place=some_place, by=st.sampled_from([-1, 0, 1]), start=st.none() | some_start, records=some_count)
    def change_the_epoch(self, place: Place, by: int, start: int | None, records: int) -> None:
        """With a sequence of its own, or (None) the next one of the epoch before."""
        epoch, first = self.next_of(place) or (1, 0)
        self.send(place, max(0, epoch + by), first if start is None else start, records)

    @rule(partition=st.sampled_from(PARTITIONS), records=some_count)
    def send_without_a_producer_id(self, partition: int, records: int) -> None:
        self.send((partition, -1), epoch=-1, first=-1, records=records)

    # What time takes away

    @rule(milliseconds=some_age)
    def wait(self, milliseconds: int) -> None:
        self.clock.advance(milliseconds)

    @rule()
    def expire(self) -> None:
        forgotten = sum(history.expire(self.clock.now(), EXPIRATION_MS) for history in self.histories)
        assert self.broker.expire_producers() == forgotten

    @rule(partition=st.sampled_from(PARTITIONS), kept=st.integers(0, 5))
    def delete_records(self, partition: int, kept: int) -> None:
        history = self.histories[partition]
        offset = max(history.log_start_offset, len(history.records) - kept)
        self.broker.delete_records(TOPIC, partition, offset)
        history.log_start_offset = offset

    # What must hold

    def send(self, place: Place, epoch: int, first: int, records: int, age: int = 0) -> None:
        partition, producer_id = place
        batch = RecordBatch(
            records=tuple(self.message(age) for _ in range(records)),
            producer_id=producer_id,
            producer_epoch=epoch,
            base_sequence=first,
        )
        before = self.seen(partition)
        expected = self.histories[partition].append(batch)
        result = self.broker.produce(TOPIC, partition, batch)
        assert Answer(result.error, result.base_offset, result.log_append_time, result.duplicate) == expected
        assert result.log_start_offset == self.histories[partition].log_start_offset
        if expected.duplicate or expected.error is not Error.NONE:
            assert self.seen(partition) == before

    @invariant()
    def the_log_is_the_history(self) -> None:
        for partition, history in enumerate(self.histories):
            stored = [
                (record.offset, record.value, record.producer_id, record.producer_epoch, record.sequence)
                for record in self.fetch(partition)
            ]
            assert stored == [
                (offset, record.value, record.producer_id, record.epoch, record.sequence)
                for offset, record in enumerate(history.records)
                if offset >= history.log_start_offset
            ]
            assert self.broker.log_end_offset(TOPIC, partition) == len(history.records)

    @invariant()
    def nothing_is_stored_twice_and_order_is_kept(self) -> None:
        """While a producer is remembered, the stored sequences of an epoch follow each other without a gap."""
        for partition, history in enumerate(self.histories):
            latest: dict[tuple[int, int, int], int] = {}
            for record in self.fetch(partition):
                session = record.producer_id, record.producer_epoch, history.records[record.offset].life
                assert record.sequence == -1 or record.sequence == next_after(latest.get(session, record.sequence - 1))
                latest[session] = record.sequence

    @invariant()
    def the_producers_are_those_of_the_history(self) -> None:
        for partition, history in enumerate(self.histories):
            rows = self.broker.describe_producers(TOPIC, partition)
            assert {(row.producer_id, row.producer_epoch, row.last_sequence, row.last_timestamp) for row in rows} == {
                (producer, taken[-1].epoch, taken[-1].sequences[-1], taken[-1].timestamp)
                for producer, taken in history.producers.items()
            }

    # Help

    def message(self, age: int) -> Record:
        """A message that was never sent before; every other record of a batch is a millisecond older."""
        number = next(self.messages)
        return Record(value=b"message%d" % number, timestamp=self.clock.now() - age - number % 2)

    def taken(self, place: Place) -> list[Taken]:
        """What a partition took from a producer since it knows it."""
        partition, producer_id = place
        return self.histories[partition].producers.get(producer_id, [])

    def next_of(self, place: Place) -> tuple[int, int] | None:
        """The epoch and the sequence that a partition waits for, if it knows the producer."""
        return next(((latest.epoch, next_after(latest.sequences[-1])) for latest in self.taken(place)[-1:]), None)

    def fetch(self, partition: int) -> FetchResult:
        """The whole log."""
        return self.broker.fetch(TOPIC, partition, self.broker.log_start_offset(TOPIC, partition))

    def seen(self, partition: int) -> tuple[object, ...]:
        """All that a batch could change."""
        states = [self.broker.producer_state(TOPIC, partition, producer_id) for producer_id in PRODUCERS]
        rows = self.broker.describe_producers(TOPIC, partition)
        return self.fetch(partition), states, rows


def test_a_broker_answers_from_its_history() -> None:
    run_state_machine_as_test(BrokerMachine, settings=settings(max_examples=120, stateful_step_count=30, deadline=None))


SEARCH = settings(
    max_examples=1000,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)

CHECK_MISTAKES: tuple[Mistake, ...] = (
    mistakes.checks_nothing,
    mistakes.remembers_four,
    mistakes.remembers_the_last_only,
    mistakes.remembers_everything,
    mistakes.takes_lower_for_duplicate,
    mistakes.names_an_old_duplicate,
    mistakes.compares_content,
    mistakes.looks_in_every_partition,
    mistakes.forgets_the_offset,
    mistakes.forgets_the_time,
    mistakes.wraps_one_early,
    mistakes.raises_the_epoch_first,
    mistakes.keeps_one_epoch_for_all_partitions,
    mistakes.checks_the_epoch_last,
)
OTHER_MISTAKES: tuple[MakeBroker, ...] = (
    mistakes.ExpiresOnAppend,
    mistakes.expires_too_late,
    mistakes.mixes_up_the_generations,
    mistakes.DescribesTheNextSequence,
)


def machine_of(make_broker: MakeBroker) -> type[BrokerMachine]:
    class Machine(BrokerMachine):
        def make_broker(self, **settings: Unpack[Settings]) -> Broker:
            return make_broker(**settings)

    return Machine


@pytest.mark.parametrize("mistake", CHECK_MISTAKES, ids=lambda mistake: mistake.__name__)
def test_a_mistake_in_the_check_is_found(mistake: Mistake) -> None:
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine_of(partial(WrongBroker, mistake)), settings=SEARCH)


@pytest.mark.parametrize("make_broker", OTHER_MISTAKES, ids=lambda make_broker: make_broker.__name__)
def test_a_mistake_outside_the_check_is_found(make_broker: MakeBroker) -> None:
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine_of(make_broker), settings=SEARCH)
