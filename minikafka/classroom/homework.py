"""Project as homework: its own cells as an assignment of nbgrader or Otter, a solution, and a test for each step.

The tests are the review that a learner reads, so a learner knows before handing in what a grader will say.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from minikafka.lesson.content.project.cases import STEPS, Step

ASSIGNMENT = "07-project"
CHECK = "check-code"  # the id of the cell that a learner writes
LAST = "answers-code"  # what comes after it needs a real client
FUNCTION = "check"
TO_DO = "Write your check below. Each step has a test behind it, worth as many points as the step has rules."
_METADATA = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
_TEST = """# Step {number}, {name}. Read the sentence below if it fails.
from minikafka.lesson.content.project.review import review

step = review(check).steps[{index}]
assert step.result.value == "correct", step.advice"""


def nbgrader_assignment(notebooks: Path) -> NotebookNode:
    """The source version for nbgrader: ``nbgrader generate_assignment`` takes the solution out.

    Source: nbgrader's metadata, schema version 3.
    """
    course = _Course(notebooks)
    written = new_code_cell(course.solved("### BEGIN SOLUTION", "### END SOLUTION"), id=CHECK)
    written.metadata["nbgrader"] = _graded("check", solution=True)
    tests = [new_code_cell(_test(step), id=f"test-{step.item}") for step in STEPS]
    for step, test in zip(STEPS, tests, strict=True):
        test.metadata["nbgrader"] = _graded(f"test-{step.item}", grade=True, points=points(step))
    to_do = new_markdown_cell(TO_DO, id="to-do")
    return _notebook([*course.before(), to_do, written, *course.after(), *tests])


def otter_assignment(notebooks: Path) -> NotebookNode:
    """The master version for Otter: ``otter assign`` makes a version for learners of it, and an autograder.

    Source: Otter's assignment format, version 1.
    """
    course = _Course(notebooks)
    written = new_code_cell(course.solved("# BEGIN SOLUTION", "# END SOLUTION"), id=CHECK)
    cells = [
        _raw("config", "# ASSIGNMENT CONFIG", f"name: {ASSIGNMENT}", "export_cell: false", "check_all_cell: false"),
        *course.before(),
        new_markdown_cell(TO_DO, id="to-do"),
        *_question("check", [], [written]),
        *course.after(),
    ]
    for step in STEPS:
        heading = new_markdown_cell(f"**Step {step.number}**, {step.name}.", id=f"heading-{step.item}")
        test = new_code_cell(_test(step), id=f"test-{step.item}")
        cells += _question(step.item, [heading], [], test, points(step))
    return _notebook(cells)


def points(step: Step) -> int:
    """What a step is worth: as many points as it has rules."""
    return len(step.rows)


class _Course:
    """The cells of Project, without what they showed, and the function of its solution."""

    def __init__(self, notebooks: Path) -> None:
        self._cells = _cells(notebooks / f"{ASSIGNMENT}.ipynb")
        self._ids = [cell.id for cell in self._cells]
        (solution,) = (cell for cell in _cells(notebooks / "solutions" / f"{ASSIGNMENT}.ipynb") if cell.id == CHECK)
        self._solution = solution.source

    def before(self) -> list[NotebookNode]:
        return self._cells[: self._ids.index(CHECK)]

    def after(self) -> list[NotebookNode]:
        return self._cells[self._ids.index(CHECK) + 1 : self._ids.index(LAST) + 1]

    def solved(self, begin: str, end: str) -> str:
        """The cell that a learner writes, with the body of the solution between two marks."""
        lines = self._solution.splitlines()
        (function,) = (it for it in ast.parse(self._solution).body if isinstance(it, ast.FunctionDef))
        assert function.name == FUNCTION, "the solution defines the learner's function"
        first, last = function.body[0].lineno - 1, function.end_lineno
        return "\n".join([*lines[:first], f"    {begin}", *lines[first:last], f"    {end}", *lines[last:]])


def _cells(path: Path) -> list[NotebookNode]:
    cells: list[NotebookNode] = nbformat.read(path, as_version=4).cells
    for cell in cells:
        cell.metadata = NotebookNode()
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return cells


def _test(step: Step) -> str:
    return _TEST.format(number=step.number, name=step.name, index=step.number - 1)


def _graded(name: str, *, grade: bool = False, solution: bool = False, points: int | None = None) -> dict[str, object]:
    """What nbgrader wants to know of a cell."""
    told: dict[str, object] = {
        "grade": grade, "grade_id": name, "locked": grade, "schema_version": 3, "solution": solution, "task": False,
    }  # fmt: skip
    return told | ({} if points is None else {"points": points})


def _question(
    name: str,
    prompt: list[NotebookNode],
    solution: list[NotebookNode],
    test: NotebookNode | None = None,
    worth: int | None = None,
) -> Iterator[NotebookNode]:
    """A question of Otter's, with its solution and its test between marks of their own."""
    yield _raw(f"{name}-begin", "# BEGIN QUESTION", f"name: {name}", *([] if worth is None else [f"points: {worth}"]))
    yield from prompt
    if solution:
        yield from [_raw(f"{name}-solution", "# BEGIN SOLUTION"), *solution, _raw(f"{name}-solved", "# END SOLUTION")]
    if test:
        yield from [_raw(f"{name}-tests", "# BEGIN TESTS"), test, _raw(f"{name}-tested", "# END TESTS")]
    yield _raw(f"{name}-end", "# END QUESTION")


def _raw(name: str, *lines: str) -> NotebookNode:
    cell: NotebookNode = new_raw_cell("\n".join(lines), id=name)
    return cell


def _notebook(cells: list[NotebookNode]) -> NotebookNode:
    notebook: NotebookNode = new_notebook(cells=cells, metadata=_METADATA)
    nbformat.validate(notebook)
    return notebook
