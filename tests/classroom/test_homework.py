"""Project as homework: a good check gets every point, and each of three that look right loses those of its mistake."""

from __future__ import annotations

import csv
import json
import os
import subprocess
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from minikafka.classroom.homework import CHECK, nbgrader_assignment, otter_assignment, points
from minikafka.cli import main
from minikafka.lesson.content.project.cases import STEPS
from tools.notebooks import NOTEBOOKS, read

ROOT = NOTEBOOKS.parent
TOOLS = ROOT / "build" / "homework"
# From the notebook with the solution: the cell that defines a check, its name, and the steps that it does not pass.
CHECKS = {
    "good": ("check-code", "check", set[str]()),
    "lower": ("web-code", "lower_is_a_duplicate", {"refuse"}),
    "newest": ("newest-code", "only_the_newest", {"recognise"}),
    "wrap": ("wrap-code", "never_wraps", {"finish"}),
}
EARNED = {
    name: {step.item: 0 if step.item in wrong else points(step) for step in STEPS}
    for name, (_, _, wrong) in CHECKS.items()
}
every_check = pytest.mark.parametrize("name", CHECKS)


def written(name: str) -> str:
    """What a learner writes who has this check."""
    cell, function, _ = CHECKS[name]
    sources = {it.id: it.source for it in read(NOTEBOOKS / "solutions" / "07-project.ipynb").cells}
    good = sources["check-code"]
    wrong = "" if name == "good" else sources[cell].split("\n\n\nprint")[0].replace("check(batch", "good_check(batch")
    return good if name == "good" else f"{good}\n\ngood_check = check\n\n{wrong}\n\ncheck = {function}"


def graded_cells(notebook: NotebookNode) -> dict[str, str]:
    prefix = "test-"
    return {it.id.removeprefix(prefix): it.source for it in notebook.cells if it.id.startswith(prefix)}


@every_check
def test_each_step_is_passed_or_not(name: str) -> None:
    known: dict[str, object] = {}
    exec(written(name), known)  # noqa: S102  as the grader's kernel does
    passed = set()
    for step, source in graded_cells(nbgrader_assignment(NOTEBOOKS)).items():
        try:
            exec(source, known)  # noqa: S102
        except AssertionError as told:
            assert str(told).startswith("Not yet, row ")  # noqa: PT017  which sentence a learner reads
        else:
            passed.add(step)
    assert {step.item for step in STEPS} - passed == CHECKS[name][2]


def test_both_ask_the_same_and_hide_the_solution_between_marks() -> None:
    nbgrader, otter = nbgrader_assignment(NOTEBOOKS), otter_assignment(NOTEBOOKS)
    assert graded_cells(nbgrader) == graded_cells(otter)
    for notebook in (nbgrader, otter):
        (check,) = (cell.source for cell in notebook.cells if cell.id == CHECK)
        before, _, rest = check.partition("BEGIN SOLUTION")
        hidden, _, after = rest.partition("END SOLUTION")
        assert "return DUPLICATE" in hidden
        assert "return" not in before + after
        assert "solutions/" not in json.dumps(notebook)


def test_the_command_writes_and_overwrites_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["homework", "nbgrader", str(tmp_path)]) == 0
    path = tmp_path / "source" / "07-project" / "07-project.ipynb"
    assert "nbgrader generate_assignment 07-project" in capsys.readouterr().out
    path.write_text("mine")
    assert main(["homework", "nbgrader", str(tmp_path)]) == 1
    assert path.read_text() == "mine"
    assert "is there already; it stays as it is" in capsys.readouterr().err


def run(tool: str, *arguments: str | Path, directory: Path) -> None:
    """Run a tool's command in its own environment, with this checkout of minikafka."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PATH": f"{TOOLS / tool / 'bin'}:{os.environ['PATH']}"}
    command = [str(TOOLS / tool / "bin" / tool.partition("-")[0]), *map(str, arguments)]
    done = subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def handed_in(learners: Path, name: str) -> NotebookNode:
    """The learners' version with a check written into it."""
    notebook = read(learners)
    (cell,) = (it for it in notebook.cells if "def check(" in it.source)
    cell.source = written(name)
    return notebook


@pytest.mark.homework
def test_nbgrader_gives_each_check_its_points(tmp_path: Path) -> None:
    assert main(["homework", "nbgrader", str(tmp_path)]) == 0
    run("nbgrader", "generate_assignment", "07-project", directory=tmp_path)
    for name in CHECKS:
        place = tmp_path / "submitted" / name / "07-project"
        place.mkdir(parents=True)
        nbformat.write(
            handed_in(tmp_path / "release" / "07-project" / "07-project.ipynb", name), place / "07-project.ipynb"
        )
    run("nbgrader", "autograde", "07-project", directory=tmp_path)
    run("nbgrader", "export", directory=tmp_path)
    with (tmp_path / "grades.csv").open(newline="") as file:
        grades = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert grades == {name: sum(earned.values()) for name, earned in EARNED.items()}


@pytest.mark.homework
def test_otter_gives_each_check_its_points(tmp_path: Path) -> None:
    assert main(["homework", "otter", str(tmp_path)]) == 0
    run("otter-grader", "assign", "--no-run-tests", "07-project.ipynb", "release", directory=tmp_path)
    (autograder,) = tmp_path.glob("release/autograder/*.zip")
    for name, earned in EARNED.items():
        place = tmp_path / name
        place.mkdir()
        nbformat.write(
            handed_in(tmp_path / "release" / "student" / "07-project.ipynb", name), place / "07-project.ipynb"
        )
        run("otter-grader", "run", "-a", autograder, "07-project.ipynb", directory=place)
        results = json.loads((place / "results.json").read_text())["tests"]
        assert {it["name"]: it["score"] for it in results if "score" in it} == earned
