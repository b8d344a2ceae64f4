"""A prediction on its card: what a press does, and what is read then."""

from __future__ import annotations

from dataclasses import replace

from minikafka.lesson.content.deep import Prediction
from minikafka.lesson.content.deep.questions import PREDICTIONS
from tests.lesson.on_cards import OnCard

GAP = PREDICTIONS[0]
WRONG = (GAP.answer() + 1) % len(GAP.options)


def committed_to(option: int) -> OnCard:
    card = OnCard(Prediction(GAP))
    card.choose(option)
    card.press("Commit")
    return card


def test_nothing_is_chosen_and_nothing_told_at_first() -> None:
    card = OnCard(Prediction(GAP))
    assert card.entries == {}
    assert card.button("Commit").disabled
    assert card.button("Commit").tooltip == "choose an answer first; you can commit once"
    assert not any(option.reason in card.text for option in GAP.options)
    assert "table" not in card.html


def test_choosing_tells_nothing_either() -> None:
    card = OnCard(Prediction(GAP))
    before = card.html
    for option in range(len(GAP.options)):
        card.choose(option)
        assert card.html == before
    assert not card.button("Commit").disabled


def test_a_right_answer_gets_the_reason_the_run_and_the_other_reasons() -> None:
    card = committed_to(GAP.answer())
    told = card.page
    assert "You predicted it." in told.text
    assert all(told.text.count(option.reason) == 1 for option in GAP.options)
    assert [row[3] for row in told.rows] == ["6", "10", "7", "7"]


def test_a_wrong_answer_is_told_what_is_true_and_why_not_itself_first() -> None:
    told = committed_to(WRONG).page
    true, chosen = GAP.options[GAP.answer()], GAP.options[WRONG]
    assert f"The broker does otherwise. True is: {true.text} {true.reason}" in told.text
    reasons = [item.text for item in told.one("ul", "mk-others").all("li")]
    assert reasons[0] == f"{chosen.text} {chosen.reason}"
    assert len(reasons) == len(GAP.options) - 1


def test_one_can_commit_once() -> None:
    prediction = Prediction(GAP)
    card = OnCard(prediction)
    card.choose(WRONG)
    card.button("Commit").click()
    told = card.html
    card.choose(GAP.answer())  # a browser that was slower than the kernel
    card.button("Commit").click()
    assert (prediction.committed, card.html) == (WRONG, told)
    assert not card.face["is_open"]
    assert card.button("Commit").disabled
    assert "run the cell again" in card.button("Commit").tooltip


def test_the_hint_is_shown_and_hidden_and_goes_when_it_is_too_late() -> None:
    card = OnCard(Prediction(GAP))
    card.press("Hint")
    assert GAP.hint in card.text
    card.press("Hide hint")
    assert GAP.hint not in card.text
    card.press("Hint")
    card.choose(WRONG)
    card.press("Commit")
    assert GAP.hint not in card.text
    assert card.button("Hint").disabled


def test_what_a_question_says_is_escaped() -> None:
    sharp = replace(
        GAP, text="<b>who?", hint="<i>", options=tuple(replace(o, text="<u>", reason="<s>") for o in GAP.options)
    )
    card = OnCard(Prediction(sharp))
    card.press("Hint")
    assert "&lt;i&gt;" in card.html
    card.choose(WRONG)
    card.press("Commit")
    assert not any(tag in card.html for tag in ("<b>who", "<i>", "<u>", "<s>"))
    assert "&lt;b&gt;who?" in card.html
