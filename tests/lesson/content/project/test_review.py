"""The review of a check: a good one, the way to it, and mistakes that look right, each with the sentence it gets."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from minikafka.engine.sequence_check import RULES
from minikafka.lesson.content.project import STORE, Batch, State
from minikafka.lesson.content.project.learners_check import LearnersCheck
from minikafka.lesson.content.project.review import Review, review
from minikafka.lesson.widgets.review import Result
from tests.lesson.content.project import checks

CORRECT, NOT_YET, TO_DO = Result.CORRECT, Result.NOT_YET, Result.TO_DO

NOTHING_AT_ZERO = "nothing remembered, on a partition that must start at zero"

# The words of kafka-rules.md §1.3 as the engine's table has them.
KAFKA = {
    "1": "stores it: “the batch has no producer id”",
    "2": "takes it for a duplicate: “a remembered batch of this epoch has the same first and last sequence”",
    "3": "refuses it with INVALID_PRODUCER_EPOCH: “the epoch is older than the one remembered”",
    "5": "refuses it with OUT_OF_ORDER_SEQUENCE_NUMBER: “the epoch is newer and the first sequence is not 0”",
    "6": "stores it: “the producer is unknown here”",
    "6 since 4.5": "refuses it with OUT_OF_ORDER_SEQUENCE_NUMBER: "
    "“the producer is unknown, the log never held a record, the first sequence is not 0”",
    "7": "stores it: “the first sequence follows the last one stored”",
    "8": "stores it: “the first sequence is 0 and the last one stored is 2147483647”",
    "10": "refuses it with OUT_OF_ORDER_SEQUENCE_NUMBER: "
    "“anything else: a gap, or a repetition that is no longer remembered”",
}


class Mistake(NamedTuple):
    """A check, the step in which it is noticed, and the parts of the sentence that the learner reads."""

    check: LearnersCheck
    step: int
    row: str
    answer: str
    arrived: str
    remembered: str
    scenario: str

    @property
    def sentence(self) -> str:
        asked = f"{self.arrived}, with {self.remembered}"
        why = f"Kafka {KAFKA[self.row]} (scenario {self.scenario})."
        return f"Not yet, row {self.row}: your check answered {self.answer} to {asked}. {why}"


def remembered(batches: str, epoch: int = 0) -> str:
    return f"{batches} of epoch {epoch} remembered"


def arrived(first: int, last: int, epoch: int = 0) -> str:
    return f"first {first}, last {last} of epoch {epoch}"


MAX = checks.MAX
OUT_OF_ORDER = "OUT_OF_ORDER_SEQUENCE_NUMBER"

MISTAKES = [
    Mistake(checks.stores_everything, 2, "2", "STORE", arrived(0, 0), remembered("0-0"), "A05"),
    Mistake(
        checks.remembers_the_newest_alone,
        2,
        "2",
        OUT_OF_ORDER,
        arrived(0, 0),
        remembered("0-0, 1-1, 2-2, 3-3, 4-4"),
        "A10",
    ),
    Mistake(checks.compares_the_last_alone, 3, "10", "DUPLICATE", arrived(1, 2), remembered("0-2"), "B05"),
    Mistake(checks.takes_lower_for_duplicate, 3, "10", "DUPLICATE", arrived(1, 3), remembered("0-2"), "A04"),
    Mistake(checks.always_takes_zero, 3, "10", "STORE", arrived(0, 0), remembered("1-1"), "A08"),
    Mistake(checks.forgets_the_epoch, 3, "3", "DUPLICATE", arrived(0, 0), remembered("0-0", epoch=1), "D01"),
    Mistake(
        checks.asks_the_order_before_the_epoch,
        3,
        "3",
        OUT_OF_ORDER,
        arrived(99, 99, epoch=2),
        remembered("0-0", epoch=3),
        "D08",
    ),
    Mistake(checks.lets_a_new_epoch_go_on, 3, "5", "STORE", arrived(1, 1, epoch=1), remembered("0-0"), "D03"),
    Mistake(checks.forgets_the_wrap, 4, "8", OUT_OF_ORDER, arrived(0, 0), remembered(f"{MAX}-{MAX}"), "G01"),
    Mistake(checks.wraps_one_early, 1, "7", OUT_OF_ORDER, arrived(MAX, MAX), remembered(f"{MAX - 1}-{MAX - 1}"), "G02"),
    Mistake(checks.starts_anywhere, 4, "6 since 4.5", "STORE", arrived(1, 1), NOTHING_AT_ZERO, "A18"),
    Mistake(
        checks.wants_zero_of_plain_producers,
        1,
        "1",
        OUT_OF_ORDER,
        "a batch without producer id",
        NOTHING_AT_ZERO,
        "A19",
    ),
    Mistake(
        checks.trusts_a_state_without_batches,
        4,
        "3",
        "STORE",
        arrived(0, 0),
        remembered("no batch", epoch=2),
        "I03",
    ),
    Mistake(checks.remembers_everything(), 1, "6", "DUPLICATE", arrived(0, 0), "nothing remembered", "A01"),
]


def results(found: Review) -> list[Result]:
    return [step.result for step in found.steps]


def standing(found: Review) -> dict[str, str]:
    """What the table says about each row."""
    return {rule.row: rule.standing for rule in found.rows}


def test_the_solution_is_correct() -> None:
    found = review(checks.solution)
    assert results(found) == [CORRECT] * 4
    assert set(standing(found).values()) == {"correct"}
    assert found.passed == 70
    assert found.headline == "Correct: your check answers as Kafka does, in all 70 core scenarios."
    assert found.current is None


def test_the_stub_is_to_do() -> None:
    found = review(checks.stub)
    assert results(found) == [TO_DO] * 4
    assert set(standing(found).values()) == {"to do"}
    assert found.headline == "To do: 4 steps, 70 core scenarios."
    assert found.advice == "Next is step 1, Store."


@pytest.mark.parametrize(
    ("check", "done", "advice"),
    [
        (checks.with_step_1, 1, "Next is step 2, Recognise."),
        (checks.with_step_2, 2, "Not yet, row 5: your check answered STORE to first 1"),
        (checks.with_step_3, 3, "Not yet, row 6 since 4.5: your check answered STORE to first 1"),
    ],
)
def test_the_steps_are_done_one_after_the_other(check: LearnersCheck, done: int, advice: str) -> None:
    found = review(check)
    assert results(found)[:done] == [CORRECT] * done
    assert CORRECT not in results(found)[done:]
    assert found.headline == f"{done} of 4 steps, {found.passed} of 70 core scenarios."
    assert found.advice.startswith(advice)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.check.__name__)
def test_a_mistake_that_looks_right_gets_its_sentence(mistake: Mistake) -> None:
    found = review(mistake.check)
    assert found.current
    assert (found.current.number, found.current.result) == (mistake.step, NOT_YET)
    assert found.advice == mistake.sentence
    assert "Correct" not in found.headline


def test_an_error_that_no_broker_answers_is_no_answer() -> None:
    assert review(checks.names_an_old_duplicate).advice == (
        "Not yet, row 10: your check returned DUPLICATE_SEQUENCE_NUMBER, which no broker's sequence check answers; "
        "return STORE, DUPLICATE, Error.OUT_OF_ORDER_SEQUENCE_NUMBER or Error.INVALID_PRODUCER_EPOCH. "
        "It was asked about first 1, last 3 of epoch 0, with 0-2 of epoch 0 remembered."
    )


def test_a_check_of_what_a_message_says_learns_that_it_cannot_see_it() -> None:
    advice = review(checks.compares_content).advice
    assert advice.startswith("Not yet, row 6: your check failed in line ")
    assert "AttributeError: 'Batch' object has no attribute 'records'. It was asked about first 0, last 0" in advice


def test_the_table_tells_right_from_wrong_row_by_row() -> None:
    """Of a broker without idempotence, each row whose answer is STORE is right."""
    found = review(checks.stores_everything)
    right = {row for row, standing in standing(found).items() if standing == "correct"}
    assert right == {"1", "4", "6", "7", "8", "9"}
    assert [each.row for each in found.rows] == [rule.row for rule in RULES]


def test_a_row_that_is_right_in_part_says_in_which() -> None:
    found = standing(review(checks.asks_the_order_before_the_epoch))
    assert found["3"] == "not yet (3 of 4)"
    assert found["10"] == "correct"


def test_what_a_check_prints_is_shown_for_its_mistake_alone(capsys: pytest.CaptureFixture[str]) -> None:
    def check(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
        print("last is", batch.last)  # noqa: T201 as a learner does
        return STORE if state is None else checks.stub(batch, state, must_start_at_zero)

    def wrong(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
        check(batch, None, must_start_at_zero)
        return STORE

    assert "printed" not in repr(review(check))
    assert review(wrong).advice.endswith("(scenario A05). It printed: last is 0")
    assert capsys.readouterr().out == ""


def test_the_text_says_all_of_it() -> None:
    found = review(checks.forgets_the_wrap)
    text = repr(found)
    assert all(words in text for words in (found.headline, found.advice, "Step 4, Finish: not yet"))
    assert all(rule.condition in text for rule in RULES)


def test_the_rules_of_a_step_are_told_when_it_has_come() -> None:
    revealed = {row.row for row in review(checks.with_step_1).revealed}
    assert revealed == {"1", "2", "6", "7"}
    text = repr(review(checks.with_step_1))
    assert "the same first, and the same last" in text
    assert "An older epoch" not in text


def test_all_rules_are_told_once_the_check_is_correct() -> None:
    assert [each.row for each in review(checks.solution).revealed] == [rule.row for rule in RULES]
