"""The predictions of the Deep lesson: what a learner commits to before the run is shown."""

from __future__ import annotations

from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error
from minikafka.engine.records import MAX_SEQUENCE, increment_sequence
from minikafka.lesson.content.deep.answers import Answers, answers, recognises, refuses, stores
from minikafka.lesson.content.deep.limits import LIMITS
from minikafka.lesson.lab.experiments import batch
from minikafka.lesson.widgets.question import Option, Question
from minikafka.lesson.widgets.question_cards import Prediction

STYLE = "03-deep"
FIVE = 5


def gap() -> Answers:
    """0 is stored; 2 overtakes 1, and comes again afterwards."""
    return answers(Broker(), batch(0), batch(2), batch(1), batch(2))


def content() -> Answers:
    """The same numbers with another message."""
    return answers(Broker(), batch(0, value=b"alpha"), batch(0, value=b"beta"))


def window() -> Answers:
    """Six batches, then the second and the first again."""
    return answers(Broker(), *(batch(number) for number in range(FIVE + 1)), batch(1), batch(0))


def epoch() -> Answers:
    """A producer goes on in epoch 0 after its id has begun epoch 1."""
    return answers(Broker(), batch(0), batch(1), batch(0, epoch=1), batch(2))


def wrap() -> Answers:
    """After the largest sequence, 1 and then 0."""
    return answers(Broker(), batch(MAX_SEQUENCE), batch(1), batch(0))


PREDICTIONS = (
    Question(
        "gap",
        gap,
        "A partition has stored sequence 0. Now sequence 2 arrives; 1 is late. What does the broker do with 2?",
        "The broker keeps no queue of batches that are not stored.",
        (
            Option(
                "It keeps it aside until 1 has come.",
                "It keeps nothing aside: when 1 had come, the log held two records, and 2 was not among them.",
                lambda seen: seen[2].log_end_offset > seen[1].log_end_offset + 1,
            ),
            Option(
                "It stores it: what is missing is lost, and the rest can go on.",
                "Then 1 could never take its place. The log end offset did not move.",
                lambda seen: stores(seen[1]),
            ),
            Option(
                "It refuses it, and stores it when it comes again after 1.",
                "A gap is row 10. The refusal changes nothing, so the same batch fits as soon as 1 is there: the "
                "producer has only to send both again. This error is no loss yet.",
                lambda seen: refuses(seen[1]) and stores(seen[3]),
            ),
            Option(
                "It acknowledges it and drops it.",
                "An ack for something that is not stored is what the check is there to prevent.",
                lambda seen: seen[1].result.error is Error.NONE and not stores(seen[1]),
            ),
        ),
    ),
    Question(
        "content",
        content,
        "A batch with sequence 0 says “alpha”. Another one, also with sequence 0, says “beta”. What becomes of “beta”?",
        "What would a broker have to keep in order to compare messages?",
        (
            Option(
                "It is stored: it is another message.",
                "The log still ends after one record. The check never looks at what a message says.",
                lambda seen: stores(seen[1]),
            ),
            Option(
                "It is acknowledged, and stored nowhere.",
                "Epoch, first and last sequence are equal: row 2, a duplicate. Content, keys and hashes are neither "
                "kept nor compared, so a client that numbers wrongly loses messages with a friendly ack.",
                lambda seen: recognises(seen[1]),
            ),
            Option(
                "It is refused: the number is taken.",
                "To the broker nothing is wrong with it. A repetition is a success.",
                lambda seen: seen[1].result.error is not Error.NONE,
            ),
        ),
    ),
    Question(
        "window",
        window,
        "Batches 0 to 5 are stored, one after the other. Then 1 is sent again, and after it 0. What are the answers?",
        "Count the batches that came after each of the two.",
        (
            Option(
                "Both are duplicates: their numbers are lower than the last one.",
                "Lower is not enough. Of the six batches the oldest is no longer remembered, and what is not "
                "remembered cannot be recognised.",
                lambda seen: recognises(seen[-2]) and recognises(seen[-1]),
            ),
            Option(
                "1 is a duplicate, 0 is refused.",
                "A partition remembers the last five batches of each producer: 1 to 5. Batch 0 was the sixth, so its "
                "retry meets row 10, although its record lies in the log.",
                lambda seen: recognises(seen[-2]) and refuses(seen[-1]),
            ),
            Option(
                "Both are refused: only the last batch can be a duplicate.",
                "Five batches are looked at, not one. Otherwise five requests in flight could not be repeated.",
                lambda seen: refuses(seen[-2]) and refuses(seen[-1]),
            ),
            Option(
                "Both get the error DUPLICATE_SEQUENCE_NUMBER.",
                "The protocol has this error, but no row of the table answers it: a duplicate is a success.",
                lambda seen: all(refuses(each, Error.DUPLICATE_SEQUENCE_NUMBER) for each in seen[-2:]),
            ),
        ),
    ),
    Question(
        "epoch",
        epoch,
        "A producer stores 0 and 1 in epoch 0. Its id then stores 0 in epoch 1. Now 2 arrives, still of epoch 0. "
        "What is the answer?",
        "The epoch is asked about before the order.",
        (
            Option(
                "It is stored: 2 follows 1.",
                "The new epoch emptied what was remembered, and there is one order for each producer id, not for each "
                "epoch.",
                lambda seen: stores(seen[-1]),
            ),
            Option(
                "It is refused with OUT_OF_ORDER_SEQUENCE_NUMBER.",
                "The order is not asked about any more: row 3 has answered before.",
                lambda seen: refuses(seen[-1]),
            ),
            Option(
                "It is refused with INVALID_PRODUCER_EPOCH.",
                "Row 3: an older epoch is refused whatever its sequence is. This is fencing: who began the newer epoch "
                "need not fear that the older one still writes.",
                lambda seen: refuses(seen[-1], Error.INVALID_PRODUCER_EPOCH),
            ),
        ),
    ),
    Question(
        "wrap",
        wrap,
        "The last sequence stored is 2147483647, the largest that fits. Which one may follow?",
        "Sequence numbers are counted modulo 2 to the power of 31.",
        (
            Option(
                "1",
                "1 would leave 0 out. The count goes through 0 like through any other number.",
                lambda seen: stores(seen[1]),
            ),
            Option(
                "0",
                "Row 8. The largest number is used, and 0 comes after it; a batch may even span both.",
                lambda seen: refuses(seen[1]) and stores(seen[2]),
            ),
            Option(
                "-2147483648",
                "Java's integers would go there, and one client did. A broker takes no negative sequence.",
                lambda _: increment_sequence(MAX_SEQUENCE, 1) < 0,
            ),
            Option(
                "None: the producer needs a new id.",
                "The number may start over, because nobody compares which one is larger: five batches are "
                "remembered, and they are compared for equality.",
                lambda seen: not stores(seen[1]) and not stores(seen[2]),
            ),
        ),
    ),
    *LIMITS,
)


def predict(name: str) -> Prediction:
    """The prediction of this name, kept in the progress of this lesson.

    Raises:
        KeyError: there is none; the message names those that there are.
    """
    questions = {question.name: question for question in PREDICTIONS}
    if name not in questions:
        raise KeyError(f"there is no prediction {name!r}: use one of {', '.join(questions)}")
    return Prediction(questions[name], style=STYLE)
