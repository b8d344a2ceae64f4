"""The runs of one lab: each goes its own way from where it was forked, and none is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from minikafka.engine import replay
from minikafka.engine.producer import Producer
from minikafka.engine.replay import ReplayDiverged
from minikafka.engine.trace import WatchedTrace
from minikafka.engine.trace_text import TraceFormatError
from minikafka.lesson.lab.current_run import CurrentRun
from minikafka.lesson.lab.run_file import NoRunFile, new_run_file, old_run_file

REFUSALS = (NoRunFile, OSError, ReplayDiverged, TraceFormatError, WatchedTrace)
LONGEST_REASON = 240  # characters


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One run: its number, counted from 1, and where it comes from, if not from the lab itself."""

    number: int
    producer: Producer
    origin: str = ""

    @property
    def name(self) -> str:
        """What a learner finds it under."""
        return f"run {self.number}, {self.origin}" if self.origin else f"run {self.number}"


class Runs:
    """Every run that a lab has opened since this was made; those in which nothing happened are let go."""

    def __init__(self, lab: CurrentRun) -> None:
        self._lab = lab
        self._opened = 0
        self._runs: list[Run] = []
        self._note()
        lab.on_change(self._note)

    def __repr__(self) -> str:
        return f"Runs({', '.join(self.names)})"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the runs, the oldest first."""
        return tuple(run.name for run in self._runs)

    @property
    def current(self) -> str:
        """The name of the run that the lab shows."""
        return self._shown.name

    @property
    def _shown(self) -> Run:
        return next(run for run in self._runs if run.producer is self._lab.producer)

    @property
    def fork_refusal(self) -> str | None:
        """Why this run cannot be made again, ``None`` if it can."""
        return self._lab.send_refusal

    @property
    def save_refusal(self) -> str | None:
        """Why there is nothing to save, ``None`` if there is."""
        return self.fork_refusal or (None if self._lab.trace.steps else "nothing happened in this run yet")

    def go_to(self, name: str) -> None:
        """Show another run, at its end.

        Raises:
            KeyError: there is no run of that name.
        """
        producers = {run.name: run.producer for run in self._runs}
        if producers[name] is not self._lab.producer or self.fork_refusal:
            self._lab.open(producers[name], notice=f"This is {name}.")

    def replace(self, producer: Producer) -> None:
        """Let ``producer`` take the place of the one that the lab shows, under the same name."""
        shown = self._lab.producer
        self._runs = [replace(run, producer=producer) if run.producer is shown else run for run in self._runs]

    def fork(self) -> None:
        """Make the run again up to the step that the lab looks at, to go another way from there."""
        self._try("Nothing was forked", self._fork)

    def save(self, name: str) -> None:
        """Write the run to a new file beside the notebook."""
        self._try("Nothing was saved", lambda: self._save(name))

    def load(self, name: str) -> None:
        """Make the run again that was saved under a name; the run shown until then is kept."""
        self._try("Nothing was loaded", lambda: self._load(name))

    def _fork(self) -> None:
        forked = self._lab.trace.fork(self._lab.position)
        start = f"after step {forked.trace.steps}" if forked.trace.steps else "at the start"
        origin = self._shown.number
        self._add(forked, f"run {origin} forked {start}", f"run {origin} is kept.")

    def _save(self, name: str) -> None:
        if self.save_refusal:
            raise NoRunFile(self.save_refusal)
        path = new_run_file(name)
        self._lab.trace.save(path)
        self._lab.tell(f"This run is saved as {path.name}, beside this notebook.")

    def _load(self, name: str) -> None:
        path = old_run_file(name)
        loaded = replay.load(path)
        self._add(loaded, path.name, f"It has {loaded.trace.steps} step{'' if loaded.trace.steps == 1 else 's'}.")

    def _add(self, producer: Producer, origin: str, remark: str) -> None:
        run = Run(self._next_number(), producer, origin)
        self._runs.append(run)
        self._lab.open(producer, notice=f"This is {run.name}. {remark}")

    def _next_number(self) -> int:
        self._opened += 1
        return self._opened

    def _note(self) -> None:
        """Keep whatever run the lab shows, and those in which something happened."""
        shown = self._lab.producer
        if all(run.producer is not shown for run in self._runs):
            self._runs.append(Run(self._next_number(), shown))
        self._runs = [run for run in self._runs if run.producer is shown or run.producer.trace.steps]

    def _try(self, refused: str, action: Callable[[], None]) -> None:
        try:
            with self._lab.lock:
                action()
        except REFUSALS as refusal:
            reason = refusal.strerror or "" if isinstance(refusal, OSError) else str(refusal)
            short = reason if len(reason) <= LONGEST_REASON else f"{reason[:LONGEST_REASON]}…"
            self._lab.tell(f"{refused}: {short}.")
