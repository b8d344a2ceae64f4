"""Whatever recovery does not know it leaves alone: it refuses, and every file is as it was.

Kafka's own recovery cuts a segment at the first entry whose length is impossible or whose checksum is wrong, and
deletes what follows (``LogSegment.recover``, ``LogLoader.recoverLog``). That alone is done here.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from minikafka import open_broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.errors import Error, KafkaError
from tests.storage.batches import batch_of, control, message
from tests.storage.segment_files import every_file, written

GOOD = batch_of({0: b"good"})
BACK = batch_of({0: b"a", 1: b"b"}, at=0)


def opened(root: Path, **settings: int) -> None:
    open_broker(root, clock=ManualClock(1000), **settings).close()  # type: ignore[arg-type] # sizes and times


def refused(root: Path, explanation: str) -> None:
    before = every_file(root)
    for _ in range(2):
        with pytest.raises(KafkaError, match=explanation) as refusal:
            opened(root)
        assert refusal.value.error is Error.KAFKA_STORAGE_ERROR
        assert every_file(root) == before


UNKNOWN = [
    pytest.param(message(b"old", at=1, magic=0), "message format 0, from before Kafka 0.11", id="format 0"),
    pytest.param(message(b"old", at=1), "message format 1, from before Kafka 0.11", id="format 1"),
    pytest.param(
        message(gzip.compress(message(b"old")), at=1, attributes=1), "message format 1", id="format 1, compressed"
    ),
    pytest.param(batch_of({0: b"new"}, at=1, magic=3), "message format 3, which is not known here", id="format 3"),
    pytest.param(batch_of({0: b"new"}, at=1, magic=127), "message format 127", id="format 127"),
    pytest.param(batch_of({0: b"new"}, at=1, magic=9)[:-1] + b"?", "message format 9", id="format 9, damaged"),
    pytest.param(BACK, "the offsets 0 to 1, where 1 or more is due", id="offsets that run backwards"),
    pytest.param(batch_of({0: b"x"}, at=2**31), "the offsets 2147483648 to 2147483648", id="an offset too far"),
    pytest.param(
        batch_of({0: b"x"}, at=1, last_offset_delta=-1), "the offsets 1 to 0", id="a last offset below the base"
    ),
    pytest.param(
        control(2, at=1, producer=(7, 0, -1)),
        "a control batch holds no end-transaction marker",
        id="a producer's leader change",
    ),
]


@pytest.mark.parametrize("closed", [True, False], ids=["closed", "crashed"])
@pytest.mark.parametrize(("unknown", "explanation"), UNKNOWN)
def test_what_is_not_known_behind_a_batch_is_refused(
    tmp_path: Path, unknown: bytes, explanation: str, closed: bool
) -> None:
    written(tmp_path, {0: GOOD + unknown + batch_of({0: b"next"}, at=9)}, closed=closed)
    refused(tmp_path, explanation)


@pytest.mark.parametrize(("unknown", "explanation"), UNKNOWN[:6])
def test_what_is_not_known_at_the_beginning_is_refused(tmp_path: Path, unknown: bytes, explanation: str) -> None:
    written(tmp_path, {0: unknown + GOOD})
    refused(tmp_path, explanation)


def test_an_old_message_at_the_beginning_is_refused_though_it_is_damaged(tmp_path: Path) -> None:
    written(tmp_path, {0: message(b"old")[:-1] + b"?"})
    refused(tmp_path, "message format 1")


def test_the_last_of_several_partitions_stops_all_before_one_is_changed(tmp_path: Path) -> None:
    """The first has a torn batch that would be cut off, leftovers that would go, and no indexes yet."""
    first = written(tmp_path, {0: GOOD + GOOD[:-1]}, partition="t-0")
    (first / f"{9:020d}.index").write_bytes(b"orphan")
    (first / f"{9:020d}.log.deleted").write_bytes(b"left over")
    written(tmp_path, {0: GOOD}, partition="t-1")
    written(tmp_path, {0: GOOD + message(b"old", at=1)}, partition="u-0")
    deleted = tmp_path / "gone-0.0123456789abcdef0123456789abcdef-delete"
    deleted.mkdir()
    (deleted / "file").touch()
    refused(tmp_path, "u-0.*message format 1")


def test_a_later_segment_of_another_format_is_refused(tmp_path: Path) -> None:
    written(tmp_path, {0: GOOD + GOOD[:20], 1: message(b"old", at=1)})
    refused(tmp_path, f"{1:020d}.log has at byte 0 message format 1")


@pytest.mark.parametrize(
    "rest", [message(b"old", at=1)[:-1], message(b"old", at=1)[:-1] + b"?", bytes(80), b"\xff" * 80]
)
def test_what_kafka_cuts_off_is_cut_off(tmp_path: Path, rest: bytes) -> None:
    """A torn message, one whose checksum is wrong, zeros, nonsense: to Kafka all are damage."""
    directory = written(tmp_path, {0: GOOD + rest})
    opened(tmp_path)
    assert (directory / f"{0:020d}.log").read_bytes() == GOOD


@pytest.mark.parametrize("cut", range(1, len(GOOD)))
def test_a_batch_torn_at_any_byte_is_cut_off_after_a_crash(tmp_path: Path, cut: int) -> None:
    directory = written(tmp_path, {0: GOOD + batch_of({0: b"next"}, at=1)[:-cut]})
    opened(tmp_path)
    assert (directory / f"{0:020d}.log").read_bytes() == GOOD


@pytest.mark.parametrize("cut", [1, 30, len(GOOD) - 1])
def test_a_batch_torn_in_a_closed_log_is_refused(tmp_path: Path, cut: int) -> None:
    written(tmp_path, {0: GOOD + batch_of({0: b"next"}, at=1)[:-cut]}, closed=True)
    refused(tmp_path, r"is damaged at byte 72.*without the file \.kafka_cleanshutdown beside t-0")


def test_a_closed_log_that_has_no_index_is_not_cut_off_either(tmp_path: Path) -> None:
    """The indexes are made again from the segment, whose damaged checksum is looked at then, and only then."""
    damaged = batch_of({0: b"next"}, at=1)[:-1] + b"?"
    written(tmp_path, {0: GOOD + damaged}, closed=True)
    refused(tmp_path, "at byte 72: the checksum does not match")


FOREIGN = [
    "notes.log",
    "notes.index",
    "5.log",
    "7.timeindex",
    "x.tmp",
    "x.deleted",
    "notes.snapshot",
    "README",
    "5.snapshot",
]
FOREIGN += [f"{5:020d}-{2:010d}.checkpoint", f"{5:020d}-{2:010d}.checkpoint.deleted"]


@pytest.mark.parametrize("closed", [True, False])
def test_files_of_other_names_stay(tmp_path: Path, closed: bool) -> None:
    directory = written(tmp_path, {0: GOOD}, closed=closed)
    for name in FOREIGN:
        (directory / name).write_bytes(b"somebody's")
    (directory / f"{8:020d}.log").mkdir()
    (directory / f"{8:020d}.log.deleted").mkdir()
    with open_broker(tmp_path, clock=ManualClock(1000)) as broker:
        assert broker.log_end_offset("t", 0) == 1
    assert {(directory / name).read_bytes() for name in FOREIGN} == {b"somebody's"}
    assert (directory / f"{8:020d}.log.deleted").is_dir()


def test_an_interrupted_compaction_is_kafkas_to_finish(tmp_path: Path) -> None:
    directory = written(tmp_path, {0: GOOD + GOOD[:9]})
    (directory / f"{0:020d}.log.swap").write_bytes(GOOD)
    refused(tmp_path, "a compaction was interrupted; start Kafka on it once")
