"""How messages, sequences and places are written wherever the lesson shows them."""

from __future__ import annotations

from collections.abc import Sequence

from minikafka.engine.producer_batch import ProducerBatch
from minikafka.engine.records import NO_SEQUENCE, Batch
from minikafka.lesson.views import view_words as words

UNKNOWN = "…"
NOTHING = "-"
LONGEST_MESSAGE = 32  # characters
BYTES_TO_READ = 4 * (LONGEST_MESSAGE + 1)  # enough to see that a message is longer; UTF-8 takes up to four for one
MOST_MESSAGES = 8


def message_text(value: bytes | None) -> str:
    """A message in one short line: what cannot be printed is shown by its code, a long message is cut."""
    if value is None:
        return words.NO_VALUE
    if not value:
        return words.EMPTY
    start = value[:BYTES_TO_READ].decode("utf-8", errors="backslashreplace")
    text = start if start.isprintable() else "".join(map(_printable, start))
    if len(text) <= LONGEST_MESSAGE:
        return text
    return words.CUT.format(start=text[: LONGEST_MESSAGE - 1], size=len(value))


def _printable(mark: str) -> str:
    return mark if mark.isprintable() else repr(mark)[1:-1]


def messages_text(values: Sequence[bytes | None], earlier: int = 0) -> str:
    """Several messages, the last ones if there are many: ``[a, b]``, ``[92 more, a, b]``; ``earlier`` came before."""
    shown = [message_text(value) for value in values[-MOST_MESSAGES:]]
    left_out = earlier + len(values) - len(shown)
    return f"[{', '.join([words.MORE.format(left_out), *shown] if left_out else shown)}]"


def delivery_text(delivery: ProducerBatch) -> str:
    """The message of a delivery; of a batch, the first one and how many follow."""
    first, others = message_text(delivery.records[0].value), len(delivery.records) - 1
    return words.AND_MORE.format(first=first, others=others) if others else first


def place_text(delivery: ProducerBatch) -> str:
    """The partition as Kafka names its directory: ``topic-0``."""
    return f"{delivery.topic}-{delivery.partition}"


def sequence_text(batch: Batch | None) -> str:
    """The sequence of a batch: one number, the first and the last of several records, or a dash."""
    if batch is None or batch.base_sequence == NO_SEQUENCE:
        return NOTHING
    if batch.record_count == 1:
        return str(batch.base_sequence)
    return f"{batch.base_sequence}-{batch.last_sequence}"


def duration_text(ms: int) -> str:
    """``1 day``, ``30 seconds``: in the largest unit that leaves no rest."""
    units = ((words.DAYS, 86_400_000), (words.HOURS, 3_600_000), (words.MINUTES, 60_000), (words.SECONDS, 1000))
    for unit, length in units:
        if ms and ms % length == 0:
            return plural(ms // length, unit)
    return words.MILLISECONDS.format(ms)


def counted(count: int, noun: str, nouns: str | None = None) -> str:
    """``1 message``, ``3 messages``, ``2 batches``."""
    return f"{count} {noun}" if count == 1 else f"{count} {nouns or noun + 's'}"


def plural(count: int, forms: tuple[str, str], **filled: object) -> str:
    """The form for one or for another number, filled in."""
    return forms[count != 1].format(count, **filled)
