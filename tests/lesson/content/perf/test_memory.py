"""Memory and bytes: they grow with the window and with the producer ids, and with nothing else."""

from __future__ import annotations

import gc
import tracemalloc
from itertools import pairwise

from minikafka.lesson.content.perf import (
    bytes_of_idempotence,
    memory_of_producers,
    memory_of_window,
    short_lived_producers,
)
from minikafka.lesson.content.perf.memory import Kept, batch_sizes, kept, kilobytes, snapshot_sizes, window_bytes


def test_a_producer_takes_more_until_five_batches_are_remembered_and_no_more_after() -> None:
    after = window_bytes()
    assert all(more - less > 50 for less, more in pairwise(after[:5]))  # four numbers, each an object of its own
    assert all(abs(more - less) < 10 for less, more in pairwise(after[4:]))


def test_twice_as_many_producers_take_about_twice_as_much() -> None:
    nobody, _, half, _, everybody = kilobytes(window=1)
    assert nobody == 0
    assert 1.7 < everybody / half < 2.3


def test_five_batches_take_more_than_one() -> None:
    five, one = memory_of_producers().series
    assert five.name == "5 remembered of each"
    assert five.ys[-1] > 2 * one.ys[-1]


def test_measuring_leaves_nothing_behind() -> None:
    memory_of_window()
    assert not tracemalloc.is_tracing()
    assert gc.get_freeze_count() == 0


def test_what_a_notebook_stores_holds_no_figure() -> None:
    words = "Plot: Memory for one producer id at one partition. bytes of memory, over batches sent by the producer"
    assert repr(memory_of_window()).startswith(words)


# The bytes are those of Kafka's formats: DefaultRecordBatch, ProducerStateManager


BATCH_HEADER = 61
RECORD = 2 + 1 + 1 + 1 + 1 + 2 + 100 + 1  # length, attributes, two deltas, no key, length of the value, value, headers
LONG_DELTAS = 100 - 64  # records whose offset delta takes a second byte
SNAPSHOT_HEADER, SNAPSHOT_ENTRY = 2 + 4 + 4, 8 + 2 + 4 + 8 + 4 + 8 + 4 + 8


def test_a_batch_is_as_long_without_a_producer_id_as_with_one() -> None:
    assert batch_sizes(1) == (BATCH_HEADER + RECORD,) * 2
    assert batch_sizes(100) == (BATCH_HEADER + 100 * RECORD + LONG_DELTAS,) * 2


def test_a_snapshot_has_one_entry_for_a_producer_however_much_it_has_sent() -> None:
    with_entry = SNAPSHOT_HEADER + SNAPSHOT_ENTRY
    assert snapshot_sizes(1) == snapshot_sizes(1_000) == (SNAPSHOT_HEADER, with_entry)


def test_the_table_shows_both() -> None:
    assert bytes_of_idempotence().to_numpy().tolist() == [
        ["batch of 1 record, sent", "170", "170"],
        ["batch of 100 records, sent", "10,997", "10,997"],
        ["snapshot after 1 batch", "10", "56"],
        ["snapshot after 1,000 batches", "10", "56"],
    ]


# Many short-lived producers: one state for each producer id, until it expires


def test_a_producer_id_is_kept_for_a_day_whoever_has_used_it() -> None:
    one = Kept(records=1_000, producer_ids=1, snapshot_bytes=10 + 46, after_an_hour=1, after_a_day=0)
    many = Kept(1_000, producer_ids=1_000, snapshot_bytes=10 + 1_000 * 46, after_an_hour=1_000, after_a_day=0)
    assert (kept(producers=1), kept(producers=1_000)) == (one, many)


def test_the_table_has_a_row_for_each_way() -> None:
    assert short_lived_producers().to_numpy().tolist() == [
        ["1", "1,000", "1", "56", "1", "0"],
        ["1,000", "1,000", "1,000", "46,010", "1,000", "0"],
    ]
