"""From a log to findings: most lines are none of ours, and are passed over without being looked at one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from minikafka.clinic.formats import literals_by_stem
from minikafka.clinic.recognition import Finding, recognise

SMALL = 1000  # lines; in a text as short as a person pastes, a line may be broken in two
BROKEN_IN = 6  # so many lines at the most
_TIME_STAMP = 40  # bytes at the front in which lines of one error differ by their time
_DIGITS = b"0123456789"
_ESCAPES = {b"\\": (b"\\u00",), b"&": (b"&#", b"&quot;", b"&lt;", b"&gt;")}  # a literal may hide behind them


class Scan:
    """Goes through chunks of whole lines. ``lines`` counts all of them, ``findings`` gives those that are known."""

    def __init__(self) -> None:
        self.lines = 0
        self._known: dict[bytes, list[Finding]] = {}

    def findings(self, chunks: Iterable[bytes]) -> Iterator[tuple[int, Finding]]:
        """The number of a line and what is known of it, in order."""
        for chunk in chunks:
            yield from self._in_chunk(chunk)
            self.lines += chunk.count(b"\n") + (not chunk.endswith(b"\n") and bool(chunk))

    def _in_chunk(self, chunk: bytes) -> Iterator[tuple[int, Finding]]:
        position, line = 0, self.lines + 1
        for start, end in sorted(_candidates(chunk)):
            line += chunk.count(b"\n", position, start)
            position = start
            yield from ((line, finding) for finding in self._recognised(chunk[start:end]))

    def _recognised(self, line: bytes) -> list[Finding]:
        """As ``recognise``; of lines that differ by a time stamp alone, the first one answers for all."""
        key = line[:_TIME_STAMP].translate(None, _DIGITS) + line[_TIME_STAMP:]
        if key not in self._known:
            if len(self._known) > SMALL:
                self._known.clear()
            self._known[key] = recognise(line.decode("utf-8", "replace"))
        return self._known[key]


def findings_in_text(text: str) -> tuple[int, list[tuple[int, Finding]]]:
    """The number of lines of a text, and what is known of them; lines that a terminal broke are put together."""
    lines = text.splitlines()
    if len(lines) > SMALL:
        scan = Scan()
        found = list(scan.findings([text.encode("utf-8", "replace")]))
        return scan.lines, found
    return len(lines), list(_findings_in_lines(lines))


def _findings_in_lines(lines: list[str]) -> Iterator[tuple[int, Finding]]:
    number = 0
    while number < len(lines):
        found, used = _findings_at(lines, number)
        yield from ((number + 1, finding) for finding in found)
        number += used


def _findings_at(lines: list[str], number: int) -> tuple[list[Finding], int]:
    """What is known of a line, alone or with those that follow, and how many lines that took."""
    alone = recognise(lines[number])
    best, used = alone, 1
    for count in range(2, BROKEN_IN + 1):
        following = lines[number : number + count]
        if len(following) < count or any(recognise(line) for line in following[1:]):
            break
        for whole in ("".join(following), " ".join(line.strip() for line in following)):
            together = recognise(whole)
            if _says_more(together, best):
                best, used = together, count
    return best, used


def _says_more(together: list[Finding], alone: list[Finding]) -> bool:
    if len(together) != 1 or not together[0].groups or together[0].format.id == "error-name":
        return False
    if not alone:
        return True
    return len(alone) == 1 and len(together[0].groups) > len(alone[0].groups)


def _candidates(chunk: bytes) -> set[tuple[int, int]]:
    """Where a line begins and ends that may be one of ours."""
    found: set[tuple[int, int]] = set()
    escaped = tuple(mark for sign, marks in _ESCAPES.items() if sign in chunk for mark in marks)
    for stem, around, elsewhere in _searches():
        marks = elsewhere + escaped
        position = chunk.find(stem)
        while position >= 0:
            following = position + len(stem)
            if around.match(chunk, position) or (marks and _has_one(chunk, position, marks)):
                start, following = _line_at(chunk, position)
                found.add((start, following))
            position = chunk.find(stem, following)
    return found


def _has_one(chunk: bytes, position: int, marks: tuple[bytes, ...]) -> bool:
    start, end = _line_at(chunk, position)
    return any(chunk.find(mark, start, end) >= 0 for mark in marks)


def _line_at(chunk: bytes, position: int) -> tuple[int, int]:
    end = chunk.find(b"\n", position)
    return chunk.rfind(b"\n", 0, position) + 1, len(chunk) if end < 0 else end


@cache
def _searches() -> tuple[tuple[bytes, re.Pattern[bytes], tuple[bytes, ...]], ...]:
    """For each stem a pattern of the literals around it, and those literals that stand elsewhere in a line with it."""
    found = []
    for stem, literals in literals_by_stem().items():
        parts = [literal.split(stem, 1) for literal in literals if stem in literal]
        around = b"|".join(b"(?<=%s)%s" % (re.escape(front), re.escape(stem + back)) for front, back in parts)
        found.append((stem, re.compile(around or b"(?!)"), tuple(text for text in literals if stem not in text)))
    return tuple(found)
