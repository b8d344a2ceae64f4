"""What a restart leaves: scenarios K01 (clean) and K02 (crash) of sequence-check-scenarios.yaml."""

from __future__ import annotations

from minikafka.lesson.content.deep import restarts
from minikafka.lesson.content.deep.limits import after_a_restart

ALL_KNOWN = ["0, 1, 2, 3, 4", "duplicate of offset 4", "duplicate of offset 3"]
ONE_KNOWN = ["4", "duplicate of offset 4", "refused"]


def test_five_remembered_batches_become_one_whether_the_broker_stops_or_crashes() -> None:
    assert restarts().to_numpy().tolist() == [
        ["before", *ALL_KNOWN],
        ["after a clean stop", *ONE_KNOWN],
        ["after a crash", *ONE_KNOWN],
    ]


def test_the_retries_after_a_restart_are_answered_by_kafka_s_rows() -> None:
    last, last_but_one = after_a_restart()
    assert (last.result.rule, last.error) == ("2", "NONE (0)")
    assert (last_but_one.result.rule, last_but_one.error) == ("10", "OUT_OF_ORDER_SEQUENCE_NUMBER (45)")
    assert last_but_one.log_end_offset == 5
