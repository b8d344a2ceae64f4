"""What a test run says at its end of the scenarios: one line for each target that they ran on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conformance.all_targets import TARGETS
from tests.conformance.scenarios import load_scenarios
from tests.conformance.summary import RUN, summary


def lines(terminalreporter: pytest.TerminalReporter) -> Iterator[str]:
    """The counts of this run by target and tag."""
    passed: dict[str, dict[str, bool]] = {}
    for name, scenario, good in _runs(terminalreporter):
        of_target = passed.setdefault(name, {})
        of_target[scenario] = of_target.get(scenario, True) and good
    for target in TARGETS:
        if target.name in passed:
            yield summary(target, load_scenarios(), passed[target.name])


def _runs(terminalreporter: pytest.TerminalReporter) -> Iterator[tuple[str, str, bool]]:
    """The target and the scenario of every run, and whether it passed."""
    for outcome in ("passed", "failed", "error"):
        for report in terminalreporter.getreports(outcome):
            for key, run in getattr(report, "user_properties", ()):  # a module that was not read has none
                if key == RUN:
                    yield *run, outcome == "passed"
