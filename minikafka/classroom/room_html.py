"""The parts of the room's cards as HTML: bars, how far everybody is, who needs help. Everything put in is escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from minikafka.classroom import words
from minikafka.classroom.catalogue import STYLES, Entry
from minikafka.classroom.tally import Place, Poll
from minikafka.lesson.views.words import plural
from minikafka.lesson.widgets import card_html as html

MOST_NAMES = 8  # of those who need help; more cannot be helped at once
_CELL = Markup("<td>{}</td>")
_ROW = Markup('<tr class="{}"><th scope="row">{}</th>{}</tr>')
_BAR = Markup('<i class="mk-share-bar" aria-hidden="true"><i style="width:{}%"></i></i>')
_TRUE = Markup('{} <b class="mk-good">✓ {}</b>')


def bars(entry: Entry, poll: Poll) -> Markup:
    """How often each option was chosen; with the first choices beside the last ones, where they differ."""
    truth = entry.answer()
    rows = (
        _bar_row(option, number == truth, _counts(poll, number), len(poll.last))
        for number, option in enumerate(entry.options)
    )
    return html.table(words.BARS_OF_TWO if poll.has_changed else words.BARS, rows, "mk-bars")


def how_far(done: Mapping[str, Sequence[int]], all_items: Mapping[str, int], learners: int) -> Markup:
    """Of each notebook that somebody has begun: how many have, and what half of these have done."""
    rows = [
        _far_row(STYLES[style], counts[len(counts) // 2], all_items[style], len(counts), learners)
        for style, counts in done.items()
        if counts
    ]
    told = html.table(words.FAR_COLUMNS, rows, "mk-bars") if rows else _nobody(words.NOT_BEGUN)
    return html.title(words.HOW_FAR) + told


def who_needs_help(names: Mapping[str, Place], titles: Mapping[Place, str]) -> Markup:
    """Pseudonyms, and where they are stuck."""
    lines = [html.bold(name, _stuck(place, titles)) for name, place in list(names.items())[-MOST_NAMES:]]
    more = len(names) - len(lines)
    rest = html.paragraph(plural(more, words.AND_MORE)) if more else html.NOTHING
    return html.title(words.NEED_HELP) + (html.listed(lines, "mk-help") + rest if lines else _nobody(words.NOBODY))


def _nobody(text: str) -> Markup:
    return html.paragraph(text, "mk-muted")


def _stuck(place: Place, titles: Mapping[Place, str]) -> str:
    style, item = place
    return words.STUCK_AT.format(notebook=STYLES.get(style, style), item=titles.get(place, item))


def _counts(poll: Poll, option: int) -> list[int]:
    """How many chose an option: first and now, or just now if that is the same."""
    now = Counter(poll.last.values())[option]
    return [Counter(poll.first.values())[option], now] if poll.has_changed else [now]


def _bar_row(option: str, is_true: bool, counts: Sequence[int], everybody: int) -> Markup:
    text = _TRUE.format(option, words.TRUE) if is_true else Markup("{}").format(option)
    cells = html.joined(map(_CELL.format, counts)) + _CELL.format(_bar(counts[-1], everybody))
    return _ROW.format("mk-true" if is_true else "", text, cells)


def _far_row(name: str, half: int, of: int, begun: int, learners: int) -> Markup:
    cells = (words.OF.format(count=begun, all=learners), words.OF.format(count=half, all=of), _bar(half, of))
    return _ROW.format("", name, html.joined(map(_CELL.format, cells)))


def _bar(count: int, of: int) -> Markup:
    return _BAR.format(round(100 * count / of) if of else 0)
