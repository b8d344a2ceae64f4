"""A wiretap: each batch that passes a proxy, and its answer, becomes a sighting.

What a wiretap can know is what passed it. Whether a batch is stored it knows from the answer alone; whether the
application got that answer it cannot know, unless it lost the answer itself. A number that it never saw pass may have
passed before it began to look. It says no more than that.
"""

from __future__ import annotations

import enum
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from minikafka.engine.errors import Error
from minikafka.engine.records import MAX_SEQUENCE, NO_PRODUCER_ID, NO_TIMESTAMP, increment_sequence
from minikafka.wire.produce_frames import BatchAnswer, SentBatch, UnreadableFrame, read_answer, read_request
from minikafka.wire.protocol import InvalidFrame, decode_response, response_schema

MOST_BATCHES = 10_000  # whose numbers are kept, to know a retry by
MOST_PARTITIONS = 10_000
METADATA = 3
HALF_THE_SEQUENCES = 2**30  # what is fewer ahead comes later, the wrap included
FIRST_METADATA_WITH_IDS = 10


Key = tuple[object, ...]
Kept = TypeVar("Kept")


class Fate(enum.StrEnum):
    """What became of a batch between the application and the cluster, as far as it passed here."""

    ANSWERED = "answered"
    ACK_LOST = "ack lost here"
    REQUEST_LOST = "request lost here"
    NO_ANSWER = "connection ended without an answer"
    NO_ACKS = "no answer asked for (acks=0)"


class Place(enum.StrEnum):
    """How the numbers of a batch stand to those that passed before."""

    FIRST = "first seen"  # of this producer, epoch and partition
    NEXT = "next"
    AGAIN = "again"  # the same numbers came before: a retry
    GAP = "after a gap"  # numbers before it did not pass here
    BEHIND = "behind"  # lower numbers, and not those of a batch that is remembered here
    UNNUMBERED = "no numbers"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One batch and its answer.

    ``ms`` is the time from the request to the answer. ``stored`` is true if the answer says that the batch is in the
    log, and ``confirms`` if it is the first answer that says so. ``duplicate`` is true if the batch was recognised,
    false if it was stored by this very request, ``None`` if nobody can know here. ``missing`` counts the records
    between this batch and the one before it.
    """

    batch: SentBatch
    topic: str
    place: Place
    missing: int
    fate: Fate
    answer: BatchAnswer | None
    ms: float
    duplicate: bool | None
    confirms: bool = False

    @property
    def error(self) -> str:
        """Kafka's name of the answer's error, ``NONE`` for success; empty without an answer."""
        return error_name(self.answer.error) if self.answer else ""

    @property
    def stored(self) -> bool:
        return self.answer is not None and self.answer.error == 0


@dataclass(slots=True)
class Sent:
    """A request that has passed, and waits for its answer."""

    batches: list[SentBatch]
    acks: int
    began: float
    places: list[tuple[Place, int]]


@dataclass(slots=True)
class _Known:
    """What is remembered of one batch: where its answer said that it is."""

    base_offset: int = -1


@dataclass(slots=True)
class _Numbering:
    """The last number that passed of one producer, epoch and partition."""

    last_sequence: int = -1


class Wiretap:
    """Looks at what a proxy carries, and gives each sighting to ``sinks``, on the proxy's thread.

    ``unread`` counts Produce frames that could not be read.
    """

    def __init__(self, sinks: Iterable[Callable[[Sighting], None]] = ()) -> None:
        self.sinks = list(sinks)
        self.unread = 0
        self._topics: dict[str, str] = {}
        self._batches: OrderedDict[Key, _Known] = OrderedDict()
        self._numberings: OrderedDict[Key, _Numbering] = OrderedDict()
        self._create_time: set[str] = set()

    def sent(self, frame: bytes, version: int) -> Sent | None:
        """A Produce request passes; ``None`` if it cannot be read."""
        try:
            acks, batches = read_request(frame, version)
        except UnreadableFrame:
            self.unread += 1
            return None
        return Sent(batches, acks, time.perf_counter(), [self._place(batch) for batch in batches])

    def answered(self, sent: Sent, frame: bytes, version: int, fate: Fate) -> None:
        """The answer to ``sent`` passes, or is lost here."""
        try:
            answers = read_answer(frame, version)
        except UnreadableFrame:
            self.unread += 1
            answers = []
        found = {(answer.topic, answer.partition): answer for answer in answers}
        self._tell(sent, fate, lambda batch: found.get((batch.topic, batch.partition)))

    def unanswered(self, sent: Sent, fate: Fate) -> None:
        """No answer to ``sent`` will come."""
        self._tell(sent, fate, lambda _: None)

    def described(self, frame: bytes, version: int) -> None:
        """An answer to Metadata passes: it says which topic has which id."""
        if version < FIRST_METADATA_WITH_IDS:
            return
        try:
            _, metadata = decode_response(frame, response_schema(METADATA, version))
        except InvalidFrame:
            return
        for topic in getattr(metadata, "topics", ()):
            if topic.name is not None and topic.topic_id is not None and len(self._topics) < MOST_PARTITIONS:
                self._topics[topic.topic_id.bytes.hex()] = topic.name

    def _tell(self, sent: Sent, fate: Fate, answer_to: Callable[[SentBatch], BatchAnswer | None]) -> None:
        ms = (time.perf_counter() - sent.began) * 1000
        for batch, (place, missing) in zip(sent.batches, sent.places, strict=True):
            answer = answer_to(batch)
            duplicate, confirms = self._judge(batch, answer, place)
            topic = self._topics.get(batch.topic, batch.topic)
            sighting = Sighting(batch, topic, place, missing, fate, answer, ms, duplicate, confirms)
            for sink in self.sinks:
                sink(sighting)

    def _place(self, batch: SentBatch) -> tuple[Place, int]:
        """How a batch follows what passed before, and how many records are missing between."""
        if batch.producer_id == NO_PRODUCER_ID:
            return Place.UNNUMBERED, 0
        again = _numbers(batch) in self._batches
        _bounded(self._batches, _numbers(batch), _Known, MOST_BATCHES)
        key = batch.topic, batch.partition, batch.producer_id, batch.producer_epoch
        is_first = key not in self._numberings
        numbering = _bounded(self._numberings, key, _Numbering, MOST_PARTITIONS)
        if again:
            return Place.AGAIN, 0
        expected = increment_sequence(numbering.last_sequence, 1)
        ahead = (batch.base_sequence - expected) & MAX_SEQUENCE
        if is_first or ahead < HALF_THE_SEQUENCES:
            numbering.last_sequence = batch.last_sequence
        if is_first:
            return Place.FIRST, 0
        return (
            (Place.NEXT, 0) if ahead == 0 else (Place.GAP, ahead) if ahead < HALF_THE_SEQUENCES else (Place.BEHIND, 0)
        )

    def _judge(self, batch: SentBatch, answer: BatchAnswer | None, place: Place) -> tuple[bool | None, bool]:
        """Whether the broker recognised the batch, and whether this is the first answer that says that it is stored."""
        if answer is None or answer.error != 0:
            return (None if place is Place.AGAIN else False), False
        if batch.producer_id == NO_PRODUCER_ID:
            return False, True
        known = self._batches.get(_numbers(batch)) or _Known()
        before, known.base_offset = known.base_offset, answer.base_offset
        return self._is_duplicate(batch, answer, place, before), before < 0

    def _is_duplicate(self, batch: SentBatch, answer: BatchAnswer, place: Place, before: int) -> bool | None:
        """Whether a success is that of a duplicate; ``before`` is the offset that an earlier answer gave, -1 if none.

        The wire says so indirectly: a duplicate has the offset of its original, and on a topic with the time of the
        client (CreateTime) a time, which a batch stored now has not (``UnifiedLog.append``).
        """
        if answer.log_append_time == NO_TIMESTAMP:
            if len(self._create_time) < MOST_PARTITIONS:
                self._create_time.add(batch.topic)
            return False
        if before >= 0:
            return before == answer.base_offset
        if batch.topic in self._create_time:
            return True
        return None if place in {Place.AGAIN, Place.FIRST} else False


def _numbers(batch: SentBatch) -> Key:
    return (
        batch.topic, batch.partition, batch.producer_id, batch.producer_epoch, batch.base_sequence, batch.record_count,
    )  # fmt: skip


def _bounded(kept: OrderedDict[Key, Kept], key: Key, new: Callable[[], Kept], most: int) -> Kept:
    """What is kept under a key, made if there is none; what was used longest ago makes room."""
    if key in kept:
        kept.move_to_end(key)
    else:
        kept[key] = new()
        if len(kept) > most:
            kept.popitem(last=False)
    return kept[key]


def error_name(code: int) -> str:
    """Kafka's name of an error's code."""
    known = known_error(code)
    return known.name if known.value == code else f"ERROR {code}"


def known_error(code: int) -> Error:
    """The error of a code, UNKNOWN_SERVER_ERROR for one that this version does not know."""
    try:
        return Error(code)
    except ValueError:
        return Error.UNKNOWN_SERVER_ERROR
