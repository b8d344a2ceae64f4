"""What an import loads: the lesson opens at once because the heavy libraries wait until they are needed."""

from __future__ import annotations

import subprocess
import sys
from graphlib import TopologicalSorter

import grimp
import pytest

LIBRARIES = ("IPython", "ipywidgets", "matplotlib", "numpy", "pandas")


def loaded_by(statement: str) -> set[str]:
    """Which of the libraries are there after ``statement`` in a fresh interpreter."""
    code = f"import sys; {statement}; print(*(name for name in {LIBRARIES} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_minikafka_loads_none_of_them() -> None:
    assert loaded_by("import minikafka") == set()


def test_the_lesson_loads_neither_charts_nor_tables() -> None:
    assert not loaded_by("import minikafka.lesson") & {"matplotlib", "numpy", "pandas"}


def test_a_lab_runs_without_any_of_them() -> None:
    run = "from minikafka.lesson import Lab; lab = Lab(); lab.send(); lab.retry(); lab.flush()"
    assert not loaded_by(run) & {"matplotlib", "numpy", "pandas"}


@pytest.mark.parametrize(
    ("call", "needed"),
    [
        ("process_table(lab.trace)", "pandas"),
        ("status_tracker(lab.trace)", "pandas"),
        ("lab._repr_mimebundle_()", "ipywidgets"),
    ],
)
def test_each_is_loaded_where_it_is_needed(call: str, needed: str) -> None:
    assert needed in loaded_by(f"from minikafka.lesson import *; lab = Lab(); {call}")


def test_no_module_of_the_lesson_imports_itself_by_a_detour() -> None:
    """Not even for a type: a model that names its drawing would be one."""
    graph = grimp.build_graph("minikafka")
    modules = [name for name in graph.modules if name.startswith("minikafka.lesson")]
    order = list(
        TopologicalSorter({name: graph.find_modules_directly_imported_by(name) for name in modules}).static_order()
    )
    assert set(modules) <= set(order)
