"""One line, and which of the known formats it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from minikafka.clinic.formats import NAMED_ERROR, Format, formats
from minikafka.clinic.line_text import messages, pieces, readings, without_terminal_codes

WRAPPERS = frozenset({"dead", "wrapper", "abort-transaction", "no-producer-id", "by-code", "by-text", "header"})
_FIELD_NAMES = {"producer_epoch": "epoch", "num_records": "count", "err": "error", "id": "producer_id",
                "clientId": "client"}  # fmt: skip
_CLIENTS = (
    re.compile(r"\[Producer [^\]]{0,200}?clientId=([^,\]]{1,200})"),
    re.compile(r"\|([^|\s]{1,200}#producer-\d{1,9})\|"),
    re.compile(r"<Sender client_id=(\S{1,200})"),
    re.compile(r"for Producer (\S{1,200})"),
)
_REDPANDA_PARTITION = re.compile(r"\{kafka/(?P<topic>[\w.\-]{1,249})/(?P<partition>\d{1,9})\}")
_PARTITION = re.compile(r"on partition (?P<topic>[\w.\-]{1,249})-(?P<partition>\d{1,9})")

# What a state of librdkafka's idempotent producer is about.
_STATES = {"FatalError": "dead", "DrainBump": "new-epoch", "DrainReset": "new-epoch", "RequestPID": "producer-id",
           "WaitTransport": "producer-id", "WaitPID": "producer-id", "Assigned": "producer-id"}  # fmt: skip

# What the name or the sentence of an error says, whatever the language: letters only, small.
_ERRORS = (
    ("outofordersequence", "out-of-order-no-numbers"),
    ("skippedsequence", "out-of-order-no-numbers"),
    ("duplicatesequence", "duplicate"),
    ("pidmapping", "transactional-id-expired"),
    ("produceridmapping", "transactional-id-expired"),
    ("notcurrentlyassigned", "transactional-id-expired"),
    ("unknownproducerid", "unknown-producer"),
    ("locatetheproducermetadata", "unknown-producer"),
    ("producerfenced", "fenced"),
    ("fencedbyanewer", "fenced"),
    ("newerproducer", "fenced"),
    ("invalidproducerepoch", "old-epoch"),
    ("oldepoch", "old-epoch"),
    ("invalidtxnstate", "transaction-state"),
    ("invalidtransactionstate", "transaction-state"),
    ("operationinaninvalidstate", "transaction-state"),
    ("authorizationfailed", "not-authorized"),
    ("authorizationexception", "not-authorized"),
    ("toolarge", "too-large"),
    ("invalidrecord", "invalid-batch"),
    ("messagetimedout", "expired"),
    ("timedout", "retried"),
    ("notleader", "retried"),
)
_CODES = {
    31: "not-authorized", 45: "out-of-order-no-numbers", 46: "duplicate", 47: "old-epoch", 48: "transaction-state",
    49: "transactional-id-expired", 59: "unknown-producer", 87: "invalid-batch", 90: "fenced", -144: "fenced",
    -145: "abort-transaction", -146: "inconsistent", -147: "gap-forbidden", -148: "gap-forbidden", -150: "dead",
    -192: "expired",
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """A line that is known: its format, the part that fits, its groups (numbers as ``int``), what it wraps.

    ``client`` is the name that the line itself gives, if any.
    """

    format: Format
    text: str
    groups: Mapping[str, str] = field(hash=False)
    kind: str
    client: str | None = None
    inner: Finding | None = None

    def number(self, name: str) -> int | None:
        """A group as a number, ``None`` where the line has none."""
        text = self.groups.get(name)
        if text is None or not re.fullmatch(r"-?\d{1,25}", text):
            return None
        return int(text)

    @property
    def topic(self) -> str | None:
        return self.groups.get("topic")

    @property
    def partition(self) -> int | None:
        return self.number("partition")

    @property
    def root(self) -> Finding:
        """The innermost finding: what is the matter, under what wraps it."""
        return self.inner.root if self.inner else self


def recognise(line: str) -> list[Finding]:
    """What a line says, in order; empty if nothing of it is known."""
    return list(_findings_of(without_terminal_codes(line)))


@lru_cache(maxsize=4096)
def _findings_of(line: str) -> tuple[Finding, ...]:
    inside = messages(line)
    as_it_is = list(_in_text(line, line))
    if inside == [line] or any(finding.format.fields for finding in as_it_is):
        return tuple(as_it_is)
    found = tuple(finding for text in inside for finding in _in_text(text, line))
    has_only_names = all(finding.format is NAMED_ERROR for finding in found)
    return tuple(as_it_is) if as_it_is and has_only_names else found


def _in_text(text: str, whole: str) -> Iterator[Finding]:
    """At most one finding in a line, or one in each piece of a long one."""
    for piece, seen in pieces(text):
        found = [finding for reading in readings(piece) if (finding := _first(reading, whole, seen))]
        yield from sorted(found, key=lambda finding: finding.format is NAMED_ERROR)[:1]


def _first(text: str, whole: str, seen: int) -> Finding | None:
    for known in formats():
        if any(literal in text for literal in known.literals):
            fit = known.pattern.search(text)
            if fit and fit.end() > seen:
                return _finding(known, fit, text, whole)
    return None


def _finding(known: Format, fit: re.Match[str], text: str, whole: str) -> Finding:
    groups = {name: value for name, value in fit.groupdict().items() if value is not None}
    for name, pattern in known.field_patterns:
        value = pattern.search(text) or pattern.search(whole[:8192])
        if value:
            groups.setdefault(_FIELD_NAMES.get(name, name), (value.group(1) or value.group(2)).strip())
    place = _REDPANDA_PARTITION.search(text) if known.program == "redpanda" else _PARTITION.search(text)
    if place and "topic" not in groups:
        groups.update(place.groupdict())
    inside = ": ".join(groups[name] for name in ("error", "detail") if name in groups) or text[fit.end() :]
    inner = _wrapped(known, inside) if len(inside) < len(text) else None
    return Finding(
        known, fit.group(), groups, _kind(known, groups, inside), _client(text) or groups.get("client"), inner
    )


def _wrapped(known: Format, inside: str) -> Finding | None:
    """What stands inside a line that only passes on what another one says."""
    if known.kind not in WRAPPERS or known is NAMED_ERROR:
        return None
    found = next((finding for reading in readings(inside) if (finding := _first(reading, inside, 0))), None)
    says_no_more = found is None or found.format is known or (found.format is NAMED_ERROR and known.kind == "by-text")
    return None if says_no_more else found


def _kind(known: Format, groups: Mapping[str, str], inside: str) -> str:
    if known.kind == "by-code":
        code = groups.get("code", "")
        return _CODES.get(int(code), "wrapper") if re.fullmatch(r"-?\d{1,5}", code) else "wrapper"
    if known.kind == "by-text":
        return kind_of_error(inside) or "wrapper"
    if "to_state" in groups and known.program == "librdkafka":
        return _STATES.get(groups["to_state"], known.kind)
    named = kind_of_error(inside) if known.kind in WRAPPERS else None
    return known.kind if named in {None, "retried"} else str(named)


@cache
def kind_of_error(text: str) -> str | None:
    """What an error's name or sentence is about, ``None`` if that is nothing of ours."""
    letters = re.sub(r"[^a-z]", "", text[:500].lower())
    return next((kind for word, kind in _ERRORS if word in letters), None)


def _client(text: str) -> str | None:
    found = next((match for pattern in _CLIENTS if (match := pattern.search(text))), None)
    return found.group(1) if found else None
