"""The rows of everything that can happen besides the page's run: honest, and in the page's words."""

from __future__ import annotations

from tests.lesson import runs
from tests.lesson.views.process_rows import rows, sent

FLUSHED = "Flush producer | - | - | - | All messages confirmed"


def numbered(*lines: str) -> list[str]:
    return [f"{number} | {line}" for number, line in enumerate(lines, 1)]


def resent(message: str, sequence: int) -> str:
    return f"Retry {sent(message, sequence).replace('Send', 'send', 1)}"


def test_a_second_send_is_a_new_record() -> None:
    assert rows(runs.two_sends().trace) == numbered(sent("message1", 0), sent("message1", 1), FLUSHED)


def test_without_idempotence_a_retry_is_stored_again() -> None:
    assert rows(runs.idempotence_off().trace) == numbered(
        "Send message1 | - | None without producer id | Store message | Ack",
        "Retry send message1 | - | None without producer id | Store message | Ack",
        FLUSHED,
    )


def test_a_lost_ack() -> None:
    assert rows(runs.ack_lost().trace) == numbered(
        "Send a | 0 | Is seq 0 duplicate? | No - store message | No ack (lost)",
        "Retry send a | 0 | Is seq 0 duplicate? | Yes - ignore duplicate | Ack for seq 0",
    )


def test_a_lost_request() -> None:
    lost = "Send a | 0 | - | Request lost | No ack yet"
    assert rows(runs.request_lost().trace) == numbered(lost, resent("a", 0), FLUSHED)


def test_a_gap() -> None:
    assert rows(runs.gap().trace) == numbered(
        sent("a", 0),
        "Send b | 1 | - | Request lost | No ack yet",
        "Send c | 2 | Is seq 2 duplicate? | No - refuse, seq 1 expected | Error OUT_OF_ORDER_SEQUENCE_NUMBER",
        resent("b", 1),
        resent("c", 2),
        FLUSHED,
    )


def test_a_delayed_request() -> None:
    assert rows(runs.delayed().trace) == numbered(
        sent("a", 0),
        "Send b | 1 | - | Request delayed | No ack yet",
        "Send c | 2 | Is seq 2 duplicate? | No - refuse, seq 1 expected | Error OUT_OF_ORDER_SEQUENCE_NUMBER",
        "Late copy of b | 1 | Is seq 1 duplicate? | No - store message | Ack for seq 1",
        resent("c", 2),
        FLUSHED,
    )


def test_a_second_copy() -> None:
    copy = "Late copy of a | 0 | Is seq 0 duplicate? | Yes - ignore duplicate | Ack for seq 0"
    assert rows(runs.delivered_twice().trace) == numbered(sent("a", 0), copy)


def test_a_late_copy() -> None:
    assert rows(runs.late_copy().trace) == numbered(
        "Send a | 0 | - | Request delayed | No ack yet",
        resent("a", 0),
        "Late copy of a | 0 | Is seq 0 duplicate? | Yes - ignore duplicate | Ack for seq 0",
    )


GIVEN_UP = (
    "Give up b | 1 | - | - | Send failed: no ack within 120000 ms",
    "Bump epoch to 1 | - | - | - | Sequences restart at 0",
    "Flush producer | - | - | - | 1 batch failed, no other waits",
)


def test_a_message_is_given_up_and_an_epoch_begins() -> None:
    lost = "Send b | 1 | - | Request lost | No ack yet"
    assert rows(runs.given_up().trace) == numbered(sent("a", 0), lost, *GIVEN_UP)


def test_an_old_epoch_is_refused() -> None:
    refused = "No - refuse, epoch 0 is older than 1"
    assert rows(runs.old_epoch().trace) == numbered(
        sent("a", 0),
        "Send b | 1 | - | Request delayed | No ack yet",
        *GIVEN_UP,
        sent("c", 0),
        f"Late copy of b | 1 | Is seq 1 duplicate? | {refused} | Error INVALID_PRODUCER_EPOCH",
    )


def test_a_new_epoch_must_start_at_zero() -> None:
    refused = "No - refuse, epoch 1 must start at seq 0"
    assert rows(runs.new_epoch_not_at_zero().trace) == numbered(
        sent("a", 0),
        "Send b | 1 | - | Request lost | No ack yet",
        *GIVEN_UP,
        "Send c | 0 | - | Request lost | No ack yet",
        f"Send d | 1 | Is seq 1 duplicate? | {refused} | Error OUT_OF_ORDER_SEQUENCE_NUMBER",
        resent("c", 0),
        resent("d", 1),
        GIVEN_UP[-1],
    )


def test_retries_run_out() -> None:
    lost = "a | 0 | - | Request lost | No ack yet"
    failed = "Give up a | 0 | - | - | Send failed: no ack, and no retries left (retries=1)"
    assert rows(runs.out_of_retries().trace)[:3] == numbered(f"Send {lost}", f"Retry send {lost}", failed)


def test_a_message_that_was_never_sent_fails_without_a_sequence() -> None:
    shown = rows(runs.expired_in_the_queue().trace)
    assert shown[1] == "2 | Hold back b | - | - | - | Waits for an earlier ack"
    (expired,) = (row.partition(" | ")[2] for row in shown if "Give up b" in row)
    assert expired == "Give up b | - | - | - | Send failed: not sent within 120000 ms"
    assert shown[-1].endswith("2 batches failed, no other waits")


def test_a_sixth_batch_waits_until_the_first_is_settled() -> None:
    assert rows(runs.waiting().trace) == numbered(
        "Send m1 | 0 | Is seq 0 duplicate? | No - store message | No ack (lost)",
        *(sent(f"m{number + 1}", number) for number in range(1, 5)),
        "Hold back m6 | - | - | - | Waits for an earlier ack",
        "Retry send m1 | 0 | Is seq 0 duplicate? | Yes - ignore duplicate | Ack for seq 0",
        sent("m6", 5),
        FLUSHED,
    )


def test_the_sixth_batch_back_is_no_longer_known() -> None:
    retried = "Retry send m1 | 0 | Is seq 0 duplicate?"
    refused = "No - refuse, older than the 5 batches remembered | Error OUT_OF_ORDER_SEQUENCE_NUMBER"
    assert rows(runs.beyond_the_window().trace)[-1] == f"7 | {retried} | {refused}"


def test_a_range_that_was_cut_differently_is_refused() -> None:
    refused = "No - refuse, no batch with exactly this range"
    assert rows(runs.overlapping_range().trace) == numbered(
        f"Send a | 0 | Is seq 0 duplicate? | {refused} | Error OUT_OF_ORDER_SEQUENCE_NUMBER",
        "Bump epoch to 1 | - | - | - | Sequences restart at 0",
        resent("a", 0),
    )


def test_a_newer_broker_wants_a_new_partition_to_start_at_zero() -> None:
    refused = "No - refuse, a new partition starts at seq 0"
    assert rows(runs.newer_generation().trace) == numbered(
        f"Send message1 | 1 | Is seq 1 duplicate? | {refused} | Error OUT_OF_ORDER_SEQUENCE_NUMBER",
        "Bump epoch to 1 | - | - | - | Sequences restart at 0",
        resent("message1", 0),
    )


def test_sequences_wrap() -> None:
    assert rows(runs.wrapped().trace) == numbered(sent("a", 2147483647), sent("b", 0))


def test_a_batch_of_several_records_has_a_range() -> None:
    batch = "x and 2 more | 0-2 | Is seq 0-2 duplicate?"
    assert rows(runs.several_records().trace) == numbered(
        f"Send {batch} | No - store 3 messages | Ack for seq 0-2",
        f"Retry send {batch} | Yes - ignore duplicate | Ack for seq 0-2",
        sent("a", 3),
    )


def test_another_place_than_the_first_is_named() -> None:
    assert rows(runs.several_partitions().trace) == numbered(
        sent("a", 0), sent("b to topic-1", 0), sent("c to other-0", 0), sent("d", 1)
    )


def test_a_flush_with_nothing_sent() -> None:
    assert rows(runs.nothing_flushed().trace) == numbered("Flush producer | - | - | - | Nothing to confirm")


def test_without_acks_nothing_is_confirmed() -> None:
    assert rows(runs.no_acks().trace) == numbered(
        "Send a | - | None without producer id | Store message | No ack asked for",
        "Send b | - | - | Request lost | No ack asked for",
        "Flush producer | - | - | - | No acks asked for",
    )


def test_when_epochs_run_out_there_is_a_new_producer_id() -> None:
    producer = runs.no_epoch_left()
    assert rows(producer.trace)[1] == "2 | Take new producer id | - | - | - | Sequences restart at 0"
    assert (producer.producer_id, producer.producer_epoch) == (1, 0)


def test_a_broker_that_is_watched_tells_what_it_saw() -> None:
    assert [row.rpartition(" | ")[0] for row in rows(runs.watched().trace)] == numbered(
        "Client sends a | 0 | Is seq 0 duplicate? | No - store message",
        "Client sends again a | 0 | Is seq 0 duplicate? | Yes - ignore duplicate",
        "Client sends x | - | None without producer id | Store message",
        "Client sends c | 2 | Is seq 2 duplicate? | No - refuse, seq 1 expected",
    )
