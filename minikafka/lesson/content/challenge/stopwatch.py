"""The running time of a round. The browser counts by itself, so nobody has to redraw it each second."""

from __future__ import annotations

from minikafka.lesson.content.challenge.sitting import Phase, Sitting
from minikafka.lesson.views.words import counted

OVER = "Time is over; go on."


def stopwatch(sitting: Sitting) -> str:
    """The time limit, and how much of it is gone, as HTML."""
    limit = counted(sitting.challenge.limit_s, "second")
    if sitting.phase is Phase.READY:
        return f'<p class="mk-time">{limit} · two attempts · one hint</p>'
    if sitting.phase is not Phase.RUNNING:
        return f'<p class="mk-time">It took {counted(int(sitting.elapsed_s), "second")} of {limit}.</p>'
    times = f"--mk-limit:{sitting.challenge.limit_s};--mk-gone:{sitting.elapsed_s:.1f}"
    return (
        f'<p class="mk-time" style="{times}">{limit} · gone: <span class="mk-seconds" aria-hidden="true"></span> '
        f'<span class="mk-over" aria-hidden="true">{OVER}</span></p>'
    )
