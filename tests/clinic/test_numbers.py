"""Which row of the check answered, by the numbers of a line; expected rows from Kafka's decision table."""

import pytest

from minikafka.clinic import explain
from minikafka.clinic.case import Case
from minikafka.clinic.runs import Run

OUT_OF_ORDER = (
    "Out of order sequence number for producer 7 at offset 5 in partition t-0: "
    "{} (incoming seq. number), {} (current end sequence number)"
)
NEW_EPOCH = (
    "Invalid sequence number for new epoch of producer 7at offset 5 in partition t-0: "
    "{} (request epoch), {} (seq. number), {} (current producer epoch)"
)
OLD_EPOCH = "Epoch of producer 7 at offset 5 in t-0 is {}, which is smaller than the last seen epoch {}"


def case_of(line: str) -> Case:
    (case,) = explain(line).cases
    return case


@pytest.mark.parametrize(
    ("first", "stored", "kind"),
    [
        (61, 57, "gap"),
        (158, 155, "gap"),
        (30, 57, "old-resend"),
        (57, 57, "old-resend"),
        (0, 29, "restart-at-zero"),
        (12, -1, "after-marker"),
        (7, 2147483647, "after-highest"),
        (0, 0, "old-resend"),
    ],
)
def test_the_check_itself_says_that_row_10_answered(first: int, stored: int, kind: str) -> None:
    reading = case_of(OUT_OF_ORDER.format(first, stored)).reading
    assert (reading.row, reading.contradiction) == ("10", None)
    assert reading.kind == kind


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (OUT_OF_ORDER.format(58, 57), "58 follows 57, so row 7"),
        (OUT_OF_ORDER.format(0, 2147483647), "row 8"),
        (OUT_OF_ORDER.format(0, -1), "row 9"),
        (OUT_OF_ORDER.format(2147483648, 3), "the largest is 2147483647"),
        (OUT_OF_ORDER.format(-5, 3), "negative"),
        (NEW_EPOCH.format(4, 0, 3), "row 4"),
        (NEW_EPOCH.format(3, 31, 3), "not newer"),
        (OLD_EPOCH.format(3, 2), "not older"),
        (OLD_EPOCH.format(40000, 50000), "the largest is 32767"),
        ("Invalid sequence number 5 in record batch with producerId 7 in topic partition t-0.", "not negative"),
        ("Inconsistent batch offset range [0, 4] and count of records 5 in topic partition t-0", "as it should be"),
        (
            "The record batch size in the append to t-0 is 10 bytes which exceeds the maximum configured value of 20.",
            "do not exceed",
        ),
    ],
)
def test_numbers_that_contradict_themselves_are_called_so(line: str, words: str) -> None:
    explanation = explain(line)
    (case,) = explanation.cases
    assert words in str(case.reading.contradiction)
    assert case.run is None
    assert "The numbers contradict themselves" in str(explanation)


@pytest.mark.parametrize(
    ("line", "row", "numbers"),
    [
        (OUT_OF_ORDER.format(61, 57), "10", (7, 61, 57)),
        (OUT_OF_ORDER.format(30, 57), "10", (7, 30, 57)),
        (OUT_OF_ORDER.format(57, 57), "10", (7, 57, 57)),
        (OUT_OF_ORDER.format(0, 29), "10", (7, 0, 29)),
        (OUT_OF_ORDER.format(12, -1), "10", (7, 12, -1)),
        (OUT_OF_ORDER.format(2_000_000_000, 3), "10", (7, 2_000_000_000, 3)),
        (OUT_OF_ORDER.format(7, 2147483647), "10", (7, 7, 2147483647)),
        (NEW_EPOCH.format(4, 31, 3), "5", (7, 31, None)),
        (OLD_EPOCH.format(2, 3), "3", (7, None, None)),
    ],
)
def test_a_run_gives_the_same_answer_with_the_same_numbers(
    line: str, row: str, numbers: tuple[int, int | None, int | None]
) -> None:
    run = case_of(line).run
    assert isinstance(run, Run)
    producer_id, first, stored = numbers
    answers = [event for event in run.trace if event.result and event.result.rule == row]
    assert answers
    event = answers[0]
    assert event.batch
    assert event.batch.producer_id == producer_id
    assert first in {None, event.batch.base_sequence}
    state = event.variables.state
    assert state
    assert stored in {None, state.last_sequence}
    if row in {"3", "5"}:
        assert (event.batch.producer_epoch, state.producer_epoch) == ((2, 3) if row == "3" else (4, 3))


def test_the_run_of_a_first_batch_that_was_overtaken_is_found() -> None:
    """KAFKA-15591: with brokers before 4.5 two sends are enough."""
    run = case_of(OUT_OF_ORDER.format(0, 29)).run
    assert run
    assert run.is_of_a_producer
    assert len(run.actions) == 2


@pytest.mark.parametrize(
    ("line", "row", "actions"),
    [
        (OLD_EPOCH.format(2, 3), "3", ("send a message, the request is late", "give up", "send a message")),
        (
            (
                "Accepting batch from unknown producer that likely got evicted: {pid: {producer_identity: id=7, "
                "epoch=2}, first_seq: 9, is_transactional: false, record_count: 1, last_seq: 9}, term: 1"
            ),
            "6",
            ("send 9 messages in a batch", "day passes", "send a message"),
        ),
        (
            (
                "Got error produce response with correlation id 5 on topic-partition t-0, retrying (3 attempts left). "
                "Error: OUT_OF_ORDER_SEQUENCE_NUMBER"
            ),
            "10",
            ("send a message, the request is late", "send a message"),
        ),
    ],
)
def test_a_search_finds_what_a_correct_producer_and_its_network_do(
    line: str, row: str, actions: tuple[str, ...]
) -> None:
    run = case_of(line).run
    assert run
    assert (run.is_of_a_producer, run.actions) == (True, actions)
    assert row in {event.result.rule for event in run.trace if event.result}


def test_even_a_new_epoch_that_does_not_begin_with_0_is_the_work_of_a_correct_producer() -> None:
    run = case_of(NEW_EPOCH.format(4, 31, 3)).run
    assert run
    assert run.is_of_a_producer
    assert run.actions[1] == "give up"


@pytest.mark.parametrize(("epoch", "current"), [(2, 7), (0, 32767)])
def test_what_no_short_run_of_a_producer_does_single_batches_do(epoch: int, current: int) -> None:
    run = case_of(OLD_EPOCH.format(epoch, current)).run
    assert run
    assert not run.is_of_a_producer


def test_a_line_without_a_run_says_why() -> None:
    explanation = explain("org.apache.kafka.common.errors.ClusterAuthorizationException: Cluster authorization failed.")
    for told in (str(explanation), explanation._repr_html_()):
        assert "There is none: these lines tell of no answer of the check." in told


def test_of_many_cases_the_first_ones_have_a_run_and_the_others_say_so() -> None:
    lines = (OUT_OF_ORDER.format(61, 57).replace("t-0", f"t-{number}") for number in range(7))
    told = str(explain("\n".join(lines)))
    assert told.count("Found by a search") == 5
    assert told.count("It is looked for in the first 5 cases alone") == 2
