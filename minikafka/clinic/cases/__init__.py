"""Ten cases as they came in: the lines, a question to commit to, the run that answers it, the cause, the cure."""

from minikafka.clinic.cases.application import APPLICATION_CASES
from minikafka.clinic.cases.broker import BROKER_CASES
from minikafka.clinic.cases.client import CLIENT_CASES
from minikafka.clinic.cases.clinic_case import ClinicCase
from minikafka.clinic.cases.memory import MEMORY_CASES

# In the order in which they are told.
CASES: tuple[ClinicCase, ...] = tuple(
    sorted((*CLIENT_CASES, *BROKER_CASES, *MEMORY_CASES, *APPLICATION_CASES), key=lambda case: case.number)
)

__all__ = ["CASES", "ClinicCase"]
