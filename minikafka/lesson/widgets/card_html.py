"""The parts that cards are written with, as HTML; whatever is put into one is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import repeat
from typing import Any

from markupsafe import Markup

from minikafka.engine.trace import Trace
from minikafka.lesson.views.plain_table import PlainTable, unbroken
from minikafka.lesson.views.run_tables import row_of
from minikafka.lesson.views.steps import SIGNS, CellTone, Step, cell_tones, steps_at
from minikafka.lesson.views.view_words import COLUMNS
from minikafka.lesson.views.words import plural
from minikafka.lesson.widgets import card_words as words

NOTHING = Markup()
PLAIN: tuple[CellTone, ...] = ("",) * 4  # the columns before those of the broker's action and the output
MOST_STEPS = 16  # of a longer run the last two and those before
_RUN = Markup('<div class="mk-run">{}</div>')
_TABLE = Markup('<table class="{}"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>')
_HEAD, _CELL = Markup('<th scope="col">{}</th>'), Markup('<td class="{}">{}</td>')
_ROW = Markup("<tr>{}</tr>")
_LEFT_OUT = Markup('<tr><td class="mk-muted" colspan="{}">{}</td></tr>')
_LOOKS: Mapping[CellTone, str] = {
    "": "",
    "good": "mk-good",
    "ack": "mk-good",
    "harm": "mk-harm",
    "lost": "mk-harm",
    "refused": "mk-warn",
}
_TONES = {True: "mk-yes", False: "mk-no", None: "mk-answer"}


def title(text: str, before: object = "") -> Markup:
    """The heading of a card, with a muted word or a number before it.

    It brings its look along, for the notebook that nobody has run: there it would be as large as a chapter's.
    """
    whole = Markup("{} {}").format(before, text) if before else text
    return Markup('<h2 style="font-size: 1.07em; font-weight: bold; line-height: 1.45">{}</h2>').format(whole)


def muted(text: str) -> Markup:
    """Words that stand back."""
    return Markup('<span class="mk-muted">{}</span>').format(text)


def paragraph(text: object, name: str = "") -> Markup:
    """A paragraph of a CSS class; nothing if there is nothing to say."""
    if not text:
        return NOTHING
    return Markup('<p class="{}">{}</p>').format(name, text) if name else Markup("<p>{}</p>").format(text)


def notice(text: str) -> Markup:
    """A refusal, or what else concerns this press alone."""
    return paragraph(text, "mk-notice")


def hint(text: str) -> Markup:
    """A hint, or something else to think of."""
    return paragraph(text, "mk-hint")


def told(verdict: str, *sentences: object, correct: bool | None) -> Markup:
    """A verdict and its reasons; ``correct`` is ``None`` for what is neither right nor wrong."""
    first, *others = sentences or ("",)
    lines = Markup("<p><b>{}</b> {}</p>").format(verdict, first) + joined(map(paragraph, others))
    return feedback(lines, correct=correct)


def listed(items: Iterable[object], name: str = "", *, is_ordered: bool = False) -> Markup:
    """A list of HTML or of text."""
    lines = joined(Markup("<li>{}</li>").format(item) for item in items)
    made = Markup('<ol class="{}">{}</ol>') if is_ordered else Markup('<ul class="{}">{}</ul>')
    return made.format(name, lines)


def bold(text: object, rest: object = "") -> Markup:
    """Some words in bold, and what follows them."""
    return Markup("<b>{}</b> {}").format(text, rest) if rest else Markup("<b>{}</b>").format(text)


def shown(what: Any) -> Markup:
    """A run as its process table, a table as one, a text as code, and nothing of nothing."""
    if what is None:
        return NOTHING
    if isinstance(what, Trace):
        return run_table(what)
    if isinstance(what, str):
        return Markup('<pre class="mk-code" tabindex="0">{}</pre>').format(what)
    return plain_table(what if isinstance(what, PlainTable) else what.plain)


def joined(parts: Iterable[Markup]) -> Markup:
    """Parts one after the other."""
    return NOTHING.join(parts)


def feedback(content: Markup, *, correct: bool | None) -> Markup:
    """What is told about an answer, with the line beside it that says how it went."""
    return Markup('<div class="mk-feedback {}">{}</div>').format(_TONES[correct], content)


def run_table(trace: Trace) -> Markup:
    """One row for each step; of a run that is too long, the middle is only counted."""
    rows = [_step_row(trace, step) for step in steps_at(trace)[1:]]
    between = len(rows) - MOST_STEPS
    if between > 0:
        rows[-2 - between : -2] = [_LEFT_OUT.format(len(COLUMNS), plural(between, words.MORE_STEPS))]
    return _RUN.format(table(COLUMNS, rows))


def plain_table(shown: PlainTable) -> Markup:
    """The cells of a table as they are."""
    return _RUN.format(table(shown.columns, (row(breakable(str(cell)) for cell in cells) for cells in shown.rows)))


def table(heads: Iterable[str], rows: Iterable[Markup], name: str = "") -> Markup:
    """A table of a CSS class."""
    return _TABLE.format(name, joined(map(_HEAD.format, heads)), joined(rows))


def row(contents: Iterable[object], names: Iterable[str] = repeat("")) -> Markup:
    """A row of cells, each of a CSS class."""
    return _ROW.format(joined(map(_CELL.format, names, contents)))


def breakable(name: str) -> Markup:
    """One of Kafka's long names, which may be broken behind an underscore, and not at a hyphen."""
    return Markup("_<wbr>").join(map(unbroken, name.split("_")))


def _step_row(trace: Trace, step: Step) -> Markup:
    tones = (*PLAIN, *cell_tones(trace, step))
    contents = (SIGNS[tone] + breakable(str(cell)) for cell, tone in zip(row_of(trace, step), tones, strict=True))
    return row(contents, (_LOOKS[tone] for tone in tones))
