"""A lab can watch a broker that others write to."""

from minikafka.engine.producer import Producer
from minikafka.engine.records import Record
from minikafka.engine.watched_broker import WatchedBroker
from minikafka.lesson import Lab, process_table, status_tracker, transcript

MESSAGES = (Record(value=b"message1"), Record(value=b"message1"))


def watched_retry() -> tuple[Lab, Producer]:
    broker = WatchedBroker()
    lab = Lab()
    lab.watch(broker)
    producer = Producer(broker)
    producer.network.lose_ack()
    producer.send_batch("topic", MESSAGES)
    producer.flush()
    return lab, producer


def test_batches_of_a_client_become_rows_under_the_same_headings() -> None:
    """kafka-rules.md §7: the page's code is one batch of two records, with sequences 0 and 1."""
    lab, _ = watched_retry()
    rows = process_table(lab.trace).to_numpy().tolist()
    assert [row[2:] for row in rows] == [
        ["0-1", "Is seq 0-1 duplicate?", "No - store 2 messages", "Ack sent for seq 0-1"],
        ["0-1", "Is seq 0-1 duplicate?", "Yes - ignore duplicate", "Ack sent for seq 0-1"],
    ]
    assert "again" in rows[1][1]


def test_the_tracker_counts_what_is_stored_and_claims_no_ack_that_nobody_saw() -> None:
    lab, _ = watched_retry()
    assert status_tracker(lab.trace)["After Step 2"].tolist() == [1, "[message1, message1]", "-"]


def test_the_lab_follows_and_the_stepper_goes_back() -> None:
    lab, producer = watched_retry()
    assert lab.position == lab.end
    lab.to_start()
    producer.send("topic", b"one more")
    assert lab.position == lab.end
    assert lab.trace.steps == 3


def test_every_stage_has_its_sentence() -> None:
    lab, _ = watched_retry()
    told = transcript(lab.trace)
    assert "The broker listens." in told
    assert "again, under the same numbers" in told


def test_a_lab_that_watches_sends_nothing_itself_and_says_why() -> None:
    lab, _ = watched_retry()
    for press in (lab.send, lab.retry, lab.flush):
        press()
        assert "watches a broker" in lab.notice
    assert lab.trace.steps == 2
    assert "Reset" in (lab.retry_refusal or "")


def test_reset_ends_the_watching() -> None:
    lab, producer = watched_retry()
    lab.reset()
    producer.send("topic", b"unseen")
    assert lab.trace.steps == 0
    lab.send("mine")
    assert lab.trace.steps == 1
