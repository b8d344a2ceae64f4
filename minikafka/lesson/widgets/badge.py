"""The badge: a medal for each challenge, and one name for all."""

from __future__ import annotations

from markupsafe import Markup

from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.card import Face, ShownAsCards
from minikafka.lesson.widgets.problem import Level

MARKS = {Level.SOLVED: "✓", Level.IN_TIME: "✓✓", Level.FIRST_ATTEMPT: "★"}
_MEDAL = Markup('<li class="mk-medal-{}"><b aria-hidden="true">{}</b><span>{}. {}</span><small>{}</small></li>')


class Badge(ShownAsCards):
    """Shows the level of each challenge by its title. Display it in a notebook; it follows what is solved."""

    def __init__(self, titles: tuple[str, ...]) -> None:
        self._titles = titles
        self._levels = (Level.OPEN,) * len(titles)
        self._notice = ""

    def __repr__(self) -> str:
        return f"Badge({len(self._titles)} challenges)"

    def show(self, levels: tuple[Level, ...], notice: str = "") -> None:
        """Take new levels, and a sentence about progress that could not be kept."""
        self._levels, self._notice = levels, notice
        self.refresh()

    @property
    def words(self) -> str:
        """What is earned: the badge's level is the lowest of all challenges."""
        count = len(self._levels)
        if lowest := min(self._levels):
            return words.BADGE_EARNED.format(count=count, level=lowest.words)
        return words.BADGE_OPEN.format(solved=sum(level > Level.OPEN for level in self._levels), count=count)

    def faces(self) -> list[Face]:
        """The medals in a row, then the words."""
        shown = enumerate(zip(self._titles, self._levels, strict=True), 1)
        medals = html.joined(_medal(number, title, level) for number, (title, level) in shown)
        row = Markup('<ol class="mk-medals">{}</ol>').format(medals)
        told = html.paragraph(html.bold(self.words), "mk-score") + html.notice(self._notice)
        return [Face("badge", row, told=told, is_plain=True)]

    def stored(self) -> dict[str, str]:
        """Nothing: what a learner has solved on other days belongs to nobody else."""
        return {}


def _medal(number: int, title: str, level: Level) -> Markup:
    return _MEDAL.format(level.name.lower().replace("_", "-"), MARKS.get(level, number), number, title, level.words)
