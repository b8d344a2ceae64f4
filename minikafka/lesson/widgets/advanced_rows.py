"""The rows of an advanced panel: what can befall the next request and the broker, and the runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as widgets

from minikafka.engine.network import Fault
from minikafka.engine.producer_batch import ProducerBatch
from minikafka.lesson.views.words import delivery_text, sequence_text
from minikafka.lesson.widgets.choice import Choice
from minikafka.lesson.widgets.controls import button, row, set_enabled

if TYPE_CHECKING:
    from minikafka.lesson.lab.lab import Lab
    from minikafka.lesson.widgets.predict_first import PredictFirst

MOST_BATCHES = 20  # to choose from, the latest first
NO_FAULT = "is answered"
NO_CHOICE = "as Retry does"


class AdvancedRows:
    """Three rows; ``predict`` is what a retry goes through."""

    def __init__(self, lab: Lab, predict: PredictFirst) -> None:
        self._lab = lab
        self._predict = predict
        self._batches: dict[str, ProducerBatch] = {}
        self._make_controls()
        self.widget = widgets.VBox([self._network_row(), self._broker_row(), self._runs_row()])
        self.widget.add_class("mk-advanced")
        self.refresh()

    def refresh(self) -> None:
        """Show the lab as it is now."""
        lab = self._lab
        self._fault.show(self._fault.options, lab.next_fault or NO_FAULT)
        self._offer_batches()
        for restart in self._restarts:
            set_enabled(restart, lab.operations.refusal)
        set_enabled(self._leader, lab.operations.leader_refusal)
        set_enabled(self._day, lab.operations.refusal)
        set_enabled(self._fork, lab.runs.fork_refusal)
        set_enabled(self._save, lab.runs.save_refusal)
        self._run.show(lab.runs.names, lab.runs.current)

    # Making

    def _make_controls(self) -> None:
        lab = self._lab
        self._fault = Choice(
            "next request", "Another fault", (NO_FAULT, *(fault.value for fault in Fault)), self._take_fault
        )
        self._batch = Choice("batch", "Another batch", (NO_CHOICE,))
        self._retry_batch = button("Retry this batch", self._retry_chosen)
        self._restarts = [
            button("Restart the broker (clean)", lambda: lab.operations.restart(clean=True)),
            button("Restart the broker (crash)", lambda: lab.operations.restart(clean=False)),
        ]
        self._leader = button("Change the leader", lab.operations.change_leader)
        self._day = button("Let a day pass", lab.operations.let_a_day_pass)
        self._fork = button("Fork here", lab.runs.fork)
        self._run = Choice("run", "Another run", lab.runs.names, lab.runs.go_to)
        self._file = widgets.Text(value="my-run", description="file", continuous_update=False)
        self._file.add_class("mk-file")
        self._save = button("Save run", lambda: lab.runs.save(self._file.value))
        self._load = button("Load run", lambda: lab.runs.load(self._file.value))

    def _network_row(self) -> widgets.HBox:
        return _named("Network", self._fault.widget, self._batch.widget, self._retry_batch)

    def _broker_row(self) -> widgets.HBox:
        return _named("Broker", *self._restarts, self._leader, self._day)

    def _runs_row(self) -> widgets.HBox:
        return _named("Runs", self._fork, self._run.widget, self._file, self._save, self._load)

    # What the browser sends

    def _take_fault(self, chosen: str) -> None:
        self._lab.next_fault = None if chosen == NO_FAULT else Fault(chosen)

    def _retry_chosen(self) -> None:
        self._predict.retry(self._batches.get(self._batch.chosen))

    # The batches to choose from

    def _offer_batches(self) -> None:
        lab = self._lab
        sent = [] if lab.send_refusal else [delivery for delivery in lab.producer.deliveries if delivery.batch]
        self._batches = {_batch_text(delivery): delivery for delivery in reversed(sent[-MOST_BATCHES:])}
        options = (NO_CHOICE, *self._batches)
        chosen = self._batch.chosen
        self._batch.show(options, chosen if chosen in options else NO_CHOICE)
        nothing_sent = None if sent else "nothing was sent yet, so send a message first"
        set_enabled(self._retry_batch, lab.send_refusal or nothing_sent)


def _batch_text(delivery: ProducerBatch) -> str:
    return f"{delivery.number + 1}. {delivery_text(delivery)}, seq {sequence_text(delivery.batch)}"


def _named(name: str, *controls: widgets.Widget) -> widgets.HBox:
    return row("mk-advanced-row", widgets.HTML(f'<span class="mk-muted">{name}</span>'), row("mk-controls", *controls))
