"""The same presses and losses with idempotence the other way: what the learner's run is compared with."""

from __future__ import annotations

from minikafka.engine.errors import ConfigException
from minikafka.engine.mirror import Mirror
from minikafka.engine.trace import Trace
from minikafka.lesson.lab.current_run import CurrentRun


class OtherWay:
    """A second run beside the one that the lab shows."""

    def __init__(self, lab: CurrentRun) -> None:
        self._lab = lab
        self._mirror: Mirror | None = None

    @property
    def trace(self) -> Trace | None:
        """The second run, as far as the first has come; ``None`` where it cannot be made."""
        if not self._lab.runs_in_memory:
            return None
        if self._mirror is None or self._mirror.original is not self._lab.trace:
            self._mirror = self._new_mirror()
        if self._mirror is None:
            return None
        self._mirror.follow()
        return self._mirror.trace

    def _new_mirror(self) -> Mirror | None:
        try:
            return Mirror(self._lab.trace, enable_idempotence=not self._lab.enable_idempotence)
        except ConfigException:  # acks=1, as a fork of somebody's run may have it
            return None
