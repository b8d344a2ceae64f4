"""The quiz: choose, check, score, try again."""

from __future__ import annotations

import pytest

from minikafka.lesson import Quiz
from minikafka.lesson.content.visual.questions import QUESTIONS, Evidence
from minikafka.lesson.widgets.question import Question

FIRST, SECOND, THIRD = QUESTIONS
VIEW = "application/vnd.jupyter.widget-view+json"


def wrong_answers(question: Question[Evidence]) -> list[int]:
    return [index for index in range(4) if index != question.answer()]


def test_it_begins_with_nothing_answered() -> None:
    quiz = Quiz()
    assert quiz.questions == QUESTIONS
    assert (quiz.chosen, quiz.checked, quiz.attempts, quiz.score) == ({}, {}, 0, 0)


def test_choosing_grades_nothing() -> None:
    quiz = Quiz()
    quiz.choose(FIRST, FIRST.answer())
    assert quiz.chosen == {FIRST.name: FIRST.answer()}
    assert (quiz.checked, quiz.score, quiz.attempts) == ({}, 0, 0)
    assert not quiz.is_correct(FIRST)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_check_tells_true_from_false(question: Question[Evidence]) -> None:
    quiz = Quiz()
    for wrong in wrong_answers(question):
        quiz.choose(question, wrong)
        assert quiz.check(question) is False
        assert quiz.score == 0
    quiz.choose(question, question.answer())
    assert quiz.check(question) is True
    assert (quiz.score, quiz.attempts) == (1, 4)


def test_check_without_a_choice_grades_nothing() -> None:
    quiz = Quiz()
    assert quiz.check(FIRST) is None
    assert (quiz.checked, quiz.attempts) == ({}, 0)


def test_all_three_can_be_right() -> None:
    quiz = Quiz()
    for number, question in enumerate(QUESTIONS, 1):
        quiz.choose(question, question.answer())
        quiz.check(question)
        assert quiz.score == number
    assert repr(quiz) == "Quiz(3 questions, 3 correct)"


def test_another_choice_after_check_withdraws_the_grade() -> None:
    quiz = Quiz()
    quiz.choose(FIRST, FIRST.answer())
    quiz.check(FIRST)
    quiz.choose(FIRST, wrong_answers(FIRST)[0])
    assert (quiz.score, quiz.checked) == (0, {})
    quiz.choose(FIRST, FIRST.answer())
    assert quiz.score == 0
    quiz.check(FIRST)
    assert quiz.score == 1


def test_one_question_says_nothing_about_another() -> None:
    quiz = Quiz()
    quiz.choose(FIRST, FIRST.answer())
    quiz.choose(SECOND, SECOND.answer())
    quiz.check(FIRST)
    assert quiz.score == 1
    assert not quiz.is_correct(SECOND)


@pytest.mark.parametrize("option", [-1, 4, 99])
def test_an_option_that_is_not_there_is_refused(option: int) -> None:
    quiz = Quiz()
    quiz.choose(FIRST, 0)
    with pytest.raises(IndexError, match=rf"^question 'broker-action' has options 0 \.\. 3, not {option}$"):
        quiz.choose(FIRST, option)
    assert quiz.chosen == {FIRST.name: 0}


def test_trying_again_forgets_answers_and_counts_attempts() -> None:
    quiz = Quiz()
    for question in QUESTIONS:
        quiz.choose(question, question.answer())
        quiz.check(question)
    quiz.try_again()
    assert (quiz.chosen, quiz.checked, quiz.score, quiz.attempts) == ({}, {}, 0, 3)
    assert quiz.check(THIRD) is None


def test_two_quizzes_are_answered_apart() -> None:
    one, other = Quiz(), Quiz()
    one.choose(FIRST, FIRST.answer())
    one.check(FIRST)
    assert (other.chosen, other.score) == ({}, 0)


def test_it_takes_other_questions() -> None:
    assert repr(Quiz((FIRST,))) == "Quiz(1 question, 0 correct)"


def test_a_notebook_gets_the_widgets_and_a_text() -> None:
    quiz = Quiz()
    bundle = quiz._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/plain", "text/html", VIEW}
    assert all(question.text in bundle["text/html"] for question in QUESTIONS)
    assert not any(option.text in bundle["text/html"] for question in QUESTIONS for option in question.options)
    assert bundle["text/plain"] == "Quiz(3 questions, 0 correct)"
    assert quiz._repr_mimebundle_()[VIEW] == bundle[VIEW] != Quiz()._repr_mimebundle_()[VIEW]
