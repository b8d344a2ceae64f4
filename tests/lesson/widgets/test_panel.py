"""The panel as a kernel holds it: what a press does, and which buttons say why they are off."""

from __future__ import annotations

import asyncio

import ipywidgets as widgets
import pytest

from minikafka.lesson import Lab
from minikafka.lesson.widgets import panel as panel_module
from minikafka.lesson.widgets.panel import Panel
from tests.lesson.markup import parsed
from tests.lesson.shown import Shown


def panel_of(lab: Lab) -> Shown:
    return Shown(Panel(lab).widget)


def test_send_retry_and_flush_fill_the_tables() -> None:
    shown = panel_of(Lab(first_sequence=1))
    shown.press("Send", "Retry", "Flush")
    assert [row[4] for row in shown.rows("mk-process")] == ["No - store message", "Yes - ignore duplicate", "-"]
    assert [row[-1] for row in shown.rows("mk-tracker")] == ["1", "[message1]", "True"]


def test_the_stepper_walks_and_reset_empties() -> None:
    shown = panel_of(Lab())
    shown.press("Send", "Back")
    assert "stage 6 of 7" in shown.html
    shown.press("To start")
    assert "Start · Start Producer" in shown.html
    shown.press("Forward")
    assert "stage 1 of 7" in shown.html
    shown.press("Reset")
    assert shown.rows("mk-process") == []


@pytest.mark.parametrize(
    ("presses", "off"),
    [
        ((), {"Retry", "To start", "Back", "Forward", "Play"}),
        (("Send",), {"Forward"}),
        (("Send", "Back"), set()),
        (("Send", "To start"), {"To start", "Back"}),
        (("Flush",), {"Retry", "Forward"}),
        (("Send", "Reset"), {"Retry", "To start", "Back", "Forward", "Play"}),
    ],
)
def test_buttons_that_are_off_say_why(presses: tuple[str, ...], off: set[str]) -> None:
    shown = panel_of(Lab())
    shown.press(*presses)
    buttons = [widget for widget in shown.everything if isinstance(widget, widgets.Button)]
    assert {button.description for button in buttons if button.disabled} == off
    assert all(bool(button.tooltip) is button.disabled for button in buttons)


def test_what_there_is_not_to_retry_is_said_in_words() -> None:
    shown = panel_of(Lab())
    assert "Retry is off: nothing was sent yet, so send a message first." in shown.html
    assert shown.button("Retry").tooltip == "nothing was sent yet, so send a message first"
    shown.press("Send")
    assert "Retry is off" not in shown.html


def test_the_message_field_is_what_is_sent() -> None:
    lab = Lab()
    shown = panel_of(lab)
    (field,) = (widget for widget in shown.everything if isinstance(widget, widgets.Text))
    assert field.value == "message1"
    field.value = "<i>mine</i>"
    shown.press("Send")
    assert lab.message == "<i>mine</i>"
    assert shown.rows("mk-process")[0][1] == "Send <i>mine</i>"


def test_idempotence_is_switched_and_the_switch_follows() -> None:
    lab = Lab()
    shown = panel_of(lab)
    shown.press("Send")
    shown.switch("idempotence").value = False
    assert not lab.enable_idempotence
    assert "This is a fresh run" in shown.html
    assert shown.rows("mk-process") == []
    lab.set_idempotence(on=True)
    assert shown.switch("idempotence").value is True


def test_the_next_ack_is_lost_once_and_the_tick_goes() -> None:
    shown = panel_of(Lab())
    shown.switch("lose the next ack").value = True
    shown.press("Send")
    assert shown.rows("mk-process")[0][5] == "No ack (lost)"
    assert shown.switch("lose the next ack").value is False
    shown.press("Flush")
    assert [row[-1] for row in shown.rows("mk-tracker")] == ["0", "[message1]", "True"]


def test_two_panels_of_two_labs_are_apart() -> None:
    one, other = panel_of(Lab()), panel_of(Lab())
    one.press("Send")
    assert len(one.rows("mk-process")) == 1
    assert other.rows("mk-process") == []
    assert identifiers(one.html).isdisjoint(identifiers(other.html))


def identifiers(html: str) -> set[str]:
    found = {element.attributes["id"] for element in parsed(html).everything if "id" in element.attributes}
    assert found
    return found


def test_what_code_does_is_shown_too() -> None:
    lab = Lab()
    shown = panel_of(lab)
    lab.send("by hand")
    assert shown.rows("mk-process")[0][1] == "Send by hand"


def test_play_walks_to_the_end_and_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panel_module, "SECONDS_PER_STAGE", 0)
    lab = Lab()
    shown = panel_of(lab)
    shown.press("Send")
    seen: list[int] = []
    lab.on_change(lambda: seen.append(lab.position))

    async def play() -> None:
        shown.press("Play")
        await finished()

    asyncio.run(play())
    assert seen == list(range(8))
    assert shown.buttons("Play")


def test_pause_stops_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panel_module, "SECONDS_PER_STAGE", 0)
    lab = Lab()
    shown = panel_of(lab)
    shown.press("Send", "To start")
    lab.on_change(lambda: shown.press("Pause") if lab.position == 3 else None)

    async def play() -> None:
        shown.press("Play")
        await finished()

    asyncio.run(play())
    assert lab.position == 3
    assert shown.buttons("Play")


async def finished() -> None:
    """Wait for the other tasks, however they end."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*others, return_exceptions=True)
