"""A run saved as JSON and loaded again, whole."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.producer import Producer
from minikafka.engine.records import Record
from minikafka.engine.trace import Trace
from minikafka.engine.trace_text import MAX_TEXT_BYTES, TraceFormatError
from tests.engine.runs import TOPIC, story


def test_a_saved_trace_replays_to_the_same_events(run: Producer) -> None:
    again = Trace.from_json(run.trace.to_json())
    assert story(again) == story(run.trace)
    assert again.stored == run.trace.stored
    assert again.setup == run.trace.setup
    assert again.to_json() == run.trace.to_json()


def test_through_a_file(run: Producer, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    run.trace.save(path)
    assert story(Trace.load(path)) == story(run.trace)
    assert [file.name for file in tmp_path.iterdir()] == ["run.json"]


def test_a_file_is_utf_8_whatever_the_machine_prefers(
    producer: Producer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(io, "text_encoding", lambda encoding, *_: encoding or "ascii")
    producer.send(TOPIC, "größer".encode())
    producer.trace.save(tmp_path / "run.json")
    assert Trace.load(tmp_path / "run.json").stored == producer.trace.stored


def test_a_path_may_be_a_text(producer: Producer, tmp_path: Path) -> None:
    producer.trace.save(str(tmp_path / "run.json"))
    assert len(Trace.load(str(tmp_path / "run.json"))) == 1


@pytest.mark.parametrize(
    "record",
    [
        Record(value=None),
        Record(value=b""),
        Record(value=b"\xff\x00"),
        Record(value="größer ☃ 𝄞".encode()),
        Record(value=b'{"base64": "x"}\r\n\x7f'),
        Record(value=b"v", key=b"\xfe"),
        Record(value=b"v", key=b""),
        Record(value=b"v", headers=(("h", b"\xff"), ("h", None), ("ü", b""), ("", b"x"))),
        Record(value=b"v", timestamp=17),
    ],
    ids=["none", "empty", "binary", "unicode", "like our JSON", "binary key", "empty key", "headers", "timestamp"],
)
def test_any_record_survives(producer: Producer, record: Record) -> None:
    producer.send_batch(TOPIC, (record, record))
    again = Trace.from_json(producer.trace.to_json())
    assert again.stored == producer.trace.stored
    assert story(again) == story(producer.trace)


def test_text_is_readable_in_the_file(producer: Producer) -> None:
    producer.send(TOPIC, "größer".encode())
    assert '\n      "value": "größer",\n' in producer.trace.to_json()


@pytest.mark.parametrize(
    "settings",
    [
        {"enable_idempotence": False},
        {"enable_idempotence": True, "first_sequence": 2147483647},
        {"acks": 0},
        {"acks": "1", "retries": 3},
        {"max_in_flight_requests_per_connection": 1, "delivery_timeout_ms": 50_000, "request_timeout_ms": 20_000},
    ],
    ids=["off", "first sequence", "acks 0", "acks 1", "timeouts"],
)
def test_the_settings_survive(settings: dict[str, Any]) -> None:
    producer = Producer(Broker(), **settings)
    producer.network.lose_ack()
    for value in (b"a", b"b"):
        producer.send(TOPIC, value)
    producer.flush()
    again = Trace.from_json(producer.trace.to_json())
    assert story(again) == story(producer.trace)


# Saving is all or nothing


def test_a_failing_write_leaves_the_old_file(
    producer: Producer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.json"
    producer.trace.save(path)
    before = path.read_bytes()
    producer.send(TOPIC, b"a")

    def full_disk(self: Path, text: str, **_: str) -> int:
        assert self.name == "run.json.part"
        self.write_bytes(text[:10].encode())
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full_disk)
    with pytest.raises(OSError, match="No space left"):
        producer.trace.save(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["run.json"]


def test_a_folder_that_is_not_there(producer: Producer, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        producer.trace.save(tmp_path / "nowhere" / "run.json")
    with pytest.raises(FileNotFoundError):
        Trace.load(tmp_path / "run.json")


# A file that is no saved run


def test_a_file_that_is_too_long_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "run.json"
    with path.open("wb") as file:
        file.truncate(MAX_TEXT_BYTES + 1)
    monkeypatch.delattr(Path, "read_text")
    with pytest.raises(TraceFormatError, match=r"run\.json has 67108865 bytes; a trace has at most 67108864"):
        Trace.load(path)


def test_the_longest_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    with path.open("wb") as file:
        file.truncate(MAX_TEXT_BYTES)
    with pytest.raises(TraceFormatError, match="this is not JSON"):
        Trace.load(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"\xff\xfe\x00", r"run\.json is not text"), (b"", "this is not JSON"), (b"\x00" * 9, "this is not JSON")],
    ids=["not UTF-8", "empty", "zeros"],
)
def test_a_file_that_is_no_trace(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "run.json"
    path.write_bytes(content)
    with pytest.raises(TraceFormatError, match=message):
        Trace.load(path)
