"""Five in flight: right when the run shows all three things, and told which one is missing."""

from __future__ import annotations

import pytest

from minikafka.engine.errors import Error
from minikafka.engine.network import Fault
from minikafka.engine.trace import Trace
from minikafka.lesson.content.challenge.design import FIVE, FIVE_IN_FLIGHT, NO_FAULT, NOTHING, STORED, run_of_five

FINE, LOST, UNHEARD, LATE = None, Fault.LOSE_REQUEST, Fault.LOSE_ACK, Fault.DELAY
NOT_LOST = "The request with one was not lost."
ANSWERED = " in flight at once. A batch that was answered is in flight no longer."
HEARD_OF_A_GAP = " in flight at once. A producer that has heard of a gap holds back what is not sent yet."
NO_GAP_SEEN = (
    "A broker that has not heard of a producer takes whatever number comes first, so it saw no gap before two."
)


def design(*faults: Fault | None, before: str = STORED) -> dict[str, str]:
    return {
        "before": before,
        **{name: fault.name if fault else NO_FAULT for name, fault in zip(FIVE, faults, strict=True)},
    }


@pytest.mark.parametrize(
    "faults",
    [
        (LOST, UNHEARD, UNHEARD, UNHEARD, UNHEARD),
        (LOST, UNHEARD, UNHEARD, UNHEARD, LATE),  # the last one is held back by the network: no answer either
    ],
)
def test_a_lost_first_request_and_no_answer_to_the_others(faults: tuple[Fault | None, ...]) -> None:
    verdict = FIVE_IN_FLIGHT.pose(0).grade(design(*faults))
    assert verdict.correct
    assert "OUT_OF_ORDER_SEQUENCE_NUMBER" in verdict.reasons[0]


def test_the_batches_after_the_gap_are_refused_and_then_stored() -> None:
    outcome = run_of_five(design(LOST, UNHEARD, UNHEARD, UNHEARD, UNHEARD))
    answers = [event.result for event in outcome.trace if event.result and event.stage.value in {"Store", "Error"}]
    refused, stored = Error.OUT_OF_ORDER_SEQUENCE_NUMBER, Error.NONE
    assert [answer.error for answer in answers] == [stored, *[refused] * 4, *[stored] * 5]
    assert outcome.stored == ["hello", *FIVE]


@pytest.mark.parametrize(
    ("answers", "reasons"),
    [
        (design(FINE, FINE, FINE, FINE, FINE), (NOT_LOST, f"At most 1 batch was{ANSWERED}")),
        (design(UNHEARD, UNHEARD, UNHEARD, UNHEARD, UNHEARD), (NOT_LOST,)),
        (design(LOST, FINE, FINE, FINE, FINE), (f"At most 2 batches were{HEARD_OF_A_GAP}",)),
        (design(LOST, UNHEARD, UNHEARD, FINE, UNHEARD), (f"At most 4 batches were{HEARD_OF_A_GAP}",)),
        (
            design(LOST, LOST, UNHEARD, LOST, UNHEARD),
            ("Only the request with one is to be lost; lost as well: two, four.",),
        ),
    ],
)
def test_a_plausible_wrong_design_is_told_what_is_missing(answers: dict[str, str], reasons: tuple[str, ...]) -> None:
    verdict = FIVE_IN_FLIGHT.pose(0).grade(answers)
    assert (verdict.correct, verdict.reasons) == (False, reasons)
    assert isinstance(verdict.shown, Trace)


def test_a_broker_that_does_not_know_the_producer_sees_no_gap() -> None:
    # KAFKA-15591: without any state for the producer, the check takes sequence 1 (row 6 until Kafka 4.4).
    verdict = FIVE_IN_FLIGHT.pose(0).grade(design(LOST, UNHEARD, UNHEARD, UNHEARD, UNHEARD, before=NOTHING))
    log = "two, three, four, five, one, two, three, four, five"
    assert verdict.reasons == (f"The log ends up with {log}. {NO_GAP_SEEN}",)


@pytest.mark.parametrize("second", Fault)
@pytest.mark.parametrize("last", [None, *Fault])
def test_with_a_known_producer_the_log_is_always_right(second: Fault, last: Fault | None) -> None:
    assert run_of_five(design(LOST, second, None, UNHEARD, last)).stored == ["hello", *FIVE]


def test_the_solution_works() -> None:
    problem = FIVE_IN_FLIGHT.pose(0)
    assert problem.grade(problem.solution()).correct
