"""The Deep lesson's notebooks: each question comes before its proof, and its proof is the run that it is graded by."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from minikafka.lesson.content.deep import MYTHS, ROW_QUESTIONS, Answers
from minikafka.lesson.content.deep.questions import PREDICTIONS
from minikafka.lesson.content.start.learning_styles import items_of
from minikafka.lesson.widgets.question import Question
from tests.lesson.markup import parsed
from tools.minutes import QUESTION, effort

NOTEBOOKS = Path(__file__).parents[4] / "notebooks"
DEEP, ROWS = (nbformat.read(NOTEBOOKS / name, as_version=4) for name in ("03-deep.ipynb", "03-deep-rows.ipynb"))
CELLS = {cell.id: cell for cell in DEEP.cells}
CELLS_OF_ROWS = {cell.id: cell for cell in ROWS.cells}
PROOFS = {question.name: question.name.removeprefix("first-") for question in PREDICTIONS}
every_prediction = pytest.mark.parametrize("question", PREDICTIONS, ids=lambda question: question.name)


def shown(cell_id: str, kind: str, cells: Mapping[str, NotebookNode] = CELLS) -> str:
    (output,) = (output for output in cells[cell_id].outputs if kind in output.get("data", {}))
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
    "cell_id",
    [
        *(f"{name}-code" for name in PROOFS.values()),
        "crash-code",
        "producer-code",
        "silent-code",
        "newer-code",
        "any-refusal-code",
    ],
)
def test_what_gives_an_answer_away_is_folded(cell_id: str) -> None:
    details = parsed(void_free(shown(cell_id, "text/html"))).one("details")
    assert "open" not in details.attributes
    assert details.one("summary").text.endswith("Commit to an answer above, then open this.")


@pytest.mark.parametrize(
    "cell_id",
    [
        *("table-code", "keys-code", "partition-code", "session-code", "acks-code"),
        *("retention-code", "order-code", "errors-code", "numbers-code"),
    ],
)
def test_what_answers_a_claim_or_a_row_is_folded(cell_id: str) -> None:
    details = parsed(void_free(shown(cell_id, "text/html", CELLS_OF_ROWS))).one("details")
    assert "open" not in details.attributes
    assert details.one("summary").text.endswith("Answer above, then open this.")


def test_each_question_of_the_style_is_asked_in_one_of_its_notebooks() -> None:
    asked = [effort(notebook, "03-deep").answering // QUESTION for notebook in (DEEP, ROWS)]
    assert asked == [len(PREDICTIONS), len(MYTHS) + len(ROW_QUESTIONS)]
    assert sum(asked) == len(items_of("03-deep"))


def void_free(html: str) -> str:
    return html.replace("<br>", "")


QUESTIONS: tuple[Question[Any], ...] = (*PREDICTIONS, *MYTHS, *ROW_QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_no_reason_can_be_read_in_it(question: Question[Any]) -> None:
    text = "\n".join(cell.source + str(cell.get("outputs", "")) for cell in (*DEEP.cells, *ROWS.cells))
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
    assert CELLS_OF_ROWS["source-code"].outputs[0].text == f"{lines} lines\n"
