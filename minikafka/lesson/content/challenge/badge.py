"""The badge: a medal for each challenge, and one name for all."""

from __future__ import annotations

from functools import cached_property
from html import escape
from typing import Any

from minikafka.lesson.content.challenge.level import Level
from minikafka.lesson.widgets.panel_html import notice_line

MARKS = {Level.SOLVED: "✓", Level.IN_TIME: "✓✓", Level.FIRST_ATTEMPT: "★"}


class Badge:
    """Shows the level of each challenge by its title. Display it in a notebook; it follows what is solved."""

    def __init__(self, titles: tuple[str, ...]) -> None:
        self._titles = titles
        self._levels = (Level.OPEN,) * len(titles)
        self._notice = ""
        self._picture: Any = None

    def __repr__(self) -> str:
        return f"Badge({len(self._titles)} challenges)"

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, Any]:
        """The badge as a widget. In plain text it says nothing of what a learner has solved on other days."""
        from minikafka.lesson.widgets.still import mimebundle

        return mimebundle(self.widget, repr(self))

    @cached_property
    def widget(self) -> Any:
        """What a notebook shows."""
        import ipywidgets as widgets

        from minikafka.lesson.widgets.chart_view import PANEL_CLASS, panel_style

        self._picture = widgets.HTML(self.html)
        panel = widgets.VBox([panel_style(), self._picture])
        panel.add_class(PANEL_CLASS)
        return panel

    def show(self, levels: tuple[Level, ...], notice: str = "") -> None:
        """Take new levels, and a sentence about progress that could not be kept."""
        self._levels, self._notice = levels, notice
        if self._picture:
            self._picture.value = self.html

    @property
    def words(self) -> str:
        """What is earned: the badge's level is the lowest of all challenges."""
        if lowest := min(self._levels):
            return f"Badge earned: all {len(self._levels)} {lowest.words}."
        solved = sum(level > Level.OPEN for level in self._levels)
        return f"{solved} of {len(self._levels)} solved. The badge is earned when all are."

    @property
    def html(self) -> str:
        """The medals in a row, then the words."""
        shown = enumerate(zip(self._titles, self._levels, strict=True), 1)
        medals = "".join(_medal(number, title, level) for number, (title, level) in shown)
        return (
            f'<ol class="mk-medals">{medals}</ol><p class="mk-score" role="status"><b>{self.words}</b></p>'
            f"{notice_line(self._notice) if self._notice else ''}"
        )


def _medal(number: int, title: str, level: Level) -> str:
    name = level.name.lower().replace("_", "-")
    return (
        f'<li class="mk-medal-{name}"><b aria-hidden="true">{MARKS.get(level, number)}</b>'
        f"<span>{number}. {escape(title)}</span><small>{level.words}</small></li>"
    )
