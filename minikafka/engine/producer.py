"""The producer: what an application calls.

It behaves as Kafka's Java client does, with two differences that make it a lesson: everything happens within the
call, one request after the other, and an ack that was lost is noticed only by ``retry`` or ``flush``.
"""

from __future__ import annotations

from dataclasses import replace

from minikafka.engine.broker_calls import BrokerCalls
from minikafka.engine.configuration import ProducerConfig
from minikafka.engine.errors import Error, KafkaError, NothingToRetry, RecordTooLargeException
from minikafka.engine.network import Network
from minikafka.engine.operations import Operations
from minikafka.engine.producer_batch import ProducerBatch, Status
from minikafka.engine.recorder import Recorder
from minikafka.engine.records import NO_TIMESTAMP, RECORD_BATCH_OVERHEAD, Record
from minikafka.engine.sender import Sender
from minikafka.engine.trace import Trace

ENDED = "an earlier batch was refused for good, and this producer sends nothing more: begin with a new one"


class Producer:
    """A producer of ``broker``: one in memory, or whatever answers the same calls, also behind a ``Network``.

    The settings are those of ``ProducerConfig``. ``network`` is where faults are asked for, ``operations`` is what can
    be done to the broker, ``trace`` is what happened.

    Raises:
        ConfigException: the settings contradict each other.
        KafkaError: the broker grants no producer id.
    """

    def __init__(
        self,
        broker: BrokerCalls | Network,
        *,
        enable_idempotence: bool | None = None,
        acks: str | int = "all",
        retries: int = 2_147_483_647,
        max_in_flight_requests_per_connection: int = 5,
        delivery_timeout_ms: int = 120_000,
        request_timeout_ms: int = 30_000,
        max_request_size: int = 1_048_576,
        first_sequence: int = 0,
    ) -> None:
        config = ProducerConfig(
            enable_idempotence=enable_idempotence,
            acks=acks,
            retries=retries,
            max_in_flight_requests_per_connection=max_in_flight_requests_per_connection,
            delivery_timeout_ms=delivery_timeout_ms,
            request_timeout_ms=request_timeout_ms,
            max_request_size=max_request_size,
            first_sequence=first_sequence,
        )
        self._set_up(broker, config)

    @classmethod
    def with_config(cls, broker: BrokerCalls | Network, config: ProducerConfig) -> Producer:
        """A producer with settings that are made already; errors as for a new one."""
        producer = cls.__new__(cls)
        cls._set_up(producer, broker, config)
        return producer

    def _set_up(self, broker: BrokerCalls | Network, config: ProducerConfig) -> None:
        self.config = config
        self.network = broker if isinstance(broker, Network) else Network(broker)
        self._recorder = Recorder(self.network, self.config)
        self._sender = Sender(self.network, self.config, self._recorder)
        self._places: set[tuple[str, int]] = set()
        self.operations = Operations(self.network.broker, self._recorder)

    def __repr__(self) -> str:
        number = f"producer id {self.producer_id}, epoch {self.producer_epoch}"
        return f"Producer({number if self.config.idempotent else 'no idempotence'}, {self.trace.counted_steps})"

    @property
    def trace(self) -> Trace:
        """Everything that happened so far."""
        return self._recorder.trace

    @property
    def producer_id(self) -> int:
        """The id that the broker granted, -1 without idempotence."""
        return self._sender.producer_id

    @property
    def producer_epoch(self) -> int:
        """The current epoch, -1 without idempotence."""
        return self._sender.producer_epoch

    @property
    def in_flight(self) -> tuple[ProducerBatch, ...]:
        """The batches that were sent and are neither acknowledged nor failed, per partition in order."""
        return self._sender.in_flight

    @property
    def deliveries(self) -> tuple[ProducerBatch, ...]:
        """Every batch that was handed over so far, in order, and each part of one that was cut when it was cut."""
        return self._sender.deliveries

    @property
    def to_retry(self) -> ProducerBatch | None:
        """What ``retry`` would send again: the oldest batch in flight, or the one sent last."""
        return min(self.in_flight, key=lambda delivery: delivery.first_call, default=self._sender.latest)

    @property
    def retry_refusal(self) -> str | None:
        """Why ``retry`` would have nothing to send again now, ``None`` if it has."""
        return self._why_not(self.to_retry)

    def send(
        self,
        topic: str,
        value: bytes | None,
        *,
        partition: int = 0,
        key: bytes | None = None,
        headers: tuple[tuple[str, bytes | None], ...] = (),
    ) -> ProducerBatch:
        """Send one message as a batch of its own, and take what answer comes.

        Each call is a new record with a new sequence, whatever its bytes are. An ack that is lost leaves the batch in
        flight; with five in flight the message waits without a sequence. ``flush`` settles both.

        Raises:
            TypeError: the value, the key or a header's value is not bytes.
            RecordTooLargeException: larger than ``max_request_size``. Nothing was sent.
            KafkaError: INVALID_TOPIC_EXCEPTION or UNKNOWN_TOPIC_OR_PARTITION; or the fatal error that an earlier batch
                met, after which nothing goes out (``TransactionManager.maybeFailWithError``). Nothing was sent.
        """
        return self.send_batch(topic, (Record(value=value, key=key, headers=headers),), partition=partition)

    def send_batch(self, topic: str, records: tuple[Record, ...], *, partition: int = 0) -> ProducerBatch:
        """Send several records as one batch, as a client does that lingers. Errors as for ``send``.

        A record without a timestamp gets that of the call (``KafkaProducer.doSend``).

        Raises:
            ValueError: there are no records.
        """
        records = tuple(records)
        if self._sender.fatal_error is not None:
            raise KafkaError(self._sender.fatal_error, ENDED)
        self._check_size(records)
        self._check_place(topic, partition)
        self._recorder.action("send", topic=topic, partition=partition, records=records)
        now = self.network.broker.clock.now()
        stamped = (replace(record, timestamp=now) if record.timestamp == NO_TIMESTAMP else record for record in records)
        return self._sender.enqueue(topic, partition, tuple(stamped))

    def retry(self, delivery: ProducerBatch | None = None) -> ProducerBatch:
        """Send a batch again, as the client itself does: the same records under the same sequence.

        Without an argument it is the oldest batch in flight; if every ack has arrived, the batch sent last, as if
        its ack had come too late. Waiting for an ack that was lost takes ``request_timeout_ms`` of the broker's
        clock; a batch whose ``delivery_timeout_ms`` are over is given up instead.

        Raises:
            NothingToRetry: nothing was sent yet, or this batch still waits, or has failed, or is of another producer.
        """
        target = delivery or self.to_retry
        if target is not None and not self._sender.owns(target):
            raise NothingToRetry("this message belongs to another producer: only that one can send it again")
        if reason := self._why_not(target):
            raise NothingToRetry(reason)
        assert target is not None, "without a target there is a reason"
        self._recorder.action("retry", delivery=target.number)
        self._sender.resend(target)
        return target

    def flush(self) -> None:
        """Return once every message is acknowledged, or has failed because its delivery timeout is over.

        It confirms nothing to the broker: it waits, and sends again what was not acknowledged
        (``KafkaProducer.flush``).
        """
        self._recorder.action("flush")
        self._sender.complete_all()

    def _why_not(self, delivery: ProducerBatch | None) -> str | None:
        """Why a batch cannot be sent again, if so."""
        return ENDED if self._sender.fatal_error is not None else _why_not(delivery)

    def _check_place(self, topic: str, partition: int) -> None:
        """Ask for the topic once, which creates it if need be (``KafkaProducer.waitOnMetadata``)."""
        broker = self.network.broker
        if (topic, partition) in self._places:
            return
        if topic in broker.topics:
            self._recorder.found(topic, broker.topics[topic])
        else:
            broker.create_topic(topic)
        if not 0 <= partition < broker.topics[topic]:
            explanation = f"{topic!r} has partitions 0 .. {broker.topics[topic] - 1}, not {partition}"
            raise KafkaError(Error.UNKNOWN_TOPIC_OR_PARTITION, explanation)
        self._places.add((topic, partition))

    def _check_size(self, records: tuple[Record, ...]) -> None:
        """Source: ``KafkaProducer.ensureValidRecordSize``, here for the batch as a whole."""
        if not records:
            raise ValueError("a batch holds at least one record")
        size = RECORD_BATCH_OVERHEAD + sum(record.size_upper_bound for record in records)
        limit = self.config.max_request_size
        if size > limit:
            raise RecordTooLargeException(f"{size} bytes, but max_request_size is {limit}: send less at a time")


def _why_not(delivery: ProducerBatch | None) -> str | None:
    """Why a batch cannot be sent again, if so."""
    if delivery is None:
        return "nothing was sent yet, so send a message first"
    if delivery.status is Status.QUEUED:
        return "this message was not sent yet: it waits for a place among the batches in flight"
    if delivery.parts:
        return "this message was too large for the broker and was cut: its parts can be sent again"
    if delivery.status is Status.FAILED:
        return f"this message was given up ({delivery.failure}): to try again, send it as a new record"
    return None
