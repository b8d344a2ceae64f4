"""How a lab begins a run on a Kafka cluster."""

from __future__ import annotations

import atexit
import getpass
import os
import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, ClassVar
from uuid import uuid4

from minikafka.engine.producer import Producer
from minikafka.lesson.lab.learners_broker import LearnersBroker
from minikafka.wire.client import connect
from minikafka.wire.client_security import Security

LONGEST = 40  # characters of a learner's name
ANSWER_MS = 10_000  # request.timeout.ms of what really goes to the cluster
# After a lost ack the producer waits this long before it sends again. Kafka's default of 30 s is nothing for a lesson.
REQUEST_TIMEOUT_MS = 500


class ClusterSetup:
    """What stays the same from run to run of a lab on the cluster at ``address``.

    ``settings`` are those of ``Security``; what they leave out, the environment may say.

    Raises:
        ValueError: ``address`` is none, or (``ConfigException``) the settings contradict each other.
        KafkaError: no Kafka broker answers there.
    """

    in_memory: ClassVar[bool] = False

    def __init__(self, address: str, first_sequence: int, settings: Mapping[str, Any] | None = None) -> None:
        security = Security(**settings_of_environment() | dict(settings or {}))
        name = f"minikafka-{learner()}"
        self._remote = connect(address, client_id=name, request_timeout_ms=ANSWER_MS, security=security)
        self._first_sequence = first_sequence
        self._broker: LearnersBroker | None = None
        atexit.register(self.close)

    def close(self) -> None:
        """Remove the topics of the last run and close the connections; Python's end does the same."""
        if self._broker:
            self._broker.remove_topics()
        self._remote.close()
        atexit.unregister(self.close)

    def new_producer(self, *, enable_idempotence: bool) -> Producer:
        """A producer with topics of its own, made when they are first used; those of the run before are removed.

        Raises:
            KafkaError: the cluster does not answer, or grants no producer id.
        """
        if self._broker:
            self._broker.remove_topics()
        self._broker = LearnersBroker(self._remote, f"minikafka-{learner()}-{uuid4().hex[:8]}")
        return Producer(
            self._broker,
            enable_idempotence=enable_idempotence,
            first_sequence=self._first_sequence,
            request_timeout_ms=REQUEST_TIMEOUT_MS,
        )


def settings_of_environment() -> dict[str, str]:
    """The settings of ``Security`` that the environment gives: MINIKAFKA_SECURITY_PROTOCOL and so on."""
    names = {field.name: f"MINIKAFKA_{field.name.upper()}" for field in fields(Security)}
    return {name: os.environ[variable] for name, variable in names.items() if variable in os.environ}


def learner() -> str:
    """The name under which JupyterHub knows the learner, or the system does; ``learner`` if neither has one."""
    try:
        name = os.environ.get("JUPYTERHUB_USER") or getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        name = ""
    return re.sub(r"[^a-zA-Z0-9_]+", "_", name)[:LONGEST].strip("_") or "learner"
