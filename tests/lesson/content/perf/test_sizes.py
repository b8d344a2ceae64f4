"""The bytes of idempotence. Expected sizes are those of Kafka's formats: DefaultRecordBatch, ProducerStateManager."""

from minikafka.lesson.content.perf import bytes_of_idempotence
from minikafka.lesson.content.perf.sizes import batch_sizes, snapshot_sizes

BATCH_HEADER = 61
RECORD = 2 + 1 + 1 + 1 + 1 + 2 + 100 + 1  # length, attributes, two deltas, no key, length of the value, value, headers
LONG_DELTAS = 100 - 64  # records whose offset delta takes a second byte
SNAPSHOT_HEADER, SNAPSHOT_ENTRY = 2 + 4 + 4, 8 + 2 + 4 + 8 + 4 + 8 + 4 + 8


def test_a_batch_is_as_long_without_a_producer_id_as_with_one() -> None:
    assert batch_sizes(1) == (BATCH_HEADER + RECORD,) * 2
    assert batch_sizes(100) == (BATCH_HEADER + 100 * RECORD + LONG_DELTAS,) * 2


def test_a_snapshot_has_one_entry_for_a_producer_however_much_it_has_sent() -> None:
    with_entry = SNAPSHOT_HEADER + SNAPSHOT_ENTRY
    assert snapshot_sizes(1) == snapshot_sizes(1_000) == (SNAPSHOT_HEADER, with_entry)


def test_the_table_shows_both() -> None:
    assert bytes_of_idempotence().to_numpy().tolist() == [
        ["batch of 1 record, sent", "170", "170"],
        ["batch of 100 records, sent", "10,997", "10,997"],
        ["snapshot after 1 batch", "10", "56"],
        ["snapshot after 1,000 batches", "10", "56"],
    ]
