"""A prediction: one commitment, kept, and nothing told before it; on its card, and what is folded below."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from minikafka.lesson.content.deep import Fold, Prediction, predict
from minikafka.lesson.content.deep.questions import PREDICTIONS
from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.lesson.views.data_frame import Table
from tests.lesson.markup import parsed
from tests.lesson.on_cards import OnCard

GAP = PREDICTIONS[0]
WRONG = (GAP.answer() + 1) % len(GAP.options)
TABLE = Table([{"Answer": "stored"}])


@pytest.fixture(autouse=True)
def _own_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIKAFKA_PROGRESS", str(tmp_path / "progress.sqlite"))


def test_it_begins_without_an_answer() -> None:
    prediction = Prediction(GAP)
    assert prediction.committed is None
    assert not prediction.is_correct


def test_the_true_option_is_recognised() -> None:
    assert Prediction(GAP).commit(GAP.answer()) is True
    assert Prediction(GAP).commit(WRONG) is False


@pytest.mark.parametrize("first", range(len(GAP.options)))
def test_what_was_committed_first_stands(first: int) -> None:
    prediction = Prediction(GAP)
    was_correct = prediction.commit(first)
    assert prediction.commit((first + 1) % len(GAP.options)) is was_correct
    assert (prediction.committed, prediction.is_correct) == (first, was_correct)


@pytest.mark.parametrize("option", [-1, 4])
def test_an_option_that_is_not_there_is_refused_and_commits_to_nothing(option: int) -> None:
    prediction = Prediction(GAP)
    with pytest.raises(IndexError, match=rf"^question 'gap' has options 0 \.\. 3, not {option}$"):
        prediction.commit(option)
    assert prediction.committed is None


def test_it_is_kept_once_in_the_progress_of_the_lesson() -> None:
    prediction = predict("gap")
    prediction.commit(WRONG)
    prediction.commit(GAP.answer())
    kept = [(row.style, row.kind, row.item, row.correct) for row in Progress().rows()]
    assert kept == [("03-deep", Kind.ANSWER, "gap", False)]


def test_without_a_style_nothing_is_kept() -> None:
    Prediction(GAP).commit(WRONG)
    assert Progress().rows() == []


def test_the_proof_is_folded_until_then() -> None:
    prediction = Prediction(GAP)
    assert prediction.proof(TABLE)._repr_html_().startswith("<details><summary>")
    prediction.commit(WRONG)
    assert prediction.proof(TABLE)._repr_html_().startswith("<details open><summary>")


def test_its_text_is_the_question_before_and_after() -> None:
    prediction = Prediction(GAP)
    before = prediction._repr_mimebundle_()["text/plain"]
    prediction.commit(WRONG)
    assert prediction._repr_mimebundle_()["text/plain"] == before == f"Predict: {GAP.text}"


def test_each_has_its_own_name() -> None:
    for question in PREDICTIONS:
        assert predict(question.name).question is question
    with pytest.raises(KeyError, match="there is no prediction 'gpa': use one of gap, content"):
        predict("gpa")


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
    assert reasons[0] == f"“{chosen.text}” {chosen.reason}"
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


def test_a_text_is_behind_a_line() -> None:
    details = parsed(Fold("Read <it>", "a < b\nc")._repr_html_()).one("details")
    assert details.one("summary").text == "Read <it>"
    assert details.one("pre").text == "a < b\nc"
    assert details.attributes == {}


def test_a_table_is_behind_a_line() -> None:
    table = Table([{"Row": "7"}])
    fold = Fold("Look", table)
    assert table._repr_html_() in fold._repr_html_()
    assert repr(fold) == repr(table)


def test_it_can_be_open() -> None:
    assert "open" in parsed(Fold("Look", "text", is_open=True)._repr_html_()).one("details").attributes
    assert repr(Fold("Look", "text")) == "text"
