"""The shortest run that a learner's check lets through, in the review and on a panel."""

from __future__ import annotations

import pytest

from minikafka.engine.sequence_check import check
from minikafka.lesson import SearchLab
from minikafka.lesson.content.project import DUPLICATE, STORE, OwnCheck
from minikafka.lesson.content.project.learners_check import LearnersCheck
from minikafka.lesson.content.project.review import review, search_runs
from minikafka.search import Settings
from tests.lesson.content.project import checks
from tests.lesson.on_cards import OnCard

NO_DUPLICATES = "No message of one send is stored twice."
NOTHING_IS_MISSING = "Every message that was acknowledged is stored."


@pytest.mark.parametrize(
    ("wrong", "promise", "actions"),
    [
        (checks.stores_everything, NO_DUPLICATES, ["send, the request arrives twice"]),
        (
            checks.remembers_the_newest_alone,  # of two batches in doubt it knows only the second
            NO_DUPLICATES,
            ["send, the ack is lost", "send, the ack is lost", "retry"],
        ),
        (
            checks.forgets_the_epoch,  # what was given up has raised the epoch, and the next one begins at 0 again
            NOTHING_IS_MISSING,
            ["send, the ack is lost", "give up", "send"],
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_wrong_check_is_shown_what_it_breaks(wrong: LearnersCheck, promise: str, actions: list[str]) -> None:
    found = review(wrong).searched_runs
    assert found
    assert found.sentence.endswith(promise)
    assert list(found.actions) == actions
    assert found.run
    assert found.run.steps >= len(actions) - 1


def test_kafkas_own_check_and_the_solution_break_nothing() -> None:
    kept = "None of 4,710 runs of up to 4 actions breaks a promise."
    for right in (check, OwnCheck(checks.solution)):
        found = search_runs(right)
        assert found
        assert (found.lines, found.run) == ([kept], None)


@pytest.mark.parametrize("unready", [checks.stub, checks.with_step_1, checks.names_an_old_duplicate])
def test_a_check_without_an_answer_is_not_searched_yet(unready: LearnersCheck) -> None:
    assert review(unready).searched_runs is None


def test_a_check_that_answers_now_so_and_now_otherwise_ends_no_review() -> None:
    count = iter(range(10**9))
    found = review(lambda *_: STORE if next(count) % 3 else DUPLICATE)
    assert "Step 1, Store: " in repr(found)


def test_the_review_has_the_run_as_text_and_on_its_card() -> None:
    found = review(checks.stores_everything)
    assert f"breaks a promise: {NO_DUPLICATES}\n1. send, the request arrives twice\n" in repr(found)
    page = OnCard(found).page
    assert "send, the request arrives twice" in [item.text for item in page.all("li")]
    assert "No - store message" in page.text


def test_a_panel_searches_with_a_learners_check_and_goes_on_with_it() -> None:
    lab = SearchLab("no-duplicates", Settings(generation="kafka-4.5"), decide=OwnCheck(checks.stores_everything))
    lab.search()
    assert repr(lab).endswith("1. send, the request arrives twice")
    assert lab.found
    assert lab.widget
    lab.found.reset()
    lab.found.send("B")
    lab.found.retry()
    assert [record.value for _, _, record in lab.found.trace.stored] == [b"B", b"B"]
