"""Store a record twice: every design that does it counts, and each is told why it did."""

from __future__ import annotations

from itertools import product

import pytest

from minikafka.engine.network import Fault
from minikafka.engine.trace import Trace
from minikafka.lesson.content.challenge.design import (
    MINUTE,
    NEW_EPOCH,
    NO_FAULT,
    NOTHING,
    OFF,
    ON,
    RESTART,
    RESTARTED,
    STORE_TWICE,
    TOO_LATE,
    UNNUMBERED,
    run_with_pause,
)
from minikafka.lesson.widgets.card_html import run_table

FINE, LOST, UNHEARD = None, Fault.LOSE_REQUEST, Fault.LOSE_ACK
TWICE, LATE = Fault.DELIVER_TWICE, Fault.DELAY


def chosen(fault: Fault | None) -> str:
    return fault.name if fault else NO_FAULT


def design(
    tea: Fault | None = None,
    milk: Fault | None = None,
    rice: Fault | None = None,
    *,
    idempotence: str = ON,
    pause: str = NOTHING,
) -> dict[str, str]:
    faults = {"tea": chosen(tea), "milk": chosen(milk), "rice": chosen(rice)}
    return {"idempotence": idempotence, **faults, "pause": pause}


@pytest.mark.parametrize(
    ("answers", "first", "why"),
    [
        (design(milk=UNHEARD, idempotence=OFF), "“milk” is stored at offsets 1 and 3.", UNNUMBERED),
        (design(tea=TWICE, idempotence=OFF), "“tea” is stored at offsets 0 and 1.", UNNUMBERED),
        # A forgotten producer is an unknown one (row 6): the repetition is stored.
        (design(rice=UNHEARD, pause=MINUTE), "“rice” is stored at offsets 2 and 3.", TOO_LATE),
        # A snapshot keeps one batch (K01): the retry of tea is refused, the client bumps its epoch and sends all again.
        (design(UNHEARD, UNHEARD, UNHEARD, pause=RESTART), "“tea” is stored at offsets 0 and 3.", RESTARTED),
        # Row 6 takes milk's sequence 1 from an unknown producer; tea can never follow (row 10); KIP-360 starts over.
        (design(LOST, UNHEARD, UNHEARD), "“milk” is stored at offsets 0 and 3.", NEW_EPOCH),
    ],
)
def test_a_design_that_works_counts_and_is_explained(answers: dict[str, str], first: str, why: str) -> None:
    verdict = STORE_TWICE.pose(0).grade(answers)
    assert verdict.correct
    assert verdict.reasons == (first, why)
    assert isinstance(verdict.shown, Trace)


@pytest.mark.parametrize(
    ("answers", "log"),
    [
        (design(), "tea 1 time, milk 1 time, rice 1 time"),
        (design(UNHEARD, UNHEARD, UNHEARD), "tea 1 time, milk 1 time, rice 1 time"),  # idempotence does its work
        (design(TWICE, TWICE, TWICE), "tea 1 time, milk 1 time, rice 1 time"),
        (design(tea=LOST, idempotence=OFF), "tea 1 time, milk 1 time, rice 1 time"),  # what is lost is stored once
        (design(rice=UNHEARD, pause=RESTART), "tea 1 time, milk 1 time, rice 1 time"),  # the last batch is remembered
        (design(pause=MINUTE), "tea 1 time, milk 1 time, rice 1 time"),  # forgotten, but nothing is sent again
        (design(tea=LOST), "tea 0 times, milk 1 time, rice 1 time"),  # KAFKA-15591: lost, not doubled
    ],
)
def test_a_design_that_does_not_work_is_told_what_the_log_holds(answers: dict[str, str], log: str) -> None:
    verdict = STORE_TWICE.pose(0).grade(answers)
    assert not verdict.correct
    assert verdict.reasons == (f"No record is stored twice. The log holds {log}.",)
    assert isinstance(verdict.shown, Trace)


def test_a_run_without_end_is_shown_in_part() -> None:
    shown = run_table(STORE_TWICE.pose(0).grade(design(tea=LOST)).shown)
    assert "more steps" in shown
    assert "Send failed" in shown
    assert shown.count("<tr>") == 1 + 16 + 1


def test_a_fault_of_a_message_that_is_held_back_befalls_nothing() -> None:
    # milk is refused (a gap), so rice is held back; when it is sent later, its request must not be lost.
    outcome = run_with_pause(design(UNHEARD, LATE, LOST, idempotence=ON))
    assert outcome.stored == ["tea", "milk", "rice"]


def test_no_restart_makes_a_broker_forget_a_producer() -> None:
    designs = [design(*faults, pause=RESTART) for faults in product((None, *Fault), repeat=3)]
    verdicts = [STORE_TWICE.pose(0).grade(each) for each in designs]
    assert {verdict.reasons[1] for verdict in verdicts if verdict.correct} == {RESTARTED, NEW_EPOCH}


def test_the_solution_is_found_by_trying_and_works() -> None:
    problem = STORE_TWICE.pose(0)
    assert problem.grade(problem.solution()).correct
