"""The newest batches that a wiretap saw, kept until they are made a run to play."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import time

from minikafka.engine.trace import Trace
from minikafka.wire.watch_tally import Tally
from minikafka.wire.watch_trace import WatchTrace
from minikafka.wire.wiretap import Sighting

MOST_BATCHES = 1_000  # a page of more would be slow to play
MOST_RECORDS = 5_000
MOST_BYTES = 16 * 1024 * 1024

# What writes a run as a page: it takes the trace, the file, a title, and sentences to stand below the run.
PageWriter = Callable[[Trace, Path, str, Sequence[str]], None]
_NOTE = "A wiretap knows the numbers and the answers. It cannot know which row of the check answered."


class NewestBatches:
    """Keeps the newest sightings; call it with each. What is too much for a page is only counted.

    The frame that a batch came in is not kept, so that memory is bounded by what is kept of it.
    """

    def __init__(self) -> None:
        self._kept: deque[Sighting] = deque()
        self._records = self._bytes = self._seen = 0

    def __call__(self, sighting: Sighting) -> None:
        own = memoryview(bytes(sighting.batch.records))
        self._kept.append(replace(sighting, batch=replace(sighting.batch, records=own)))
        self._seen += 1
        self._weigh(self._kept[-1], 1)
        while self._is_too_much():
            self._weigh(self._kept.popleft(), -1)

    def save(self, path: Path, upstream: str, tally: Tally, write: PageWriter) -> None:
        """Write them as a page, with the counts of all that passed below the run.

        Raises:
            OSError: the file cannot be written there.
        """
        made = WatchTrace(int(time() * 1000))
        for sighting in self._kept:
            made(sighting)
        notes = [*str(tally).splitlines(), _NOTE, *self._left_out(made)]
        write(made.trace, path, f"What passed on the way to {upstream}", notes)

    def _left_out(self, made: WatchTrace) -> Iterator[str]:
        if earlier := self._seen - len(self._kept):
            yield f"The run has the newest {len(self._kept):,} batches; {earlier:,} before them are only counted."
        if made.left_out:
            yield f"{made.left_out:,} batches have no step: nobody can know here when they were stored."

    def _weigh(self, sighting: Sighting, sign: int) -> None:
        self._records += sign * max(0, sighting.batch.record_count)
        self._bytes += sign * len(sighting.batch.records)

    def _is_too_much(self) -> bool:
        return len(self._kept) > MOST_BATCHES or self._records > MOST_RECORDS or self._bytes > MOST_BYTES
