"""Key moments: insights, each with the step of a run that proves it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
from markupsafe import Markup

from minikafka.engine.producer import Producer
from minikafka.engine.trace import Event, Trace
from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.panel import Lab
from minikafka.lesson.widgets.shown import Shown, boxed, button, row, set_enabled

_INSIGHT = Markup("<h2>{}</h2><p>{}</p>")
_NOTICE = Markup('<p class="mk-notice" role="status">{}</p>')


@dataclass(frozen=True, slots=True)
class Moment:
    """One insight; progress is kept under its name.

    ``proves`` knows its event in a run, with idempotence on or off as ``idempotent`` says.
    """

    name: str
    question: str
    insight: str
    idempotent: bool
    proves: Callable[[Trace, Event], bool]


class KeyMoments(Shown):
    """The insights beside a lab. Display it in a notebook to read them; ``show`` takes the lab to the proof of one.

    With a ``style``, as in ``"04-visual"``, each proof that is shown is a step in the learner's progress.
    """

    def __init__(self, lab: Lab, moments: Sequence[Moment], *, style: str | None = None) -> None:
        self.lab = lab
        self.moments = tuple(moments)
        self.style = style
        self.progress = Progress()
        self._own_run: tuple[Producer, int] | None = None

    def __repr__(self) -> str:
        return f"KeyMoments({len(self.moments)} insights)"

    def draw(self) -> Any:
        return KeyMomentsPanel(self).widget

    @property
    def can_go_back(self) -> bool:
        """True when the learner's own run was put aside."""
        return self._own_run is not None

    def show(self, moment: Moment) -> None:
        """Take the lab to the stage that proves ``moment``, in the learner's run or in one made for it."""
        self.progress.record(self.style, Kind.STEP, moment.name, correct=True)
        if self.lab.enable_idempotence is moment.idempotent:
            position = _find(moment, self.lab.producer)
            if position is not None:
                self.lab.go_to(position)
                return
        self._put_own_run_aside()
        producer = self._demonstrate(moment)
        self.lab.open(producer, _find(moment, producer), words.MADE_FOR_THIS)

    def back_to_own_run(self) -> None:
        """Give the lab the run back that ``show`` put aside."""
        if self._own_run:
            producer, position = self._own_run
            self._own_run = None
            self.lab.open(producer, position, words.OWN_RUN_AGAIN)

    def _put_own_run_aside(self) -> None:
        if self._own_run is None:
            self._own_run = (self.lab.producer, self.lab.position)

    def _demonstrate(self, moment: Moment) -> Producer:
        producer = self.lab.new_producer(enable_idempotence=moment.idempotent)
        producer.network.lose_ack()
        producer.send(self.lab.topic, b"message1")
        producer.flush()
        if _find(moment, producer) is None:  # the loss befell a refusal, as of a first number that 4.5 does not take
            producer.retry()
        return producer


def _find(moment: Moment, producer: Producer) -> int | None:
    trace = producer.trace
    return next((index for index, event in enumerate(trace) if moment.proves(trace, event)), None)


class KeyMomentsPanel:
    """The widgets of the key moments; ``widget`` is what a notebook shows.

    The proof opens below its insight, so that nobody has to scroll back to the panel, which shows the same stage.
    """

    def __init__(self, moments: KeyMoments) -> None:
        self._moments = moments
        self._back = button(words.BACK_TO_OWN_RUN, moments.back_to_own_run)
        self._notice = widgets.HTML()
        self._proof = self._make_proof()
        self._cards = {moment: self._make_card(moment) for moment in moments.moments}
        self.widget = boxed(*self._cards.values(), sheets=("key_moments",))
        moments.lab.on_change(self._refresh)
        self._refresh()

    def _make_proof(self) -> widgets.VBox:
        footer = row("mk-controls", self._back, self._notice)
        return widgets.VBox([self._moments.lab.widget, footer])

    def _make_card(self, moment: Moment) -> widgets.VBox:
        text = widgets.HTML(_INSIGHT.format(moment.question, moment.insight))
        show = button(words.SHOW_ME, lambda: self._show(moment))
        show.tooltip = moment.question
        card = widgets.VBox([text, row("mk-controls", show)])
        card.add_class("mk-card")
        return card

    def _show(self, moment: Moment) -> None:
        self._moments.show(moment)
        # The moment's own card comes last: so the proof has left one card before it is in another.
        for other in sorted(self._cards, key=lambda other: other is moment):
            proof = [self._proof] if other is moment else []
            card = self._cards[other]
            card.children = [*card.children[:2], *proof]

    def _refresh(self) -> None:
        set_enabled(self._back, None if self._moments.can_go_back else words.IS_OWN_RUN)
        self._notice.value = _NOTICE.format(self._moments.lab.notice or self._moments.progress.notice)
