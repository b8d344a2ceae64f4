"""What the numbers of a line say. The check itself is asked: a refusal that it would not give contradicts itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from minikafka.clinic.recognition import Finding
from minikafka.engine.errors import Error
from minikafka.engine.producer_state import BatchMetadata, ProducerState
from minikafka.engine.records import MAX_EPOCH, MAX_SEQUENCE, NO_SEQUENCE, Record, RecordBatch, increment_sequence
from minikafka.engine.sequence_check import REFUSED, Generation, check

_TWO_RECORDS = (Record(value=b""), Record(value=b""))


@dataclass(frozen=True)
class Wanted:
    """The answer that a run is looked for: ``None`` for a number that may be any.

    ``first`` and ``epoch`` are those of the batch, ``stored`` and ``stored_epoch`` those that the partition remembers.
    ``was_written`` is true if the partition's log must hold a record already.
    """

    row: str | None = None
    error: Error | None = None
    producer_id: int | None = None
    epoch: int | None = None
    first: int | None = None
    stored: int | None = None
    stored_epoch: int | None = None
    was_written: bool | None = None
    generation: Generation = Generation.KAFKA_2_5


@dataclass(frozen=True)
class Reading:
    """What a finding says of the check: the kind of case, the row, the answer, or why its numbers cannot be."""

    kind: str
    row: str | None = None
    wanted: Wanted | None = None
    contradiction: str | None = None


def read_numbers(finding: Finding) -> Reading:
    """What the innermost line says."""
    inner = finding.root
    impossible = _impossible(inner)
    if impossible:
        return Reading(_kind_without_numbers(inner.kind), contradiction=impossible)
    reader = _READERS.get(inner.kind)
    return reader(inner) if reader else Reading(inner.kind)


def _kind_without_numbers(kind: str) -> str:
    return "out-of-order-no-numbers" if kind == "out-of-order" else kind


def _impossible(finding: Finding) -> str | None:
    """A number outside its range in Kafka's protocol."""
    limits = {"sequence": MAX_SEQUENCE, "last_sequence": MAX_SEQUENCE, "epoch": MAX_EPOCH, "current_epoch": MAX_EPOCH,
              "producer_id": 2**63 - 1}  # fmt: skip
    if finding.kind == "numbers-end":
        return None
    for name, largest in limits.items():
        number = finding.number(name)
        if number is not None and number > largest:
            return f"{name.replace('_', ' ')} {number} cannot be: the largest is {largest}"
    return None


def _out_of_order(finding: Finding) -> Reading:
    first, stored = finding.number("sequence"), finding.number("last_sequence")
    if first is None or stored is None:
        return Reading("out-of-order-no-numbers")
    if first < 0:
        return Reading(
            "out-of-order-no-numbers", contradiction=f"sequence {first} is negative: the check is not reached"
        )
    state = _state(finding, stored, 0)
    row, error = _asked(finding, first, 0, state)
    if error is not Error.OUT_OF_ORDER_SEQUENCE_NUMBER:
        follows = f"{first} follows {stored}" if stored != NO_SEQUENCE else f"{first} may come first after a marker"
        return Reading(
            "out-of-order-no-numbers", contradiction=f"{follows}, so row {row} of the check stores this batch"
        )
    wanted = Wanted(row, None, finding.number("producer_id"), None, first, stored)
    return Reading(_relation(first, stored), row, wanted)


def _relation(first: int, stored: int) -> str:
    if stored == MAX_SEQUENCE:
        return "after-highest"
    if stored == NO_SEQUENCE:
        return "after-marker"
    if first == 0 < stored:
        return "restart-at-zero"
    return "gap" if first > stored + 1 else "old-resend"


def _after_marker(finding: Finding) -> Reading:
    first = finding.number("sequence")
    if not first or first < 0:
        return Reading("after-marker", contradiction=f"sequence {first} is what row 9 of the check stores")
    return Reading("after-marker", "10", Wanted("10", None, finding.number("producer_id"), None, first, NO_SEQUENCE))


def _new_epoch(finding: Finding) -> Reading:
    first, epoch, current = (finding.number(name) for name in ("sequence", "epoch", "current_epoch"))
    if first is None or epoch is None:
        return Reading("new-epoch-not-zero", "5")
    if first == 0:
        return Reading(
            "new-epoch-not-zero", contradiction="a new epoch that begins with sequence 0 is what row 4 stores"
        )
    if current is not None and epoch <= current:
        return Reading("new-epoch-not-zero", contradiction=f"epoch {epoch} is not newer than {current}")
    stored_epoch = epoch - 1 if current is None else current
    if first < 0 or stored_epoch < 0:
        return Reading("new-epoch-not-zero", contradiction=f"sequence {first} and epoch {epoch} do not reach the check")
    wanted = Wanted("5", None, finding.number("producer_id"), epoch, first, None, current)
    return Reading("new-epoch-not-zero", "5", wanted)


def _old_epoch(finding: Finding) -> Reading:
    epoch, current = finding.number("epoch"), finding.number("current_epoch")
    if epoch is None or current is None:
        return Reading("old-epoch", "3", Wanted("3"))
    if epoch == current and finding.groups.get("comparison") == "<=":
        return Reading("old-epoch", "3")
    if epoch >= current or epoch < 0:
        return Reading("old-epoch", contradiction=f"epoch {epoch} is not older than {current}")
    return Reading("old-epoch", "3", Wanted("3", None, finding.number("producer_id"), epoch, None, None, current))


def _first_not_zero(finding: Finding) -> Reading:
    first = finding.number("sequence")
    if first is None or first <= 0:
        return Reading("first-not-zero", contradiction=f"sequence {first} is what an unknown producer begins with")
    wanted = Wanted("6 since 4.5", None, finding.number("producer_id"), None, first, generation=Generation.KAFKA_4_5)
    return Reading("first-not-zero", "6 since 4.5", wanted)


def _rewound(finding: Finding) -> Reading:
    first, following = finding.number("sequence"), finding.number("next_sequence")
    if first is not None and following is not None and first >= following:
        return Reading("desynchronized", contradiction=f"sequence {first} is not below {following}")
    return Reading(
        "desynchronized", "10", Wanted("10", None, finding.number("producer_id"), finding.number("epoch"), first)
    )


def _skipped(finding: Finding) -> Reading:
    first, following = finding.number("sequence"), finding.number("next_sequence")
    if first is not None and following is not None and first <= following:
        return Reading("skipped", contradiction=f"sequence {first} is not above {following}: nothing was skipped")
    stored = None if following is None else following - 1
    wanted = Wanted("10", None, finding.number("producer_id"), finding.number("epoch"), first, stored)
    return Reading("skipped", "10", wanted)


def _no_numbers(finding: Finding) -> Reading:
    first, last, count = (finding.number(name) for name in ("sequence", "batch_last_sequence", "count"))
    if first is not None and last is not None and count is not None and increment_sequence(first, count - 1) != last:
        return Reading(finding.kind, contradiction=f"{count} records from {first} on do not end with {last}")
    if first is not None and first < 0:
        return Reading(finding.kind, None, Wanted("10"))
    return Reading(
        finding.kind, None, Wanted("10", None, finding.number("producer_id"), finding.number("epoch"), first)
    )


def _negative(finding: Finding) -> Reading:
    first = finding.number("sequence")
    if first is not None and first >= 0:
        return Reading("negative-sequence", contradiction=f"sequence {first} is not negative, and so it is valid")
    return Reading("negative-sequence")


def _invalid_batch(finding: Finding) -> Reading:
    first, last, count = (finding.number(name) for name in ("first_offset", "offset", "count"))
    if first is not None and last is not None and count == last - first + 1:
        return Reading("invalid-batch", contradiction=f"offsets {first} to {last} are {count} records, as it should be")
    return Reading("invalid-batch")


def _too_large(finding: Finding) -> Reading:
    size, limit = finding.number("size"), finding.number("max_size")
    if size is not None and limit is not None and size <= limit:
        return Reading("too-large", contradiction=f"{size} bytes do not exceed {limit}")
    return Reading("too-large", None, Wanted(error=Error.MESSAGE_TOO_LARGE))


def _new_epoch_begun(finding: Finding) -> Reading:
    acked, following = finding.number("last_sequence"), finding.number("sequence")
    if acked is not None and following is not None and following == increment_sequence(acked, 1):
        return Reading(
            "new-epoch", contradiction=f"{following} follows {acked}: nothing is missing, no epoch is needed"
        )
    return Reading("new-epoch", "4", Wanted("4"))


def _state(finding: Finding, stored: int, epoch: int) -> ProducerState:
    remembered = () if stored == NO_SEQUENCE else (BatchMetadata(stored, 0, 0, 0),)
    return ProducerState(finding.number("producer_id") or 0, epoch, remembered)


def _asked(finding: Finding, first: int, epoch: int, state: ProducerState) -> tuple[str, Error]:
    """The row with which the check answers, and its error."""
    producer_id = finding.number("producer_id") or 0
    batch = RecordBatch(records=_TWO_RECORDS, producer_id=producer_id, producer_epoch=epoch, base_sequence=first)
    rule = check(batch, state, 1).rule
    return rule.row, rule.error if rule.branch is REFUSED else Error.NONE


_READERS: dict[str, Callable[[Finding], Reading]] = {
    "out-of-order": _out_of_order,
    "after-marker": _after_marker,
    "new-epoch-not-zero": _new_epoch,
    "old-epoch": _old_epoch,
    "first-not-zero": _first_not_zero,
    "desynchronized": _rewound,
    "skipped": _skipped,
    "out-of-order-no-numbers": _no_numbers,
    "negative-sequence": _negative,
    "invalid-batch": _invalid_batch,
    "too-large": _too_large,
    "new-epoch": _new_epoch_begun,
    "duplicate": lambda finding: Reading("duplicate", "2", _duplicate(finding)),
    "retried": lambda _: Reading("retried", "2", Wanted("2")),
    "accepted-unknown": lambda finding: Reading("accepted-unknown", "6", _forgotten(finding)),
    "idempotence-off": lambda _: Reading("idempotence-off", "1", Wanted("1")),
    "no-acks": lambda _: Reading("no-acks", "1", Wanted("1")),
    "expired": lambda _: Reading("expired", None, Wanted("10")),
    "id-changed": lambda _: Reading("id-changed", "4", Wanted("4")),
}


def _duplicate(finding: Finding) -> Wanted:
    return Wanted("2", None, finding.number("producer_id"), finding.number("epoch"), finding.number("sequence"))


def _forgotten(finding: Finding) -> Wanted:
    producer_id, epoch, first = (finding.number(name) for name in ("producer_id", "epoch", "sequence"))
    return Wanted("6", None, producer_id, epoch, first, was_written=True)
