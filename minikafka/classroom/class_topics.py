"""The two topics of a class: what is answered, and what the room is asked. They keep their records for a week."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from minikafka.engine.errors import Error, KafkaError

if TYPE_CHECKING:
    from minikafka.wire.client import RemoteBroker

A_WEEK_MS = 7 * 24 * 60 * 60 * 1000
# With the broker's own time nobody's answers are refused because a clock is wrong (message.timestamp.after.max.ms).
CONFIGS = {"retention.ms": str(A_WEEK_MS), "message.timestamp.type": "LogAppendTime"}
LONGEST_NAME = 40
_NAME = re.compile(r"[A-Za-z0-9-]+", re.ASCII)
_FORBIDDEN = (Error.TOPIC_AUTHORIZATION_FAILED, Error.CLUSTER_AUTHORIZATION_FAILED, Error.POLICY_VIOLATION)


@dataclass(frozen=True, slots=True)
class ClassTopics:
    """The topics of the class of this name.

    Raises:
        ValueError: it is no name of a class.
    """

    name: str

    def __post_init__(self) -> None:
        if len(self.name) > LONGEST_NAME or not _NAME.fullmatch(self.name):
            shown = self.name[:LONGEST_NAME]
            raise ValueError(f"{shown!r} is no name of a class: take 1 to {LONGEST_NAME} letters, digits and dashes")

    @property
    def answers(self) -> str:
        return f"minikafka-class-{self.name}"

    @property
    def asked(self) -> str:
        return f"{self.answers}.asked"  # no name of a class has a dot, so no two classes share a topic

    def create(self, broker: RemoteBroker) -> bool:
        """Make what is missing; returns whether the class is new.

        Raises:
            KafkaError: the cluster does not make them; where it lacks the right, one sentence says who has to.
        """
        return _create(broker, self.answers) | _create(broker, self.asked)

    def delete(self, broker: RemoteBroker) -> None:
        """Delete what is there.

        Raises:
            KafkaError: the cluster does not.
        """
        for topic in {self.answers, self.asked} & broker.topics.keys():
            broker.delete_topic(topic)


def _create(broker: RemoteBroker, topic: str) -> bool:
    if topic in broker.topics:
        return False
    try:
        broker.create_topic(topic, 1, configs=CONFIGS)
    except KafkaError as refusal:
        if refusal.error is Error.TOPIC_ALREADY_EXISTS:  # somebody was faster
            return False
        if refusal.error in _FORBIDDEN:
            needs = f"this user may make no topics: ask whoever runs the cluster for {topic!r}, with one partition"
            raise KafkaError(refusal.error, needs) from refusal
        raise
    return True
