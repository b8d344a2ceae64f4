"""A damaged end of a log, opened after a crash by Apache Kafka and by us: never is more cut off here than there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from minikafka.engine.errors import KafkaError
from tests.storage.batches import batch_of, message
from tests.storage.kafka.apache_kafka import KafkaLog, open_kafka
from tests.storage.stories import open_ours

FIRST = batch_of({0: b"first", 1: b"one"}, producer=(7, 0, 0))
LAST = batch_of({0: b"last"}, at=2, producer=(7, 0, 2))
NAME = f"{0:020d}.log"
MAGIC_AT = 16


def flipped() -> Iterator[tuple[str, bytes, bool]]:
    """One bit of each byte behind the base offset; a flip of the magic makes batches that Kafka keeps and we refuse."""
    for at in range(8, len(LAST)):
        for bit in (0, 7) if at != MAGIC_AT else range(8):
            damaged = bytearray(LAST)
            damaged[at] ^= 1 << bit
            yield f"byte {at} bit {bit}", bytes(damaged), at == MAGIC_AT


def endings() -> list[tuple[str, bytes, bool]]:
    """What follows the first batch, and whether we may refuse it."""
    torn = [(f"{size} bytes", LAST[:size], False) for size in range(1, len(LAST))]
    old = message(b"old", at=2)
    others = [
        ("zeros", bytes(100), False),
        ("ones", b"\xff" * 100, False),
        ("a torn old message", old[:-1], False),
        ("a damaged old message", old[:-1] + b"?", False),
        ("an old message", old, True),
        ("a batch of format 3", batch_of({0: b"x"}, at=2, magic=3), True),
        ("an emptied batch", batch_of({}, at=2, last_offset_delta=3, producer=(7, 0, 2)), False),
    ]
    return [*torn, *flipped(), *others]


def test_the_same_bytes_are_left(kafka: KafkaLog, tmp_path: Path) -> None:
    compared = refused = 0
    for number, (name, ending, may_refuse) in enumerate(endings()):
        theirs, ours = (tmp_path / f"{whose}{number}" / "story-0" for whose in ("theirs", "ours"))
        for directory in (theirs, ours):
            directory.mkdir(parents=True)
            (directory / NAME).write_bytes(FIRST + ending)
        start_and_end = open_kafka(kafka, theirs, closed=False)
        left = (theirs / NAME).read_bytes()
        try:
            with open_ours(ours.parent) as broker:
                ends = [str(broker.log_start_offset("story", 0)), str(broker.log_end_offset("story", 0))]
        except KafkaError:
            assert may_refuse, name
            assert (ours / NAME).read_bytes() == FIRST + ending, name
            refused += 1
        else:
            assert (ours / NAME).read_bytes() == left, name
            assert ends == start_and_end, name
            compared += 1
    assert compared > 150
    assert refused >= 2


@pytest.mark.parametrize("indexed", [True, False])
def test_what_follows_a_damaged_segment_goes_if_that_had_an_index(
    kafka: KafkaLog, tmp_path: Path, indexed: bool
) -> None:
    segments = {0: FIRST + LAST[:-1], **{number: batch_of({0: b"x"}, at=number) for number in (5, 6, 7)}}
    for whose in ("theirs", "ours"):
        directory = tmp_path / whose / "story-0"
        directory.mkdir(parents=True)
        for base_offset, data in segments.items():
            (directory / f"{base_offset:020d}.log").write_bytes(data)
            if indexed:
                (directory / f"{base_offset:020d}.index").touch()
    open_kafka(kafka, tmp_path / "theirs" / "story-0", closed=False)
    open_ours(tmp_path / "ours").close()
    left = [sorted(path.name for path in (tmp_path / whose / "story-0").glob("*.log")) for whose in ("theirs", "ours")]
    assert left[0] == left[1]
    assert len(left[0]) == (1 if indexed else 4)
