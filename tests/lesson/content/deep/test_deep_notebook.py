"""The Deep lesson's notebook: each question comes before its proof, and its proof is the run that it is graded by."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest

from minikafka.lesson.content.deep import MYTHS, ROW_QUESTIONS, Answers
from minikafka.lesson.content.deep.questions import PREDICTIONS
from minikafka.lesson.widgets.question import Question
from tests.lesson.markup import parsed

NOTEBOOK = nbformat.read(Path(__file__).parents[4] / "notebooks" / "03-deep.ipynb", as_version=4)
CELLS = {cell.id: cell for cell in NOTEBOOK.cells}
PROOFS = {question.name: question.name.removeprefix("first-") for question in PREDICTIONS}
every_prediction = pytest.mark.parametrize("question", PREDICTIONS, ids=lambda question: question.name)


def shown(cell_id: str, kind: str) -> str:
    (output,) = (output for output in CELLS[cell_id].outputs if kind in output.get("data", {}))
    text: str = output.data[kind]
    return text


@every_prediction
def test_the_question_comes_before_its_proof(question: Question[Answers]) -> None:
    order = list(CELLS)
    name = PROOFS[question.name]
    assert f'predict("{question.name}")' in CELLS[f"{name}-predict"].source
    assert order.index(f"{name}-code") - order.index(f"{name}-predict") == 2


@every_prediction
def test_the_proof_is_the_run_that_the_question_is_graded_by(question: Question[Answers]) -> None:
    assert shown(f"{PROOFS[question.name]}-code", "text/plain") == repr(question.evidence())


@pytest.mark.parametrize(
    "cell_id", [*(f"{name}-code" for name in PROOFS.values()), "crash-code", "producer-code", "silent-code"]
)
def test_what_gives_an_answer_away_is_folded(cell_id: str) -> None:
    details = parsed(void_free(shown(cell_id, "text/html"))).one("details")
    assert "open" not in details.attributes
    assert details.one("summary").text.endswith("Commit to an answer above, then open this.")


def void_free(html: str) -> str:
    return html.replace("<br>", "")


QUESTIONS: tuple[Question[Any], ...] = (*PREDICTIONS, *MYTHS, *ROW_QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_no_reason_can_be_read_in_it(question: Question[Any]) -> None:
    text = "\n".join(cell.source + str(cell.get("outputs", "")) for cell in NOTEBOOK.cells)
    assert ".answer(" not in text
    assert not any(option.reason in text for option in question.options)


def test_a_first_batch_is_lost_with_every_safe_setting_and_saved_since_4_5() -> None:
    """C04 and C05 of sequence-check-scenarios.yaml, as a whole producer meets them."""
    assert shown("silent-code", "text/plain").endswith("[b'second']")
    assert "failed: no ack within 120000 ms" in shown("silent-code", "text/plain")
    newer = parsed(shown("newer-code", "text/html")).rows
    assert [row[1] for row in newer] == [
        "Send first",
        "Send second",
        "Retry send first",
        "Retry send second",
        "Flush producer",
    ]
    assert newer[1][5] == "Error OUT_OF_ORDER_SEQUENCE_NUMBER"
    assert newer[-1][5] == "All messages confirmed"


def test_the_lines_of_the_check_are_counted() -> None:
    from minikafka.engine import sequence_check

    lines = len(Path(sequence_check.__file__).read_text(encoding="utf-8").splitlines())
    assert lines < 200
    assert CELLS["source-code"].outputs[0].text == f"{lines} lines\n"
