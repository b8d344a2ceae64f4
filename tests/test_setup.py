"""The set-up: what is installed is what is named and pinned, and nothing heavy is imported unasked."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import distribution
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.mutants import EQUIVALENT, PARTS

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
NAMED = [Requirement(line) for lines in [PROJECT["dependencies"], *EXTRAS.values()] for line in lines]


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    requirements = [Requirement(line) for line in lines if not line.startswith("#")]
    return {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in requirements}


def needed(requirement: Requirement, extras: set[str]) -> bool:
    return requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in extras | {""})


def with_dependencies(requirements: list[Requirement]) -> Iterator[str]:
    seen = set()
    waiting = [*requirements]
    while waiting:
        requirement = waiting.pop()
        if str(requirement) in seen:
            continue
        seen.add(str(requirement))
        yield canonicalize_name(requirement.name)
        below = map(Requirement, distribution(requirement.name).requires or [])
        waiting += [dependency for dependency in below if needed(dependency, requirement.extras)]


def test_everything_that_is_installed_has_the_version_of_its_pin() -> None:
    pinned = pins()
    names = sorted(set(with_dependencies(NAMED)))
    assert {name: distribution(name).version for name in names} == {name: pinned.get(name) for name in names}


@pytest.mark.parametrize("requirement", sorted(set(NAMED), key=str), ids=str)
def test_a_pin_satisfies_its_lower_bound(requirement: Requirement) -> None:
    assert pins()[canonicalize_name(requirement.name)] in requirement.specifier


def test_conda_installs_what_pip_installs() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    python, pip, from_pip = environment["dependencies"]
    assert environment["name"] == PROJECT["name"]
    version = python.removeprefix("python =")
    assert f"Programming Language :: Python :: {version}" in PROJECT["classifiers"], "Binder reads no range"
    assert pip == "pip"
    assert from_pip == {"pip": ["--constraint constraints.txt", "--editable .[lab,wire]"]}


def test_the_wheel_holds_the_course(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    files = set(ZipFile(wheel).namelist())
    notebooks = {f"minikafka/notebooks/{path.name}" for path in (ROOT / "notebooks").glob("*.ipynb")}
    settings = "minikafka/jupyter/labconfig/default_setting_overrides.json"
    assert files >= {*notebooks, settings, "minikafka/py.typed", "minikafka/cli.py"}
    assert not [name for name in files if name.startswith(("tests/", "notebooks/", "tools/"))]


def test_importing_minikafka_loads_nothing_that_draws_or_serves() -> None:
    program = "import sys, minikafka, minikafka.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    heavy = {"IPython", "asyncio", "ipywidgets", "jupyterlab", "matplotlib", "numpy", "pandas"}
    assert heavy & set(loaded.split()) == set()


@pytest.mark.parametrize("path", sorted((ROOT / "minikafka/engine").glob("*.py")), ids=lambda path: path.stem)
def test_the_engine_needs_only_the_standard_library(path: Path) -> None:
    assert set(imported(path)) <= sys.stdlib_module_names | {"minikafka"}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_make_lists_every_target_that_is_for_people() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony is not None
    listed = subprocess.run(["make"], cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S607
    assert re.findall(r"^make ([\w-]+)", listed, re.MULTILINE) == phony[1].split()


def test_the_tests_that_have_to_notice_a_mutant_are_there() -> None:
    assert [path for part in PARTS for path in part.tests if not (ROOT / path).exists()] == []
    assert [part.source for part in PARTS if not any(ROOT.glob(part.source))] == []


@pytest.mark.parametrize("mutant", yaml.safe_load(EQUIVALENT.read_text(encoding="utf-8")))
def test_a_mutant_that_is_left_out_is_of_a_function_that_is_there(mutant: str) -> None:
    module, _, name = mutant.rpartition("__mutmut_")[0].rpartition(".")
    place: Any = import_module(module)
    for part in name.removeprefix("xǁ").removeprefix("x_").split("ǁ"):
        place = vars(place)[part]


def test_what_node_reads_of_ours_does_not_change_what_it_runs_in_the_environment() -> None:
    """Our package.json is above .venv too: a "type" in it breaks JupyterLab's yarn, which then fills the terminal."""
    assert "type" not in json.loads((ROOT / "package.json").read_text())
