"""What is counted of the answers of a class."""

from __future__ import annotations

import pytest

from minikafka.classroom import tally as bounds
from minikafka.classroom.catalogue import is_of_the_course, items_of
from minikafka.classroom.pseudonym import new_pseudonym
from minikafka.classroom.record import Answer
from minikafka.classroom.tally import Tally
from minikafka.lesson.progress.progress import Kind
from tests.classroom.answers import ANA, BEN, answer

PLACE = ("04-visual", "first-ack")


def tally_of(*answers: Answer | None) -> Tally:
    tally = Tally(is_of_the_course)
    for each in answers:
        tally.take(each)
    return tally


def test_the_bars_are_the_last_choices_and_the_first_ones_are_kept() -> None:
    poll = tally_of(answer(choice=0), answer(learner=BEN, choice=2), answer(choice=3)).polls[PLACE]
    assert poll.first == {ANA: 0, BEN: 2}
    assert poll.last == {ANA: 3, BEN: 2}
    assert poll.has_changed


def test_an_answer_that_came_twice_is_counted_once() -> None:
    once = answer()
    tally = tally_of(once, once, answer(learner=BEN), once)
    assert (tally.answers, tally.twice) == (2, 2)


def test_what_the_course_does_not_ask_is_ignored_and_counted() -> None:
    tally = tally_of(
        None,
        answer(style="<script>"),
        answer(item="my own question"),
        answer(kind=Kind.STEP),
        answer(style="08-recall", kind=Kind.CARD, item="retry-number"),
    )
    assert (tally.answers, tally.foreign, tally.learners) == (0, 5, {})


@pytest.mark.parametrize(
    "known",
    [
        answer(style="06-challenge", kind=Kind.CHALLENGE, item="five-in-flight, in time", choice=None),
        answer(style="07-project", kind=Kind.STEP, item="recognise", choice=None),
        answer(style="05-try", item="predict retry duplicate"),
    ],
    ids=lambda known: known.item,
)
def test_problems_steps_and_predictions_count_too(known: Answer) -> None:
    assert tally_of(known).answers == 1


def test_who_is_wrong_twice_at_a_question_needs_help_until_it_is_right() -> None:
    wrong = [answer(correct=False) for _ in range(2)]
    assert tally_of(wrong[0]).need_help() == {}
    assert tally_of(*wrong).need_help() == {ANA: PLACE}
    assert tally_of(*wrong, answer(correct=True)).need_help() == {}
    assert tally_of(*wrong, answer(item="broker-action", correct=True)).need_help() == {}


def test_who_is_wrong_three_times_at_three_questions_needs_help() -> None:
    names = ("no-ack", "request-lost", "upgrade")
    wrong = [answer(style="01-learn", item=name, correct=False) for name in names]
    assert tally_of(*wrong).need_help() == {ANA: ("01-learn", "upgrade")}


def test_a_question_of_the_room_that_nobody_judged_is_no_reason_for_help() -> None:
    assert tally_of(*[answer(correct=None) for _ in range(5)]).need_help() == {}


def test_how_far_the_room_is() -> None:
    tally = tally_of(
        answer(), answer(item="broker-action"), answer(item="broker-action"), answer(learner=BEN), answer(correct=False)
    )
    assert tally.done("04-visual", items_of("04-visual")) == [1, 2]
    assert tally.done("01-learn", items_of("01-learn")) == []


def test_one_who_floods_is_bounded_and_the_others_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_ANSWERS", 10)
    tally = tally_of(*[answer() for _ in range(25)], answer(learner=BEN))
    assert (tally.answers, tally.flood) == (11, 15)


def test_made_up_pseudonyms_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_LEARNERS", 10)
    tally = tally_of(*[answer(learner=new_pseudonym()) for _ in range(25)])
    assert (len(tally.learners), tally.flood) == (10, 15)
