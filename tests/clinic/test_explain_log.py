"""Logs: long ones, broken ones, hostile ones."""

import gzip
import io
import json
import time
import tracemalloc
from pathlib import Path

import pytest

from minikafka.clinic import explain
from minikafka.clinic.explanation import explain_log
from minikafka.clinic.log_file import UnreadableLog

HEADER = (
    b"[2026-03-02 09:15:%02d,118] ERROR [ReplicaManager broker=2] Error processing append operation on partition a-3\n"
)
REFUSAL = (
    b"org.apache.kafka.common.errors.OutOfOrderSequenceException: Out of order sequence number for producer 4 at "
    b"offset 88120 in partition a-3: 61 (incoming seq. number), 57 (current end sequence number)\n"
)
ORDINARY = (
    b"2026-03-02 09:15:42,118 INFO [http-nio-8080-exec-4] com.acme.shop.OrderController - order 4711 handled in 12 ms\n"
)


def test_many_equal_lines_are_grouped_and_counted() -> None:
    log = b"".join(HEADER % (number % 60) + REFUSAL for number in range(20_000))
    explanation = explain_log(io.BytesIO(log))
    (case,) = explanation.cases
    assert (explanation.lines, explanation.known, case.attempts) == (40_000, 40_000, 20_000)
    assert (case.main.first_line, case.main.last_line) == (2, 40_000)


def test_a_line_is_found_in_a_long_log_at_its_number() -> None:
    log = ORDINARY * 30_000 + HEADER % 7 + REFUSAL + ORDINARY * 30_000
    (case,) = explain_log(io.BytesIO(log)).cases
    assert case.main.first_line == 30_002


@pytest.mark.parametrize("end", [b"\n", b""])
def test_lines_that_a_terminal_broke_are_put_together_with_and_without_a_last_line_end(end: bytes) -> None:
    log = (HEADER % 7 + REFUSAL).rstrip(b"\n").replace(b" at ", b"\nat ") + end
    (case,) = explain_log(io.BytesIO(log)).cases
    assert (case.reading.row, case.producer_id, case.story.place) == ("10", 4, "a-3")


def test_a_log_of_another_program_is_passed_over_quickly_and_in_little_memory() -> None:
    block = ORDINARY * (1024 * 1024 // len(ORDINARY))

    class Endless(io.RawIOBase):
        left = 40

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: object) -> int:
            self.left -= 1
            part = memoryview(buffer)  # type: ignore[arg-type]
            part[: len(block)] = block if self.left >= 0 else part[: len(block)]
            return len(block) if self.left >= 0 else 0

    explain(ORDINARY)  # what is loaded once
    tracemalloc.start()
    explanation = explain_log(Endless())  # type: ignore[arg-type]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert explanation.lines == 40 * block.count(b"\n")
    assert not explanation.found
    assert peak < 20 * 1024 * 1024


def test_reading_is_quick_enough_on_lines_that_are_none_of_ours() -> None:
    log = ORDINARY * (16 * 1024 * 1024 // len(ORDINARY))
    start = time.process_time()
    explain_log(io.BytesIO(log))
    seconds = time.process_time() - start
    assert len(log) / seconds > 10_000_000, "50 MB/s is measured by benchmarks; a busy machine may take longer"


def test_gzip_is_read_and_a_truncated_one_up_to_where_it_ends(tmp_path: Path) -> None:
    packed = gzip.compress(HEADER % 1 + REFUSAL + b"".join(b"%d x\n" % number for number in range(200_000)))
    whole, half = tmp_path / "whole.log.gz", tmp_path / "half.log"
    whole.write_bytes(packed)
    half.write_bytes(packed[: len(packed) // 2])
    assert explain(whole).problem is None
    truncated = explain(half)
    assert truncated.found
    assert "ends too early" in str(truncated.problem)
    assert "ends too early" in str(truncated)


def test_a_damaged_gzip_says_so() -> None:
    packed = bytearray(gzip.compress(bytes(range(256)) * 1000))
    packed[40:60] = b"\xff" * 20
    assert "damaged" in str(explain_log(io.BytesIO(bytes(packed))).problem)


@pytest.mark.parametrize("start", [b"\xfd7zXZ\x00", b"BZh9", b"PK\x03\x04"])
def test_other_packings_say_what_to_do(start: bytes) -> None:
    with pytest.raises(UnreadableLog, match="unpack it first"):
        explain_log(io.BytesIO(start + b"x" * 100))


def test_an_empty_log_and_a_binary_one_are_called_so() -> None:
    assert str(explain_log(io.BytesIO(b""))) == "This log is empty."
    assert "does not look like text" in str(explain_log(io.BytesIO(bytes(range(256)) * 100)))


def test_what_looks_like_a_path_says_that_there_is_no_file() -> None:
    assert "There is no file of that name, either." in str(explain("/var/log/kafka/servr"))
    assert str(explain_log(io.BytesIO(gzip.compress(b"")[:5]))) == (
        "This log is empty. The gzip file ends too early: what follows is lost."
    )


@pytest.mark.parametrize("coding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_logs_in_other_codings_of_unicode_are_read(coding: str) -> None:
    text = (HEADER % 1 + REFUSAL).decode()
    mark = b"\xff\xfe" if coding == "utf-16-le" else b""
    assert explain_log(io.BytesIO(mark + text.encode(coding))).found


def test_hostile_lines_are_shown_so_that_no_terminal_obeys_them() -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\u202e<script>alert(1)</script>"
    line = f'KafkaError{{FATAL,code=X,val=1,str="{evil}"}} {evil}'
    explanation = explain(line)
    assert explanation.found
    for text in (str(explanation), json.dumps(explanation.to_json(), ensure_ascii=False)):
        assert not {"\x1b", "\x07", "\u202e"} & set(text)
    assert "<script>" not in explanation._repr_html_()
    assert "&lt;script&gt;" in explanation._repr_html_()


def test_an_unknown_hostile_line_is_shown_safely_and_short() -> None:
    text = str(explain("\x1b[2J" + "A" * 5_000_000))
    assert "\x1b" not in text
    assert len(text) < 1000
    assert "5,000,004 characters" in text


def test_too_many_producers_are_counted_and_not_kept() -> None:
    log = b"".join(REFUSAL.replace(b"producer 4", b"producer %d" % number) for number in range(3000))
    explanation = explain_log(io.BytesIO(log))
    assert len(explanation.cases) == 1000
    assert explanation.left_out == 2000
    assert "were only counted" in str(explanation)


def test_what_is_shown_is_the_same_each_time() -> None:
    line = REFUSAL.decode()
    assert repr(explain(line)) == repr(explain(line))
    assert explain(line)._repr_html_() == explain(line)._repr_html_()
