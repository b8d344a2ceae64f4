"""An interview question: said aloud first, then compared with an answer whose sentences are counted anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.card import Button, Face, Pressed, ShownAsCards

SHOW = "show"


@dataclass(frozen=True, slots=True)
class Point:
    """One sentence of the answer; ``proof`` counts, and says what it found."""

    text: str
    proof: Callable[[], str]


class Interview(ShownAsCards):
    """The question; the answer appears when it is asked for. Display it in a notebook."""

    def __init__(self, text: str, answer: Sequence[Point]) -> None:
        self.text = text
        self.answer = tuple(answer)
        self._counted: tuple[str, ...] = ()  # while the answer is shown

    def __repr__(self) -> str:
        return f"Interview({self.text!r})"

    def faces(self) -> list[Face]:
        head = html.title(self.text) + html.paragraph(words.INVITATION)
        button = Button(SHOW, words.HIDE_ANSWER if self._counted else words.SHOW_ANSWER, is_primary=True)
        return [Face("interview", head, buttons=(button,), told=self._told())]

    def press(self, pressed: Pressed) -> None:
        assert pressed.verb == SHOW, "there is one button"
        self._counted = () if self._counted else tuple(point.proof() for point in self.answer)

    def _told(self) -> Markup:
        lines = (
            html.paragraph(point.text) + html.paragraph(words.COUNTED.format(proof=proof), "mk-muted")
            for point, proof in zip(self.answer, self._counted, strict=False)
        )
        return html.listed(lines, "mk-answer", is_ordered=True) if self._counted else html.NOTHING
