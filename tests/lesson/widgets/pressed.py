"""A panel without a browser: verbs go in, and what is told is put together as the front end does it."""

from __future__ import annotations

from typing import Any

from minikafka.lesson import Lab
from minikafka.lesson.widgets.panel import Panel

Plain = dict[str, Any]


class Pressed:
    """The panel of a lab, and what a browser knows of it after each verb."""

    def __init__(self, lab: Lab, view: str = "one") -> None:
        self.panel = Panel(lab)
        self.view = view
        self.messages: list[Plain] = []
        self.events: list[Plain] = []
        self.stored: list[Plain] = []
        self.controls: Plain = {}
        self.position = -1
        self.panel.widget.send = self._take
        self.do("hello")

    def do(self, verb: str, **args: object) -> None:
        """As the browser asks."""
        self.panel.take({"verb": verb, "args": {**args, "view": self.view}})

    def press(self, *verbs: str) -> None:
        """Buttons that need no argument; Send sends the message that Python has put into the field."""
        for verb in verbs:
            assert not self.controls["refusals"].get(verb), f"{verb} is off"
            self.do(verb)

    @property
    def rows(self) -> list[list[str]]:
        """The process table: the row of each step, without its number."""
        last = {event["step"]: event["row"] for event in self.events if event["step"]}
        names = ("action", "sequence_number", "broker_check", "broker_action", "producer_output")
        return [[row[name] for name in names] for row in last.values()]

    def _take(self, message: Plain) -> None:
        if message.get("to") not in {None, self.view}:
            return
        self.messages.append(message)
        self.controls = merged(self.controls, message.get("controls", {}))
        self.position = message.get("position", self.position)
        if told := message.get("run"):
            del self.events[told["first"] :]
            del self.stored[told["stored_from"] :]
            self.stored += told["stored"]
            for change in told["events"]:
                self.events.append(merged(self.events[-1] if self.events else {}, change))


def merged(old: Plain, change: Plain) -> Plain:
    """What ``changes`` took apart."""
    both = {
        key: merged(old[key], value) if isinstance(value, dict) and isinstance(old.get(key), dict) else value
        for key, value in change.items()
    }
    return {**old, **both}
