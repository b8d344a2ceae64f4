"""Ten cases as they came in: the lines, a question to commit to, the run that answers it, the cause, the cure."""

from minikafka.lesson.content.clinic.application import APPLICATION_CASES
from minikafka.lesson.content.clinic.client import CLIENT_CASES
from minikafka.lesson.content.clinic.cluster import CLUSTER_CASES
from minikafka.lesson.progress.progress import Kind
from minikafka.lesson.widgets.question_cards import ClinicCard, ClinicCase

__all__ = ["CASES", "ITEMS", "QUESTIONS", "STYLE", "ClinicCase", "case"]

STYLE = "10-clinic"
# In the order in which they are told.
CASES: tuple[ClinicCase, ...] = tuple(
    sorted((*CLIENT_CASES, *CLUSTER_CASES, *APPLICATION_CASES), key=lambda each: each.number)
)
QUESTIONS = tuple(each.question for each in CASES)
ITEMS = Kind.ANSWER.of(QUESTIONS)


def case(number: int) -> ClinicCard:
    """The card of a case, from 1 on; what is committed to is kept in the progress of this notebook.

    Raises:
        IndexError: there is no such case; the message names those that there are.
    """
    if not 1 <= number <= len(CASES):
        raise IndexError(f"there is no case {number}: use 1 .. {len(CASES)}")
    return ClinicCard(CASES[number - 1], style=STYLE)
