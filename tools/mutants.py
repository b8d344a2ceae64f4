"""``make mutants``: small mistakes are made in the source, one at a time, and the tests have to notice each.

mutmut makes them, in copies of what git knows, under ``build/mutants``; it runs the tests that reach the function and
goes on where an earlier run was broken off. Survivors that are equivalent to the source stand in tests/mutants.yml,
each with the reason why.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "mutants"
EQUIVALENT = ROOT / "tests" / "mutants.yml"
WANTED = 0.95
NOTICED_BY_NOBODY, REACHED_BY_NOBODY = (0, 33)  # mutmut's exit codes

# Tests that look at the length or the imports of a file, which mutmut changes.
_NO_TESTS_OF_FILES = "not the_module"


@dataclass(frozen=True, slots=True)
class Part:
    """What is mutated together, and the tests that belong to it."""

    source: str
    tests: tuple[str, ...]

    @property
    def place(self) -> Path:
        return BUILD / self.source.replace("/", "-").removesuffix(".py").removesuffix("-*")

    @property
    def configuration(self) -> str:
        options = {
            "source_paths": ["minikafka"],
            "only_mutate": [self.source],
            "also_copy": ["tests", "tools", "benchmarks", "docs", "notebooks", "conftest.py"],
            "pytest_add_cli_args": ["-p", "no:randomly", "-q", "-k", _NO_TESTS_OF_FILES],
            "pytest_add_cli_args_test_selection": list(self.tests),
        }
        return "\n[tool.mutmut]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in options.items())


PARTS = (
    Part("minikafka/engine/*", ("tests/engine",)),
    Part(
        "minikafka/storage/log_loader.py",
        (
            "tests/storage/test_log_loader.py",
            "tests/storage/test_log_loader_producers.py",
            "tests/storage/test_golden.py",
        ),
    ),
    Part(
        "minikafka/wire/requests/produce.py",
        ("tests/wire/test_produce.py", "tests/wire/test_edge_requests.py", "tests/wire/test_requests.py"),
    ),
)


@dataclass(frozen=True, slots=True)
class Score:
    """Of one module: how many mutants were tried, and the names of those that nobody noticed."""

    module: str
    tried: int
    survivors: tuple[str, ...]

    @property
    def killed(self) -> float:
        return 1 - len(self.survivors) / self.tried if self.tried else 1.0

    def __str__(self) -> str:
        return f"{self.killed:7.1%} of {self.tried:4} killed  {self.module}"


def main(arguments: Sequence[str]) -> int:
    """Run, print a score for each module and the survivors; returns 0 if enough were killed."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__)
    parser.add_argument("parts", nargs="*", help="parts of paths, as log_loader (default: everything)")
    wanted = parser.parse_args(arguments).parts
    parts = [part for part in PARTS if not wanted or any(word in part.source for word in wanted)]
    for part in parts:
        _run(part)
    equivalent = yaml.safe_load(EQUIVALENT.read_text(encoding="utf-8")) or {}
    found = [score for part in parts for score in scores(part.place, equivalent)]
    print("\n".join(report(found)))
    return 0 if all(score.killed >= WANTED for score in found) else 1


def _run(part: Part) -> None:
    part.place.mkdir(parents=True, exist_ok=True)
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout  # noqa: S607 - the one on the path
    subprocess.run(["tar", "-x"], cwd=part.place, input=archive, check=True)  # noqa: S607 - the one on the path
    with (part.place / "pyproject.toml").open("a", encoding="utf-8") as configuration:
        configuration.write(part.configuration)
    subprocess.run([sys.executable, "-m", "mutmut", "run"], cwd=part.place, check=False)


def scores(place: Path, equivalent: Mapping[str, str]) -> Iterator[Score]:
    """What mutmut found in ``place``, without the mutants that are ``equivalent``."""
    for file in sorted(place.glob("mutants/minikafka/**/*.meta")):
        codes: dict[str, int | None] = json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
        tried = {name: code for name, code in codes.items() if code is not None and name not in equivalent}
        alive = tuple(name for name, code in tried.items() if code in {NOTICED_BY_NOBODY, REACHED_BY_NOBODY})
        if tried:
            yield Score(str(file.relative_to(place / "mutants").with_suffix("")), len(tried), alive)


def report(found: Sequence[Score]) -> Iterator[str]:
    """A line for each module, the survivors, and the score of all."""
    yield from (survivor for score in found for survivor in score.survivors)
    yield from map(str, found)
    tried, alive = sum(score.tried for score in found), sum(len(score.survivors) for score in found)
    yield str(Score("altogether", tried, tuple("" for _ in range(alive))))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
