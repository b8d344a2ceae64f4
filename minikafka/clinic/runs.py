"""The shortest run of the broker that gives a wanted answer with the same numbers: found by trying, never typed in.

First a search looks for what a producer, its network and its broker have to do. Some answers no correct producer can
bring about; then single batches are handed to the broker, with the numbers of the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, product

from minikafka.clinic.numbers import Wanted
from minikafka.clinic.pattern import Found, Pattern, shortest_actions
from minikafka.clinic.player import TOPIC, Player, marks_of
from minikafka.engine.errors import CannotOperate, KafkaError, NothingToRetry
from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.records import MAX_EPOCH, NO_SEQUENCE, Record, RecordBatch
from minikafka.engine.trace import Event, Trace
from minikafka.engine.watched_broker import WatchedBroker
from minikafka.search import Action, Kind

ONE_SEND = Found((Action(Kind.SEND, 0, 0),), 1)  # the first run that a search would try


@dataclass(frozen=True)
class Run:
    """A run that gives the answer: its trace, what was done, and how many steps were tried until it was found."""

    trace: Trace
    actions: tuple[str, ...]
    tried: int
    is_of_a_producer: bool


@lru_cache(maxsize=256)
def shortest_run(wanted: Wanted) -> Run | None:
    """The shortest run that is answered as ``wanted``, ``None`` if none of those tried is."""
    found = ONE_SEND if wanted.row is None else shortest_actions(_pattern(wanted, wanted.row), wanted.generation)
    return _run_of_a_producer(wanted, found) or _run_of_batches(wanted, found.tried)


def _pattern(wanted: Wanted, row: str) -> Pattern:
    return Pattern.of(
        row,
        first=wanted.first,
        stored=wanted.stored,
        epoch=wanted.epoch,
        stored_epoch=wanted.stored_epoch,
        was_written=wanted.was_written,
    )


def _run_of_a_producer(wanted: Wanted, found: Found) -> Run | None:
    """The actions that a search found, if they can be played with the numbers of the line."""
    if found.actions is None:
        return None
    for marks in marks_of(wanted):
        player = Player(wanted, marks)
        try:
            trace = player.play(found.actions)
        except (KafkaError, NothingToRetry, CannotOperate, ValueError):
            continue
        if _answers(trace, wanted):
            return Run(trace, tuple(player.done), found.tried, True)
    return None


def _answers(trace: Trace, wanted: Wanted) -> bool:
    return any(_is_it(event, wanted) for event in trace)


def _is_it(event: Event, wanted: Wanted) -> bool:
    """True for an event in which the broker gives the wanted answer, with the wanted numbers."""
    result, batch, state = event.result, event.batch, event.variables.state
    if result is None or batch is None:
        return False
    seen = (
        (wanted.row, result.rule),
        (wanted.error, result.error),
        (wanted.first, batch.base_sequence),
        (wanted.epoch, batch.producer_epoch),
        (wanted.producer_id, batch.producer_id),
        (wanted.stored, state.last_sequence if state else NO_SEQUENCE),
        (wanted.stored_epoch, state.producer_epoch if state else -1),
        (wanted.was_written, result.base_offset > 0),
    )
    return all(asked is None or asked == answer for asked, answer in seen)


# Single batches


def _run_of_batches(wanted: Wanted, tried: int) -> Run | None:
    """One batch or two, as they may arrive from anywhere."""
    attempts = count(tried + 1)
    for depth in (1, 2):
        for batches in product(_batches(wanted), repeat=depth):
            trace, number = _handed_over(wanted, batches), next(attempts)
            if _answers(trace, wanted):
                return Run(trace, tuple(map(_batch_text, batches)), number, False)
    return None


def _handed_over(wanted: Wanted, batches: Sequence[RecordBatch]) -> Trace:
    """What the broker does with batches that arrive from anywhere."""
    broker = WatchedBroker(generation=wanted.generation)
    if wanted.stored == NO_SEQUENCE and wanted.row == "10":
        broker.create_topic(TOPIC)
        number = wanted.producer_id or 0
        marker = EndTransactionMarker(producer_id=number, producer_epoch=wanted.epoch or 0, committed=True)
        broker.write_txn_marker(TOPIC, 0, marker)
    for batch in batches:
        broker.produce(TOPIC, 0, batch)
    return broker.trace


def _batches(wanted: Wanted) -> Iterator[RecordBatch]:
    numbers = {0, 1} | {number for number in (wanted.first, wanted.stored) if number is not None and number >= 0}
    numbers |= {wanted.stored - 1} if wanted.stored is not None and wanted.stored > 0 else set()
    for first, epoch, number in product(sorted(numbers), _epochs(wanted), (1, 2)):
        records = tuple(Record(value=b"message%d" % (part + 1)) for part in range(number))
        yield RecordBatch(
            records=records, producer_id=wanted.producer_id or 0, producer_epoch=epoch, base_sequence=first
        )


def _epochs(wanted: Wanted) -> list[int]:
    epochs = {number for number in (wanted.epoch, wanted.stored_epoch) if number is not None}
    if wanted.row in {"3", "4", "5"} and None in {wanted.epoch, wanted.stored_epoch}:
        known = next(iter(epochs), 0)
        epochs |= {max(0, known - 1), known, min(MAX_EPOCH, known + 1)}
    return sorted(epochs or {0})


def _batch_text(batch: RecordBatch) -> str:
    return f"a batch arrives: epoch {batch.producer_epoch}, sequence {batch.base_sequence} to {batch.last_sequence}"
