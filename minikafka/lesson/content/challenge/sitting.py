"""One learner at one challenge: start, two attempts, a hint, and again."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any

from minikafka.lesson.content.challenge.field import Answers, first_complaint
from minikafka.lesson.content.challenge.level import Level
from minikafka.lesson.content.challenge.problem import Challenge, Problem, Verdict
from minikafka.lesson.views.words import counted

ATTEMPTS = 2


class Phase(enum.Enum):
    """Where a round is."""

    READY = "not started"
    RUNNING = "running"
    SOLVED = "solved"
    SHOWN = "not solved, the solution is shown"


class Sitting:
    """The rounds of one challenge. Display it in a notebook to take it.

    ``clock`` gives seconds that never run backwards. Nobody is locked out when the time is over: it costs a level of
    the badge. ``on_check`` hears of each attempt that counts. ``notice`` is a sentence about the last press, or empty.
    """

    def __init__(
        self, challenge: Challenge, number: int, clock: Callable[[], float], on_check: Callable[[Sitting], None]
    ) -> None:
        self.challenge = challenge
        self.number = number
        self.phase = Phase.READY
        self.problem: Problem | None = None
        self.attempts = 0
        self.hint_used = False
        self.verdict: Verdict | None = None
        self.level = Level.OPEN  # of this round
        self.notice = ""
        self._clock = clock
        self._on_check = on_check
        self._rounds = 0
        self._started_s = self._ended_s = 0.0
        self._last_wrong: Answers | None = None
        self._panel: Any = None

    def __repr__(self) -> str:
        return f"{self.number}. {self.challenge.title}: {self.state}"

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, Any]:
        """The challenge as widgets; in plain text, where it stands."""
        from minikafka.lesson.content.challenge.card import Card
        from minikafka.lesson.widgets.still import mimebundle

        self._panel = self._panel or Card(self)
        self._panel.refresh()
        return mimebundle(self._panel.widget, repr(self))

    @property
    def state(self) -> str:
        """Where the round stands, in words."""
        if self.phase is Phase.SOLVED:
            return self.level.words
        if self.phase is Phase.RUNNING:
            return f"running, {counted(self.attempts_left, 'attempt')} left"
        return str(self.phase.value)

    @property
    def attempts_left(self) -> int:
        return ATTEMPTS - self.attempts

    @property
    def elapsed_s(self) -> float:
        """Seconds since the round started; once it is over, those that it took."""
        if self.phase is Phase.READY:
            return 0.0
        return (self._clock() if self.phase is Phase.RUNNING else self._ended_s) - self._started_s

    @property
    def is_in_time(self) -> bool:
        return self.elapsed_s <= self.challenge.limit_s

    def start(self) -> None:
        """Begin a round: its problem is posed, its time runs."""
        if self.phase is Phase.RUNNING:
            self.notice = "The time runs already. Answer, then press Check."
            return
        self.problem = self.challenge.pose(self._rounds)
        self._rounds += 1
        self.phase, self.level, self.verdict, self.notice = Phase.RUNNING, Level.OPEN, None, ""
        self.attempts, self.hint_used, self._last_wrong = 0, False, None
        self._started_s = self._clock()

    def take_hint(self) -> None:
        """Show the hint for the rest of the round; it costs the highest level."""
        if self.phase is not Phase.RUNNING:
            self.notice = self._why_closed()
            return
        self.hint_used, self.notice = True, ""

    def check(self, answers: Answers) -> Verdict | None:
        """Grade the answers; ``None`` if that does not count as an attempt, and ``notice`` says why."""
        complaint = self._complaint(answers)
        self.notice = complaint or ""
        if complaint or self.problem is None:
            return None
        self.verdict = self.problem.grade(answers)
        self.attempts += 1
        if self.verdict.correct:
            self._end(Phase.SOLVED)
            self.level = self._level_reached()
        else:
            self._last_wrong = dict(answers)
            if not self.attempts_left:
                self._end(Phase.SHOWN)
        self._on_check(self)
        return self.verdict

    def _complaint(self, answers: Answers) -> str | None:
        if self.phase is not Phase.RUNNING or self.problem is None:
            return self._why_closed()
        if self._last_wrong == answers:
            return "You have checked these answers already. Change one first. This check was not counted."
        return first_complaint(self.problem.fields, answers) or self.problem.refuse(answers)

    def _why_closed(self) -> str:
        if self.phase is Phase.READY:
            return "Press Start first: the problem appears then, and its time runs."
        return "This round is over. Play again begins another one."

    def _end(self, phase: Phase) -> None:
        self._ended_s = self._clock()
        self.phase = phase

    def _level_reached(self) -> Level:
        if not self.is_in_time:
            return Level.SOLVED
        return Level.FIRST_ATTEMPT if self.attempts == 1 and not self.hint_used else Level.IN_TIME
