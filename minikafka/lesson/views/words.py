"""How messages, sequences and places are written wherever the lesson shows them, and what is done to a broker."""

from __future__ import annotations

from collections.abc import Sequence

from minikafka.engine.producer_batch import ProducerBatch
from minikafka.engine.records import NO_SEQUENCE, Batch
from minikafka.engine.trace import Action, Stage, StepKind, Trace
from minikafka.lesson.views import view_words as words
from minikafka.lesson.views.steps import Step, batches_remembered

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


def cut(text: str, longest: int) -> str:
    """A text of at most ``longest`` characters, the last one of which says that there is more."""
    return text if len(text) <= longest else f"{text[: longest - 1]}{UNKNOWN}"


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


def operation_text(trace: Trace, step: Step) -> str:
    """What is done: ``Restart broker 0 (crash)``, ``Change leader to broker 1``, ``Let 1 day pass``."""
    arguments = _action(trace, step).arguments
    match step.kind:
        case StepKind.RESTART:
            told = words.RESTART_CLEAN if arguments["clean"] else words.RESTART_CRASH
            return told.format(broker=broker_text(trace, arguments["broker"]))
        case StepKind.CHANGE_LEADER:
            return words.CHANGE_LEADER.format(broker=broker_text(trace, step.last.broker))
        case StepKind.RECREATE_TOPIC:
            return words.RECREATE_TOPIC.format(topic=arguments["topic"])
        case StepKind.DELETE_RECORDS:
            return words.DELETE_RECORDS.format(place=f"{arguments['topic']}-{arguments['partition']}")
    return words.TIME_PASSES.format(duration=duration_text(arguments["ms"]))


def memory_text(trace: Trace, step: Step) -> str:
    """What came of it for the producer: ``Remembered 5 batches, now 1``."""
    if not step.is_complete:
        return UNKNOWN
    before, after = batches_remembered(trace, step)
    if before == 0:
        return NOTHING
    if before == after:
        return plural(after, words.STILL_REMEMBERS)
    return plural(before, words.REMEMBERED, now=after or words.NONE)


def broker_text(trace: Trace, broker: int | None) -> str:
    """``broker 1``; of a broker that is alone, ``broker``."""
    return words.BROKER if broker is None or trace.setup.brokers == 1 else words.BROKER_NUMBER.format(broker)


def operation_sentence(trace: Trace, step: Step) -> str:
    """What happens at the last stage of an operation."""
    event = step.last
    broker = words.NUMBERED.format(event.broker) if trace.setup.brokers > 1 else words.ALONE
    match event.stage:
        case Stage.BROKER_STOPS:
            is_clean = _action(trace, step).arguments["clean"]
            return (words.STOPS if is_clean else words.KILLED).format(broker=broker)
        case Stage.BROKER_STARTS:
            back = f"{words.IS_BACK.format(broker=broker)} {_remembers(trace, step)}"
            return words.IS_BACK_IN_SYNC.format(broker=broker) if trace.setup.brokers > 1 else back
        case Stage.NEW_LEADER:
            return f"{words.LEADS.format(broker=broker)} {_remembers(trace, step)}"
        case Stage.TIME_PASSES:
            return words.CLOCK_GOES_ON.format(duration=duration_text(_action(trace, step).arguments["ms"]))
        case Stage.TOPIC_RECREATED | Stage.RECORDS_DELETED:
            gone = words.TOPIC_IS_NEW if event.stage is Stage.TOPIC_RECREATED else words.RECORDS_GONE
            return f"{gone} {_remembers(trace, step)}"
    return f"{_rule_of_expiry(trace)} {_expiry(trace, step)}"


def _remembers(trace: Trace, step: Step) -> str:
    before, after = batches_remembered(trace, step)
    if not before and not after:
        return words.REMEMBERS_NOTHING
    if after < before:
        return words.REMEMBERS_FEWER.format(after=after or words.NONE, before=before)
    return plural(after, words.REMEMBERS)


def _rule_of_expiry(trace: Trace) -> str:
    return words.FORGETS.format(age=duration_text(int(trace.setup.broker["producer_id_expiration_ms"])))


def _expiry(trace: Trace, step: Step) -> str:
    before, after = batches_remembered(trace, step)
    if after:
        return words.IS_YOUNGER
    return words.IS_FORGOTTEN if before else words.FORGETS_NONE


def _action(trace: Trace, step: Step) -> Action:
    return trace.actions[step.last.action]
