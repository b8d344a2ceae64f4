"""A search that a learner drives: what is asked, how far it is, and the lab of the run that it found. No drawing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from time import monotonic
from typing import Any, ClassVar

from minikafka.engine import replay
from minikafka.engine.clock import ManualClock
from minikafka.engine.errors import ConfigException
from minikafka.engine.network import Network
from minikafka.engine.producer import Producer
from minikafka.engine.producer_ids import Controller
from minikafka.engine.replay import ReplayDiverged
from minikafka.engine.sequence_check import Check, check
from minikafka.engine.trace_text import TraceFormatError
from minikafka.lesson.lab import lab_words as words
from minikafka.lesson.lab.current_run import CurrentRun
from minikafka.lesson.lab.lab import Lab
from minikafka.search import NETWORK, Kind, Progress, PromiseFailed, Result, Search, Settings
from minikafka.search.play import names_of
from minikafka.search.promises import Promise
from minikafka.search.world import TOPIC, new_broker

MOST_SECONDS = 300
REPORT_S = 0.2  # between two reports


@dataclass(frozen=True, slots=True)
class FoundSetup:
    """Begins runs as a search does."""

    in_memory: ClassVar[bool] = True

    settings: Settings
    decide: Check

    def new_producer(self, *, enable_idempotence: bool) -> Producer:
        """A producer with new brokers, which have stored nothing."""
        first = self.settings.first_sequence if enable_idempotence else 0
        settings = replace(self.settings, idempotence=enable_idempotence, first_sequence=first)
        broker = new_broker(settings, ManualClock(), Controller(), self.decide)
        return Producer.with_config(Network(broker), settings.producer)

    def close(self) -> None:
        """Nothing: a broker in memory goes with its lab."""


class FoundLab(Lab):
    """A lab that stands at the end of a run which was found; ``number`` is the place of its producer in the result."""

    def __init__(self, result: Result, number: int) -> None:
        setup = FoundSetup(result.settings, result.decide)
        # Not what a learner's lab begins with: that may be a cluster.
        CurrentRun.__init__(self, setup, TOPIC, enable_idempotence=result.settings.idempotence)
        self.message, self.sandbox, self.style = "C", False, None
        found = result.producers[number]
        self._found = found if not _can_be_made_again(found) else None
        self.open(found)

    @property
    def runs_in_memory(self) -> bool:
        """Whether this run can be made again, call by call."""
        return super().runs_in_memory and self.producer is not self._found

    @property
    def lose_refusal(self) -> str | None:
        if self.producer is self._found:
            return words.NO_CLIENTS_RUN
        return super().lose_refusal


def _can_be_made_again(producer: Producer) -> bool:
    """False for a run with settings that clients refuse, and for one in which others wrote to the broker."""
    try:
        replay.fork(producer.trace, len(producer.trace) - 1)
    except (ReplayDiverged, TraceFormatError):
        return False
    return True


class SearchLab:
    """Every run of up to so many actions, searched for the shortest one that breaks a promise.

    Args:
        promise: the name of a promise, or a function of your own, which takes a ``World`` and returns True while it
            holds.
        settings: where a run begins.
        actions: what can happen in a run, by name; by default what a network does.
        depth: the most actions of a run.
        decide: the sequence check that the brokers ask; by default Kafka's.

    Nothing is raised: ``notice`` says why nothing was searched. ``result`` is what the last search came to, ``found``
    the run that it found, told by the producer of the number ``teller``. A kernel has time for one search: the newest
    wins.
    """

    _at_work: ClassVar[SearchLab | None] = None

    def __init__(
        self,
        promise: Promise | str = "no-duplicates",
        settings: Settings | None = None,
        actions: Iterable[Kind | str] = NETWORK,
        depth: int = 4,
        *,
        decide: Check = check,
    ) -> None:
        self.promise = promise
        self.settings: Mapping[str, Any] = asdict(settings or Settings())
        self.actions = frozenset([actions] if isinstance(actions, str) else actions)
        self.depth = depth
        self.progress: Progress | None = None
        self.result: Result | None = None
        self.found: FoundLab | None = None
        self.teller = 0
        self.notice = ""
        self._decide = decide
        self._search: Search | None = None
        self._task: asyncio.Task[None] | None = None
        self._listeners: list[Callable[[], None]] = []

    def __repr__(self) -> str:
        if self.is_searching:
            return "SearchLab: it is searching."
        return self.notice or (repr(self.result) if self.result else "SearchLab: nothing was searched yet.")

    def on_change(self, listener: Callable[[], None]) -> None:
        """Have ``listener`` called after each change, and a few times a second while it searches."""
        self._listeners.append(listener)

    @property
    def is_searching(self) -> bool:
        return self._search is not None

    def search(self) -> None:
        """Search what is asked now.

        Where an event loop runs, as in a kernel, it is done in slices of that: the kernel answers meanwhile. Without
        one it is done at a stretch.
        """
        if self.is_searching:
            return
        self.notice, self.progress, self.result, self.found = "", None, None, None
        try:
            settings = Settings(**self.settings)
            limits: dict[str, Any] = {"decide": self._decide, "most_seconds": MOST_SECONDS}
            self._search = Search(self.promise, settings, self.actions, self.depth, **limits)
        except ConfigException as problem:
            self._end(words.REFUSED.format(what=words.NOTHING_SEARCHED, why=problem))
            return
        self.take_over()
        SearchLab._at_work = self
        self._tell()
        self._begin(self._search)

    def stop(self, why: str = words.STOPPED) -> None:
        """End it; what holds up to there is told."""
        if self._search:
            self._search.stop(why)

    def take_over(self) -> None:
        """End the search of every other lab: of one whose cell was run again, nobody would see what comes of it."""
        other = SearchLab._at_work
        if other and other is not self:
            other.stop(words.REPLACED)

    def show(self, number: int) -> None:
        """Show the run that was found as another of its producers tells it, by its place in ``tellers``."""
        if self.result and self.result.is_broken:
            self.teller, self.found = number, FoundLab(self.result, number)
            self._tell()

    @property
    def tellers(self) -> list[tuple[int, str]]:
        """The producers that did something in the run that was found: each one's number and name."""
        if self.result is None or self.result.run is None:
            return []
        named = zip(self.result.producers, names_of(self.result.run), strict=True)
        return [(number, name) for number, (producer, name) in enumerate(named) if producer.trace.steps]

    # The search itself

    def _begin(self, search: Search) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            for _ in self._reports(search):
                pass
        else:
            self._task = loop.create_task(self._in_slices(search))

    async def _in_slices(self, search: Search) -> None:
        for _ in self._reports(search):
            await asyncio.sleep(0)  # whatever else waits for the loop has its turn

    def _reports(self, search: Search) -> Iterator[None]:
        """Go on bit by bit to the end, and tell from time to time."""
        told = monotonic()
        try:
            for self.progress in search.steps():
                if monotonic() - told >= REPORT_S:
                    told = monotonic()
                    self._tell()
                yield
        except PromiseFailed as problem:
            self._end(words.REFUSED.format(what=words.SEARCH_ENDED, why=problem))
        else:
            self.result = search.result
            self._end("")

    def _end(self, notice: str) -> None:
        self._search, self.notice = None, notice
        if SearchLab._at_work is self:
            SearchLab._at_work = None
        if self.result and self.result.is_broken:
            traces = [producer.trace for producer in self.result.producers]
            self.show(traces.index(self.result.trace))
        else:
            self._tell()

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()
