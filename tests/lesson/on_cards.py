"""Presses and reads cards as the browser does, without one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from minikafka.lesson.widgets.card import Cards, ShownAsCards
from tests.lesson.markup import Element, parsed


@dataclass(frozen=True, slots=True)
class CardButton:
    """One button of a card as the browser has it."""

    card: OnCard
    verb: str
    label: str
    tooltip: str
    disabled: bool
    is_primary: bool

    def click(self) -> None:
        """Send the press, even of a button that is off: a browser may be slower than the kernel."""
        self.card.send(self.verb)


class OnCard:
    """One card of something, by default its first; ``entries`` is what stands in its fields."""

    def __init__(self, shown: ShownAsCards, number: int = 0) -> None:
        self._shown = shown
        self._number = number
        self._round: tuple[Any, ...] = ()
        self._written: dict[str, str] = {}

    @property
    def widget(self) -> Cards:
        made: Cards = self._shown.widget
        return made

    @property
    def face(self) -> dict[str, Any]:
        face: dict[str, Any] = self.widget.cards[self._number]
        return face

    @property
    def entries(self) -> dict[str, str]:
        """What stands in the fields: as Python says when a round begins, then as it was written."""
        layout = (self.face["round"], str(self.face["fields"]))
        if layout != self._round:
            self._round, self._written = layout, dict(self.face["entries"])
        return self._written

    def send(self, verb: str) -> None:
        message = {"card": self.face["key"], "verb": verb, "entries": self.entries}
        self.widget.receive(message)

    def buttons(self, label: str | None = None) -> list[CardButton]:
        return [button for button in self._buttons() if label in (None, button.label)]

    def button(self, label: str) -> CardButton:
        (found,) = self.buttons(label)
        return found

    @property
    def primary(self) -> list[str]:
        return [button.label for button in self._buttons() if button.is_primary]

    def press(self, *labels: str) -> None:
        for label in labels:
            pressed = self.button(label)
            assert not pressed.disabled, pressed.tooltip
            pressed.click()

    def choose(self, option: int | str, field: int = 0) -> None:
        """Choose an option by its place or its words, and let go: the browser tells at once."""
        found = self.face["fields"][field]
        keys = {text: key for key, text in found["options"]}
        key = found["options"][option][0] if isinstance(option, int) else keys[option]
        self.entries[found["name"]] = key
        self.send("enter")

    def write(self, text: str, field: int = 0) -> None:
        self.entries[self.face["fields"][field]["name"]] = text
        self.send("enter")

    @property
    def html(self) -> str:
        return "".join(self.face[part] for part in ("head", "remark", "told", "more"))

    @property
    def page(self) -> Element:
        return parsed(self.html)

    @property
    def text(self) -> str:
        return self.page.text

    def _buttons(self) -> Iterator[CardButton]:
        for each in self.face["buttons"]:
            refusal = each["refusal"]
            yield CardButton(self, each["verb"], each["label"], refusal or "", refusal is not None, each["is_primary"])


def on_cards(shown: ShownAsCards) -> list[OnCard]:
    """Every card of something."""
    return [OnCard(shown, number) for number in range(len(shown.widget.cards))]
