"""The explanations of one learner: what was compared last, and what is kept of it."""

from __future__ import annotations

from typing import Any

from minikafka.lesson.content.recall.deck import STYLE
from minikafka.lesson.content.recall.explanation import Comparison, Task, compare
from minikafka.lesson.content.recall.explanations import TASKS
from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.lesson.views.words import counted


class Explain:
    """Things to explain in one's own words. Display it in a notebook to write.

    ``compared`` holds the last comparison of each task by its name.
    """

    def __init__(self, tasks: tuple[Task, ...] = TASKS) -> None:
        self.tasks = tasks
        self.progress = Progress()
        self.compared: dict[str, Comparison] = {}
        self._panel: Any = None

    def __repr__(self) -> str:
        return f"Explain({counted(len(self.tasks), 'explanation')}, {len(self.compared)} compared)"

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, Any]:
        """A text field for each explanation; in plain text, how many there are."""
        from minikafka.lesson.content.recall.explain_panel import ExplainPanel
        from minikafka.lesson.widgets.still import mimebundle

        self._panel = self._panel or ExplainPanel(self)
        return mimebundle(self._panel.widget, repr(self))

    def compare(self, task: Task, text: str) -> Comparison | None:
        """Compare a text with what the task asks for, and keep whether nothing is missing; ``None`` if it is empty."""
        if not text.strip():
            return None
        comparison = compare(text, task.points)
        self.compared[task.name] = comparison
        self.progress.record(STYLE, Kind.ANSWER, task.name, correct=comparison.is_complete)
        return comparison
