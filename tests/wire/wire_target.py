"""The scenarios' targets behind a wire: our own broker with ``serve`` in front of it, and Apache Kafka."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from kio.schema.api_versions.v0.request import ApiVersionsRequest
from kio.schema.delete_records.v1.request import (
    DeleteRecordsPartition,
    DeleteRecordsRequest,
    DeleteRecordsTopic,
)
from kio.schema.errors import ErrorCode
from kio.schema.produce.v7.request import PartitionProduceData, ProduceRequest, TopicProduceData
from kio.schema.produce.v7.response import PartitionProduceResponse
from kio.schema.types import TopicName, TransactionalId
from kio.static.primitive import Records, i16, i32, i32Timedelta, i64

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.sequence_check import Generation
from minikafka.storage.record_batch import encode
from minikafka.wire.client import RemoteBroker, connect
from minikafka.wire.client_connection import Connection
from minikafka.wire.server import serve
from tests.conformance.scenarios import Scenario
from tests.conformance.steps import (
    Advance,
    Answer,
    Appended,
    DeleteBefore,
    Describe,
    Described,
    Expire,
    Init,
    Initialised,
    Marker,
    Need,
    Produce,
    ProduceMany,
    Replicate,
    Restart,
    SetIsr,
    Step,
)
from tests.conformance.targets import (
    NEED_FILES,
    PARTITIONS,
    TOPIC,
    BrokerSteps,
    Perform,
    appended,
    producer_row,
    settings_of,
)

TIMEOUT_MS = 10_000
TIMEOUT = i32Timedelta.parse(timedelta(milliseconds=TIMEOUT_MS))


class WireTarget:
    """Brokers in memory behind TCP.

    What no request of a client moves acts on the broker itself: time, expiry, retention, restarts, markers, replicas.
    """

    name = "the engine behind TCP"
    profiles = frozenset(Generation)
    expresses = frozenset(Need) - NEED_FILES
    cannot_see: frozenset[str] = frozenset()

    @contextmanager
    def new_topic(self, scenario: Scenario, profile: str) -> Iterator[Perform]:
        settings = settings_of(scenario, profile)
        brokers = [Broker(**settings) for _ in range(2)]
        brokers[0].create_topic(TOPIC, PARTITIONS)
        with ExitStack() as stack:
            clients = [stack.enter_context(connect(stack.enter_context(serve(broker)))) for broker in brokers]
            yield _ServedCluster(brokers[0], settings["clock"], clients).perform


class ClusterTarget:
    """Whatever answers at an address as Kafka 2.8 to 4.4, with one broker; nobody can move its time.

    Each scenario has a topic of its own.
    """

    profiles = frozenset({Generation.KAFKA_2_5})
    expresses = frozenset(
        {Need.PRODUCE, Need.PRODUCE_MANY, Need.ACKS_ZERO, Need.DELETE_BEFORE, Need.DESCRIBE, Need.INIT}
    )
    cannot_see: frozenset[str] = frozenset()

    def __init__(self, address: str, name: str = "Apache Kafka") -> None:
        self.name = name
        self._address = address

    @contextmanager
    def new_topic(self, scenario: Scenario, profile: str) -> Iterator[Perform]:
        assert profile in self.profiles
        topic = f"{scenario.id}-{uuid4().hex}"
        with connect(self._address) as client:
            client.create_topic(topic, PARTITIONS)
            yield _Cluster(topic, ManualClock(scenario.clock_start_ms), [client]).perform
            client.delete_topic(topic)


class _Cluster:
    """Brokers that share a controller; the first one leads the topic."""

    def __init__(self, topic: str, clock: ManualClock, clients: Sequence[RemoteBroker]) -> None:
        self._topic = topic
        self._clock = clock
        self._clients = clients
        self._leader = clients[0]

    def perform(self, step: Step) -> Sequence[Answer]:
        match step:
            case Produce(acks=0):
                return [self._unanswered(step)]
            case Produce():
                return [self._produced(step)]
            case ProduceMany():
                return self._produced_together(step.parts)
            case Describe():
                rows = self._leader.describe_producers(self._topic, step.partition)
                return [Described(producers=frozenset(map(producer_row, rows)))]
            case Init():
                return [self._initialised(step)]
            case DeleteBefore():
                self._delete_before(step)
                return []
            case _:
                raise TypeError(f"no request is {step.written!r}")

    def _initialised(self, step: Init) -> Initialised:
        """A transactional id belongs to its scenario: a cluster remembers those of earlier runs."""
        own = None if step.transactional_id is None else f"{self._topic}-{step.transactional_id}"
        result = self._clients[step.broker].init_producer_id(own)
        return Initialised(error=result.error, pid=result.producer_id, epoch=result.producer_epoch)

    def _delete_before(self, step: DeleteBefore) -> None:
        wanted = DeleteRecordsPartition(partition_index=i32(step.partition), offset=i64(step.offset))
        request = DeleteRecordsRequest(
            topics=(DeleteRecordsTopic(name=TopicName(self._topic), partitions=(wanted,)),), timeout=TIMEOUT
        )
        connection = self._connection()
        (topic,) = connection.ask(request).topics
        connection.close()
        (deleted,) = topic.partitions
        assert deleted.error_code is ErrorCode.none

    def _produced(self, step: Produce) -> Appended:
        result = self._leader.produce(self._topic, step.partition, step.batch(self._clock.now()), step.acks)
        return appended(result, self._leader.log_end_offset(self._topic, step.partition))

    def _unanswered(self, step: Produce) -> Appended:
        """With acks 0 the next request tells: what comes is its answer, or the end of the connection.

        Whether it was a duplicate nobody hears, so the client's answer is no.
        """
        connection = self._connection()
        connection.tell(self._request([step], acks=0))
        closed = _is_closed_instead_of_answering(connection)
        connection.close()
        leo = self._leader.log_end_offset(self._topic, step.partition)
        return Appended(no_response=True, connection_closed=closed, duplicate=False, leo=leo)

    def _produced_together(self, parts: Sequence[Produce]) -> Sequence[Appended]:
        connection = self._connection()
        response = connection.ask(self._request(parts, acks=-1))
        connection.close()
        (topic,) = response.responses
        answers = {answer.index: answer for answer in topic.partition_responses}
        assert len(answers) == len(topic.partition_responses), "one answer for each partition"
        return [self._appended(step.partition, answers[i32(step.partition)]) for step in parts]

    def _appended(self, partition: int, answer: PartitionProduceResponse) -> Appended:
        return Appended(
            error=Error(answer.error_code),
            base_offset=answer.base_offset,
            duplicate=answer.log_append_time is not None,
            leo=self._leader.log_end_offset(self._topic, partition),
            log_append_time=_milliseconds(answer.log_append_time),
            log_start_offset=answer.log_start_offset,
        )

    def _connection(self) -> Connection:
        return Connection(self._leader.address, "scenario", TIMEOUT_MS)

    def _request(self, parts: Sequence[Produce], acks: int) -> ProduceRequest:
        """One Produce request; batches for the same partition lie one behind the other in its records field."""
        records: dict[int, bytes] = {}
        for step in parts:
            records[step.partition] = records.get(step.partition, b"") + encode(step.batch(self._clock.now()))
        is_transactional = any(step.txn for step in parts)
        return ProduceRequest(
            transactional_id=TransactionalId("minikafka") if is_transactional else None,
            acks=i16(acks),
            timeout=TIMEOUT,
            topic_data=(
                TopicProduceData(
                    name=TopicName(self._topic),
                    partition_data=tuple(
                        PartitionProduceData(index=i32(index), records=Records(data)) for index, data in records.items()
                    ),
                ),
            ),
        )


class _ServedCluster(_Cluster):
    """The same in front of our own broker, which can be told what no request tells."""

    def __init__(self, leader: Broker, clock: ManualClock, clients: Sequence[RemoteBroker]) -> None:
        super().__init__(TOPIC, clock, clients)
        self._by_call = BrokerSteps([leader], clock)

    def perform(self, step: Step) -> Sequence[Answer]:
        match step:
            case Advance() | Expire() | DeleteBefore() | Restart() | Marker() | Replicate() | SetIsr():
                return self._by_call.perform(step)
            case _:
                return super().perform(step)


def _is_closed_instead_of_answering(connection: Connection) -> bool:
    try:
        connection.ask(ApiVersionsRequest())
    except KafkaError as failure:
        if failure.error is Error.NETWORK_EXCEPTION:
            return True
        raise
    return False


def _milliseconds(time: datetime | None) -> int:
    return -1 if time is None else round(time.timestamp() * 1000)


WIRE = WireTarget()
