"""What the interpreter in the browser finds installed."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from minikafka.site import packages

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    nothing = tmp_path_factory.mktemp("nothing")
    return [*packages.site_packages(nothing, [ROOT / "site/kernel/python"])]


def test_what_the_lesson_needs_is_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    assert needed | {"ipython"} == set(packages.ROOTS)


def test_the_course_is_there_without_what_only_a_computer_needs(names: list[str]) -> None:
    assert {"minikafka/lesson/lab/lab.py", "minikafka/wire/server.py", "piplite/cli.py"} <= set(names)
    assert not [name for name in names if name.startswith(("minikafka/site/", "minikafka/jupyter/"))]


def test_whatever_ipython_colours_can_be_coloured_and_no_more(names: list[str]) -> None:
    """What IPython imports of pygments is there; the other languages would be a third of what is sent."""
    code = "import sys, IPython.core.ultratb, IPython.utils.PyColorize, ipython_pygments_lexers; print(*sys.modules)"
    imported = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    wanted = {name.replace(".", "/") + ".py" for name in imported if name.startswith("pygments.lexers.")}
    assert wanted <= set(names)
    assert "pygments/lexers/php.py" not in names


def test_nothing_is_compiled_for_another_machine(names: list[str]) -> None:
    assert not [name for name in names if name.endswith((".so", ".pyd", ".pyc"))]


def test_their_order_is_that_of_their_names(names: list[str]) -> None:
    """What is made of them, and kept for the next build, is found by their digest."""
    assert names == sorted(names)
