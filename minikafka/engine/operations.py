"""What is done to the brokers of a run, and not by its producer: a restart, another leader, time that passes.

Each is an action of the run, as a ``send`` is: it becomes a step of the trace, and a replay makes it again.
"""

from __future__ import annotations

from dataclasses import replace

from minikafka.engine.broker import Broker
from minikafka.engine.broker_calls import BrokerCalls
from minikafka.engine.clock import ManualClock
from minikafka.engine.cluster import Cluster
from minikafka.engine.errors import CannotOperate
from minikafka.engine.recorder import Memory, Recorder
from minikafka.engine.trace import Stage, StepKind, Variables


class Operations:
    """Acts on ``broker``: one in memory, or a ``Cluster`` of such.

    Raises, in each method:
        CannotOperate: the broker keeps files or is at the other end of a wire, or its clock is the machine's.
    """

    def __init__(self, broker: BrokerCalls, recorder: Recorder) -> None:
        self._broker = broker
        self._recorder = recorder

    @property
    def refusal(self) -> str | None:
        """Why nothing can be done to this broker from here, ``None`` if it can."""
        if not all(type(broker).restart is Broker.restart for broker in self._brokers) or not self._brokers:
            return "only a broker in memory can be restarted from here"
        return None if isinstance(self._broker.clock, ManualClock) else "this broker's clock is the machine's own"

    @property
    def leader_refusal(self) -> str | None:
        """Why no other broker can lead, ``None`` if one can."""
        if self.refusal or (isinstance(self._broker, Cluster) and len(self._broker.in_sync_replicas) > 1):
            return self.refusal
        return "no other broker has a copy of this partition"

    def leader(self, topic: str, partition: int) -> int:
        """The number of the broker that leads a partition."""
        return self._broker.leader(topic, partition) if isinstance(self._broker, Cluster) else 0

    def restart(self, broker: int = 0, *, clean: bool = True) -> None:
        """Stop a broker, cleanly or by a crash, and start it again.

        What it led is led by the next broker in sync meanwhile, and by itself afterwards, as where the preferred leader
        is elected again (``auto.leader.rebalance.enable``).

        Raises:
            IndexError: there is no such broker.
        """
        self._ensure(self.refusal)
        if not 0 <= broker < len(self._brokers):
            raise IndexError(f"there is no broker {broker}: there are {len(self._brokers)}")
        self._begin("restart", StepKind.RESTART, broker=broker, clean=clean)
        self._stage(Stage.BROKER_STOPS, broker)
        if isinstance(self._broker, Cluster) and len(self._brokers) > 1:
            self._restart_in_cluster(self._broker, broker)
        else:
            self._brokers[broker].restart()
            self._stage(Stage.BROKER_STARTS, broker)

    def _restart_in_cluster(self, cluster: Cluster, broker: int) -> None:
        led = cluster.led_by(broker)
        cluster.stop(broker)
        if led:
            self._stage(Stage.NEW_LEADER, cluster.leader(*led[0]))
        cluster.brokers[broker].restart()
        cluster.start(broker)
        self._stage(Stage.BROKER_STARTS, broker)
        for topic, partition in led:
            cluster.elect(topic, partition, broker)
        if led:
            self._stage(Stage.NEW_LEADER, broker)

    def change_leader(self, topic: str, partition: int) -> None:
        """Let the next broker in sync lead a partition; it copied all that the leader has, batch by batch.

        Raises:
            KafkaError: UNKNOWN_TOPIC_OR_PARTITION.
        """
        self._ensure(self.leader_refusal)
        cluster = self._broker
        assert isinstance(cluster, Cluster), "without one there is a reason"
        in_sync, current = cluster.in_sync_replicas, cluster.leader(topic, partition)
        following = next((broker for broker in in_sync if broker > current), in_sync[0])
        cluster.elect(topic, partition, following)
        self._begin("change leader", StepKind.CHANGE_LEADER, topic=topic, partition=partition)
        self._stage(Stage.NEW_LEADER, following)

    def let_time_pass(self, ms: int) -> None:
        """Move the clock on, and have every broker forget the producers that are too old then.

        Kafka looks for them every ten minutes (``producer.id.expiration.check.interval.ms``).

        Raises:
            ValueError: ``ms`` is negative.
        """
        self._ensure(self.refusal)
        if ms < 0:
            raise ValueError(f"time does not run backwards, by {ms} ms")
        self._begin("let time pass", StepKind.TIME_PASSES, ms=ms)
        self._broker.clock.sleep(ms)
        self._stage(Stage.TIME_PASSES)
        for broker in self._brokers:
            broker.expire_producers()
        self._stage(Stage.PRODUCERS_EXPIRE)

    def recreate_topic(self, topic: str) -> None:
        """Delete a topic and create it again, with as many partitions: its records and what it remembers are gone.

        Raises:
            KafkaError: UNKNOWN_TOPIC_OR_PARTITION.
        """
        broker = self._changeable()
        partitions = broker.topics.get(topic)
        broker.delete_topic(topic)
        broker.create_topic(topic, partitions)
        self._begin("recreate topic", StepKind.RECREATE_TOPIC, topic=topic)
        self._recorder.forget_log(topic)
        self._stage(Stage.TOPIC_RECREATED)

    def delete_records(self, topic: str, partition: int) -> None:
        """Delete every record of a partition, as retention does; what it remembers of its producers stays (KAFKA-7190).

        Raises:
            KafkaError: UNKNOWN_TOPIC_OR_PARTITION.
        """
        broker = self._changeable()
        broker.delete_records(topic, partition, broker.log_end_offset(topic, partition))
        self._begin("delete records", StepKind.DELETE_RECORDS, topic=topic, partition=partition)
        self._stage(Stage.RECORDS_DELETED)

    def _changeable(self) -> Broker | Cluster:
        self._ensure(self.refusal)
        assert isinstance(self._broker, Broker | Cluster), "of anything else there is a refusal"
        return self._broker

    @property
    def _brokers(self) -> tuple[Broker, ...]:
        """The brokers in this process."""
        if isinstance(self._broker, Cluster):
            return self._broker.brokers
        return (self._broker,) if isinstance(self._broker, Broker) else ()

    def _ensure(self, refusal: str | None) -> None:
        if refusal:
            raise CannotOperate(refusal)

    def _begin(self, verb: str, kind: StepKind, **arguments: str | int | bool) -> None:
        self._recorder.action(verb, **arguments)
        self._recorder.step(kind)

    def _stage(self, stage: Stage, broker: int | None = None) -> None:
        memory = self._recorder.refresh_states()
        self._recorder.stage(stage, self._variables(memory), broker=broker, memory=memory)

    def _variables(self, memory: Memory) -> Variables:
        """As they stood, but for what the partition of the last message remembers."""
        trace = self._recorder.trace
        last = next((event.delivery for event in reversed(trace[:]) if event.delivery), None)
        state = memory.get((last.topic, last.partition)) if last else None
        return replace(trace[-1].variables, state=state)
