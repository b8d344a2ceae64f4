"""Cards: what a learner answers, fills in and turns, whatever the course asks. One widget draws them all.

A ``Face`` says what a card shows now. The browser draws it and sends back what is pressed and entered; Python decides.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from importlib.resources import files
from typing import Any, NamedTuple

import anywidget
import traitlets
from markupsafe import Markup

from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.shown import Shown, css, joined_module

ENTER = "enter"  # what the browser sends when something is chosen or written, and nothing pressed
LONGEST_ENTRY = 5_000_000  # characters of one field

Entries = Mapping[str, str]  # what is entered, by the name of a field; an option by its key


class Pressed(NamedTuple):
    """What came from the browser: the key of a card, the verb of a button, and what stands in the card's fields."""

    card: str
    verb: str
    entries: Entries


class Choice(NamedTuple):
    """One option of a field: the key that Python knows it by, and what a learner reads."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to answer: one of ``options``, or all of them in an order; without any a text, a number or a long text.

    The entry of an order is its keys with a space between them, and empty as long as nobody has moved one.
    """

    name: str
    label: str
    options: tuple[Choice, ...] = ()
    is_number: bool = False
    is_long: bool = False
    is_order: bool = False

    def complaint(self, entry: str) -> str | None:
        """Why ``entry`` cannot be graded, if so."""
        plain = entry.strip()
        if not plain:
            return words.NOT_ANSWERED.format(label=self.label)
        if self.options and not self._is_offered(entry):
            return words.NO_SUCH_OPTION.format(label=self.label, entry=entry)
        if self.is_number and not (plain.isascii() and plain.isdecimal()):
            return words.NO_WHOLE_NUMBER.format(label=self.label, entry=plain)
        return None

    def accepted(self, sent: str) -> str:
        """What counts as entered when this was sent: nothing for an option that there is not."""
        return "" if self.options and not self._is_offered(sent) else sent[:LONGEST_ENTRY]

    def _is_offered(self, entry: str) -> bool:
        keys = [option.key for option in self.options]
        return sorted(entry.split(" ")) == sorted(keys) if self.is_order else entry in keys

    def texts_of(self, entry: str) -> list[str]:
        """What a learner reads for an entry: one text, or those of an order."""
        texts = {option.key: option.text for option in self.options}
        return [texts[key] for key in entry.split(" ")] if self.is_order else [texts.get(entry, entry)]


@dataclass(frozen=True, slots=True)
class Button:
    """What can be pressed; with a ``refusal`` it is off, and says why. The primary one is what comes next."""

    verb: str
    label: str
    refusal: str | None = None
    is_primary: bool = False
    is_steady: bool = False  # its label changes, and its width does not


@dataclass(frozen=True, slots=True)
class Face:
    """What one card shows: a head, fields, buttons with a remark beside them, what is told, and more below it.

    The remark and what is told are read out when they change. ``round`` grows when the fields are to begin empty.
    """

    key: str
    head: Markup
    fields: tuple[Field, ...] = ()
    entries: Entries = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    remark: Markup = html.NOTHING
    told: Markup = html.NOTHING
    more: Markup = html.NOTHING
    is_open: bool = True  # whether anything can be entered
    round: int = 0
    is_plain: bool = False  # drawn without a frame

    def with_notice(self, notice: str) -> Face:
        """The same face, which also says something that concerns the learner and not the question."""
        return replace(self, told=self.told + html.notice(notice))


class ShownAsCards(Shown):
    """Whatever is drawn as cards: it says what they show, and hears what is pressed on them."""

    @abstractmethod
    def faces(self) -> Sequence[Face]:
        """What the cards show now."""

    def press(self, pressed: Pressed) -> None:
        """A button was pressed that is on; some cards have none."""

    def enter(self, entered: Pressed) -> None:
        """Something was chosen or written; most cards wait for a button."""

    def draw(self) -> Cards:
        return Cards(self)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        self.refresh()  # time may have passed since it was drawn
        return super()._repr_mimebundle_(**options)

    def refresh(self) -> None:
        """Show the cards as they stand, if anybody sees them."""
        if self.is_drawn:
            self.widget.refresh()

    def stored(self) -> Mapping[str, str]:
        """The heads of the cards, for who has not run the cell: what is asked, and nothing of the answers."""
        return stored_heads(*(face.head for face in self.faces()))


class Cards(anywidget.AnyWidget):
    """The widget of some cards. Those ``in_corner`` stand in a corner of the page, and no cell has to display them."""

    _esm = joined_module(files("minikafka.lesson.widgets"), "element", "front_end/theme", "keys", "order", "card")
    _css = css("card")
    cards = traitlets.List(traitlets.Dict()).tag(sync=True)
    in_corner = traitlets.Bool().tag(sync=True)

    def __init__(self, shown: ShownAsCards, *, in_corner: bool = False) -> None:
        self._shown = shown
        self._faces = {face.key: face for face in shown.faces()}
        super().__init__(cards=drawn(self._faces.values()), in_corner=in_corner)
        self.on_msg(lambda _widget, content, _buffers: self.receive(content))

    def __repr__(self) -> str:
        return "Cards()"

    def refresh(self) -> None:
        """Draw the faces as they are now; what did not change is not sent."""
        self._faces = {face.key: face for face in self._shown.faces()}
        self.cards = drawn(self._faces.values())

    def receive(self, content: Mapping[str, Any]) -> None:
        """Take what the browser sent. A button that is off meanwhile, or that no card has, does nothing."""
        face = self._faces.get(str(content.get("card")))
        if face is None:
            return
        entries = _entries(face, content.get("entries"))
        verb = content.get("verb")
        if verb == ENTER and face.is_open:
            self._shown.enter(Pressed(face.key, ENTER, entries))
        elif any(button.verb == verb and button.refusal is None for button in face.buttons):
            self._shown.press(Pressed(face.key, str(verb), entries))
        self.refresh()


def stored_heads(*heads: Markup) -> dict[str, str]:
    """What is asked, as HTML that a notebook stores."""
    run = Markup("<p><em>{}</em></p>").format(words.RUN_THE_CELL)
    return {"text/html": str(Markup("<div>{}{}</div>").format(html.joined(heads), run))}


def drawn(faces: Iterable[Face]) -> list[dict[str, Any]]:
    """The faces as the browser gets them."""
    return [asdict(face) | {"fields": [_field(each) for each in face.fields]} for face in faces]


def _field(each: Field) -> dict[str, Any]:
    kinds = {"order": each.is_order, "choice": bool(each.options), "number": each.is_number, "long": each.is_long}
    kind = next((kind for kind, holds in kinds.items() if holds), "text")
    field = {"name": each.name, "label": each.label, "kind": kind, "options": list(map(list, each.options))}
    return field | {"words": words.ORDER} if each.is_order else field


def _entries(face: Face, sent: object) -> dict[str, str]:
    """What was sent for the fields of a card: text of a length that can be borne, and options that there are."""
    found = sent if isinstance(sent, Mapping) else {}
    return {each.name: each.accepted(str(found.get(each.name) or "")) for each in face.fields}
