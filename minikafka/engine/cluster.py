"""Several brokers in one process: each keeps a copy of every partition, and one of them leads it."""

from __future__ import annotations

from collections.abc import Sequence

from minikafka.engine.broker import FETCH_MAX_BYTES, Broker
from minikafka.engine.broker_settings import BrokerSettings
from minikafka.engine.clock import Clock
from minikafka.engine.copying import copy_with
from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.partition import Partition
from minikafka.engine.producer_ids import Controller
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import Batch
from minikafka.engine.replica import Replica
from minikafka.engine.results import FetchResult, InitProducerIdResult, ProducerDescription, ProduceResult


class Cluster:
    """Answers a producer as one broker does, and asks the leader of each partition.

    Followers copy what the leader stored, batch by batch, before the producer gets its answer, and remember the
    producers from the batches alone. So every in-sync replica can become the leader and still knows a retry. A broker
    that is stopped leaves the in-sync replicas; started again, it copies what it missed and comes back.

    The brokers are new or hold the same topics, and share a clock and a controller. The first one leads at first.
    """

    def __init__(self, brokers: Sequence[Broker]) -> None:
        if not brokers:
            raise ValueError("a cluster has at least one broker")
        self._brokers = tuple(brokers)
        self._in_sync = set(range(len(brokers)))
        self._leaders: dict[tuple[str, int], int] = {}
        self._enter_isr_sizes()

    @property
    def brokers(self) -> tuple[Broker, ...]:
        """Every broker, by its number."""
        return self._brokers

    @property
    def in_sync_replicas(self) -> tuple[int, ...]:
        """The numbers of the brokers that have all that is stored."""
        return tuple(sorted(self._in_sync))

    def leader(self, topic: str, partition: int) -> int:
        """The number of the broker that leads a partition."""
        return self._leaders.get((topic, partition), 0)

    def led_by(self, broker: int) -> list[tuple[str, int]]:
        """The topics and partitions that a broker leads."""
        partitions = [(topic, number) for topic, count in self.topics.items() for number in range(count)]
        return [place for place in partitions if self.leader(*place) == broker]

    def copy(self, clock: Clock, controller: Controller) -> Cluster:
        """A cluster that stands where this one stands; as ``Broker.copy``."""
        brokers = tuple([broker.copy(clock, controller) for broker in self._brokers])
        return copy_with(self, _brokers=brokers, _in_sync=self._in_sync.copy(), _leaders=self._leaders.copy())

    # Leaders and followers

    def elect(self, topic: str, partition: int, broker: int) -> None:
        """Make an in-sync replica the leader of a partition; the leader epoch rises by one.

        Raises:
            KafkaError: ELIGIBLE_LEADERS_NOT_AVAILABLE, for a broker that lacks records (no unclean election), or
                UNKNOWN_TOPIC_OR_PARTITION.
        """
        if broker not in self._in_sync:
            explanation = f"broker {broker} is not in sync; in sync are {list(self.in_sync_replicas)}"
            raise KafkaError(Error.ELIGIBLE_LEADERS_NOT_AVAILABLE, explanation)
        replicas = [replica.partition(topic, partition) for replica in self._brokers]
        leader_epoch = 1 + max(replica.log.leader_epoch for replica in replicas)
        for replica in replicas:
            replica.log.leader_epoch = leader_epoch
        self._leaders[topic, partition] = broker

    def stop(self, broker: int) -> None:
        """Take a broker away: its partitions go to the next one in sync.

        Raises:
            KafkaError: ELIGIBLE_LEADERS_NOT_AVAILABLE, for the last broker in sync.
        """
        remaining = self._in_sync - {broker}
        if not remaining:
            raise KafkaError(Error.ELIGIBLE_LEADERS_NOT_AVAILABLE, f"broker {broker} is the last one in sync")
        self._in_sync = remaining
        for topic, partition in self.led_by(broker):
            self.elect(topic, partition, min(remaining))
        self._enter_isr_sizes()

    def start(self, broker: int) -> None:
        """Let a stopped broker copy what it missed; then it is in sync again."""
        for topic, count in self.topics.items():
            if topic not in self._brokers[broker].topics:
                self._brokers[broker].create_topic(topic, count)
            for partition in range(count):
                leader = self._brokers[self.leader(topic, partition)]
                _copy(leader.partition(topic, partition), self._brokers[broker].partition(topic, partition))
        self._in_sync.add(broker)
        self._enter_isr_sizes()

    def _enter_isr_sizes(self) -> None:
        for broker in self._brokers:
            for topic, count in broker.topics.items():
                for partition in range(count):
                    broker.partition(topic, partition).isr_size = len(self._in_sync)

    # What a producer asks of a broker

    @property
    def clock(self) -> Clock:
        return self._brokers[0].clock

    @property
    def settings(self) -> BrokerSettings:
        return self._brokers[0].settings

    @property
    def topics(self) -> dict[str, int]:
        return self._brokers[min(self._in_sync)].topics

    def create_topic(self, topic: str, partitions: int | None = None) -> None:
        for number in self.in_sync_replicas:
            self._brokers[number].create_topic(topic, partitions)
        for partition in range(self.topics[topic]):
            self._leaders[topic, partition] = min(self._in_sync)
        self._enter_isr_sizes()

    def delete_topic(self, topic: str) -> None:
        for broker in self._brokers:
            broker.delete_topic(topic)
        self._leaders = {place: leader for place, leader in self._leaders.items() if place[0] != topic}

    def delete_records(self, topic: str, partition: int, before_offset: int) -> None:
        for broker in self._brokers:
            broker.delete_records(topic, partition, before_offset)

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        if topic not in self.topics:
            try:
                self.create_topic(topic)
            except KafkaError as refusal:
                return ProduceResult(error=refusal.error)
        leader = self._brokers[self.leader(topic, partition)]
        result = leader.produce(topic, partition, batch, acks)
        if result.error is Error.NONE:
            for number in self._in_sync - {self.leader(topic, partition)}:
                _copy(leader.partition(topic, partition), self._brokers[number].partition(topic, partition))
        return result

    def init_producer_id(self, transactional_id: str | None = None) -> InitProducerIdResult:
        return self._brokers[0].init_producer_id(transactional_id)

    def fetch(self, topic: str, partition: int, offset: int) -> FetchResult:
        return self._leading(topic, partition).fetch(topic, partition, offset)

    def log_start_offset(self, topic: str, partition: int) -> int:
        return self._leading(topic, partition).log_start_offset(topic, partition)

    def log_end_offset(self, topic: str, partition: int) -> int:
        return self._leading(topic, partition).log_end_offset(topic, partition)

    def describe_producers(self, topic: str, partition: int) -> tuple[ProducerDescription, ...]:
        return self._leading(topic, partition).describe_producers(topic, partition)

    def producer_state(self, topic: str, partition: int, producer_id: int) -> ProducerState | None:
        return self._leading(topic, partition).producer_state(topic, partition, producer_id)

    def replicas(self, topic: str, partition: int, producer_id: int) -> tuple[Replica, ...]:
        """What each broker has of a partition, and remembers of a producer there; by the number of the broker."""
        return tuple(self._replica(number, topic, partition, producer_id) for number in range(len(self._brokers)))

    def _replica(self, number: int, topic: str, partition: int, producer_id: int) -> Replica:
        broker = self._brokers[number]
        leads, in_sync = self.leader(topic, partition) == number, number in self._in_sync
        if topic not in broker.topics:
            return Replica(leads, in_sync)
        state = broker.producer_state(topic, partition, producer_id)
        return Replica(leads, in_sync, broker.log_end_offset(topic, partition), state)

    def _leading(self, topic: str, partition: int) -> Broker:
        return self._brokers[self.leader(topic, partition)]


def _copy(leader: Partition, follower: Partition) -> None:
    """Append to the follower what the leader has and it lacks (``ReplicaFetcherThread``)."""
    while follower.log.log_end_offset < leader.log.log_end_offset:
        for stored in leader.log.read(follower.log.log_end_offset, FETCH_MAX_BYTES):
            result = follower.append_as_follower(stored.batch)
            if result.error is not Error.NONE:
                raise KafkaError(result.error, "a follower cannot store what the leader stored")
