"""A prediction: one commitment, kept, and nothing told before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from minikafka.lesson.content.deep import Prediction, predict
from minikafka.lesson.content.deep.questions import PREDICTIONS
from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.lesson.views.data_frame import Table

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
