"""What a learner does to the brokers of a lab; a refusal is told, as for the lab's other buttons."""

from __future__ import annotations

from minikafka.engine.producer import Producer
from minikafka.lesson.lab.current_run import CurrentRun

DAY_MS = 86_400_000
REFUSED = "Nothing was done"


class LabOperations:
    """Acts on the broker that leads the lab's partition."""

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
        nothing_there = "there is no partition to lead yet, so send a message first"
        without = None if topic in producer.network.broker.topics else nothing_there
        return self._lab.send_refusal or producer.operations.leader_refusal or without

    def restart(self, broker: int | None = None, *, clean: bool = True) -> None:
        """Restart a broker by its number, ``None`` is the one that leads; it leads again afterwards."""

        def restart(producer: Producer) -> None:
            leader = producer.operations.leader(self._lab.topic, 0)
            producer.operations.restart(leader if broker is None else broker, clean=clean)

        self._lab.perform(restart, REFUSED)

    def change_leader(self) -> None:
        """Have the next broker lead."""
        self._lab.perform(lambda producer: producer.operations.change_leader(self._lab.topic, 0), REFUSED)

    def let_a_day_pass(self) -> None:
        """Move the clock on by a day, after which a broker forgets a producer."""
        self._lab.perform(lambda producer: producer.operations.let_time_pass(DAY_MS), REFUSED)
