"""One moment of a run as a value: brokers, network, producers, and what each application has said so far.

It is the engine itself, without a recorder. A world can be copied, and one more action done to the copy.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.cluster import Cluster
from minikafka.engine.log import MemoryLog, StoredBatch
from minikafka.engine.network import Network
from minikafka.engine.observer import Observer
from minikafka.engine.partition import Partition
from minikafka.engine.producer_batch import ProducerBatch, Status
from minikafka.engine.producer_ids import Controller
from minikafka.engine.records import Record
from minikafka.engine.sender import Sender
from minikafka.engine.sequence_check import Check, check
from minikafka.search.actions import Action, Kind
from minikafka.search.settings import Settings

TOPIC = "topic"
DAY_MS = 86_400_000
TOO_LARGE = 1000  # bytes of a message that the broker refuses for good
MESSAGE_MAX_BYTES = 500
_LETTERS = (b"ABCDEFGH", b"abcdefgh")  # the messages of the first producer, and of the second


class Outcome(enum.Enum):
    """What an application knows of one ``send``."""

    UNKNOWN = "no answer yet"
    ACKNOWLEDGED = "acknowledged"
    FAILED = "failed, and was told so"
    FORGOTTEN = "the application ended without an answer"


@dataclass(frozen=True, slots=True)
class Send:
    """One call of ``send``.

    ``message`` is what was meant, as ``"A"``; ``value`` is what was sent, which differs if the application sent the
    same message again. ``producer`` is 0 or 1.
    """

    producer: int
    partition: int
    message: str
    value: bytes
    outcome: Outcome


class Application:
    """One application: its producer, and the calls of ``send`` of this session and of those before it.

    ``said`` is how many messages it has sent, ``repeated`` those that it sent again.
    """

    __slots__ = ("number", "past", "repeated", "said", "sender")

    def __init__(self, number: int, sender: Sender) -> None:
        self.number = number
        self.sender = sender
        self.past: tuple[tuple[int, bytes, Outcome], ...] = ()
        self.said = 0
        self.repeated: frozenset[bytes] = frozenset()

    def copy(self, broker: Broker | Cluster) -> Application:
        copy = Application(self.number, self.sender.copy(broker))
        copy.past, copy.said, copy.repeated = self.past, self.said, self.repeated
        return copy

    def said_so_far(self, unknown: Outcome = Outcome.UNKNOWN) -> Iterator[tuple[int, bytes, Outcome]]:
        """Partition, value and outcome of every call of ``send``, in order."""
        yield from self.past
        for delivery in self.sender.deliveries:
            outcome = unknown
            if delivery.status is Status.ACKNOWLEDGED:
                outcome = Outcome.ACKNOWLEDGED
            elif delivery.status is Status.FAILED:
                outcome = Outcome.FAILED
            yield delivery.partition, delivery.records[0].value or b"", outcome

    @property
    def sends(self) -> list[Send]:
        """Every call of ``send``, in order."""
        return [
            Send(self.number, partition, value[:1].decode(), value, outcome)
            for partition, value, outcome in self.said_so_far()
        ]

    def end_session(self, settings: Settings) -> None:
        """End without waiting for answers, and begin again with a new producer."""
        self.past = tuple(self.said_so_far(unknown=Outcome.FORGOTTEN))
        self.sender = Sender(self.sender.network, settings.producer, Observer())

    def next_value(self, action: Action) -> bytes:
        """What the application says next: a new message, or one that it has said before."""
        if action.kind is Kind.SEND_AGAIN:
            unclear = self.to_repeat(action.partition)
            assert unclear is not None, "the action is allowed"
            self.repeated |= {unclear}
            return unclear + b" again"
        value = letter(self.number, self.said)
        self.said += 1
        return value.ljust(TOO_LARGE, b".") if action.kind is Kind.SEND_TOO_LARGE else value

    def to_repeat(self, partition: int) -> bytes | None:
        """The oldest message of a partition of which no ack is known, if it was not sent again yet."""
        said = list(self.said_so_far())
        settled = {value[:1] for _, value, outcome in said if outcome is Outcome.ACKNOWLEDGED} | self.repeated
        return next((value[:1] for number, value, _ in said if number == partition and value[:1] not in settled), None)

    def to_retry(self, partition: int) -> ProducerBatch | None:
        """The oldest batch in flight of a partition."""
        queue = self.sender.queues.get((TOPIC, partition))
        return queue.in_flight[0] if queue and queue.in_flight else None


class World:
    """Where a run stands. ``settings`` are those of the search; ``decide`` is the sequence check."""

    __slots__ = ("applications", "broker", "clock", "controller", "settings")

    def __init__(self, settings: Settings, decide: Check = check, producers: int = 1) -> None:
        self.settings = settings
        self.clock = ManualClock()
        self.controller = Controller()
        self.broker = new_broker(settings, self.clock, self.controller, decide)
        senders = [Sender(Network(self.broker), settings.producer, Observer()) for _ in range(producers)]
        self.applications = [Application(number, sender) for number, sender in enumerate(senders)]

    def copy(self) -> World:
        copy = World.__new__(World)
        copy.settings, copy.clock = self.settings, ManualClock(self.clock.now())
        copy.controller = self.controller.copy()
        copy.broker = self.broker.copy(copy.clock, copy.controller)
        copy.applications = [application.copy(copy.broker) for application in self.applications]
        return copy

    @property
    def partitions(self) -> range:
        """The numbers of the partitions."""
        return range(self.settings.partitions)

    @property
    def sends(self) -> list[Send]:
        """Every call of ``send`` of every application."""
        return [send for application in self.applications for send in application.sends]

    def stored(self, partition: int) -> list[bytes | None]:
        """The values that a consumer of one partition reads from its start."""
        replicas = self.replicas(partition)
        return [record.value for stored in batches_of(replicas[0]) for record in stored.batch.records]

    def replicas(self, partition: int) -> list[Partition]:
        """A partition at each broker, in the order in which they come to lead it."""
        if isinstance(self.broker, Broker):
            return [self.broker.partition(TOPIC, partition)]
        leader, brokers = self.leader(partition), self.broker.brokers
        return [broker.partition(TOPIC, partition) for broker in brokers[leader:] + brokers[:leader]]

    def leader(self, partition: int) -> int:
        """The number of the broker that leads a partition."""
        return self.broker.leader(TOPIC, partition) if isinstance(self.broker, Cluster) else 0

    @property
    def holds_requests(self) -> bool:
        """True when a request is late."""
        return any(application.sender.network.held for application in self.applications)

    @property
    def never_written(self) -> frozenset[int]:
        """The partitions whose log never held a record."""
        return frozenset([number for number in self.partitions if self.broker.log_end_offset(TOPIC, number) == 0])

    @property
    def brokers(self) -> tuple[Broker, ...]:
        return self.broker.brokers if isinstance(self.broker, Cluster) else (self.broker,)

    # Actions

    def allows(self, action: Action) -> bool:
        """True when there is something that the action can be done to."""
        match action.kind:
            case Kind.SEND | Kind.SEND_TOO_LARGE:
                return sum([application.said for application in self.applications]) < self.settings.messages
            case Kind.SEND_AGAIN:
                return self.applications[action.producer].to_repeat(action.partition) is not None
            case Kind.RETRY | Kind.GIVE_UP:
                return self.applications[action.producer].to_retry(action.partition) is not None
            case Kind.NEW_SESSION:
                return bool(self.applications[action.producer].sender.deliveries)
            case Kind.DELETE_RECORDS:
                return bool(batches_of(self.replicas(action.partition)[0]))
        return True

    def take(self, action: Action) -> bool:
        """Do one action that is allowed. False if its fault found no request; then this world is of no use any more."""
        match action.kind:
            case Kind.NEW_SESSION:
                self.applications[action.producer].end_session(self.settings)
            case Kind.DELETE_RECORDS:
                end = self.broker.log_end_offset(TOPIC, action.partition)
                self.broker.delete_records(TOPIC, action.partition, end)
            case Kind.CHANGE_LEADER:
                self._change_leader(action.partition)
            case Kind.RESTART | Kind.CRASH:
                self._restart()
            case Kind.DAY_PASSES:
                self._let_time_pass(DAY_MS)
            case Kind.RECREATE_TOPIC:
                self.broker.delete_topic(TOPIC)
                self.broker.create_topic(TOPIC, self.settings.partitions)
            case _:
                return self._let_a_producer(action)
        return True

    def _let_a_producer(self, action: Action) -> bool:
        application = self.applications[action.producer]
        faults = application.sender.network.faults
        if action.fault:
            faults.append(action.fault)
        if action.kind is Kind.RETRY or action.kind is Kind.GIVE_UP:
            self._resend(application, action)
        else:
            record = Record(value=application.next_value(action), timestamp=self.clock.now())
            application.sender.enqueue(TOPIC, action.partition, (record,))
        return not faults

    def _resend(self, application: Application, action: Action) -> None:
        delivery = application.to_retry(action.partition)
        assert delivery is not None, "the action is allowed"
        if action.kind is Kind.GIVE_UP:
            self._let_time_pass(self.time_left(delivery))
        application.sender.resend(delivery)

    def time_left(self, delivery: ProducerBatch) -> int:
        """Milliseconds until a batch is given up."""
        return max(0, delivery.created_ms + self.settings.delivery_timeout_ms - self.clock.now())

    def _restart(self) -> None:
        """Stop and start the broker that leads the first partition; it leads again afterwards."""
        if isinstance(self.broker, Broker):
            self.broker.restart()
            return
        leader = self.broker.leader(TOPIC, 0)
        led = self.broker.led_by(leader)
        self.broker.stop(leader)
        self.broker.brokers[leader].restart()
        self.broker.start(leader)
        for topic, partition in led:
            self.broker.elect(topic, partition, leader)

    def _change_leader(self, number: int) -> None:
        assert isinstance(self.broker, Cluster), "the settings ask for more than one broker"
        following = (self.broker.leader(TOPIC, number) + 1) % len(self.broker.brokers)
        self.broker.elect(TOPIC, number, following)

    def _let_time_pass(self, ms: int) -> None:
        self.clock.advance(ms)
        for broker in self.brokers:
            broker.expire_producers()


def new_broker(settings: Settings, clock: ManualClock, controller: Controller, decide: Check) -> Broker | Cluster:
    """Brokers as the settings want them, with an empty topic."""
    brokers = [
        Broker(
            generation=settings.generation,
            clock=clock,
            controller=controller,
            producer_id_expiration_ms=settings.expiry_ms,
            message_max_bytes=MESSAGE_MAX_BYTES,
            decide=decide,
        )
        for _ in range(settings.brokers)
    ]
    broker = brokers[0] if len(brokers) == 1 else Cluster(brokers)
    broker.create_topic(TOPIC, settings.partitions)
    return broker


def batches_of(partition: Partition) -> Sequence[StoredBatch]:
    """Every batch of a partition."""
    assert isinstance(partition.log, MemoryLog), "a search makes brokers in memory"
    return partition.log.batches


def letter(producer: int, message: int) -> bytes:
    """The text of a message: capital letters for the first producer."""
    return _LETTERS[producer][message : message + 1]
