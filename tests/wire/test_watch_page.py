"""What a watch keeps for its page: the newest batches, within bounds, and how many it left out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from minikafka.engine.trace import Trace
from minikafka.storage.record_batch import encode
from minikafka.wire import watch_page
from minikafka.wire.produce_frames import BatchAnswer, SentBatch
from minikafka.wire.watch_page import NewestBatches
from minikafka.wire.watch_tally import Tally
from minikafka.wire.wiretap import Fate, Place, Sighting
from tests.wire.batches import batch

Written = tuple[Trace, str, Sequence[str]]


def sighting(number: int, *values: bytes) -> Sighting:
    """Batch ``number`` of records that are stored."""
    frame = b"a header" + encode(batch(7, number, *values))
    sent = SentBatch("t", 0, 7, 0, number, max(1, len(values)), False, memoryview(frame)[8:])
    answer = BatchAnswer("t", 0, 0, number, -1, 0)
    return Sighting(sent, "t", Place.NEXT, 0, Fate.ANSWERED, answer, 1.0, duplicate=False, confirms=True)


def written(newest: NewestBatches) -> Written:
    found: list[Written] = []
    newest.save(
        Path("page.html"), "host:9092", Tally(), lambda trace, _, title, notes: found.append((trace, title, notes))
    )
    return found[0]


def numbers(trace: Trace) -> list[int]:
    return list(dict.fromkeys(event.batch.base_sequence for event in trace if event.batch))


def test_all_of_a_short_watch_is_on_the_page() -> None:
    newest = NewestBatches()
    for number in range(3):
        newest(sighting(number, b"message %d" % number))
    trace, title, notes = written(newest)
    assert title == "What passed on the way to host:9092"
    assert numbers(trace) == [0, 1, 2]
    assert [record.value for _, _, record in trace.stored] == [b"message 0", b"message 1", b"message 2"]
    assert not any("newest" in note for note in notes)


@pytest.mark.parametrize(
    ("bound", "most", "kept"), [("MOST_BATCHES", 4, 4), ("MOST_RECORDS", 6, 3), ("MOST_BYTES", 400, 4)]
)
def test_of_a_long_one_the_newest_are_kept_and_the_others_counted(
    bound: str, most: int, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch_page, bound, most)
    newest = NewestBatches()
    for number in range(100):
        newest(sighting(2 * number, b"one", b"two"))
    trace, _, notes = written(newest)
    assert numbers(trace) == [2 * number for number in range(100 - kept, 100)]
    assert f"The run has the newest {kept} batches; {100 - kept} before them are only counted." in notes


def test_a_batch_that_is_too_much_alone_is_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_page, "MOST_RECORDS", 1)
    newest = NewestBatches()
    newest(sighting(0, b"one", b"two"))
    trace, _, notes = written(newest)
    assert numbers(trace) == []
    assert "The run has the newest 0 batches; 1 before them are only counted." in notes
