"""The six challenges of a learner, and the badge for all of them."""

from __future__ import annotations

import time
from collections.abc import Callable

from minikafka.lesson.content.challenge.beat_the_search import BEAT_THE_SEARCH
from minikafka.lesson.content.challenge.design import FIVE_IN_FLIGHT, STORE_TWICE
from minikafka.lesson.content.challenge.order_the_events import ORDER_THE_EVENTS
from minikafka.lesson.content.challenge.reading import FIND_THE_FAULT, PREDICT_OUTPUT
from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.lesson.views.table import Table, table_of
from minikafka.lesson.widgets.challenge import LEVELS, Badge, Level
from minikafka.lesson.widgets.sitting import Sitting

CHALLENGES = (PREDICT_OUTPUT, FIND_THE_FAULT, ORDER_THE_EVENTS, STORE_TWICE, FIVE_IN_FLIGHT, BEAT_THE_SEARCH)


class Challenges:
    """A sitting for each challenge, by its name: ``challenges["predict-output"]``.

    With a ``style``, as in ``"06-challenge"``, each attempt is kept in the learner's progress, and the badge shows
    what was solved before. ``clock`` gives seconds that never run backwards.
    """

    def __init__(self, *, style: str | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.style = style
        self.progress = Progress()
        self.sittings = {
            challenge.name: Sitting(challenge, number, clock, self._keep)
            for number, challenge in enumerate(CHALLENGES, 1)
        }
        self.badge = Badge(tuple(challenge.title for challenge in CHALLENGES))
        self._levels = {challenge.name: self._kept_level(challenge.name) for challenge in CHALLENGES}
        self._show()

    def __getitem__(self, name: str) -> Sitting:
        if name not in self.sittings:
            raise KeyError(f"there is no challenge {name!r}: use one of {', '.join(self.sittings)}")
        return self.sittings[name]

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.sittings.values()))

    def table(self) -> Table:
        """Each challenge, how much time it gives, where its round stands, and its medal in the badge."""
        rows = [
            (each.number, each.challenge.title, f"{each.challenge.limit_s} s", each.state, self._levels[name].words)
            for name, each in self.sittings.items()
        ]
        return table_of(rows, columns=("Number", "Challenge", "Time", "This round", "Badge"))

    def _keep(self, sitting: Sitting) -> None:
        name, reached = sitting.challenge.name, sitting.level
        if self.style:
            self.progress.record(self.style, Kind.CHALLENGE, name, correct=reached > Level.OPEN)
            for level in (Level.IN_TIME, Level.FIRST_ATTEMPT):
                if reached >= level:
                    self.progress.record(self.style, Kind.CHALLENGE, level.item(name), correct=True)
        self._levels[name] = max(self._levels[name], reached)
        self._show()

    def _show(self) -> None:
        self.badge.show(tuple(self._levels.values()), self.progress.notice)

    def _kept_level(self, name: str) -> Level:
        kept = self.progress.summary().get(self.style) if self.style else None
        reached = [level for level in LEVELS if kept and (Kind.CHALLENGE, level.item(name)) in kept.done]
        return max(reached, default=Level.OPEN)
