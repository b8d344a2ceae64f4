"""A wiretap between real clients and a broker: its counts are what the broker stored, and it invents nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error
from minikafka.lesson import Lab, process_table, transcript
from minikafka.storage.record_batch import encode
from minikafka.wire.client import connect
from minikafka.wire.produce_frames import (
    FIRST_FLEXIBLE,
    VERSIONS,
    SentBatch,
    UnreadableFrame,
    read_answer,
    read_request,
)
from minikafka.wire.proxy import Proxy
from minikafka.wire.proxy_faults import CUT, LOSE_ACK, LOSE_REQUEST, AtRequest, LoseAcks
from minikafka.wire.server import serve
from minikafka.wire.watch_rows import row
from minikafka.wire.watch_tally import Tally
from minikafka.wire.watched_proxy import WatchedProxy
from minikafka.wire.wiretap import Fate, Place, Sent, Sighting, Wiretap
from tests.wire.batches import batch
from tests.wire.kafka_clients import CLIENTS, KafkaClient
from tests.wire.raw_client import raw_client
from tests.wire.raw_requests import produce

RECORDS, PARTITIONS = 5_000, 3


@pytest.fixture
def broker() -> Broker:
    return Broker(num_partitions=PARTITIONS)


@pytest.fixture
def upstream(broker: Broker) -> Iterator[str]:
    with serve(broker) as address:
        yield address


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS.keys())
def test_the_counts_are_what_the_broker_stored(client: KafkaClient, broker: Broker, upstream: str) -> None:
    tally = Tally()
    seen: list[Sighting] = []
    proxy = Proxy(upstream, [LoseAcks(0.05, 3)], wiretap=Wiretap([tally, seen.append]))
    with proxy as address:
        client.produce(address, "topic", [b"message %d" % number for number in range(RECORDS)], PARTITIONS)
    ends = {("topic", number): broker.log_end_offset("topic", number) for number in range(PARTITIONS)}
    assert dict(tally.stored) == ends
    assert (tally.records_sent, tally.records_stored, tally.unclear) == (RECORDS, RECORDS, 0)
    assert (tally.gaps, tally.epochs_begun, len(tally.epochs), tally.in_doubt) == (0, 0, 1, 0)
    assert tally.acks_lost >= proxy.counters.acks_lost > 0
    assert tally.retries >= tally.duplicates >= proxy.counters.acks_lost
    again = [sighting for sighting in seen if sighting.place is Place.AGAIN]
    assert {sighting.duplicate for sighting in again if sighting.stored} <= {True, False}
    assert all(" ms" in row(sighting) for sighting in seen if sighting.answer)


def watched(upstream: str, *faults: AtRequest) -> tuple[Proxy, list[Sighting], Tally]:
    seen: list[Sighting] = []
    tally = Tally()
    return Proxy(upstream, faults, wiretap=Wiretap([seen.append, tally])), seen, tally


def test_an_ack_that_is_lost_here_was_an_ack(upstream: str) -> None:
    proxy, seen, tally = watched(upstream, AtRequest(1, LOSE_ACK))
    with proxy as address, connect(address) as remote:
        remote.create_topic("t")
        assert remote.produce("t", 0, batch(7, 0)).error is Error.NETWORK_EXCEPTION
        assert remote.produce("t", 0, batch(7, 0)).duplicate
    first, again = seen
    assert (first.place, first.fate, first.stored, first.duplicate) == (Place.FIRST, Fate.ACK_LOST, True, False)
    assert (again.place, again.fate, again.duplicate) == (Place.AGAIN, Fate.ANSWERED, True)
    assert (tally.records_stored, tally.duplicates, tally.in_doubt) == (1, 1, 0)


@pytest.mark.parametrize("fault", [LOSE_REQUEST, CUT])
def test_a_request_that_is_lost_has_no_answer_and_its_retry_is_stored(fault: Any, upstream: str) -> None:
    proxy, seen, tally = watched(upstream, AtRequest(1, fault))
    with proxy as address, connect(address) as remote:
        remote.create_topic("t")
        assert remote.produce("t", 0, batch(7, 0)).error is Error.NETWORK_EXCEPTION
        assert tally.in_doubt == 1
        assert remote.produce("t", 0, batch(7, 0)).error is Error.NONE
    first, again = seen
    assert (first.answer, first.fate) == (None, Fate.REQUEST_LOST)
    assert (again.place, again.stored, again.duplicate) == (Place.AGAIN, True, False)
    assert (tally.records_stored, tally.in_doubt, tally.requests_lost) == (1, 0, 1)


def test_gaps_epochs_refusals_and_batches_without_numbers_are_told_apart(upstream: str) -> None:
    proxy, seen, tally = watched(upstream)
    with proxy as address, connect(address) as remote:
        remote.create_topic("t")
        for sent in (
            batch(7, 0, b"a", b"b"), batch(7, 5), batch(7, 2), batch(7, 0, epoch=1), batch(7, 3, epoch=0),
            batch(-1, -1, epoch=-1),
        ):  # fmt: skip
            remote.produce("t", 0, sent)
    assert [(sighting.place, sighting.missing, sighting.error) for sighting in seen] == [
        (Place.FIRST, 0, "NONE"),
        (Place.GAP, 3, "OUT_OF_ORDER_SEQUENCE_NUMBER"),
        (Place.BEHIND, 0, "NONE"),
        (Place.FIRST, 0, "NONE"),
        (Place.BEHIND, 0, "INVALID_PRODUCER_EPOCH"),
        (Place.UNNUMBERED, 0, "NONE"),
    ]
    assert (tally.gaps, tally.records_missing, tally.epochs_begun, tally.unnumbered) == (1, 3, 1, 1)
    assert tally.errors == {"OUT_OF_ORDER_SEQUENCE_NUMBER": 1, "INVALID_PRODUCER_EPOCH": 1}


def test_producers_that_are_too_many_to_be_told_apart_are_said_to_be_more(
    upstream: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minikafka.wire.watch_tally.MOST_NAMES", 2)
    proxy, _, tally = watched(upstream)
    with proxy as address, connect(address) as remote:
        remote.create_topic("t")
        remote.produce("t", 0, batch(7, 0))
        assert "producers: 1\n" in str(tally)
        for producer_id in (8, 9):
            remote.produce("t", 0, batch(producer_id, 0))
    assert "producers: 2 or more\n" in str(tally)


def test_a_lab_shows_what_passes_a_proxy(upstream: str) -> None:
    lab, proxy = Lab(), WatchedProxy(upstream, AtRequest(1, LOSE_ACK))
    lab.watch(proxy)
    with proxy as address, connect(address) as remote:
        remote.create_topic("topic")
        for sequence in (0, 0, 7):
            remote.produce("topic", 0, batch(7, sequence))
    rows = process_table(lab.trace).to_numpy().tolist()
    assert [row[3:] for row in rows] == [
        ["Is seq 0 duplicate?", "No - store message", "No ack (lost)"],
        ["Is seq 0 duplicate?", "Yes - ignore duplicate", "Ack sent for seq 0"],
        ["Is seq 7 duplicate?", "No - refuse, OUT_OF_ORDER_SEQUENCE_NUMBER", "Error OUT_OF_ORDER_SEQUENCE_NUMBER"],
    ]
    assert lab.position == lab.end
    assert transcript(lab.trace)


def test_a_request_without_an_answer_is_a_step_that_claims_nothing(upstream: str) -> None:
    proxy = WatchedProxy(upstream, AtRequest(1, LOSE_REQUEST))
    with proxy as address, connect(address) as remote:
        remote.create_topic("topic")
        remote.produce("topic", 0, batch(7, 0))
    (step,) = process_table(proxy.trace).to_numpy().tolist()
    assert step[3:] == ["-", "Request lost", "No ack yet"]


class Keeping(Wiretap):
    """A wiretap that keeps the frames."""

    def __init__(self, sinks: list[Callable[[Sighting], None]]) -> None:
        super().__init__(sinks)
        self.requests: list[bytes] = []
        self.answers: list[bytes] = []

    def sent(self, frame: bytes, version: int) -> Sent | None:
        self.requests.append(frame)
        return super().sent(frame, version)

    def answered(self, sent: Sent, frame: bytes, version: int, fate: Fate) -> None:
        self.answers.append(frame)
        super().answered(sent, frame, version, fate)


@pytest.mark.parametrize("version", VERSIONS)
def test_frames_of_every_version_are_read(version: int, upstream: str) -> None:
    """Requests as kio writes them, and the broker's answers; from version 13 on topics go by ids."""
    seen: list[Sighting] = []
    wiretap = Keeping([seen.append])
    with Proxy(upstream, wiretap=wiretap) as address, connect(address) as remote, raw_client(address) as client:
        remote.create_topic("topic", PARTITIONS)
        for sequence in (0, 61):
            produce(client, version, encode(batch(4012, sequence, b"a", b"b")))
    stored, refused = seen
    sent = stored.batch
    numbers = sent.producer_id, sent.base_sequence, sent.last_sequence, sent.record_count
    assert (stored.topic, sent.partition, numbers) == ("topic", 0, (4012, 0, 1, 2))
    assert (stored.answer and stored.answer.base_offset, stored.duplicate) == (0, False)
    assert (refused.error, refused.place, refused.missing) == ("OUT_OF_ORDER_SEQUENCE_NUMBER", Place.GAP, 59)
    _ensure_cut_frames_are_refused(wiretap, version)


def _ensure_cut_frames_are_refused(wiretap: Keeping, version: int) -> None:
    (request, *_), (answer, *_) = wiretap.requests, wiretap.answers
    for frame, read in ((request, read_request), (answer, read_answer)):
        for cut in range(len(frame) - (version >= FIRST_FLEXIBLE)):
            with suppress(UnreadableFrame):
                read(frame[:cut], version)
    for cut in range(0, 60, 7):
        with pytest.raises(UnreadableFrame):
            read_request(request[:cut], version)


def test_hostile_frames_are_counted_and_passed_over() -> None:
    wiretap = Wiretap()
    for version in (2, 3, 9, 13, 99):
        for frame in (b"", b"\x00" * 8, b"\xff" * 200, b"\x00" * 8 + b"\x7f\xff" * 100):
            sent = wiretap.sent(frame, version)
            assert sent is None or not sent.batches  # an empty array is one too
    assert wiretap.unread >= 15


def test_the_name_of_a_topic_is_shown_safely(upstream: str) -> None:
    sent = SentBatch("\x1b[2Jevil", 0, 7, 0, 0, 1, False, memoryview(b""))
    assert "\x1b" not in row(Sighting(sent, sent.topic, Place.FIRST, 0, Fate.NO_ANSWER, None, 1.0, None))
