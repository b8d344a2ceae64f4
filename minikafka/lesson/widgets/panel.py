"""The panel: buttons that call the lab, and what is redrawn when the lab has changed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from minikafka.lesson.widgets import panel_html
from minikafka.lesson.widgets.advanced_rows import AdvancedRows
from minikafka.lesson.widgets.chart_view import PANEL_CLASS, ChartView, panel_style
from minikafka.lesson.widgets.controls import button, row, set_enabled, switch
from minikafka.lesson.widgets.predict_first import PredictFirst
from minikafka.lesson.widgets.predict_first_row import PredictFirstRow

if TYPE_CHECKING:
    from minikafka.lesson.lab.lab import Lab

SECONDS_PER_STAGE = 0.9


class Panel:
    """The widgets of one lab; ``widget`` is what a notebook shows."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._playing: asyncio.Task[None] | None = None
        self._predict = PredictFirst(lab)
        self._make_controls()
        self._predict_row = PredictFirstRow(self._predict, self._send.focus)
        self._advanced = AdvancedRows(lab, self._predict) if lab.advanced else None
        self._view = ChartView(lab)
        self._notice, self._tables = widgets.HTML(), widgets.HTML()
        self.widget = self._layout()
        lab.on_change(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the lab as it is now; what did not change is not sent."""
        lab = self._lab
        self._tables.value = panel_html.tables(lab.trace, lab.position, lab.topic)
        self._refresh_controls()
        self._predict_row.refresh()
        if self._advanced:
            self._advanced.refresh()

    def _refresh_controls(self) -> None:
        lab = self._lab
        self._notice.value = panel_html.notice_line(lab.notice or self._what_is_off())
        set_enabled(self._send, lab.send_refusal)
        set_enabled(self._flush, lab.send_refusal)
        set_enabled(self._retry, lab.retry_refusal)
        at_start, at_end = lab.position == 0, lab.position == lab.end
        set_enabled(self._to_start, "this is the start" if at_start else None)
        set_enabled(self._back, "this is the start" if at_start else None)
        set_enabled(self._forward, "this is the last stage of the run" if at_end else None)
        set_enabled(self._play, "there is nothing to play yet: send a message first" if lab.end == 0 else None)
        self._idempotence.value = lab.enable_idempotence
        self._lose_ack.value = lab.lose_next_ack
        self._ask_first.value = self._predict.on

    def _what_is_off(self) -> str:
        """Which buttons are off, and why, for those who cannot point at them."""
        lab = self._lab
        if lab.send_refusal:
            return f"Send, Retry and Flush are off: {lab.send_refusal}."
        return f"Retry is off: {lab.retry_refusal}." if lab.retry_refusal else ""

    # Making

    def _make_controls(self) -> None:
        lab = self._lab
        self._send = button("Send", self._predict.send, "mk-primary")
        self._retry = button("Retry", self._predict.retry)
        self._flush = button("Flush", lab.flush)
        self._reset = button("Reset", lab.reset)
        self._message = widgets.Text(value=lab.message, description="message", continuous_update=False)
        self._message.add_class("mk-message")
        self._message.observe(self._take_message, "value")
        self._idempotence = switch("idempotence", lab.enable_idempotence, self._take_idempotence)
        self._lose_ack = switch("lose the next ack", lab.lose_next_ack, self._take_lose_ack)
        self._ask_first = switch("ask me first", self._predict.on, self._take_ask_first)
        self._to_start = button("To start", lab.to_start)
        self._back = button("Back", lab.back)
        self._forward = button("Forward", lab.forward)
        self._play = button("Play", self._play_or_pause)

    def _layout(self) -> widgets.VBox:
        switches = row("mk-switches", self._idempotence, self._lose_ack, self._ask_first)
        controls = row("mk-controls", self._send, self._retry, self._flush, self._reset, self._message, switches)
        stepper = row("mk-stepper", self._to_start, self._back, self._forward, self._play, self._view.stage)
        advanced = [self._advanced.widget] if self._advanced else []
        above = [panel_style(), controls, *advanced, self._predict_row.widget, self._notice]
        panel = widgets.VBox([*above, self._view.chart, stepper, self._tables])
        panel.add_class(PANEL_CLASS)
        return panel

    # What the browser sends

    def _take_message(self, change: dict[str, Any]) -> None:
        self._lab.message = change["new"]

    def _take_idempotence(self, change: dict[str, Any]) -> None:
        self._lab.set_idempotence(on=change["new"])

    def _take_lose_ack(self, change: dict[str, Any]) -> None:
        if change["new"] != self._lab.lose_next_ack:
            self._lab.lose_next_ack = change["new"]

    def _take_ask_first(self, change: dict[str, Any]) -> None:
        if change["new"] != self._predict.on:
            self._predict.switch(on=change["new"])

    # Playing

    def _play_or_pause(self) -> None:
        if self._playing:
            self._playing.cancel()
        else:
            self._playing = asyncio.ensure_future(self._play_to_the_end())

    async def _play_to_the_end(self) -> None:
        self._play.description = "Pause"
        try:
            if self._lab.position == self._lab.end:
                self._lab.to_start()
            while self._lab.position < self._lab.end:
                await asyncio.sleep(SECONDS_PER_STAGE)
                self._lab.forward()
        finally:
            self._play.description = "Play"
            self._playing = None
