"""Drives a target through the steps of a scenario and says in words where its answers are wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import zip_longest

from minikafka.engine.errors import Error
from tests.conformance.scenarios import Scenario
from tests.conformance.steps import Answer, ExpectedInit, Initialised
from tests.conformance.targets import Target


def profiles(target: Target, scenario: Scenario) -> tuple[str, ...]:
    """The broker generations in which ``target`` can run ``scenario``; none if it lacks something."""
    if not scenario.needs <= target.expresses:
        return ()
    return tuple(profile for profile in scenario.profiles if profile in target.profiles)


def answers(target: Target, scenario: Scenario, profile: str) -> list[Sequence[Answer]]:
    """What ``target`` answers, step by step."""
    with target.new_topic(scenario, profile) as perform:
        return [perform(step) for step in scenario.steps]


def differences(target: Target, scenario: Scenario, profile: str) -> Iterator[str]:
    """Every difference between what the scenario expects and what ``target`` answers, as a sentence."""
    return mistakes(scenario, profile, answers(target, scenario, profile), target.cannot_see)


def mistakes(
    scenario: Scenario, profile: str, given: Sequence[Sequence[Answer]], cannot_see: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Every difference between what the scenario expects and the answers ``given``, as a sentence."""
    for number, step in enumerate(scenario.steps):
        for difference in _step_differences(step.expected, given[: number + 1], cannot_see):
            yield f"{scenario.id} ({profile}), step {number}, {step.written}: {difference}"


def _step_differences(
    expected: Sequence[Answer], given: Sequence[Sequence[Answer]], cannot_see: frozenset[str]
) -> Iterator[str]:
    for wanted, answer in zip_longest(expected, given[-1]):
        if wanted is None or answer is None:
            yield f"{len(given[-1])} answers, expected {len(expected)}"
            return
        yield from _field_differences(wanted, answer, cannot_see)
        if isinstance(wanted, ExpectedInit):
            yield from _pid_differences(wanted, given)


def _field_differences(wanted: Answer, answer: Answer, cannot_see: frozenset[str]) -> Iterator[str]:
    for field in fields(answer):
        value, right = getattr(answer, field.name), getattr(wanted, field.name)
        if right is not None and field.name not in cannot_see and value != right:
            yield f"{field.name} is {_words(value)}, expected {_words(right)}"


def _pid_differences(wanted: ExpectedInit, given: Sequence[Sequence[Answer]]) -> Iterator[str]:
    pid = _pid_of(given[-1])
    for step in wanted.distinct_pid_from:
        if pid == _pid_of(given[step]):
            yield f"pid is {pid}, expected another than in step {step}"
    if wanted.same_pid_as is not None and pid != (same := _pid_of(given[wanted.same_pid_as])):
        yield f"pid is {pid}, expected {same} as in step {wanted.same_pid_as}"


def _pid_of(step: Sequence[Answer]) -> int | None:
    (answer,) = step
    assert isinstance(answer, Initialised), "only an init step has a producer id to compare with"
    return answer.pid


def _words(value: object) -> str:
    match value:
        case Error():
            return value.name
        case frozenset():
            return ", ".join(sorted(map(str, value))) or "empty"
        case _:
            return str(value)
