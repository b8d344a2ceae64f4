"""Ways to learn the same thing, as cards with links: what, for whom, how long, and how far the learner has come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ipywidgets as widgets
from markupsafe import Markup

from minikafka.lesson.progress.progress import Item, Progress
from minikafka.lesson.progress.progress_file import new_file
from minikafka.lesson.views.words import plural
from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.shown import Shown, boxed, button, focus, row, set_enabled

EXPORT = "minikafka-progress.csv"
BELOW: list[Shown] = []  # what else concerns the learner's progress: a class that it is sent to
_CARD = Markup(
    '<li class="mk-style"><h2><i aria-hidden="true">{}</i>{}</h2>{}<p class="mk-promise">{}.</p>'
    '<p class="mk-whom">{}</p><p class="mk-share"><span>{}</span><span>{}</span></p>{}</li>'
)
_FIRST = Markup('<p class="mk-first">{}</p>')
_LIST = Markup('<ul class="mk-styles{}" role="list">{}</ul>')


@dataclass(frozen=True, slots=True)
class LearningStyle:
    """One way to learn the same thing; ``file`` is its notebook, ``whom`` completes “if …”.

    ``items`` returns everything that progress is kept of in it.
    A beginner starts with the one that ``is_first``; one that ``is_apart`` is no way to learn the same thing.
    """

    name: str
    file: str
    promise: str
    whom: str
    items: Callable[[], Iterable[Item]]
    minutes: int = 10
    is_first: bool = False
    is_apart: bool = False

    @property
    def key(self) -> str:
        """Under what progress is kept, as in ``"04-visual"``."""
        return self.file.removesuffix(".ipynb")

    @property
    def time(self) -> str:
        """How long it takes, in words."""
        return plural(self.minutes, words.MINUTES)


@dataclass(frozen=True, slots=True)
class Share:
    """How many items there are in a style, and in how many of them the learner once succeeded."""

    done: int
    all: int

    @property
    def is_complete(self) -> bool:
        return 0 < self.all == self.done


def shares(styles: Sequence[LearningStyle], progress: Progress) -> dict[LearningStyle, Share]:
    """The learner's share of every style; what is no longer in the course does not count."""
    summary = progress.summary()
    found = {}
    for style in styles:
        items = frozenset(style.items())
        done = summary[style.key].done & items if style.key in summary else frozenset()
        found[style] = Share(len(done), len(items))
    return found


def export(progress: Progress, directory: Path) -> tuple[Path, int]:
    """Write every attempt to a new CSV file in ``directory``; returns it, and how many there are.

    Raises:
        OSError: nothing can be written there.
    """
    return new_file(directory / EXPORT, progress.to_csv)


def take_over(progress: Progress, directory: Path) -> str:
    """Take over what is new in the newest file of ``export`` in ``directory``, written here or elsewhere; says so."""
    exported = Path(EXPORT)
    found = [path for path in directory.glob(f"{exported.stem}*{exported.suffix}") if path.is_file()]
    if not found:
        return words.NOTHING_TO_IMPORT
    newest = max(found, key=lambda path: path.stat().st_mtime)
    try:
        return plural(progress.from_csv(newest), words.IMPORTED, file=newest.name)
    except OSError as problem:
        return words.NOT_IMPORTED.format(file=newest.name, problem=problem.strerror)
    except ValueError as problem:
        return words.NOT_IMPORTED.format(file=newest.name, problem=problem)


class StylesPanel:
    """The widgets of the styles; ``widget`` is what a notebook shows.

    The cards stand in an Output, whose links JupyterLab opens beside this notebook; in any other widget it would leave
    the page for them.
    """

    def __init__(self, styles: Sequence[LearningStyle], directory: Path) -> None:
        self._styles = styles
        self._directory = directory
        self._progress = Progress()
        self._is_asking = False
        self._cards, self._status = widgets.Output(), widgets.HTML()
        self._cards.add_class("mk-styles-box")
        self._again = button(words.REFRESH, lambda: self._refresh(""))
        self._export = button(words.EXPORT, self._export_rows)
        self._import = button(words.IMPORT, self._import_rows)
        self._forget = button(words.FORGET, self._ask_or_keep)
        self._confirm = button(words.CONFIRM, self._reset)
        buttons = row("mk-controls", self._again, self._export, self._import, self._forget, self._confirm)
        self.widget = boxed(self._cards, self._status, buttons, *(each.widget for each in BELOW), sheets=("styles",))
        self._refresh("")

    def _refresh(self, news: str) -> None:
        own = shares(self._styles, self._progress)
        refusal = None if self._progress.rows() else words.NOTHING_KEPT
        self._show(cards(own, self._directory))
        self._say(news or _summary(own.values()))
        self._ask(is_asking=False)
        set_enabled(self._export, refusal)
        set_enabled(self._forget, refusal)

    def _say(self, news: str) -> None:
        self._status.value = html.notice(" ".join(filter(None, (news, self._progress.notice))))

    def _show(self, shown_html: str) -> None:
        """Replace the cards if they have changed; drawing them again takes a moment."""
        data = {"text/html": shown_html, "text/plain": ""}
        shown = {"output_type": "display_data", "data": data, "metadata": {}}
        if self._cards.outputs != (shown,):
            self._cards.outputs = (shown,)

    def _export_rows(self) -> None:
        try:
            path, attempts = export(self._progress, self._directory)
        except OSError as problem:
            self._refresh(words.NOT_EXPORTED.format(problem=problem.strerror))
        else:
            self._refresh(plural(attempts, words.EXPORTED, path=path.resolve()))

    def _import_rows(self) -> None:
        self._refresh(take_over(self._progress, self._directory))

    def _ask_or_keep(self) -> None:
        if self._is_asking:
            self._refresh(words.NOT_FORGOTTEN)
            return
        self._ask(is_asking=True)
        self._say(plural(len(self._progress.rows()), words.FORGET_ALL))

    def _ask(self, *, is_asking: bool) -> None:
        """A press at the same place takes the question back, so that a double click forgets nothing."""
        self._is_asking = is_asking
        self._forget.description = words.KEEP if is_asking else words.FORGET
        self._confirm.layout.display = None if is_asking else "none"

    def _reset(self) -> None:
        self._progress.reset()
        self._refresh("" if self._progress.rows() else words.FORGOTTEN)
        focus(self._again)


class ShownStyles(Shown):
    """Some learning styles whose notebooks are looked for in ``directory``.

    A notebook shows them as cards, with the learner's progress and links to those that are there. Unrun, it is a list
    with the same links, and without the progress of whoever ran it last.
    """

    def __init__(self, styles: Sequence[LearningStyle], directory: Path) -> None:
        self.styles = tuple(styles)
        self.directory = directory

    def __repr__(self) -> str:
        return "\n".join(f"{style.name}: {self._words(style)}" for style in self.styles)

    def draw(self) -> Any:
        return StylesPanel(self.styles, self.directory).widget

    def stored(self) -> dict[str, str]:
        return {"text/markdown": "\n".join(f"- {self._link(style)}: {self._words(style)}" for style in self.styles)}

    def _link(self, style: LearningStyle) -> str:
        return f"**[{style.name}]({style.file})**" if is_there(style, self.directory) else style.name

    def _words(self, style: LearningStyle) -> str:
        remarks = (
            f" ({words.NOT_THERE})" * (not is_there(style, self.directory)) + f". {words.BEGIN_HERE}" * style.is_first
        )
        return words.FOR_WHOM.format(promise=style.promise, whom=style.whom, time=style.time) + remarks


def is_there(style: LearningStyle, directory: Path) -> bool:
    """True if the notebook of a style is where we look for it."""
    return (directory / style.file).is_file()


def cards(own: Mapping[LearningStyle, Share], directory: Path) -> Markup:
    """A grid of cards, and below it those that stand apart; where its notebook is there, a whole card is a link."""
    made = {style: _card(number, style, share, directory) for number, (style, share) in enumerate(own.items(), 1)}
    together = html.joined(card for style, card in made.items() if not style.is_apart)
    apart = html.joined(card for style, card in made.items() if style.is_apart)
    return _LIST.format("", together) + (_LIST.format(" mk-apart", apart) if apart else html.NOTHING)


def _card(number: int, style: LearningStyle, share: Share, directory: Path) -> Markup:
    found = is_there(style, directory)
    name = Markup('<a href="{}">{}</a>').format(style.file, style.name) if found else style.name
    first = _FIRST.format(words.BEGIN_HERE) if style.is_first else html.NOTHING
    promise = style.promise[0].upper() + style.promise[1:]
    whom, time = words.IF.format(whom=style.whom), style.time if found else words.NOT_THERE
    return _CARD.format("" if style.is_apart else number, name, first, promise, whom, time, _share(share), _bar(share))


def _share(share: Share) -> str:
    if not share.all:
        return words.TO_PLAY_WITH
    return (words.ALL_DONE if share.is_complete else words.DONE_OF).format(done=share.done, count=share.all)


def _bar(share: Share) -> Markup:
    if not share.all:
        return html.NOTHING
    percent = round(100 * share.done / share.all)
    return Markup('<div class="mk-bar" aria-hidden="true"><i style="width:{}%"></i></div>').format(percent)


def _summary(own: Iterable[Share]) -> str:
    done, there = map(sum, zip(*((share.done, share.all) for share in own), strict=True))
    return words.DONE_OF_ALL.format(done=done, count=there)
