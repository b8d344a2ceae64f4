"""Small scenarios for the tests of the runner itself."""

from __future__ import annotations

from tests.conformance.scenarios import SCENARIOS, Scenario, read_scenarios


def read_scenario(steps: str, header: str = "tags: [core]") -> Scenario:
    """One scenario, T01, with the profiles and defaults of the file; ``steps`` as in the file, between commas."""
    head, _, _ = SCENARIOS.read_text(encoding="utf-8").partition("scenarios:\n")
    (scenario,) = read_scenarios(
        f"{head}scenarios:\n- {{id: T01, name: test, why: test, {header}, steps: [{steps}]}}\n"
    )
    return scenario
