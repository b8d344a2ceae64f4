"""Predict first: nothing is sent before an answer, and the run tells whether it was right."""

from __future__ import annotations

from pathlib import Path

import pytest

from minikafka.engine.network import Fault
from minikafka.engine.sequence_check import Branch
from minikafka.lesson import Lab
from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.lesson.widgets.predict_first import PredictFirst
from tests.lesson.widgets.pressed import Pressed

STORE, IGNORE, REFUSE = Branch.NEW, Branch.DUPLICATE, Branch.REFUSED


@pytest.fixture(autouse=True)
def progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIKAFKA_PROGRESS", str(tmp_path / "progress.sqlite"))


@pytest.fixture
def lab() -> Lab:
    return Lab(style="05-try")


@pytest.fixture
def panel(lab: Lab) -> Pressed:
    made = Pressed(lab)
    made.do("ask_first", on=True)
    return made


def is_asking(panel: Pressed) -> bool:
    return bool(panel.controls["asked"])


def score(panel: Pressed) -> str:
    return str(panel.controls["score"]).removesuffix(" right")


def answer(panel: Pressed, branch: Branch) -> None:
    panel.do("answer", branch=branch.value)


def test_switched_off_nothing_is_asked(lab: Lab) -> None:
    panel = Pressed(lab)
    panel.press("send")
    panel.press("retry")
    assert lab.trace.steps == 2
    assert not is_asking(panel)


def test_send_waits_for_the_answer_and_a_right_one_is_told(lab: Lab, panel: Pressed) -> None:
    panel.press("send")
    assert is_asking(panel)
    assert lab.trace.steps == 0
    assert panel.controls["asked"]["question"] == "Send “message1” as a new record: what will the broker do with it?"
    answer(panel, STORE)
    assert lab.trace.steps == 1
    assert not is_asking(panel)
    assert "Right. The broker stores it." in panel.controls["outcome"]
    assert score(panel) == "1 of 1"


def test_a_wrong_answer_is_told_with_the_truth_and_counted(lab: Lab, panel: Pressed) -> None:
    panel.press("send")
    answer(panel, STORE)
    panel.press("retry")
    answer(panel, STORE)
    told = panel.controls["outcome"]
    assert told.startswith("You said “store it”. The broker recognises and ignores it, because ")
    assert told.endswith("a remembered batch of this epoch has the same first and last sequence (rule 2).")
    assert score(panel) == "1 of 2"
    kept = [(row.style, row.kind, row.item, row.correct) for row in Progress().rows()]
    assert kept == [
        ("05-try", Kind.ANSWER, "predict send new", True),
        ("05-try", Kind.ANSWER, "predict retry duplicate", False),
    ]


def test_without_a_style_nothing_is_kept() -> None:
    panel = Pressed(Lab())
    panel.do("ask_first", on=True)
    panel.press("send")
    answer(panel, STORE)
    assert score(panel) == "1 of 1"
    assert Progress().rows() == []


def test_without_idempotence_a_retry_is_stored(lab: Lab, panel: Pressed) -> None:
    panel.do("idempotence", on=False)
    panel.press("send")
    answer(panel, STORE)
    panel.press("retry")
    answer(panel, STORE)
    assert score(panel) == "2 of 2"


def test_a_refusal_can_be_predicted() -> None:
    """Row 6 since 4.5: the first batch is refused, and then sent again in a new epoch; the first decision counts."""
    panel = Pressed(Lab(first_sequence=1, generation="kafka-4.5"))
    panel.do("ask_first", on=True)
    panel.press("send")
    answer(panel, REFUSE)
    assert "Right. The broker refuses it." in panel.controls["outcome"]


def test_a_learner_can_change_their_mind(lab: Lab, panel: Pressed) -> None:
    panel.press("send")
    panel.do("answer", branch="")
    assert not is_asking(panel)
    assert lab.trace.steps == 0
    assert "Nothing was sent." in panel.controls["outcome"]


def test_presses_in_the_wrong_order_are_harmless(lab: Lab, panel: Pressed) -> None:
    answer(panel, STORE)
    panel.do("answer", branch="")
    assert lab.trace.steps == 0
    panel.press("send")
    panel.press("send")
    assert lab.trace.steps == 0
    answer(panel, STORE)
    answer(panel, STORE)
    assert lab.trace.steps == 1
    assert score(panel) == "1 of 1"


@pytest.mark.parametrize("press", ["Flush", "Reset"])
def test_a_question_about_a_run_that_went_on_is_dropped(lab: Lab, panel: Pressed, press: str) -> None:
    panel.press("send")
    panel.press(press.lower())
    assert not is_asking(panel)
    assert [event for event in lab.trace if event.delivery] == []
    if press == "Flush":
        assert "The question was dropped" in panel.controls["outcome"]


def test_looking_back_does_not_drop_the_question(lab: Lab, panel: Pressed) -> None:
    panel.press("send")
    answer(panel, STORE)
    panel.press("retry")
    panel.do("stand", position=0)
    panel.do("stand", position=1)
    assert is_asking(panel)
    answer(panel, IGNORE)
    assert score(panel) == "2 of 2"


def test_switching_off_drops_the_question(lab: Lab, panel: Pressed) -> None:
    panel.press("send")
    panel.do("ask_first", on=False)
    assert not is_asking(panel)
    assert lab.trace.steps == 0


@pytest.mark.parametrize("fault", [Fault.LOSE_REQUEST, Fault.DELAY])
def test_what_does_not_reach_the_broker_is_not_counted(lab: Lab, panel: Pressed, fault: Fault) -> None:
    lab.next_fault = fault
    panel.press("send")
    answer(panel, STORE)
    assert "It has not reached the broker" in panel.controls["outcome"]
    assert score(panel) == ""


def test_of_a_message_delivered_twice_the_first_decision_counts(lab: Lab, panel: Pressed) -> None:
    lab.next_fault = Fault.DELIVER_TWICE
    panel.press("send")
    answer(panel, STORE)
    assert score(panel) == "1 of 1"


def test_the_message_is_the_one_that_was_asked_about(lab: Lab, panel: Pressed) -> None:
    panel.press("send")
    lab.message = "changed"
    answer(panel, STORE)
    assert [record.value for _, _, record in lab.trace.stored] == [b"message1"]


def test_what_cannot_be_sent_is_refused_and_not_counted(lab: Lab, panel: Pressed) -> None:
    panel.do("send", text="x" * 2_000_000)
    answer(panel, STORE)
    assert lab.notice.startswith("Nothing was sent")
    assert score(panel) == ""


def test_nothing_to_retry_is_told_at_once(lab: Lab) -> None:
    predict = PredictFirst(lab)
    predict.switch(on=True)
    predict.retry()
    assert predict.asked is None
    assert lab.notice.startswith("Nothing to retry")


def test_what_a_learner_typed_is_asked_about(lab: Lab, panel: Pressed) -> None:
    panel.do("send", text="<b>&")
    assert "“<b>&”" in panel.controls["asked"]["question"]


def test_an_answer_by_code(lab: Lab) -> None:
    predict = PredictFirst(lab)
    predict.switch(on=True)
    predict.send()
    predict.answer(Branch.DUPLICATE)
    assert (predict.right, predict.total) == (0, 1)
