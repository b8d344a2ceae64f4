"""The panel as a kernel holds it: what a press does, what the browser is told, and what it is not told twice."""

from __future__ import annotations

import json

import pytest

from minikafka.engine.network import Fault
from minikafka.lesson import Lab
from minikafka.lesson.views.playback import Playback
from tests.lesson.widgets.pressed import Pressed

MOST_OF_A_PRESS = 4096  # bytes


def test_send_retry_and_flush_give_the_table_of_the_page() -> None:
    panel = Pressed(Lab(first_sequence=1))
    panel.press("send", "retry", "flush")
    assert panel.rows == [
        ["Send message1", "1", "Is seq 1 duplicate?", "No - store message", "Ack for seq 1"],
        ["Retry send message1", "1", "Is seq 1 duplicate?", "Yes - ignore duplicate", "Ack for seq 1"],
        ["Flush producer", "-", "-", "-", "All messages confirmed"],
    ]
    assert list(panel.events[-1]["tracker"].values()) == ["1", "[message1]", "True"]


def test_what_is_told_bit_by_bit_is_the_whole_run() -> None:
    lab = Lab()
    panel = Pressed(lab)
    lab.lose_next_ack = True
    panel.press("send", "send", "retry", "flush")
    whole = Pressed(lab)
    assert panel.events == whole.events
    assert panel.stored == whole.stored
    assert len(panel.events) == len(lab.trace)


def test_a_press_plays_from_where_the_run_ended_to_its_end() -> None:
    panel = Pressed(Lab())
    panel.press("send")
    assert (panel.messages[-1]["from"], panel.messages[-1]["position"]) == (0, 7)
    panel.press("retry")
    assert (panel.messages[-1]["from"], panel.messages[-1]["position"]) == (7, 14)
    assert panel.messages[-1]["run"]["first"] == 8


def test_where_the_learner_stands_goes_to_the_lab_and_not_back_to_that_view() -> None:
    lab = Lab()
    panel = Pressed(lab)
    panel.press("send")
    panel.do("stand", position=3)
    assert lab.position == 3
    assert panel.messages[-1]["by"] == "one"
    panel.do("stand", position=10**9)
    assert lab.position == lab.end


def test_what_code_does_is_played_too() -> None:
    lab = Lab()
    panel = Pressed(lab)
    lab.send("by hand")
    assert panel.rows[0][0] == "Send by hand"
    lab.go_to(2)
    assert panel.position == 2


def test_each_message_gets_its_own_text() -> None:
    panel = Pressed(Lab())
    panel.press("send", "send", "retry")
    assert [row[0] for row in panel.rows] == ["Send message1", "Send message2", "Retry send message2"]
    assert panel.controls["message"] == "message3"
    panel.press("reset")
    assert panel.controls["message"] == "message1"


def test_a_message_that_the_notebook_has_sent_is_not_offered_again() -> None:
    lab = Lab()
    lab.send()
    panel = Pressed(lab)
    panel.press("send")
    assert [row[0] for row in panel.rows] == ["Send message1", "Send message2"]
    panel.press("reset", "send")
    assert [row[0] for row in panel.rows] == ["Send message1"]


@pytest.mark.parametrize(
    ("text", "next_text"),
    [("a9", "a10"), ("a09", "a10"), ("no number", "no number"), ("order 42 paid", "order 42 paid"), ("", "")],
)
def test_the_text_after_a_text(text: str, next_text: str) -> None:
    panel = Pressed(Lab())
    panel.do("send", text=text)
    assert panel.controls["message"] == next_text


def test_idempotence_is_switched_and_a_fresh_run_begins() -> None:
    panel = Pressed(Lab())
    panel.press("send")
    panel.do("idempotence", on=False)
    assert len(panel.events) == 1
    assert panel.messages[-1]["run"]["idempotence"] is False
    assert "This is a fresh run" in panel.controls["notice"]


def test_the_next_ack_is_lost_once() -> None:
    panel = Pressed(Lab())
    panel.do("arm", fault="lose the ack")
    assert panel.controls["armed"] == "lose the ack"
    panel.press("send")
    assert panel.rows[0][4] == "No ack (lost)"
    assert panel.controls["armed"] is None


def test_what_is_on_its_way_is_lost_and_what_came_before_stays() -> None:
    lab = Lab()
    panel = Pressed(lab)
    panel.press("send", "send")
    before = panel.events[:14]
    panel.do("lose", fault="lose the ack", step=2, position=12)
    assert panel.rows[1][4] == "No ack (lost)"
    assert panel.events[:13] == before[:13]
    assert panel.messages[-1]["run"]["first"] == 13
    assert lab.producer.in_flight


def test_each_pass_of_a_flush_can_be_lost() -> None:
    lab = Lab()
    panel = Pressed(lab)
    for _ in range(2):
        lab.next_fault = Fault.LOSE_ACK
        panel.press("send")
    panel.press("flush")
    assert [row[0] for row in panel.rows[2:]] == ["Retry send message1", "Retry send message2", "Flush producer"]
    panel.do("lose", fault="lose the request", step=4, position=20)
    assert [row[4] for row in panel.rows[2:5]] == ["Ack for seq 0", "No ack yet", "Ack for seq 1"]


def test_a_step_of_an_earlier_action_is_not_changed() -> None:
    panel = Pressed(Lab())
    panel.press("send", "send")
    panel.do("lose", fault="lose the ack", step=1, position=3)
    assert panel.rows[0][4] == "Ack for seq 0"
    assert panel.controls["armed"] == "lose the ack"


def test_the_other_run_has_the_same_presses_and_two_copies() -> None:
    panel = Pressed(Lab())
    panel.do("arm", fault="lose the ack")
    panel.press("send", "retry")
    others = [message["other"] for message in panel.messages if message.get("other")]
    stored = [record for told in others for record in told["stored"]]
    assert [(record["text"], record["copy_of"]) for record in stored] == [("message1", None), ("message1", 0)]
    assert [record["copy"] for record in panel.stored] == [1]


def test_a_press_is_told_in_few_bytes() -> None:
    panel = Pressed(Lab())
    sizes = []
    for verb in ("send", "retry") * 12:
        before = len(panel.messages)
        panel.press(verb)
        sizes.append(sum(len(json.dumps(message, ensure_ascii=False).encode()) for message in panel.messages[before:]))
    assert max(sizes) <= MOST_OF_A_PRESS


def test_an_event_is_read_once_however_long_the_run_is() -> None:
    lab = Lab()
    playback = Playback(lab.trace)
    for _ in range(3):
        lab.send()
        playback.since(len(lab.trace) - 1)
    first = playback.since()["events"]
    assert playback.since()["events"] == first
    assert len(first) == len(lab.trace)


@pytest.mark.parametrize(
    ("presses", "off"),
    [
        ((), {"retry", "lead"}),
        (("send",), {"lead"}),
        (("flush",), {"retry", "lead"}),
        (("send", "reset"), {"retry", "lead"}),
    ],
)
def test_buttons_that_are_off_say_why(presses: tuple[str, ...], off: set[str]) -> None:
    panel = Pressed(Lab())
    panel.press(*presses)
    assert {verb for verb, refusal in panel.controls["refusals"].items() if refusal} == off


def test_two_panels_of_two_labs_are_apart() -> None:
    one, other = Pressed(Lab()), Pressed(Lab())
    one.press("send")
    assert len(one.rows) == 1
    assert other.rows == []


@pytest.mark.parametrize(
    "content",
    [
        None,
        "send",
        {"verb": "send"},
        {"verb": "no such verb", "args": {}},
        {"verb": "retry", "args": {"number": "0"}},
        {"verb": "stand", "args": {"position": True}},
        {"verb": "stand", "args": {"position": "3"}},
        {"verb": "lose", "args": {"step": 1, "fault": "no such fault"}},
        {"verb": "arm", "args": {"fault": ["lose the ack"]}},
        {"verb": "answer", "args": {"branch": 7}},
        {"verb": "draw", "args": {"width": "wide"}},
        {"verb": "draw", "args": {"width": -1}},
        {"verb": "restart", "args": {"broker": 9}},
        {"verb": "run", "args": {"name": "no such run"}},
        {"verb": "load", "args": {"name": "../other"}},
    ],
)
def test_what_no_panel_sends_is_let_fall(content: object) -> None:
    lab = Lab(sandbox=True)
    panel = Pressed(lab)
    panel.panel.take(content)
    assert len(panel.rows) == lab.trace.steps <= 1  # a restart of no known broker is one of the leader
