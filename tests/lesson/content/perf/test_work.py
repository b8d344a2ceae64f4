"""The count of the work: what it counts, and that it would notice a broker that works more."""

from __future__ import annotations

import sys

import pytest

from minikafka import Broker
from minikafka.engine.records import Batch
from minikafka.engine.results import ProduceResult
from minikafka.lesson.content.perf import work_of_check
from minikafka.lesson.content.perf.work import in_words, lines_run


def turns(count: int) -> int:
    total = 0
    for number in range(count):
        total += number
    return total


def test_each_turn_of_a_loop_counts_its_lines() -> None:
    assert lines_run(lambda: turns(10)) - lines_run(lambda: turns(9)) == 2


def test_lines_that_run_inside_another_call_count_too() -> None:
    assert lines_run(lambda: [turns(1), turns(1)]) == 2 * lines_run(lambda: turns(1)) - 1


def test_whoever_traces_already_goes_on_afterwards() -> None:
    before = sys.gettrace()
    with pytest.raises(ZeroDivisionError):
        lines_run(lambda: 1 / 0)
    assert sys.gettrace() is before


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [(100, 100, "the same"), (100, 120, "up to a fifth more"), (100, 121, "more"), (100, 99, "less")],
)
def test_what_is_said_of_two_counts(before: int, after: int, words: str) -> None:
    assert in_words(before, after) == words


# What the cells are to say follows from kafka-rules.md §1.1 to §1.3: a header, an entry, five batches.


def test_nothing_but_the_window_makes_work() -> None:
    same = ["the same", "the same"]
    assert work_of_check().to_numpy().tolist() == [
        ["records in the batch", "1", "1,000", *same],
        ["batches in the log", "5", "1,000", *same],
        ["producer ids at the partition", "1", "1,000", *same],
        ["batches remembered", "1", "5", "up to a fifth more", "up to a fifth more"],
    ]


class ReadsTheLog(Broker):
    """Looks through all that is stored before it answers."""

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        if topic in self.topics:
            for stored in self.fetch(topic, partition, 0).batches:
                if stored.base_offset < 0:
                    break
        return super().produce(topic, partition, batch, acks)


def test_a_broker_that_reads_its_log_would_be_noticed() -> None:
    work = work_of_check(ReadsTheLog)
    assert work["Work for a retry"][1] == "more"
    assert work["Work for the next batch"][1] == "more"


class ReadsTheRecords(Broker):
    """Looks at every record before it answers."""

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        if any(record.value is None for record in batch.records):
            raise ValueError
        return super().produce(topic, partition, batch, acks)


def test_a_broker_that_reads_the_records_would_be_noticed() -> None:
    assert work_of_check(ReadsTheRecords)["Work for a retry"].tolist()[:2] == ["more", "the same"]
