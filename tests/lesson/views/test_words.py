"""How messages, sequences and places are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minikafka import Broker, Producer, Record, RecordBatch
from minikafka.lesson.views.words import counted, delivery_text, message_text, messages_text, place_text, sequence_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"message1", "message1"),
        (None, "(null)"),
        (b"", "(empty)"),
        (b"two words", "two words"),
        (b"a\nb\tc\x00d\x1b[31m", r"a\nb\tc\x00d\x1b[31m"),
        (b"\xff\xfe\x00", r"\xff\xfe\x00"),
        (b"half \xc3", r"half \xc3"),
        ("Grüße 你好".encode(), "Grüße 你好"),
        ("שלום".encode(), "שלום"),
        ("a\u202eb\u2066c\u200f".encode(), r"a\u202eb\u2066c\u200f"),
        ("line\u2028break".encode(), r"line\u2028break"),
        ("\ufeffmark".encode(), r"\ufeffmark"),
        ("😀".encode(), "😀"),
        (b"<script>alert('x')</script>", "<script>alert('x')</script>"),
    ],
)
def test_a_message_is_one_line_that_can_be_read(value: bytes | None, text: str) -> None:
    assert message_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"a" * 32, "a" * 32),
        (b"a" * 33, "a" * 31 + "… (33 bytes)"),
        (b"a" * 2_000_000, "a" * 31 + "… (2,000,000 bytes)"),
        ("😀".encode() * 32, "😀" * 32),
        ("😀".encode() * 33, "😀" * 31 + "… (132 bytes)"),
        (b"a" + "😀".encode() * 40, "a" + "😀" * 30 + "… (161 bytes)"),
        ("é".encode() * 100, "é" * 31 + "… (200 bytes)"),
    ],
    ids=["32", "33", "2 MB", "32 emoji", "33 emoji", "between two bytes", "200 bytes"],
)
def test_a_long_message_is_cut_and_its_size_told(value: bytes, text: str) -> None:
    assert message_text(value) == text


@given(st.binary(max_size=300))
def test_whatever_the_bytes_are_the_text_is_short_and_printable(value: bytes) -> None:
    text = message_text(value)
    assert text
    assert text.isprintable()
    beginning, cut, size = text.partition("… (")
    assert len(beginning) <= 32
    assert size == (f"{len(value)} bytes)" if cut else "")


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=32))
def test_plain_words_are_shown_as_they_are(word: str) -> None:
    assert message_text(word.encode()) == word


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "[]"),
        (1, "[m1]"),
        (3, "[m1, m2, m3]"),
        (8, "[m1, m2, m3, m4, m5, m6, m7, m8]"),
        (9, "[1 more, m2, m3, m4, m5, m6, m7, m8, m9]"),
        (100, "[92 more, m93, m94, m95, m96, m97, m98, m99, m100]"),
    ],
)
def test_of_several_messages_the_last_are_shown(count: int, text: str) -> None:
    assert messages_text([f"m{number}".encode() for number in range(1, count + 1)]) == text


def test_messages_without_content_are_counted_too() -> None:
    assert messages_text([None, b"", b"a"]) == "[(null), (empty), a]"


@pytest.mark.parametrize(
    ("base_sequence", "count", "text"),
    [(0, 1, "0"), (7, 1, "7"), (0, 3, "0-2"), (2147483646, 4, "2147483646-1"), (-1, 1, "-"), (-1, 3, "-")],
)
def test_the_sequence_of_a_batch_is_its_first_and_its_last(base_sequence: int, count: int, text: str) -> None:
    assert sequence_text(RecordBatch(base_sequence=base_sequence, records=(Record(value=b"a"),) * count)) == text


def test_without_a_batch_there_is_no_sequence() -> None:
    assert sequence_text(None) == "-"


@pytest.mark.parametrize(
    ("values", "text"), [((b"a",), "a"), ((b"a", b"b"), "a and 1 more"), ((None, b"b", b"c"), "(null) and 2 more")]
)
def test_a_delivery_is_named_by_its_first_message(values: tuple[bytes | None, ...], text: str) -> None:
    delivery = Producer(Broker()).send_batch("topic", tuple(Record(value=value) for value in values))
    assert delivery_text(delivery) == text


def test_a_place_is_named_as_kafka_names_its_directory() -> None:
    delivery = Producer(Broker(num_partitions=4)).send("my.topic", b"a", partition=3)
    assert place_text(delivery) == "my.topic-3"


@pytest.mark.parametrize(("count", "text"), [(0, "0 messages"), (1, "1 message"), (2, "2 messages")])
def test_things_are_counted(count: int, text: str) -> None:
    assert counted(count, "message") == text


def test_a_plural_may_be_its_own_word() -> None:
    assert (counted(1, "batch", "batches"), counted(2, "batch", "batches")) == ("1 batch", "2 batches")
