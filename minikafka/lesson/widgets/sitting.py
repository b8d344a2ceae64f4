"""One learner at one challenge, under the third policy: two attempts against the clock, a hint, and again."""

from __future__ import annotations

import enum
from collections.abc import Callable

from markupsafe import Markup

from minikafka.lesson.views.words import plural
from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.card import Button, Entries, Face, Field, Pressed, ShownAsCards, stored_heads
from minikafka.lesson.widgets.challenge import Challenge, Judgement, Level, Problem

ATTEMPTS = 2
START, CHECK, HINT = "start", "check", "hint"


class Phase(enum.Enum):
    """Where a round is."""

    READY = enum.auto()
    RUNNING = enum.auto()
    SOLVED = enum.auto()
    SHOWN = enum.auto()  # not solved: the solution is shown


class Sitting(ShownAsCards):
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
        self.judgement: Judgement | None = None
        self.level = Level.OPEN  # of this round
        self.notice = ""
        self._clock = clock
        self._on_check = on_check
        self._rounds = 0
        self._started_s = self._ended_s = 0.0
        self._last_wrong: Entries | None = None
        self._entries: Entries = {}

    def __repr__(self) -> str:
        return f"{self.number}. {self.challenge.title}: {self.state}"

    @property
    def state(self) -> str:
        """Where the round stands, in words."""
        if self.phase is Phase.SOLVED:
            return self.level.words
        if self.phase is Phase.RUNNING:
            return plural(self.attempts_left, words.RUNNING_WITH)
        return words.NOT_STARTED if self.phase is Phase.READY else words.NOT_SOLVED

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
            self.notice = words.WHY_RUNNING
            return
        self.problem = self.challenge.pose(self._rounds)
        self._rounds += 1
        self.phase, self.level, self.judgement, self.notice = Phase.RUNNING, Level.OPEN, None, ""
        self.attempts, self.hint_used, self._last_wrong = 0, False, None
        self._started_s = self._clock()
        self.refresh()

    def take_hint(self) -> None:
        """Show the hint for the rest of the round; it costs the highest level."""
        if self.phase is not Phase.RUNNING:
            self.notice = self._why_closed()
            return
        self.hint_used, self.notice = True, ""
        self.refresh()

    def check(self, entries: Entries) -> Judgement | None:
        """Grade the entries; ``None`` if that does not count as an attempt, and ``notice`` says why."""
        complaint = self._complaint(entries)
        self.notice = complaint or ""
        if complaint or self.problem is None:
            return None
        self.judgement = self.problem.grade(entries)
        self.attempts += 1
        if self.judgement.correct:
            self._end(Phase.SOLVED)
            self.level = self._level_reached()
        else:
            self._last_wrong = dict(entries)
            if not self.attempts_left:
                self._end(Phase.SHOWN)
        self._on_check(self)
        self.refresh()
        return self.judgement

    def _complaint(self, entries: Entries) -> str | None:
        if self.phase is not Phase.RUNNING or self.problem is None:
            return self._why_closed()
        if self._last_wrong == entries:
            return words.CHECKED_ALREADY
        return self.problem.complaint(entries)

    def _why_closed(self) -> str:
        if self.phase is Phase.READY:
            return words.WHY_START_FIRST
        return words.WHY_OVER

    def _end(self, phase: Phase) -> None:
        self._ended_s = self._clock()
        self.phase = phase

    def _level_reached(self) -> Level:
        if not self.is_in_time:
            return Level.SOLVED
        return Level.FIRST_ATTEMPT if self.attempts == 1 and not self.hint_used else Level.IN_TIME

    # On the card

    def faces(self) -> list[Face]:
        is_running, problem = self.phase is Phase.RUNNING, self.problem
        face = Face(
            self.challenge.name,
            self._head(),
            problem.fields if problem else (),
            self._entries,
            self._buttons(is_running),
            remark=stopwatch(self),
            told=html.notice(self.notice) + html.hint(self.challenge.hint if self.hint_used else "") + self._told(),
            more=self._more(),
            is_open=is_running,
            round=self._rounds,
        )
        return [face]

    def press(self, pressed: Pressed) -> None:
        self._entries = pressed.entries
        if pressed.verb == START:
            self._entries = {}
            self.start()
        elif pressed.verb == HINT:
            self.take_hint()
        else:
            self.check(pressed.entries)

    def _head(self) -> Markup:
        challenge = self.challenge
        head = html.title(challenge.title, f"{self.number}.") + html.paragraph(challenge.task)
        return head + html.shown(self.problem.exhibit) if self.problem else head

    def stored(self) -> dict[str, str]:
        """The task alone: what a round shows belongs to whoever plays it."""
        head = html.title(self.challenge.title, f"{self.number}.") + html.paragraph(self.challenge.task)
        return stored_heads(head)

    def _buttons(self, is_running: bool) -> tuple[Button, ...]:
        """The next thing to press is the primary one; a button that is off says why."""
        closed = None if is_running else words.START_FIRST if self.phase is Phase.READY else words.ROUND_OVER
        start = words.PLAY_AGAIN if self.phase in {Phase.SOLVED, Phase.SHOWN} else words.START
        return (
            Button(START, start, words.RUNNING if is_running else None, is_primary=not is_running),
            Button(CHECK, words.CHECK, closed, is_primary=is_running),
            Button(HINT, words.HINT, closed or (words.HINT_SHOWN if self.hint_used else None)),
        )

    def _told(self) -> Markup:
        """What a learner reads after Check: the reasons, and what is to come of it."""
        judgement = self.judgement
        if judgement is None:
            return html.NOTHING
        if judgement.correct:
            reached = words.LEVEL_REACHED.format(level=self.level.words)
            return html.told(words.CORRECT, *judgement.reasons, reached, correct=True)
        left = plural(self.attempts_left, words.ATTEMPTS_LEFT) if self.phase is Phase.RUNNING else ""
        return html.told(words.WRONG, *judgement.reasons, left, correct=False)

    def _more(self) -> Markup:
        """The run that was judged, and a solution once no attempt is left."""
        run = html.shown(self.judgement.shown) if self.judgement else html.NOTHING
        return run + self._solution() if self.phase is Phase.SHOWN else run

    def _solution(self) -> Markup:
        assert self.problem, "a round that is over had a problem"
        solution = self.problem.solution()
        answers = html.listed(_answered(field, solution[field.name]) for field in self.problem.fields)
        proof = self.problem.grade(solution)
        reasons = html.joined(map(html.paragraph, proof.reasons))
        first = html.paragraph(html.bold(words.SOLUTION, words.NO_BADGE))
        return html.feedback(first + answers + reasons + html.shown(proof.shown), correct=None)


def _answered(field: Field, entry: str) -> Markup:
    """A field and what stands in it: a word, or all of an order one below the other."""
    first, *others = field.texts_of(entry)
    if others:
        return Markup("{}: {}").format(field.label, html.listed((first, *others), is_ordered=True))
    return Markup("{}: <b>{}</b>").format(field.label, first)


def stopwatch(sitting: Sitting) -> Markup:
    """The time limit, and how much of it is gone. The browser counts by itself, so nobody redraws it each second."""
    limit = plural(sitting.challenge.limit_s, words.SECONDS)
    if sitting.phase is Phase.READY:
        return html.paragraph(words.TERMS.format(limit=limit), "mk-time")
    if sitting.phase is not Phase.RUNNING:
        time = plural(int(sitting.elapsed_s), words.SECONDS)
        return html.paragraph(words.TOOK.format(time=time, limit=limit), "mk-time")
    return Markup(
        '<p class="mk-time" style="--mk-limit:{};--mk-gone:{:.1f}">{} · {} <span class="mk-seconds" aria-hidden="true">'
        '</span> <span class="mk-over" aria-hidden="true">{}</span></p>'
    ).format(sitting.challenge.limit_s, sitting.elapsed_s, limit, words.GONE, words.TIME_OVER)
