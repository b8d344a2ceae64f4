"""The sender: what a producer does with its batches, from the first attempt to the ack.

Source: ``Sender`` and ``TransactionManager`` in ``clients/clients/producer/internals``, for a producer that is
idempotent and not transactional, and for one that is neither.
"""

from __future__ import annotations

from collections.abc import Mapping

from minikafka.engine.broker_calls import BrokerCalls
from minikafka.engine.configuration import ProducerConfig
from minikafka.engine.copying import copy_with
from minikafka.engine.deadlines import Deadlines
from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.network import Network
from minikafka.engine.observer import NOBODY, Observer
from minikafka.engine.partition_queue import PartitionQueue
from minikafka.engine.producer_batch import Failure, Fate, Passage, ProducerBatch, Request, Status
from minikafka.engine.records import MAX_EPOCH, NO_PRODUCER_EPOCH, NO_PRODUCER_ID, Record
from minikafka.engine.request import TopicPartition
from minikafka.engine.results import ProduceResult

GAPS = (Error.OUT_OF_ORDER_SEQUENCE_NUMBER, Error.UNKNOWN_PRODUCER_ID)
SUCCESSES = (Error.NONE, Error.DUPLICATE_SEQUENCE_NUMBER)


class Sender:
    """Holds the queues of one producer, and works through them.

    Raises:
        KafkaError: the broker grants no producer id.
    """

    def __init__(self, network: Network, config: ProducerConfig, observer: Observer) -> None:
        self.network = network
        self._broker = network.broker
        self._clock = network.broker.clock
        self._config = config
        self.deadlines = Deadlines(config, self._clock)
        self._observer = observer
        self._queues: dict[TopicPartition, PartitionQueue] = {}
        self._deliveries: list[ProducerBatch] = []
        self._acknowledged = self._failed = self._split_count = 0
        self.latest: ProducerBatch | None = None
        self.fatal_error: Error | None = None
        self.producer_id, self.producer_epoch = NO_PRODUCER_ID, NO_PRODUCER_EPOCH
        if config.idempotent:
            self._take_producer_id()
        observer.started(self)

    @property
    def queues(self) -> Mapping[TopicPartition, PartitionQueue]:
        """What the producer keeps about each partition that it sends to."""
        return self._queues

    @property
    def in_flight(self) -> tuple[ProducerBatch, ...]:
        """The batches that were sent and are neither acknowledged nor failed, per partition in order."""
        return tuple(delivery for queue in self._queues.values() for delivery in queue.in_flight)

    @property
    def deliveries(self) -> tuple[ProducerBatch, ...]:
        """Every message, in the order of ``send``."""
        return tuple(self._deliveries)

    @property
    def are_all_acknowledged(self) -> bool:
        """True when at least one message was sent, and every one was acknowledged."""
        return 0 < len(self._deliveries) - self._split_count == self._acknowledged

    @property
    def failed(self) -> int:
        """How many batches have failed."""
        return self._failed

    def copy(self, broker: BrokerCalls) -> Sender:
        """A sender that stands where this one stands, in front of a copy of its broker; nobody listens to it."""
        copies = {delivery: delivery.copy() for delivery in self._deliveries}
        for copy in copies.values() if self._split_count else ():
            copy.split_from = copies[copy.split_from] if copy.split_from else None
            copy.parts = tuple([copies[part] for part in copy.parts])
        return copy_with(
            self,
            latest=copies[self.latest] if self.latest else None,
            network=self.network.copy(broker, copies),
            _broker=broker,
            _clock=broker.clock,
            deadlines=Deadlines(self._config, broker.clock),
            _observer=NOBODY,
            _deliveries=list(copies.values()),
            _queues={place: queue.copy(copies) for place, queue in self._queues.items()},
        )

    def owns(self, delivery: ProducerBatch) -> bool:
        """True for a batch of this very producer, not of another one or of a fork."""
        return delivery.number < len(self._deliveries) and self._deliveries[delivery.number] is delivery

    def enqueue(self, topic: str, partition: int, records: tuple[Record, ...]) -> ProducerBatch:
        """Take a new batch, and send it unless it has to wait."""
        delivery = ProducerBatch(len(self._deliveries), topic, partition, records, created_ms=self._clock.now())
        self._deliveries.append(delivery)
        queue = self._queue(delivery)
        queue.waiting.append(delivery)
        self._work(queue)
        if delivery.status is Status.QUEUED:
            self._observer.waits(delivery)
        return delivery

    def resend(self, delivery: ProducerBatch) -> None:
        """Send a batch again, or give it up if its time is over; then go on with its partition."""
        self._send_again(delivery)
        self._work(self._queue(delivery))

    def complete_all(self) -> None:
        """Send again until every batch is acknowledged or has failed; no partition waits for another one."""
        while unfinished := [queue for queue in self._queues.values() if not queue.is_empty]:
            queue = min(unfinished, key=lambda queue: self.deadlines.wait_before_retry(queue.in_flight[0]))
            self._send_again(queue.in_flight[0])
            self._work(queue)
        self._observer.flushed()

    # Sending

    def _take_producer_id(self) -> None:
        answer = self._broker.init_producer_id()
        if answer.error is not Error.NONE:
            raise KafkaError(answer.error, "the broker grants no producer id")
        self.producer_id, self.producer_epoch = answer.producer_id, answer.producer_epoch

    def _work(self, queue: PartitionQueue) -> None:
        """Do what can be done without waiting: begin a new epoch where one is needed, drain what may be sent."""
        places = self._config.max_in_flight_requests_per_connection
        while self.fatal_error is None:
            if queue.needs_new_epoch():
                self._begin_new_epoch(queue)
            elif part := queue.next_part(places):
                self._observer.sends(part)
                self.latest = part
                self._transmit(queue, part)
            elif queue.waiting and self.deadlines.is_too_late(queue.waiting[0]):
                self._expire(queue)
            elif queue.can_drain(places, self.producer_id, self.producer_epoch):
                self._drain(queue)
            else:
                break

    def _drain(self, queue: PartitionQueue) -> None:
        """Number the first waiting batch and send it."""
        self._observer.sends(queue.waiting[0])
        self._move_to_current_epoch(queue)
        self.latest = queue.drain()
        self._transmit(queue, self.latest)

    def _send_again(self, delivery: ProducerBatch) -> None:
        """Wait until a batch is due, then send it again, or give it up if its time or its retries are over."""
        queue = self._queue(delivery)
        self._clock.sleep(self.deadlines.wait_before_retry(delivery))
        if failure := self.deadlines.why_give_up(delivery):
            self._give_up(queue, delivery, failure)
            return
        self._observer.sends_again(delivery)
        self._transmit(queue, delivery)

    def _transmit(self, queue: PartitionQueue, delivery: ProducerBatch) -> None:
        """One attempt, with the numbers that the batch has now."""
        assert delivery.batch is not None, "a batch that was drained has its numbers"
        self._observer.numbers(delivery)
        delivery.attempts += 1
        delivery.sent_ms = self._clock.now()
        if not delivery.is_done:
            delivery.status = Status.IN_FLIGHT
            if self._config.required_acks == 0:
                self._acknowledge(queue, delivery, ProduceResult())
        for passage in self.network.carry(Request(delivery, delivery.batch), self._config.required_acks):
            if self.owns(passage.request.delivery):  # another producer may share the network
                self._follow(passage)

    def _follow(self, passage: Passage) -> None:
        """Say what one request met, and take its answer if one arrives."""
        delivery = passage.request.delivery
        self._observer.carried(passage)
        if passage.fate is Fate.DISCONNECTED and not delivery.is_done:
            delivery.status = Status.TO_RETRY  # no timeout has to pass first (``Sender.completeBatch``)
        elif passage.fate is Fate.ANSWERED and passage.result and self._config.required_acks != 0:
            self._take_answer(self._queue(delivery), passage.request, passage.result)
            self._observer.answered(passage.request, passage.result)
            if self.fatal_error is not None:
                self._abort_batches(self.fatal_error)

    # Answers

    def _take_answer(self, queue: PartitionQueue, request: Request, result: ProduceResult) -> None:
        """What an answer means for its batch (``Sender.completeBatch``, ``TransactionManager.canRetry``).

        A batch that is refused for good leaves a gap, and what follows goes out under a new epoch at once, as does what
        was sent before it and is in doubt. If that was stored, it is stored again (KAFKA-14034).
        """
        delivery = request.delivery
        if delivery.is_done or delivery.batch is not request.batch:
            return  # the answer to an attempt that no longer counts
        if result.error in SUCCESSES:
            self._acknowledge(queue, delivery, result)
        elif result.error in GAPS and self._config.idempotent:
            delivery.status = Status.TO_RETRY
            queue.has_a_gap |= queue.is_next(delivery)
        elif result.error.retriable:
            delivery.status = Status.TO_RETRY
        elif result.error is Error.MESSAGE_TOO_LARGE and len(delivery.records) > 1:
            self._split(queue, delivery)
        else:
            self._fail(delivery, Failure(f"the broker refused it: {result.error.name}", result.error.advice or ""))
            queue.has_a_gap |= self._config.idempotent and delivery.attempts <= self._config.retries
            if self._config.idempotent and result.error.fatal:
                self.fatal_error = result.error

    def _acknowledge(self, queue: PartitionQueue, delivery: ProducerBatch, result: ProduceResult) -> None:
        queue.acknowledge(delivery)
        delivery.acknowledge(result.base_offset)
        self._acknowledged += 1

    def _fail(self, delivery: ProducerBatch, failure: Failure) -> None:
        delivery.fail(failure)
        self._failed += 1

    def _split(self, queue: PartitionQueue, delivery: ProducerBatch) -> None:
        """Cut a batch that the broker finds too large; its parts count as not tried yet."""
        first = len(self._deliveries)
        delivery.parts = tuple(
            ProducerBatch(
                first + number, delivery.topic, delivery.partition, records, delivery.created_ms, split_from=delivery
            )
            for number, records in enumerate(delivery.cut())
        )
        delivery.status = Status.SPLIT
        self._deliveries.extend(delivery.parts)
        self._split_count += 1
        queue.split(delivery, delivery.parts)

    def _abort_batches(self, error: Error) -> None:
        """Fail whatever is not done (``Sender.maybeAbortBatches``): after a fatal error nothing is sent any more."""
        for queue in self._queues.values():
            for delivery in (*queue.in_flight, *queue.waiting):
                self._fail(delivery, Failure(f"the broker refused an earlier one for good: {error.name}"))
                self._observer.gives_up(delivery)
            queue.waiting.clear()

    # Time

    def _give_up(self, queue: PartitionQueue, delivery: ProducerBatch, failure: Failure) -> None:
        self._fail(delivery, failure)
        queue.is_unresolved = self._config.idempotent
        self._observer.gives_up(delivery)

    def _expire(self, queue: PartitionQueue) -> None:
        """Give up the first waiting batch, which was never sent (``RecordAccumulator.expiredBatches``)."""
        delivery = queue.waiting.popleft()
        timeout = self._config.delivery_timeout_ms
        self._fail(delivery, Failure(f"not sent within {timeout} ms", "it is stored nowhere"))
        self._observer.gives_up(delivery)

    # Epochs

    def _begin_new_epoch(self, queue: PartitionQueue) -> None:
        """Bump the epoch, number what is in flight again from 0, and send it in order.

        Source: ``TransactionManager.bumpIdempotentProducerEpoch``: no request is needed until epochs run out.
        """
        for delivery in queue.in_flight:
            if self.deadlines.is_too_late(delivery) and (failure := self.deadlines.why_give_up(delivery)):
                self._give_up(queue, delivery, failure)
        if self.producer_epoch == MAX_EPOCH:
            self._take_producer_id()
        else:
            self.producer_epoch += 1
        queue.start_over(self.producer_id, self.producer_epoch)
        self._observer.begins_epoch(queue)
        for delivery in queue.in_flight:
            self._send_again(delivery)
            if self.fatal_error is not None or queue.has_a_gap or not delivery.is_done:
                break

    def _move_to_current_epoch(self, queue: PartitionQueue) -> None:
        """Follow an epoch that another partition began, once nothing of the old one is in flight.

        Source: ``TransactionManager.maybeUpdateProducerIdAndEpoch``.
        """
        current = (self.producer_id, self.producer_epoch)
        if (queue.producer_id, queue.producer_epoch) != current and not queue.in_flight:
            queue.start_over(*current)

    def _queue(self, delivery: ProducerBatch) -> PartitionQueue:
        place = (delivery.topic, delivery.partition)
        if place not in self._queues:
            first = self._config.first_sequence
            self._queues[place] = PartitionQueue(place, self.producer_id, self.producer_epoch, first)
        return self._queues[place]
