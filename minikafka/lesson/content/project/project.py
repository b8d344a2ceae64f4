"""The project: reviews a learner's check, and keeps which steps are done."""

from __future__ import annotations

from minikafka.lesson.content.project.arrival import LearnersCheck
from minikafka.lesson.content.project.grading import Result
from minikafka.lesson.content.project.review import Review, review
from minikafka.lesson.progress.progress import Kind, Progress


class Project:
    """One learner's work on one check. With a ``style``, as in ``"07-project"``, progress is kept."""

    def __init__(self, *, style: str | None = None) -> None:
        self.style = style
        self.progress = Progress()
        self._done: set[str] = set()

    def __repr__(self) -> str:
        return "Project()"

    def review(self, check: LearnersCheck) -> Review:
        """Grade ``check`` as it is now; whatever it does, this returns."""
        found = review(check)
        if self.style:
            self._keep(self.style, found)
            found.notice = self.progress.notice
        return found

    def _keep(self, style: str, found: Review) -> None:
        """A step that is done is kept once; a mistake in the current one is an attempt."""
        for step in found.steps:
            item = step.step.item
            if step.result is Result.CORRECT and item not in self._done:
                self._done.add(item)
                self.progress.record(style, Kind.STEP, item, correct=True)
        if found.current and found.current.result is Result.NOT_YET:
            self.progress.record(style, Kind.STEP, found.current.step.item, correct=False)
