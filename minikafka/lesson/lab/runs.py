"""The runs of one lab: each goes its own way from where it was forked, none is lost, and files keep them.

A run can also be made again: with a loss, or with idempotence the other way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from minikafka.engine import replay
from minikafka.engine.errors import ConfigException
from minikafka.engine.mirror import Mirror
from minikafka.engine.network import Fault
from minikafka.engine.producer import Producer
from minikafka.engine.replay import ReplayDiverged
from minikafka.engine.trace import Stage, Trace, WatchedTrace
from minikafka.engine.trace_text import TraceFormatError
from minikafka.lesson.lab import lab_words as words
from minikafka.lesson.lab.current_run import CurrentRun

SUFFIX = ".json"
LONGEST_NAME = 80  # characters
LONGEST_REASON = 240  # characters
_NAME = re.compile(r"\w[\w .-]*")


class NoRunFile(ValueError):
    """A name that no run can be kept under, or be found under."""


REFUSALS = (NoRunFile, OSError, ReplayDiverged, TraceFormatError, WatchedTrace)


def run_file(name: str) -> Path:
    """The file of that name in the notebook's directory; ``.json`` is added if it is not there.

    Raises:
        NoRunFile: the name is empty, too long, or holds anything but letters, digits, spaces, ``.``, ``-`` and ``_``;
            or it is a link, which may lead elsewhere.
    """
    plain = name.strip().removesuffix(SUFFIX)
    if not _NAME.fullmatch(plain) or len(plain) > LONGEST_NAME:
        shown = name.strip()[:LONGEST_NAME]
        raise NoRunFile(words.NO_FILE_NAME.format(name=shown) if shown else words.NO_NAME)
    path = Path.cwd() / f"{plain}{SUFFIX}"
    if path.is_symlink():
        raise NoRunFile(words.IS_A_LINK.format(name=path.name))
    return path


def new_run_file(name: str) -> Path:
    """The same for a file that is not there yet.

    Raises:
        NoRunFile: as ``run_file``, and for a file that is there: nothing of a learner's is written over.
    """
    path = run_file(name)
    if path.exists():
        raise NoRunFile(words.IS_THERE.format(name=path.name))
    return path


def old_run_file(name: str) -> Path:
    """The same for a file that is there.

    Raises:
        NoRunFile: as ``run_file``, and when there is no such file.
    """
    path = run_file(name)
    if not path.is_file():
        raise NoRunFile(words.IS_NOT_THERE.format(name=path.name))
    return path


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One run: its number, counted from 1, and where it comes from, if not from the lab itself."""

    number: int
    producer: Producer
    origin: str = ""

    @property
    def name(self) -> str:
        """What a learner finds it under."""
        return (words.RUN_FROM if self.origin else words.RUN).format(number=self.number, origin=self.origin)


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
        return self.fork_refusal or (None if self._lab.trace.steps else words.NOTHING_HAPPENED)

    def go_to(self, name: str) -> None:
        """Show another run, at its end.

        Raises:
            KeyError: there is no run of that name.
        """
        producers = {run.name: run.producer for run in self._runs}
        if producers[name] is not self._lab.producer or self.fork_refusal:
            self._lab.open(producers[name], notice=words.THIS_IS.format(name=name))

    def replace(self, producer: Producer) -> None:
        """Let ``producer`` take the place of the one that the lab shows, under the same name."""
        shown = self._lab.producer
        self._runs = [replace(run, producer=producer) if run.producer is shown else run for run in self._runs]

    def fork(self) -> None:
        """Make the run again up to the step that the lab looks at, to go another way from there."""
        self._try(words.NOTHING_FORKED, self._fork)

    def save(self, name: str) -> None:
        """Write the run to a new file beside the notebook."""
        self._try(words.NOTHING_SAVED, lambda: self._save(name))

    def load(self, name: str) -> None:
        """Make the run again that was saved under a name; the run shown until then is kept."""
        self._try(words.NOTHING_LOADED, lambda: self._load(name))

    def _fork(self) -> None:
        forked = self._lab.trace.fork(self._lab.position)
        number, step = self._shown.number, forked.trace.steps
        origin = (words.FORKED_AFTER if step else words.FORKED_AT_START).format(number=number, step=step)
        self._add(forked, origin, words.IS_KEPT.format(number=number))

    def _save(self, name: str) -> None:
        if self.save_refusal:
            raise NoRunFile(self.save_refusal)
        path = new_run_file(name)
        self._lab.trace.save(path)
        self._lab.tell(words.SAVED.format(name=path.name))

    def _load(self, name: str) -> None:
        path = old_run_file(name)
        loaded = replay.load(path)
        steps = loaded.trace.steps
        self._add(loaded, path.name, words.HAS_STEPS[steps != 1].format(steps))

    def _add(self, producer: Producer, origin: str, remark: str) -> None:
        run = Run(self._next_number(), producer, origin)
        self._runs.append(run)
        self._lab.open(producer, notice=f"{words.THIS_IS.format(name=run.name)} {remark}")

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
            self._lab.tell(words.REFUSED.format(what=refused, why=short))


def made_again(trace: Trace, step: int, fault: Fault) -> Producer | None:
    """The last action of a run made again, so that ``fault`` befalls the request of ``step``.

    So a learner can lose a message that is on its way on the screen: Python has run the whole action before the
    browser plays it. The stages before the loss come out the same. ``None`` if the last action sent no such request.
    """
    requests = [
        event.step
        for event in trace
        if event.stage is Stage.SEND_MESSAGE and event.action == len(trace.actions) - 1 and event.action >= 0
    ]
    if step not in requests:
        return None
    place = requests.index(step)
    known = list(trace.actions[-1].faults)
    faults = known + [""] * (place + 1 - len(known))
    faults[place] = fault.value
    return replay.with_faults(trace, faults)


def other_way(trace: Trace) -> Mirror | None:
    """The same presses and losses with idempotence the other way; ``None`` where the other settings forbid that."""
    try:
        mirror = Mirror(trace, enable_idempotence=trace[0].variables.producer_epoch < 0)
    except ConfigException:  # acks=1, as a fork of somebody's run may have it
        return None
    mirror.follow()
    return mirror


class OtherWay:
    """The run with idempotence the other way, beside the one that the lab shows."""

    def __init__(self, lab: CurrentRun) -> None:
        self._lab = lab
        self._mirror: Mirror | None = None

    @property
    def trace(self) -> Trace | None:
        """The second run, as far as the first has come; ``None`` where it cannot be made."""
        lab = self._lab
        if not lab.runs_in_memory:
            return None
        if self._mirror is None or self._mirror.original is not lab.trace:
            self._mirror = other_way(lab.trace)
        else:
            self._mirror.follow()
        return self._mirror.trace if self._mirror else None
