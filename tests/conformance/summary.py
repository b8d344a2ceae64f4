"""The line at the end of a test run: how many scenarios a target passed, and why it did not pass the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tests.conformance.runner import profiles
from tests.conformance.scenarios import Scenario, Tag
from tests.conformance.targets import Target

RUN = "conformance"  # the name under which a test records its target and its scenario


def summary(target: Target, scenarios: Sequence[Scenario], passed: Mapping[str, bool]) -> str:
    """Counts by tag; ``passed`` says of each scenario that ran whether every answer was right.

    A scenario with two tags counts under both, and one that lacks two things is named under both.
    """
    counts = (
        f"{tag} {_count(target, [scenario for scenario in scenarios if tag in scenario.tags], passed)}" for tag in Tag
    )
    return f"conformance on {target.name}: {', '.join(counts)}"


def _count(target: Target, scenarios: Sequence[Scenario], passed: Mapping[str, bool]) -> str:
    others = [scenario for scenario in scenarios if not passed.get(scenario.id)]
    count = f"{len(scenarios) - len(others)} of {len(scenarios)}"
    states = [_state(target, scenario, passed) for scenario in others]
    needs = [need for scenario in others for need in scenario.needs - target.expresses]
    reasons = [*_tally(states), f"needs: {', '.join(_tally(needs))}" if needs else ""]
    why = "; ".join(filter(None, reasons))
    return f"{count} ({why})" if why else count


def _state(target: Target, scenario: Scenario, passed: Mapping[str, bool]) -> str:
    """What became of a scenario that did not pass; nothing to say of one that needs more than the target has."""
    if scenario.id in passed:
        return "failed"
    if profiles(target, scenario):
        return "not selected"
    return "" if scenario.needs - target.expresses else "other generation"


def _tally(words: Sequence[str]) -> Iterator[str]:
    return (f"{word} {number}" for word, number in sorted(Counter(words).items()) if word)
