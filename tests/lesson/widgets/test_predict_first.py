"""Predict first: nothing is sent before an answer, and the run tells whether it was right."""

from __future__ import annotations

from pathlib import Path

import ipywidgets as widgets
import pytest

from minikafka.engine.network import Fault
from minikafka.engine.sequence_check import Branch
from minikafka.lesson import Lab
from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.lesson.widgets.panel import Panel
from minikafka.lesson.widgets.predict_first import PredictFirst
from tests.lesson.shown import Shown

STORE, IGNORE, REFUSE = "Store it", "Recognise and ignore it", "Refuse it"


@pytest.fixture(autouse=True)
def progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIKAFKA_PROGRESS", str(tmp_path / "progress.sqlite"))


@pytest.fixture
def lab() -> Lab:
    return Lab(style="05-try")


@pytest.fixture
def shown(lab: Lab) -> Shown:
    made = Shown(Panel(lab).widget)
    made.switch("ask me first").value = True
    return made


def is_asking(shown: Shown) -> bool:
    (choices,) = (it for it in shown.everything if isinstance(it, widgets.HBox) and shown_button(it, STORE))
    return str(choices.layout.visibility) == "visible"


def shown_button(box: widgets.HBox, label: str) -> bool:
    return any(getattr(child, "description", "") == label for child in box.children)


def score(shown: Shown) -> str:
    return shown.html.partition(" right</span>")[0].rpartition(">")[2]


def test_switched_off_nothing_is_asked(lab: Lab) -> None:
    shown = Shown(Panel(lab).widget)
    shown.press("Send", "Retry")
    assert lab.trace.steps == 2
    assert not is_asking(shown)


def test_send_waits_for_the_answer_and_a_right_one_is_told(lab: Lab, shown: Shown) -> None:
    shown.press("Send")
    assert is_asking(shown)
    assert lab.trace.steps == 0
    assert "Send “message1” as a new record: what will the broker do with it?" in shown.html
    shown.press(STORE)
    assert lab.trace.steps == 1
    assert not is_asking(shown)
    assert "Right. The broker stores it." in shown.html
    assert score(shown) == "1 of 1"


def test_a_wrong_answer_is_told_with_the_truth_and_counted(lab: Lab, shown: Shown) -> None:
    shown.press("Send", STORE, "Retry", STORE)
    assert "You said “store it”. The broker recognises and ignores it." in shown.html
    assert score(shown) == "1 of 2"
    kept = [(row.style, row.kind, row.item, row.correct) for row in Progress().rows()]
    assert kept == [
        ("05-try", Kind.ANSWER, "predict send new", True),
        ("05-try", Kind.ANSWER, "predict retry duplicate", False),
    ]


def test_without_a_style_nothing_is_kept() -> None:
    shown = Shown(Panel(Lab()).widget)
    shown.switch("ask me first").value = True
    shown.press("Send", STORE)
    assert score(shown) == "1 of 1"
    assert Progress().rows() == []


def test_without_idempotence_a_retry_is_stored(lab: Lab, shown: Shown) -> None:
    shown.switch("idempotence").value = False
    shown.press("Send", STORE, "Retry", STORE)
    assert score(shown) == "2 of 2"


def test_a_refusal_can_be_predicted() -> None:
    """Row 6 since 4.5: the first batch is refused, and then sent again in a new epoch; the first decision counts."""
    shown = Shown(Panel(Lab(first_sequence=1, generation="kafka-4.5")).widget)
    shown.switch("ask me first").value = True
    shown.press("Send", REFUSE)
    assert "Right. The broker refuses it." in shown.html


def test_a_learner_can_change_their_mind(lab: Lab, shown: Shown) -> None:
    shown.press("Send", "Cancel")
    assert not is_asking(shown)
    assert lab.trace.steps == 0
    assert "Nothing was sent." in shown.html


def test_presses_in_the_wrong_order_are_harmless(lab: Lab, shown: Shown) -> None:
    shown.button(STORE).click()
    shown.button("Cancel").click()
    assert lab.trace.steps == 0
    shown.press("Send", "Send")
    assert lab.trace.steps == 0
    shown.press(STORE)
    shown.button(STORE).click()
    assert lab.trace.steps == 1
    assert score(shown) == "1 of 1"


@pytest.mark.parametrize("press", ["Flush", "Reset"])
def test_a_question_about_a_run_that_went_on_is_dropped(lab: Lab, shown: Shown, press: str) -> None:
    shown.press("Send", press)
    assert not is_asking(shown)
    assert [event for event in lab.trace if event.delivery] == []
    if press == "Flush":
        assert "The question was dropped" in shown.html


def test_looking_back_does_not_drop_the_question(lab: Lab, shown: Shown) -> None:
    shown.press("Send", STORE, "Retry", "To start", "Forward")
    assert is_asking(shown)
    shown.press(IGNORE)
    assert score(shown) == "2 of 2"


def test_switching_off_drops_the_question(lab: Lab, shown: Shown) -> None:
    shown.press("Send")
    shown.switch("ask me first").value = False
    assert not is_asking(shown)
    assert lab.trace.steps == 0


@pytest.mark.parametrize("fault", [Fault.LOSE_REQUEST, Fault.DELAY])
def test_what_does_not_reach_the_broker_is_not_counted(lab: Lab, shown: Shown, fault: Fault) -> None:
    lab.next_fault = fault
    shown.press("Send", STORE)
    assert "It has not reached the broker" in shown.html
    assert score(shown) == ""


def test_of_a_message_delivered_twice_the_first_decision_counts(lab: Lab, shown: Shown) -> None:
    lab.next_fault = Fault.DELIVER_TWICE
    shown.press("Send", STORE)
    assert score(shown) == "1 of 1"


def test_the_message_is_the_one_that_was_asked_about(lab: Lab, shown: Shown) -> None:
    shown.press("Send")
    lab.message = "changed"
    shown.press(STORE)
    assert [record.value for _, _, record in lab.trace.stored] == [b"message1"]


def test_what_cannot_be_sent_is_refused_and_not_counted(lab: Lab, shown: Shown) -> None:
    lab.message = "x" * 2_000_000
    shown.press("Send", STORE)
    assert lab.notice.startswith("Nothing was sent")
    assert score(shown) == ""


def test_nothing_to_retry_is_told_at_once(lab: Lab) -> None:
    predict = PredictFirst(lab)
    predict.switch(on=True)
    predict.retry()
    assert predict.asked is None
    assert lab.notice.startswith("Nothing to retry")


def test_what_a_learner_typed_is_escaped(lab: Lab, shown: Shown) -> None:
    lab.message = "<b>&"
    shown.press("Send")
    assert "“&lt;b&gt;&amp;”" in shown.html


def test_an_answer_by_code(lab: Lab) -> None:
    predict = PredictFirst(lab)
    predict.switch(on=True)
    predict.send()
    predict.answer(Branch.DUPLICATE)
    assert (predict.right, predict.total) == (0, 1)
