"""What a line says under all that is wrapped around it, and how a line is shown safely.

Log shippers wrap lines in JSON, terminals colour them, people paste them from web pages. Nothing here trusts a line.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

MAX_LINE = 8192  # characters that a regular expression sees at once
OVERLAP = 1024  # characters that two pieces of a longer line share
MAX_JSON_DEPTH = 4
LONGEST_SHOWN = 300

_TERMINAL_CODES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]{0,2000}(?:\x07|\x1b\\)?|[@-Z\\^_])|\x9b[0-?]*[ -/]*[@-~]"
)
_ESCAPES = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([nrt\"'\\/]))")
_PLAIN = str.maketrans("\u2018\u2019\u201c\u201d\u00a0\u202f\t", "''\"\"   ")  # curved quotes, blanks of other kinds
_BLANKS = re.compile(r" {2,}")
_NEW_LINES = re.compile(r"[\r\n]+")
_BETWEEN = {"n": "\n", "r": "\r", "t": " "}


def without_terminal_codes(text: str) -> str:
    """The text without colours and other escape sequences of terminals."""
    return _TERMINAL_CODES.sub("", text) if "\x1b" in text or "\x9b" in text else text


def pieces(text: str) -> Iterator[tuple[str, int]]:
    """A long line in pieces that overlap, each with the number of characters that the one before has seen."""
    yield text[:MAX_LINE], 0
    for start in range(MAX_LINE - OVERLAP, len(text) - OVERLAP, MAX_LINE - OVERLAP):
        yield text[start : start + MAX_LINE], OVERLAP


def messages(line: str) -> list[str]:
    """The lines that a line holds: those in its JSON, or between escaped line ends, or the line itself."""
    start = line.find("{")
    document = _parsed(line[start:]) if start >= 0 and '":' in line else None
    if document is None:
        return [line]
    return [text for value in _texts(document) for text in _NEW_LINES.split(value) if text]


def readings(line: str) -> Iterator[str]:
    """The line as it is, then as it was before something escaped its quotes, its brackets or its blanks."""
    yield line
    plain = _BLANKS.sub(" ", line.translate(_PLAIN))
    if "&" in plain and ";" in plain:
        plain = html.unescape(plain)
    if "\\" in plain:
        plain = _ESCAPES.sub(_unescaped, plain)
    if plain != line:
        yield plain


def shown(text: str, longest: int = LONGEST_SHOWN) -> str:
    """The text in one line that no terminal obeys: what cannot be printed is shown by its code, the rest is cut."""
    start = text[: 4 * longest]
    safe = "".join(mark if mark.isprintable() else repr(mark)[1:-1] for mark in start)
    if len(text) <= len(start) and len(safe) <= longest:
        return safe
    return f"{safe[: longest - 1]}… ({len(text):,} characters)"


def _parsed(text: str) -> Any:
    """The JSON object that the text is, ``None`` if it is none."""
    try:
        return json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None


def _texts(value: Any, depth: int = 0) -> Iterator[str]:
    """Every text in a JSON value, one that is JSON itself opened."""
    if depth > MAX_JSON_DEPTH:
        return
    if isinstance(value, str):
        inner = _parsed(value) if value.startswith("{") else None
        yield from _texts(inner, depth + 1) if isinstance(inner, dict) else (value,)
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part, depth + 1)


def _unescaped(escape: re.Match[str]) -> str:
    long_code, short_code, mark = escape.groups()
    if mark:
        return _BETWEEN.get(mark, mark)
    character = chr(int(long_code or short_code, 16))
    return character if character.isprintable() else " "
