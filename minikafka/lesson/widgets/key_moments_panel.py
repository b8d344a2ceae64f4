"""The key moments as widgets: what to know, and a button that shows why it is true."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets
from markupsafe import Markup

from minikafka.lesson.widgets.controls import button, row, set_enabled
from minikafka.lesson.widgets.key_moments import KeyMoments, Moment
from minikafka.lesson.widgets.look import boxed
from minikafka.lesson.widgets.shown import Shown

_INSIGHT = Markup("<h2>{}</h2><p>{}</p>")
_NOTICE = Markup('<p class="mk-notice" role="status">{}</p>')


class KeyMomentsPanel:
    """The widgets of the key moments; ``widget`` is what a notebook shows.

    The proof opens below its insight, so that nobody has to scroll back to the panel, which shows the same stage.
    """

    def __init__(self, moments: KeyMoments) -> None:
        self._moments = moments
        self._back = button("Back to my run", moments.back_to_own_run)
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
        show = button("Show me", lambda: self._show(moment))
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
        set_enabled(self._back, None if self._moments.can_go_back else "this is your own run")
        self._notice.value = _NOTICE.format(self._moments.lab.notice or self._moments.progress.notice)


class ShownKeyMoments(Shown, KeyMoments):
    """The insights as a notebook shows them."""

    def draw(self) -> Any:
        return KeyMomentsPanel(self).widget
