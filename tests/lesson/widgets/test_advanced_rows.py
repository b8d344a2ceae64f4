"""The rows of an advanced panel, as a kernel holds them."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import ipywidgets as widgets
import pytest

from minikafka.engine.network import Fault
from minikafka.lesson import Lab
from minikafka.lesson.widgets.panel import Panel
from tests.lesson.shown import Shown

CRASH, CLEAN = "Restart the broker (crash)", "Restart the broker (clean)"


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lab:
    monkeypatch.chdir(tmp_path)
    return Lab(advanced=True)


@pytest.fixture
def shown(lab: Lab) -> Shown:
    return Shown(Panel(lab).widget)


class Chosen:
    """What a choice shows, and how a learner comes to another option."""

    def __init__(self, shown: Shown, label: str, button: str) -> None:
        self._shown, self._label, self._button = shown, label, button

    @property
    def chosen(self) -> str:
        (found,) = re.findall(f'role="status">{self._label}: <b>(.*?)</b>', self._shown.html)
        return unescape(found)

    def choose(self, option: str) -> None:
        for _ in range(30):
            if self.chosen == option:
                return
            self._shown.press(self._button)
        raise AssertionError(f"{option!r} cannot be chosen")


BUTTONS = {"next request": "Another fault", "batch": "Another batch", "run": "Another run"}


def choice(shown: Shown, label: str) -> Chosen:
    return Chosen(shown, label, BUTTONS[label])


def last_row(shown: Shown) -> list[str]:
    return shown.rows("mk-process")[-1]


def test_a_plain_panel_has_no_advanced_row() -> None:
    assert not Shown(Panel(Lab()).widget).buttons(CRASH)


@pytest.mark.parametrize("label", [CRASH, CLEAN])
def test_a_restart_is_shown_with_the_window_before_and_after(shown: Shown, label: str) -> None:
    shown.press(*["Send"] * 5, label)
    assert last_row(shown)[4] == "Remembered 5 batches, now 1"
    assert shown.html.count('aria-label="5 of 5 places for batches taken"') == 1
    assert shown.html.count('aria-label="1 of 5 places for batches taken"') == 1


def test_a_chosen_batch_is_retried(shown: Shown) -> None:
    shown.press(*["Send"] * 5, CRASH)
    choice(shown, "batch").choose("4. message1, seq 3")
    shown.press("Retry this batch")
    assert last_row(shown)[2:6] == [
        "3",
        "Is seq 3 duplicate?",
        "No - refuse, older than the 1 batch remembered",
        "Error OUT_OF_ORDER_SEQUENCE_NUMBER",
    ]
    assert choice(shown, "batch").chosen == "4. message1, seq 3"


def test_without_a_choice_it_does_as_retry_does(shown: Shown) -> None:
    shown.press("Send", "Send", "Retry this batch")
    assert last_row(shown)[1:3] == ["Retry send message1", "1"]


@pytest.mark.parametrize(
    ("fault", "output"),
    [
        (Fault.LOSE_REQUEST, "No ack yet"),
        (Fault.LOSE_ACK, "No ack (lost)"),
        (Fault.DELAY, "No ack yet"),
        (Fault.DELIVER_TWICE, "Ack for seq 0"),
    ],
)
def test_each_fault_befalls_the_next_request_once(shown: Shown, fault: Fault, output: str) -> None:
    choice(shown, "next request").choose(fault.value)
    assert shown.switch("lose the next ack").value is (fault is Fault.LOSE_ACK)
    shown.press("Send")
    assert last_row(shown)[5] == output
    assert choice(shown, "next request").chosen == "is answered"


def test_buttons_that_cannot_act_say_why(shown: Shown) -> None:
    off = {it.description: it.tooltip for it in shown.everything if isinstance(it, widgets.Button) and it.disabled}
    assert off["Change the leader"] == "there is no partition to lead yet, so send a message first"
    assert off["Retry this batch"] == "nothing was sent yet, so send a message first"
    assert off["Save run"] == "nothing happened in this run yet"
    shown.press("Send")
    assert not shown.button("Change the leader").disabled


def test_a_fork_and_the_way_back(lab: Lab, shown: Shown) -> None:
    shown.press("Send", "Send", "To start")
    shown.press("Fork here")
    assert choice(shown, "run").chosen == "run 2, run 1 forked at the start"
    shown.press("Send")
    choice(shown, "run").choose("run 1")
    assert (lab.runs.current, lab.trace.steps) == ("run 1", 2)
    assert lab.runs.names == ("run 1", "run 2, run 1 forked at the start")


def test_save_twice_and_load(lab: Lab, shown: Shown, tmp_path: Path) -> None:
    shown.press("Send", "Save run", "Save run")
    assert "is there already" in lab.notice
    shown.press("Reset", "Load run")
    assert lab.runs.current == "run 3, my-run.json"
    assert lab.trace.steps == 1
    assert [path.name for path in tmp_path.iterdir()] == ["my-run.json"]


def test_a_day_and_another_leader(shown: Shown) -> None:
    shown.press("Send", "Change the leader", "Let a day pass")
    assert [row[1] for row in shown.rows("mk-process")] == [
        "Send message1",
        "Change leader to broker 1",
        "Let 1 day pass",
    ]
