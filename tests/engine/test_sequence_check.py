"""The decision table: each row, the order of the rows, and what the table promises to its readers.

Rows and scenarios are those of kafka-rules.md §1.3 and sequence-check-scenarios.yaml.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from minikafka.engine import sequence_check
from minikafka.engine.errors import Error
from minikafka.engine.producer_state import BatchMetadata, ProducerState, state_after
from minikafka.engine.records import Record, RecordBatch
from minikafka.engine.sequence_check import DUPLICATE, NEW, REFUSED, RULES, Branch, Generation, Rule, check

MAX = 2147483647
PLAIN = RecordBatch(records=(Record(value=b"message1"),))
BOTH = tuple(Generation)
RELEASED, NEXT = (Generation.KAFKA_2_5,), (Generation.KAFKA_4_5,)


def batch(first: int, count: int = 1, epoch: int = 3) -> RecordBatch:
    return RecordBatch(
        records=(Record(value=b"message1"),) * count, producer_id=1, producer_epoch=epoch, base_sequence=first
    )


def remembers(*ranges: tuple[int, int]) -> ProducerState:
    """A producer of epoch 3 whose remembered batches have these first and last sequences."""
    kept = [
        BatchMetadata(last_sequence=last, last_offset=50 + number, offset_delta=(last - first) % 2**31, timestamp=0)
        for number, (first, last) in enumerate(ranges)
    ]
    return ProducerState(producer_id=1, producer_epoch=3, batches=tuple(kept))


ANSWERS = {
    "1": (NEW, Error.NONE),
    "2": (DUPLICATE, Error.NONE),
    "3": (REFUSED, Error.INVALID_PRODUCER_EPOCH),
    "4": (NEW, Error.NONE),
    "5": (REFUSED, Error.OUT_OF_ORDER_SEQUENCE_NUMBER),
    "6 since 4.5": (REFUSED, Error.OUT_OF_ORDER_SEQUENCE_NUMBER),
    "6": (NEW, Error.NONE),
    "7": (NEW, Error.NONE),
    "8": (NEW, Error.NONE),
    "9": (NEW, Error.NONE),
    "10": (REFUSED, Error.OUT_OF_ORDER_SEQUENCE_NUMBER),
}

ARRIVALS = [
    ("1", "A16 no producer id", None, PLAIN, 0, BOTH),
    ("2", "A05 the last batch again", remembers((0, 0)), batch(0), 1, BOTH),
    ("2", "A10 the oldest of five again", remembers((0, 0), (1, 1), (2, 2), (3, 3), (4, 4)), batch(0), 5, BOTH),
    ("2", "A09 several records", remembers((0, 1), (2, 4)), batch(2, count=3), 5, BOTH),
    ("2", "G06 across the wrap", remembers((MAX - 1, 1)), batch(MAX - 1, count=4), 5, BOTH),
    ("2", "G07 from before the wrap", remembers((MAX - 7, MAX), (0, 4)), batch(MAX - 7, count=8), 14, BOTH),
    ("3", "D01 an older epoch at 0", remembers((0, 0)), batch(0, epoch=2), 1, BOTH),
    ("3", "D08 an older epoch and a gap", remembers((0, 0)), batch(99, epoch=2), 1, BOTH),
    ("3", "an older epoch, next in order", remembers((0, 0)), batch(1, epoch=2), 1, BOTH),
    ("3", "I03 an older epoch, no batch remembered", remembers(), batch(0, epoch=0), 1, BOTH),
    ("4", "D02 the next epoch at 0", remembers((0, 1)), batch(0, epoch=4), 2, BOTH),
    ("4", "D05 a later epoch at 0", remembers((0, 0)), batch(0, epoch=9), 1, BOTH),
    ("4", "D07 the same sequence, a newer epoch", remembers((0, 0)), batch(0, epoch=4), 1, BOTH),
    ("4", "a newer epoch at 0, no batch remembered", remembers(), batch(0, epoch=4), 1, BOTH),
    ("5", "D03 a newer epoch, next in the old order", remembers((0, 0)), batch(1, epoch=4), 1, BOTH),
    ("5", "D04 a newer epoch and a gap", remembers((0, 0)), batch(5, epoch=4), 1, BOTH),
    ("6 since 4.5", "A18 an unknown producer at 1, never written", None, batch(1), 0, NEXT),
    ("6", "A01 an unknown producer at 0, never written", None, batch(0), 0, BOTH),
    ("6", "A08 an unknown producer at 1, never written", None, batch(1), 0, RELEASED),
    ("6", "C06 an unknown producer at 17, used log", None, batch(17), 1, BOTH),
    ("6", "C07 an unknown producer at 5, emptied log", None, batch(5), 1, BOTH),
    ("7", "A02 next", remembers((0, 0)), batch(1), 1, BOTH),
    ("7", "A03 next after three records", remembers((0, 2)), batch(3, count=2), 3, BOTH),
    ("7", "G02 the largest sequence", remembers((MAX - 1, MAX - 1)), batch(MAX), 1, BOTH),
    ("7", "G05 next after a batch across the wrap", remembers((MAX - 1, 1)), batch(2), 5, BOTH),
    ("8", "G01 0 after the largest", remembers((MAX, MAX)), batch(0), 1, BOTH),
    ("9", "I03 only a marker seen, at 0", remembers(), batch(0), 1, BOTH),
    ("10", "B01 a gap", remembers((0, 0)), batch(2), 1, BOTH),
    ("10", "A04 batches counted as one", remembers((0, 2)), batch(1, count=3), 3, BOTH),
    ("10", "A11 older than the five", remembers((1, 1), (2, 2), (3, 3), (4, 4), (5, 5)), batch(0), 6, BOTH),
    ("10", "A15 0 is not special", remembers((0, 1)), batch(0), 2, BOTH),
    ("10", "B03 same first, shorter", remembers((0, 2)), batch(0, count=2), 3, BOTH),
    ("10", "B04 same first, longer", remembers((0, 2)), batch(0, count=4), 3, BOTH),
    ("10", "B05 same last", remembers((0, 2)), batch(1, count=2), 3, BOTH),
    ("10", "B06 over the end", remembers((0, 2)), batch(2, count=2), 3, BOTH),
    ("10", "B07 two in one", remembers((0, 0), (1, 1)), batch(0, count=2), 2, BOTH),
    ("10", "G03 0 after the last but one", remembers((MAX - 1, MAX - 1)), batch(0), 1, BOTH),
    ("10", "G04 1 after the largest", remembers((MAX, MAX)), batch(1), 1, BOTH),
    ("10", "I03 only a marker seen, not at 0", remembers(), batch(17), 1, BOTH),
]

EACH_ARRIVAL = pytest.mark.parametrize(
    ("row", "state", "arriving", "log_end_offset", "generation"),
    [
        pytest.param(row, state, arriving, log_end_offset, generation, id=f"{row}: {what}, {generation.value}")
        for row, what, state, arriving, log_end_offset, generations in ARRIVALS
        for generation in generations
    ],
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.row)
def test_a_row_answers_as_kafka_does(rule: Rule) -> None:
    assert (rule.branch, rule.error) == ANSWERS[rule.row]


def test_the_table_has_every_row_once() -> None:
    assert sorted(rule.row for rule in RULES) == sorted(ANSWERS)


@EACH_ARRIVAL
def test_the_row_that_decides(
    row: str, state: ProducerState | None, arriving: RecordBatch, log_end_offset: int, generation: Generation
) -> None:
    assert check(arriving, state, log_end_offset, generation).rule.row == row


def test_every_row_decides_about_some_arrival() -> None:
    assert {row for row, *_ in ARRIVALS} == {rule.row for rule in RULES}


@EACH_ARRIVAL
def test_only_a_new_batch_changes_the_state(
    row: str, state: ProducerState | None, arriving: RecordBatch, log_end_offset: int, generation: Generation
) -> None:
    verdict = check(arriving, state, log_end_offset, generation)
    if ANSWERS[row][0] is NEW and arriving is not PLAIN:
        assert verdict.state == state_after(state, arriving, log_end_offset)
    else:
        assert verdict.state is state


@EACH_ARRIVAL
def test_only_a_duplicate_has_an_original(
    row: str, state: ProducerState | None, arriving: RecordBatch, log_end_offset: int, generation: Generation
) -> None:
    original = check(arriving, state, log_end_offset, generation).original
    if row != "2":
        assert original is None
    else:
        assert original is not None
        assert (original.first_sequence, original.last_sequence) == (arriving.base_sequence, arriving.last_sequence)


# The order of the rows


def test_a_duplicate_is_looked_up_before_the_order_is_checked() -> None:
    """Row 2 before row 8: 0 is remembered and would also follow 2147483647."""
    assert check(batch(0), remembers((0, 0), (1, MAX)), log_end_offset=2).rule.row == "2"


def test_the_epoch_is_checked_before_the_order() -> None:
    """D08, ``ProducerAppendInfo.maybeValidateDataBatch``."""
    assert check(batch(99, epoch=2), remembers((0, 0)), log_end_offset=1).rule.error is Error.INVALID_PRODUCER_EPOCH


def test_a_batch_without_a_producer_id_is_not_checked_at_all() -> None:
    """A18 and A16: row 1 before the rule of 4.5 for a log that never held a record."""
    assert check(PLAIN, None, 0, Generation.KAFKA_4_5).rule.row == "1"


@pytest.mark.parametrize(("epoch", "first"), [(-1, 33), (0, 33), (0, 0)])
def test_a_producer_that_gave_no_epoch_is_not_known(epoch: int, first: int) -> None:
    """Random stories on Apache Kafka 4.1 found it; ``ProducerAppendInfo.checkSequence``, ``NO_PRODUCER_EPOCH``."""
    without_epoch = state_after(None, batch(0, epoch=-1), 0)
    assert check(batch(first, epoch=epoch), without_epoch, log_end_offset=1).rule.row == "6"


def test_the_last_row_holds_always() -> None:
    assert RULES[-1].branch is Branch.REFUSED
    assert RULES[-1].holds(sequence_check.Arrival(batch(0), None, 0, Generation.KAFKA_2_5))


def test_released_brokers_are_the_default() -> None:
    """Generation 2.5 to 4.4; they take any first sequence."""
    assert check(batch(17), None, log_end_offset=0).rule.row == "6"


def test_an_unknown_generation_is_refused() -> None:
    with pytest.raises(ValueError, match=r"generation is 'kafka-9': use 'kafka-2\.5' or 'kafka-4\.5'"):
        Generation("kafka-9")


# What a newcomer is promised

SOURCE = Path(sequence_check.__file__).read_text(encoding="utf-8")


def test_the_module_is_read_in_ten_minutes() -> None:
    assert len(SOURCE.splitlines()) < 200


def test_the_module_needs_only_the_engine_and_the_standard_library() -> None:
    nodes = list(ast.walk(ast.parse(SOURCE)))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    others = [name for name in names if name.partition(".")[0] not in sys.stdlib_module_names]
    assert others
    assert all(name.startswith("minikafka.engine.") for name in others)
