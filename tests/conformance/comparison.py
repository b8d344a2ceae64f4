"""What two targets answer to the same scenario, side by side, in the words of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from itertools import groupby

from minikafka.engine.errors import Error
from tests.conformance.runner import answers
from tests.conformance.scenarios import Scenario
from tests.conformance.steps import Answer, Appended, Described, Initialised
from tests.conformance.targets import Target


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answers of both, one behind the other; producer ids are numbered in the order in which they were granted."""

    scenario: Scenario
    theirs: tuple[Answer, ...]
    ours: tuple[Answer, ...]

    @property
    def same(self) -> bool:
        """Whether every field of every answer is the same."""
        return self.theirs == self.ours

    @property
    def row(self) -> tuple[str, str, str]:
        """Scenario, their answers, and ours; the same answers are not written twice."""
        ours = "the same" if self.same else f"NOT THE SAME: {in_words(self.ours)}"
        return f"{self.scenario.id} {self.scenario.name}", in_words(self.theirs), ours

    def differences(self) -> Iterator[str]:
        """Each answer that is another one, with all its fields."""
        for number, (theirs, ours) in enumerate(zip(self.theirs, self.ours, strict=True)):
            if theirs != ours:
                yield f"{self.scenario.id}, answer {number}: {theirs}, and ours {ours}"


def compare(theirs: Target, ours: Target, scenario: Scenario, profile: str) -> Comparison:
    """Run ``scenario`` on both."""
    return Comparison(
        scenario, _numbered(answers(theirs, scenario, profile)), _numbered(answers(ours, scenario, profile))
    )


def _numbered(steps: Sequence[Sequence[Answer]]) -> tuple[Answer, ...]:
    """A cluster grants other producer ids in each run: what counts is which of them are the same."""
    granted: dict[int | None, int] = {}
    return tuple(
        replace(answer, pid=granted.setdefault(answer.pid, len(granted))) if isinstance(answer, Initialised) else answer
        for step in steps
        for answer in step
    )


def in_words(given: Iterable[Answer]) -> str:
    """``0, 0 again, 2 x INVALID_RECORD``: offsets of what was stored and of what was not stored again, refusals."""
    runs = ((word, len(list(same))) for word, same in groupby(map(_word, given)))
    return ", ".join(word if times == 1 else f"{times} x {word}" for word, times in runs)


def _word(answer: Answer) -> str:
    match answer:
        case Appended(no_response=True):
            return "closed the connection" if answer.connection_closed else "no answer"
        case Appended(error=Error.NONE):
            return f"{answer.base_offset} again" if answer.duplicate else f"{answer.base_offset}"
        case Initialised(error=Error.NONE):
            return f"id #{answer.pid} epoch {answer.epoch}"
        case Described():
            rows = sorted(map(astuple, answer.producers))
            return "; ".join(f"{pid} epoch {epoch} last {last}" for pid, epoch, last, *_ in rows) or "no producers"
        case _:
            return str(answer.error.name if answer.error else answer)
