"""The lab: one producer, one broker, and what the buttons of the panel do with them.

Everything is decided here; the panel shows it. A lab works without a panel too, in a test or a plain Python session.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from warnings import warn

from minikafka.engine.errors import KafkaError
from minikafka.engine.network import Fault
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import ProducerBatch
from minikafka.engine.sequence_check import Generation
from minikafka.lesson.lab import lab_words as words
from minikafka.lesson.lab.current_run import CurrentRun, lab_setup
from minikafka.lesson.lab.runs import OtherWay, Runs, made_again

BROKERS = 2  # of a sandbox: enough for another leader
DAY_MS = 86_400_000


class Lab(CurrentRun):
    """A run that a learner drives. Displayed in a notebook, the lesson's Lab is the panel.

    Args:
        topic: where messages go, to partition 0.
        message: what the message field holds at first.
        enable_idempotence: whether the producer numbers its batches.
        lose_next_ack: whether the first request that reaches the broker loses its ack.
        first_sequence: the first number; Kafka's clients start at 0, the lesson's page at 1.
        generation: which Kafka the broker answers like, ``"kafka-2.5"`` (2.5 to 4.4) or ``"kafka-4.5"``.
        sandbox: whether the panel also offers what can befall a network and a broker, here one of two, and several
            runs.
        advanced: the old name of ``sandbox``, for one more version.
        style: the learning style under which predictions are kept in the learner's progress; none are without.
        cluster: ``host:port`` of a Kafka cluster that answers instead of a broker in memory; by default the one that
            the environment variable MINIKAFKA_BOOTSTRAP names, if it does. There topics are named after the learner.
        cluster_settings: TLS and SASL by the names of kafka-python, such as ``security_protocol``; see ``Security``.

    Raises:
        KafkaError: no Kafka broker answers at ``cluster``.

    A refusal is not raised but told: ``notice`` is the sentence that the panel shows.
    """

    def __init__(
        self,
        *,
        topic: str = "topic",
        message: str = "message1",
        enable_idempotence: bool = True,
        lose_next_ack: bool = False,
        first_sequence: int = 0,
        generation: Generation | str = Generation.KAFKA_2_5,
        sandbox: bool = False,
        advanced: bool | None = None,
        style: str | None = None,
        cluster: str | None = None,
        cluster_settings: Mapping[str, Any] | None = None,
    ) -> None:
        if advanced is not None:
            warn("Lab(advanced=True) is written Lab(sandbox=True) now", DeprecationWarning, stacklevel=2)
            sandbox = advanced
        brokers = BROKERS if sandbox else 1
        setup = lab_setup(first_sequence, Generation(generation), brokers, cluster, cluster_settings)
        super().__init__(setup, topic, enable_idempotence=enable_idempotence)
        self.message = message
        self.sandbox = sandbox
        self.style = style
        if lose_next_ack:
            self.lose_next_ack = True

    def __repr__(self) -> str:
        idempotence = f"idempotence {'on' if self.enable_idempotence else 'off'}"
        return f"Lab({'watching' if self._watched else idempotence}, {self.trace.counted_steps})"

    @cached_property
    def operations(self) -> LabOperations:
        """What can be done to the brokers of this lab."""
        return LabOperations(self)

    @cached_property
    def runs(self) -> Runs:
        """The runs of this lab, from the first use on: to fork one, to save and to load."""
        return Runs(self)

    # The buttons

    def send(self, message: str | bytes | None = None) -> None:
        """Send ``message``, by default what the message field holds, as a new record.

        Raises:
            TypeError: ``message`` is neither text nor bytes.
        """
        content = self.message if message is None else message
        if not isinstance(content, str | bytes):
            raise TypeError(f"a message is text or bytes, not {type(content).__name__}")
        value = content if isinstance(content, bytes) else content.encode("utf-8", errors="replace")
        self.perform(lambda producer: producer.send(self.topic, value))

    def retry(self, delivery: ProducerBatch | None = None) -> None:
        """Have the producer send a batch again: its oldest in flight, or the last one if every ack has arrived."""
        self.perform(lambda producer: producer.retry(delivery))

    def flush(self) -> None:
        """Have the producer wait, and retry, until every message is acknowledged or has failed."""
        self.perform(Producer.flush)

    def reset(self) -> None:
        """Begin again with a new broker, which has stored nothing."""
        self._begin(words.FRESH_RUN, enable_idempotence=self.enable_idempotence)

    def set_idempotence(self, *, on: bool) -> None:
        """Switch idempotence; a producer cannot change it while it lives, so this begins a fresh run, and says so."""
        if on != self.enable_idempotence:
            self._begin(words.SWITCHED_ON if on else words.SWITCHED_OFF, enable_idempotence=on)

    @property
    def next_fault(self) -> Fault | None:
        """What will happen to the next request, ``None`` if it will arrive and be answered."""
        return next(iter(self.producer.network.faults), None)

    @next_fault.setter
    def next_fault(self, fault: Fault | None) -> None:
        with self.lock:
            self.producer.network.faults.clear()
            if fault:
                self.producer.network.faults.append(fault)
            self.tell("")

    @property
    def lose_next_ack(self) -> bool:
        """Whether the next request that reaches the broker will lose its ack."""
        return self.next_fault is Fault.LOSE_ACK

    @lose_next_ack.setter
    def lose_next_ack(self, wanted: bool) -> None:
        self.next_fault = Fault.LOSE_ACK if wanted else None

    @property
    def lose_refusal(self) -> str | None:
        """Why what is on its way now cannot be lost any more, ``None`` if it can: the last action is made again."""
        return self.send_refusal or (None if self._setup.in_memory else words.SENT_TO_A_CLUSTER)

    def lose(self, step: int, fault: Fault) -> None:
        """Have ``fault`` befall the request of a step of the last action, which is made again for it.

        Where that cannot be, and for a step of an earlier action, it befalls the next request.
        """
        with self.lock:
            producer = None if self.lose_refusal else made_again(self.trace, step, fault)
            if producer is None:
                self.next_fault = fault
                return
            self.runs.replace(producer)
            self.open(producer)

    @cached_property
    def other_way(self) -> OtherWay:
        """The run with the switch of idempotence the other way."""
        return OtherWay(self)

    def close(self) -> None:
        """Remove what the run has made on a cluster, and close the connections to it; Python's end does the same."""
        with self.lock:
            self._setup.close()

    # Runs

    def _begin(self, notice: str, *, enable_idempotence: bool) -> None:
        with self.lock:
            try:
                producer = self.new_producer(enable_idempotence=enable_idempotence)
            except KafkaError as refusal:  # a cluster that does not answer
                self.tell(words.REFUSED.format(what=words.NO_FRESH_RUN, why=refusal))
            else:
                self.open(producer, notice=notice)


class LabOperations:
    """What a learner does to the brokers of a lab, first of all to the one that leads its partition.

    A refusal is told, as for the lab's other buttons.
    """

    def __init__(self, lab: CurrentRun) -> None:
        self._lab = lab

    @property
    def refusal(self) -> str | None:
        """Why nothing can be done to the broker now, ``None`` if it can."""
        return self._lab.send_refusal or self._lab.producer.operations.refusal

    @property
    def leader_refusal(self) -> str | None:
        """Why the leader cannot be changed now, ``None`` if it can."""
        producer, topic = self._lab.producer, self._lab.topic
        without = None if topic in producer.network.broker.topics else words.NO_PARTITION
        return self._lab.send_refusal or producer.operations.leader_refusal or without

    def restart(self, broker: int | None = None, *, clean: bool = True) -> None:
        """Restart a broker by its number, ``None`` is the one that leads; it leads again afterwards."""

        def restart(producer: Producer) -> None:
            leader = producer.operations.leader(self._lab.topic, 0)
            producer.operations.restart(leader if broker is None else broker, clean=clean)

        self._lab.perform(restart, words.NOTHING_DONE)

    def change_leader(self) -> None:
        """Have the next broker lead."""
        self._lab.perform(lambda producer: producer.operations.change_leader(self._lab.topic, 0), words.NOTHING_DONE)

    def let_a_day_pass(self) -> None:
        """Move the clock on by a day, after which a broker forgets a producer."""
        self._lab.perform(lambda producer: producer.operations.let_time_pass(DAY_MS), words.NOTHING_DONE)
