"""The canonical form of a world: two worlds with the same form behave alike from here on, so one of them is enough.

What no rule asks about is left out or renamed. Producer ids become the place of their application, epochs count from
the producer's own, times from now, messages by their place among those of their partition. Offsets are left out, but
for whether a log is empty and whether it ever held a record. The records of two producers stand each in their own
order: how they lie among each other changes no answer and breaks no promise. And two producers may change places.
"""

from __future__ import annotations

import marshal
from collections.abc import Sequence

from minikafka.engine.partition import Partition
from minikafka.engine.producer_batch import ProducerBatch, Status
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.sender import Sender
from minikafka.search.settings import Settings
from minikafka.search.world import DAY_MS, MESSAGE_MAX_BYTES, TOPIC, Application, Outcome, World, batches_of

# Numbers and truth values alone, flat or in tuples, so that equal forms give equal bytes.
Form = list[int | tuple[int, ...]]
Labels = dict[bytes | None, int]
Replicas = Sequence[Partition]

_AGAIN, _TOO_LARGE, _PARTITION = 16, 32, 64  # what a label is made of, beside a number up to 15
_END = -99  # between two parts of a form that can be of any length
_MARSHAL_VERSION = 2  # equal values give equal bytes; later versions note which objects are shared
_MOST_PAUSES_MS = 10_000  # how long one action may last, beside the wait for an answer
_BACKOFFS = 5


class Canonical:
    """Gives the form of worlds from which at most ``depth`` more actions are taken."""

    def __init__(self, settings: Settings, depth: int) -> None:
        self._settings = settings
        self._places = range(settings.partitions)
        longest = depth * (settings.delivery_timeout_ms + _MOST_PAUSES_MS)
        self._harmless_age = settings.expiry_ms - longest if settings.expiry_ms <= DAY_MS else 0

    def form(self, world: World) -> tuple[bytes, bool]:
        """The form as bytes, and whether the two producers changed places for it."""
        now = world.clock.now()
        replicas = [world.replicas(number) for number in self._places]
        shared = self._shared(world, replicas)
        forms = [self._of(application, replicas, now) for application in world.applications]
        if len(forms) == 1:
            return marshal.dumps(shared + forms[0], _MARSHAL_VERSION), False
        first, second = (marshal.dumps(form, _MARSHAL_VERSION) for form in forms)
        swapped = second < first
        return marshal.dumps(shared, _MARSHAL_VERSION) + (second + first if swapped else first + second), swapped

    def _shared(self, world: World, replicas: Sequence[Replicas]) -> Form:
        """Who leads each partition, and what is known of each log."""
        found: Form = []
        for number, (leader, *_) in enumerate(replicas):
            start, end = leader.log.log_start_offset, leader.log.log_end_offset
            found += (world.leader(number) - world.leader(0), end == 0, start == end)
        return found

    def _of(self, application: Application, replicas: Sequence[Replicas], now: int) -> Form:
        """What one application said, what its producer keeps, and what the brokers have of it."""
        labels: Labels = {}
        sender = application.sender
        found: Form = [application.said]
        _add_sends(found, application, labels)
        for number, partitions in enumerate(replicas):
            self._add_queue(found, sender, number, now, labels)
            values = [stored.batch.records[0].value for stored in batches_of(partitions[0])]
            found.append(tuple([labels[value] for value in values if value in labels]))
            for partition in partitions:
                self._add_memory(found, partition, sender, now)
        for request, _ in sender.network.held:
            delivery, batch = request.delivery, request.batch
            is_mine = sender.owns(delivery)
            epoch = batch.producer_epoch - (sender.producer_epoch if is_mine else 0)
            found += (labels[batch.records[0].value], is_mine, batch is delivery.batch, epoch, batch.base_sequence)
        return found

    # At the producer

    def _add_queue(self, found: Form, sender: Sender, number: int, now: int, labels: Labels) -> None:
        """What a producer keeps about a partition."""
        queue = sender.queues.get((TOPIC, number))
        if queue is None:
            found.append(_END)
            return
        found += (
            queue.producer_id == sender.producer_id,
            queue.producer_epoch - sender.producer_epoch,
            queue.next_sequence,
            queue.last_acked_sequence,
            queue.is_unresolved,
            queue.has_a_gap,
        )
        for delivery in queue.since_the_oldest:
            if delivery.is_done or delivery.batch is None:
                found.append(_END)  # only its place counts
            else:
                mends = delivery.status is Status.TO_RETRY
                found += (
                    labels[delivery.records[0].value],
                    delivery.batch.base_sequence,
                    self._time_left(delivery, now),
                    sender.deadlines.wait_before_retry(delivery),
                    min(delivery.attempts, _BACKOFFS) if mends else 0,
                )
        found.append(_END)
        for delivery in queue.waiting:
            found += (labels[delivery.records[0].value], self._time_left(delivery, now))
        found.append(_END)

    def _time_left(self, delivery: ProducerBatch, now: int) -> int:
        return max(0, delivery.created_ms + self._settings.delivery_timeout_ms - now)

    # At the brokers

    def _add_memory(self, found: Form, partition: Partition, sender: Sender, now: int) -> None:
        """What a broker remembers of a producer, and of its application's earlier ones that may still be heard of."""
        self._add_state(found, partition.producers.get(sender.producer_id), sender.producer_epoch, now)
        for request, _ in sender.network.held:
            if not sender.owns(request.delivery):
                self._add_state(found, partition.producers.get(request.batch.producer_id), 0, now)

    def _add_state(self, found: Form, state: ProducerState | None, epoch: int, now: int) -> None:
        """A producer's epoch, its batches, and its age where that can come to matter."""
        if state is not None:
            age = now - state.last_timestamp
            found += (
                state.producer_epoch - epoch,
                0 if age < self._harmless_age else min(age, self._settings.expiry_ms),
            )
            for batch in state.batches:
                found += (batch.last_sequence, batch.offset_delta)
        found.append(_END)


def _add_sends(found: Form, application: Application, labels: Labels) -> None:
    """What became of each ``send``; every value gets its label on the way."""
    counts: dict[int, int] = {}
    for partition, value, outcome in application.said_so_far():
        if value[1:] == b" again":
            label = labels[value[:1]] + _AGAIN
        else:
            number = counts[partition] = counts.get(partition, -1) + 1
            label = labels[value[:1]] = partition * _PARTITION + number
            label += _TOO_LARGE if len(value) > MESSAGE_MAX_BYTES else 0
        labels[value] = label
        found += (label, _number_of(outcome))


def _number_of(outcome: Outcome) -> int:
    """A number for an outcome; quicker than a dictionary, because an enumeration's members are slow to hash."""
    if outcome is Outcome.ACKNOWLEDGED:
        return 1
    if outcome is Outcome.FAILED:
        return 2
    return 3 if outcome is Outcome.FORGOTTEN else 0
