"""A prediction as a kernel holds it: what a press does, and what is read then."""

from __future__ import annotations

from dataclasses import replace

import ipywidgets as widgets

from minikafka.lesson.content.deep import Prediction
from minikafka.lesson.content.deep.prediction_panel import PredictionPanel
from minikafka.lesson.content.deep.questions import PREDICTIONS
from tests.lesson.markup import parsed
from tests.lesson.shown import Shown

GAP = PREDICTIONS[0]
WRONG = (GAP.answer() + 1) % len(GAP.options)


def panel_of(prediction: Prediction) -> Shown:
    return Shown(PredictionPanel(prediction).widget)


def options(panel: Shown) -> widgets.RadioButtons:
    (radio,) = (widget for widget in panel.everything if isinstance(widget, widgets.RadioButtons))
    return radio


def committed_to(option: int) -> Shown:
    panel = panel_of(Prediction(GAP))
    options(panel).value = option
    panel.press("Commit")
    return panel


def test_nothing_is_chosen_and_nothing_told_at_first() -> None:
    panel = panel_of(Prediction(GAP))
    assert options(panel).value is None
    assert panel.button("Commit").disabled
    assert panel.button("Commit").tooltip == "choose an answer first; you can commit once"
    assert not any(option.reason in parsed(panel.html).text for option in GAP.options)
    assert "table" not in panel.html


def test_choosing_tells_nothing_either() -> None:
    panel = panel_of(Prediction(GAP))
    before = panel.html
    for option in range(len(GAP.options)):
        options(panel).value = option
        assert panel.html == before
    assert not panel.button("Commit").disabled


def test_a_right_answer_gets_the_reason_the_run_and_the_other_reasons() -> None:
    panel = committed_to(GAP.answer())
    told = parsed(panel.html)
    assert "You predicted it." in told.text
    assert all(told.text.count(option.reason) == 1 for option in GAP.options)
    assert [row[3] for row in told.rows] == ["6", "10", "7", "7"]


def test_a_wrong_answer_is_told_what_is_true_and_why_not_itself_first() -> None:
    told = parsed(committed_to(WRONG).html)
    true, chosen = GAP.options[GAP.answer()], GAP.options[WRONG]
    assert f"The broker does otherwise. True is: {true.text} {true.reason}" in told.text
    reasons = [item.text for item in told.one("ul", "mk-others").all("li")]
    assert reasons[0] == f"{chosen.text} {chosen.reason}"
    assert len(reasons) == len(GAP.options) - 1


def test_one_can_commit_once() -> None:
    prediction = Prediction(GAP)
    panel = panel_of(prediction)
    options(panel).value = WRONG
    commit = panel.button("Commit")
    commit.click()
    told = panel.html
    options(panel).value = GAP.answer()  # a browser that was slower than the kernel
    commit.click()
    assert (prediction.committed, panel.html) == (WRONG, told)
    assert options(panel).disabled
    assert commit.disabled
    assert "run the cell again" in commit.tooltip


def test_the_hint_is_shown_and_hidden_and_goes_when_it_is_too_late() -> None:
    panel = panel_of(Prediction(GAP))
    panel.press("Hint")
    assert GAP.hint in parsed(panel.html).text
    panel.press("Hide hint")
    assert GAP.hint not in parsed(panel.html).text
    panel.press("Hint")
    options(panel).value = WRONG
    panel.press("Commit")
    assert GAP.hint not in parsed(panel.html).text
    assert panel.button("Hint").disabled


def test_what_a_question_says_is_escaped() -> None:
    sharp = replace(
        GAP, text="<b>who?", hint="<i>", options=tuple(replace(o, text="<u>", reason="<s>") for o in GAP.options)
    )
    panel = panel_of(Prediction(sharp))
    panel.press("Hint")
    assert "&lt;i&gt;" in panel.html
    options(panel).value = WRONG
    panel.press("Commit")
    assert not any(tag in panel.html for tag in ("<b>who", "<i>", "<u>", "<s>"))
    assert "&lt;b&gt;who?" in panel.html
