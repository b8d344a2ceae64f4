"""What a learner fills in, and what is said before anything is graded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Answers = Mapping[str, str]  # by the name of a field


@dataclass(frozen=True, slots=True)
class Field:
    """One answer: one of ``options``, or, without any, a text of the learner's own; a number has digits only."""

    name: str
    label: str
    options: tuple[str, ...] = ()
    is_number: bool = False

    def complaint(self, answer: str) -> str | None:
        """Why ``answer`` cannot be graded, if so."""
        if not answer.strip():
            return f"“{self.label}” is not answered yet. This check was not counted."
        if self.options and answer not in self.options:
            return f"“{self.label}” has no option “{answer}”. This check was not counted."
        if self.is_number and not (answer.strip().isascii() and answer.strip().isdecimal()):
            return f"“{self.label}”: “{answer.strip()}” is no whole number. Write digits. This check was not counted."
        return None


def first_complaint(fields: Iterable[Field], answers: Answers) -> str | None:
    """The complaint about the first field that has one."""
    complaints = (field.complaint(answers.get(field.name, "")) for field in fields)
    return next((complaint for complaint in complaints if complaint), None)
