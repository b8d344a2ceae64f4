"""The twelve cards, in the order in which a new learner meets them."""

from __future__ import annotations

from minikafka.lesson.content.recall import proofs
from minikafka.lesson.widgets.deck import Card

CARDS = (
    Card(
        "retry-number",
        "No ack comes, and the producer sends its batch again. Which sequence number does the batch carry now?",
        "The one it had the first time, with the same producer id and epoch. A batch is numbered once, when it is "
        "first sent.",
        proofs.retry_keeps_its_numbers,
    ),
    Card(
        "what-is-compared",
        "By what does a partition recognise a batch that it has stored already?",
        "By producer id, epoch, and the sequence numbers of the first and the last record. What the records say is "
        "never compared.",
        proofs.only_numbers_are_compared,
    ),
    Card(
        "duplicate-answer",
        "What does the producer hear about a batch that was recognised as a duplicate?",
        "A success, with the offset of the original. For a duplicate that is remembered there is no error.",
        proofs.duplicate_is_a_success,
    ),
    Card(
        "window",
        "How many batches of one producer does a partition remember?",
        "The last five of each producer id. They are batches, however many records each of them holds.",
        proofs.five_batches_are_remembered,
    ),
    Card(
        "too-old",
        "A batch comes again after five newer ones of its producer were stored. What does the broker answer?",
        "OUT_OF_ORDER_SEQUENCE_NUMBER. The batch is no longer remembered, so it cannot be called a duplicate; it does "
        "not come next either. Nothing is stored.",
        proofs.too_old_is_refused,
    ),
    Card(
        "gap",
        "A batch arrives, and the number before it is missing. What does the broker do?",
        "It refuses the batch with OUT_OF_ORDER_SEQUENCE_NUMBER. It stores nothing and goes on waiting for the number "
        "that comes next.",
        proofs.gap_is_refused,
    ),
    Card(
        "second-send",
        "An application calls send twice with the same bytes. How many records are stored?",
        "Two, with idempotence and without. Each send is a new record with a number of its own; only the producer's "
        "own retries are recognised.",
        proofs.second_send_is_stored,
    ),
    Card(
        "counts-records",
        "A batch of three records begins with sequence number 7. With which number does the next batch begin?",
        "With 10. Sequence numbers count records, and the batch carries the number of its first one.",
        proofs.numbers_count_records,
    ),
    Card(
        "each-partition",
        "A producer sends its first batch to partition 0, and another one to partition 1. Which numbers do they carry?",
        "0 and 0. Each partition is counted on its own, and each remembers for itself.",
        proofs.partitions_count_alone,
    ),
    Card(
        "new-producer",
        "A producer without a transactional id is closed and made again. How does the broker know its earlier batches?",
        "It does not. The new producer gets a new producer id and numbers from 0; what it sends again is stored again.",
        proofs.new_producer_is_a_stranger,
    ),
    Card(
        "old-epoch",
        "A batch carries an older epoch than the one that the partition knows of its producer id. What is the answer?",
        "INVALID_PRODUCER_EPOCH. Whoever still writes under the old epoch is fenced on this partition.",
        proofs.old_epoch_is_refused,
    ),
    Card(
        "in-flight",
        "How many requests may an idempotent producer have in flight on a connection, and why?",
        "Five at the most. After a broken connection each batch may have to be recognised, and a partition remembers "
        "five. With six the producer refuses to start.",
        proofs.five_may_be_in_flight,
    ),
)
