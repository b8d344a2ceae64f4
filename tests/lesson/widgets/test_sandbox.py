"""What a sandbox offers: faults by name, a chosen batch, two brokers, several runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from minikafka.engine.network import Fault
from minikafka.lesson import Lab
from tests.lesson.widgets.pressed import Pressed


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lab:
    monkeypatch.chdir(tmp_path)
    return Lab(sandbox=True)


@pytest.fixture
def panel(lab: Lab) -> Pressed:
    return Pressed(lab)


def last_sequences(panel: Pressed, broker: int) -> list[int]:
    """The batches that a broker remembers, by their last sequence."""
    state = panel.events[-1]["replicas"][broker]["state"]
    return [last for _, last, _ in state["batches"]]


def test_a_plain_panel_offers_none_of_it() -> None:
    assert Pressed(Lab()).controls["sandbox"] is None


@pytest.mark.parametrize("verb", ["crash", "restart"])
def test_a_restart_leaves_the_last_batch_and_the_follower_keeps_five(panel: Pressed, verb: str) -> None:
    """ProducerStateManager takes a snapshot with the last batch of each producer; a follower has read them all."""
    panel.press(*["send"] * 5)
    assert last_sequences(panel, 0) == last_sequences(panel, 1) == [0, 1, 2, 3, 4]
    panel.do(verb, broker=0)
    assert panel.rows[-1][3] == "Remembered 5 batches, now 1"
    assert last_sequences(panel, 0) == [4]
    assert last_sequences(panel, 1) == [0, 1, 2, 3, 4]


def test_the_follower_is_restarted_by_its_number(panel: Pressed) -> None:
    panel.press("send", "send")
    panel.do("crash", broker=1)
    assert (last_sequences(panel, 0), last_sequences(panel, 1)) == ([0, 1], [1])
    panel.press("lead")
    assert panel.events[-1]["leader"] == 1


def test_each_broker_has_every_record(panel: Pressed) -> None:
    panel.press("send", "send")
    assert [replica["log_end_offset"] for replica in panel.events[-1]["replicas"]] == [2, 2]


def test_a_chosen_batch_is_retried(panel: Pressed) -> None:
    panel.press(*["send"] * 5, "crash")
    assert panel.controls["sandbox"]["batches"][1] == [3, "4. message4, seq 3"]
    panel.do("retry", number=3)
    assert panel.rows[-1] == [
        "Retry send message4",
        "3",
        "Is seq 3 duplicate?",
        "No - refuse, older than the 1 batch remembered",
        "Error OUT_OF_ORDER_SEQUENCE_NUMBER",
    ]


@pytest.mark.parametrize(
    ("fault", "output"),
    [
        (Fault.LOSE_REQUEST, "No ack yet"),
        (Fault.LOSE_ACK, "No ack (lost)"),
        (Fault.DELAY, "No ack yet"),
        (Fault.DELIVER_TWICE, "Ack for seq 0"),
    ],
)
def test_each_fault_is_offered_by_name_and_befalls_the_next_request_once(
    panel: Pressed, fault: Fault, output: str
) -> None:
    assert fault.value in panel.controls["faults"]
    panel.do("arm", fault=fault.value)
    panel.press("send")
    assert panel.rows[-1][4] == output
    assert panel.controls["armed"] is None


def test_buttons_that_cannot_act_say_why(panel: Pressed) -> None:
    refusals = panel.controls["refusals"]
    assert refusals["lead"] == "there is no partition to lead yet, so send a message first"
    assert refusals["retry_batch"] == "nothing was sent yet, so send a message first"
    assert refusals["save"] == "nothing happened in this run yet"
    panel.press("send")
    assert not any(panel.controls["refusals"].values())


def test_a_fork_and_the_way_back(lab: Lab, panel: Pressed) -> None:
    panel.press("send", "send")
    panel.do("fork", position=0)
    assert panel.controls["sandbox"]["run"] == "run 2, run 1 forked at the start"
    panel.press("send")
    panel.do("run", name="run 1")
    assert (lab.runs.current, lab.trace.steps, len(panel.rows)) == ("run 1", 2, 2)


def test_a_loss_on_the_way_opens_no_other_run(lab: Lab, panel: Pressed) -> None:
    panel.press("send")
    panel.do("lose", fault="lose the ack", step=1, position=4)
    assert lab.runs.names == ("run 1",)


def test_save_twice_and_load(lab: Lab, panel: Pressed, tmp_path: Path) -> None:
    panel.press("send")
    panel.do("save", name="my-run")
    panel.do("save", name="my-run")
    assert "is there already" in lab.notice
    panel.press("reset")
    panel.do("load", name="my-run")
    assert (lab.runs.current, lab.trace.steps) == ("run 3, my-run.json", 1)
    assert [path.name for path in tmp_path.iterdir()] == ["my-run.json"]


def test_a_day_and_another_leader(panel: Pressed) -> None:
    panel.press("send", "lead", "day")
    assert [row[0] for row in panel.rows] == ["Send message1", "Change leader to broker 1", "Let 1 day pass"]
