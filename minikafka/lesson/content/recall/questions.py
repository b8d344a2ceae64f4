"""The eight questions of Recall, each about a run in which something goes wrong."""

from __future__ import annotations

from functools import partial
from typing import Any

from minikafka.engine.configuration import ProducerConfig
from minikafka.engine.errors import ConfigException, Error
from minikafka.lesson.content.recall import evidence
from minikafka.lesson.lab.experiments import config_of
from minikafka.lesson.widgets.question import Option, Question

OUT_OF_ORDER = Error.OUT_OF_ORDER_SEQUENCE_NUMBER

QUESTIONS: tuple[Question[Any], ...] = (
    Question(
        "silence",
        evidence.silence,
        "A producer has sent one batch, and no answer comes. What can it conclude?",
        "Two different things can be lost on the way. Think of the log after each of them.",
        (
            Option(
                "The batch is stored: a broker stores before it answers.",
                "It does, but only what reaches it. If the request itself was lost, the log is empty.",
                lambda runs: all(run.copies == 1 for run in runs),
            ),
            Option(
                "The batch is not stored: otherwise there would be an ack.",
                "An ack can be lost as well. Then the batch is in the log, and the producer does not know it.",
                lambda runs: all(run.copies == 0 for run in runs),
            ),
            Option(
                "Nothing: the batch may be stored or not.",
                "Whether the request was lost or the ack, the producer sees the same silence. So it has to send the "
                "batch again, and the broker has to be able to recognise it.",
                lambda runs: {run.copies for run in runs} == {0, 1},
            ),
        ),
    ),
    Question(
        "first-of-five-lost",
        evidence.first_of_five_lost,
        "Five batches are in flight, and the request of the first one is lost. What happens to the other four, and "
        "what is stored once the producer has sent everything again?",
        "The broker asks of each batch whether it comes next. Does the second one, while the first is missing?",
        (
            Option(
                "The four are stored at once, the first one after them.",
                "That would change the order. While a number is missing, none of the four comes next.",
                lambda run: run.errors == {Error.NONE} and run.stored != tuple(sorted(run.stored)),
            ),
            Option(
                "The four are refused; in the end all are stored once, in order.",
                "Each is refused with OUT_OF_ORDER_SEQUENCE_NUMBER, which for a producer in this position means: wait "
                "for the earlier one. Sent again in order, with the numbers they had, all five fit.",
                lambda run: run.errors == {OUT_OF_ORDER} and run.stored == tuple(sorted(set(run.stored))),
            ),
            Option(
                "The four are kept back by the broker until the first one arrives.",
                "A broker keeps nothing back. It answers each batch when it comes: stored, recognised, or refused.",
                lambda run: not run.answers,
            ),
            Option(
                "The four are recognised as duplicates, because they are in flight.",
                "A duplicate is a batch that is stored already and remembered. These were never stored.",
                lambda run: any(answer.duplicate for answer in run.answers),
            ),
        ),
    ),
    Question(
        "application-sends-again",
        evidence.sent_again_by_the_application,
        "A send fails because its delivery timeout is over, although the broker had stored the batch. The application "
        "catches the error and calls send with the same bytes again. How many copies are there now?",
        "Who gives a batch its number, and when?",
        (
            Option(
                "Two: the second send is a new record.",
                "The second call makes a new batch with numbers of its own, so nothing tells the broker that these "
                "bytes are there already. After a failed send, look at what is stored before you send again.",
                lambda run: run.copies == 2,
            ),
            Option(
                "One: the broker finds the same bytes in its log.",
                "A broker does not look at the bytes. It would have to read its whole log for every batch.",
                lambda run: run.copies == 1 and run.is_duplicate,
            ),
            Option(
                "One: the broker refuses the second send.",
                "There is nothing to refuse. The batch is numbered as one that comes next, and it is stored.",
                lambda run: run.copies == 1 and not run.is_duplicate,
            ),
        ),
    ),
    Question(
        "cut-again",
        evidence.cut_again,
        "A partition has stored a batch of two records, with sequence numbers 0 and 1. Now a client sends the second "
        "record alone, under its old number 1. What does the broker do?",
        "Compare first and last number of the stored batch with first and last number of the new one.",
        (
            Option(
                "It ignores the batch as a duplicate.",
                "To be a duplicate, a batch must begin and end with the numbers of a stored one. The stored one is "
                "0 to 1, this one 1 to 1.",
                lambda run: run.is_duplicate,
            ),
            Option(
                "It stores the record a second time.",
                "Then it would have to come next, with number 2. It does not, so nothing is written.",
                lambda run: run.copies == 2,
            ),
            Option(
                "It refuses the batch and stores nothing.",
                "The batch is not one that the partition remembers, and 1 does not follow 1: "
                "OUT_OF_ORDER_SEQUENCE_NUMBER. That is why a client sends a batch again as it was.",
                lambda run: run.errors == {OUT_OF_ORDER} and run.copies == 1,
            ),
        ),
    ),
    Question(
        "broker-restarted",
        evidence.broker_restarted,
        "A broker has stored two batches of a producer. It is stopped, and started again on its files. Then the first "
        "of the two batches comes again. What is the answer?",
        "Before it stops, a broker writes down what it knows of each producer. How much of it?",
        (
            Option(
                "A success: the batch is recognised as a duplicate.",
                "The snapshot file holds one batch for each producer, the last one. The batch before it is forgotten.",
                lambda run: run.is_duplicate,
            ),
            Option(
                "OUT_OF_ORDER_SEQUENCE_NUMBER, and nothing is stored.",
                "Of each producer only the last batch outlives the stop. So this one is unknown, and it does not come "
                "next. It is in the log all the same.",
                lambda run: run.errors == {OUT_OF_ORDER} and run.copies == 1,
            ),
            Option(
                "A success: the batch is stored a second time.",
                "That happens when the whole producer is forgotten. Here its last number is known, and so it is clear "
                "that this batch does not come next.",
                lambda run: run.copies == 2,
            ),
            Option(
                "UNKNOWN_PRODUCER_ID, as the broker has lost its memory.",
                "The producer is in the snapshot file. And since Kafka 2.5 no broker answers a batch with this error.",
                lambda run: run.errors == {Error.UNKNOWN_PRODUCER_ID},
            ),
        ),
    ),
    Question(
        "silent-for-a-day",
        evidence.silent_for_a_day,
        "A producer was silent for longer than a day, and its broker has cleared up. Now a late retry of its last "
        "batch comes in. What happens?",
        "After a day without a batch, `producer.id.expiration.ms` is over. What is left to compare with?",
        (
            Option(
                "It is recognised: the batch is still in the log.",
                "The log is not what a batch is compared with. The memory of the producer is, and it is gone.",
                lambda run: run.is_duplicate,
            ),
            Option(
                "It is refused with UNKNOWN_PRODUCER_ID.",
                "That was so until Kafka 2.4. Since 2.5 a producer that is unknown is taken for a new one.",
                lambda run: run.errors == {Error.UNKNOWN_PRODUCER_ID},
            ),
            Option(
                "It is stored a second time.",
                "The producer is forgotten with all its batches, and the retry looks like the first batch of a new "
                "one. Idempotence lasts as long as the memory does.",
                lambda run: run.copies == 2,
            ),
        ),
    ),
    Question(
        "two-producers",
        evidence.two_producers,
        "Two producers each send the same bytes, both under sequence number 0, to the same partition. What is stored?",
        "A number alone says little. With what does it come?",
        (
            Option(
                "One copy: number 0 is taken.",
                "Numbers belong to a producer id. Each of the two has a count of its own that begins with 0.",
                lambda run: run.copies == 1 and run.is_duplicate,
            ),
            Option(
                "Two copies: each producer is remembered for itself.",
                "The partition remembers each producer id for itself, so this is the first batch of somebody else.",
                lambda run: run.copies == 2,
            ),
            Option(
                "One copy: the second batch is out of order.",
                "Order is a matter of one producer id. The second producer has stored nothing here, so 0 comes next.",
                lambda run: run.errors == {OUT_OF_ORDER},
            ),
        ),
    ),
    Question(
        "acks-of-one",
        partial(config_of, acks=1),
        "Somebody sets acks=1 and says nothing about idempotence, which would be on by default. What happens when "
        "the producer starts?",
        "A default gives way to what was asked for. Only two wishes can be in conflict.",
        (
            Option(
                "A ConfigException says that acks must be all.",
                "That comes when `enable_idempotence=True` was asked for as well. Nobody did here.",
                lambda config: isinstance(config, ConfigException),
            ),
            Option(
                "acks is raised to all, and idempotence is on.",
                "A setting that somebody chose is not changed behind their back: acks stays 1.",
                lambda config: isinstance(config, ProducerConfig) and config.required_acks == -1,
            ),
            Option(
                "It starts, with idempotence off.",
                "The default gives way without an error; the Java client writes a line into its log. Whoever relies on "
                "idempotence sets it explicitly: then a conflict is told.",
                lambda config: isinstance(config, ProducerConfig) and not config.idempotent,
            ),
        ),
    ),
)
