"""The memory that is measured: it grows with the window and with the producer ids, and with nothing else."""

from __future__ import annotations

import gc
import tracemalloc
from itertools import pairwise

from minikafka.lesson.content.perf import memory_of_producers, memory_of_window
from minikafka.lesson.content.perf.memory import kilobytes, window_bytes


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
