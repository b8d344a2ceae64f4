"""The parts that cards are written with, as HTML; whatever is put into one is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from minikafka.engine.trace import Trace
from minikafka.lesson.views.plain_table import PlainTable
from minikafka.lesson.widgets.run_table import plain_table, run_table

NOTHING = Markup()
_TONES = {True: "mk-yes", False: "mk-no", None: "mk-answer"}


def title(text: str, before: object = "") -> Markup:
    """The heading of a card, with a muted word or a number before it."""
    return Markup("<h3>{} {}</h3>").format(before, text) if before else Markup("<h3>{}</h3>").format(text)


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
