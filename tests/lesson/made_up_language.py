"""A language made up for tests of translation: each word stands in brackets that no English sentence has."""

from __future__ import annotations

import re
import string
from typing import Any


def in_brackets(words: Any) -> Any:
    """A word, a pair of words or a table of words in the made-up language; what is filled in stays where it is."""
    if isinstance(words, tuple):
        return tuple(map(in_brackets, words))
    if isinstance(words, dict):
        return {key: in_brackets(value) for key, value in words.items()}
    parts = string.Formatter().parse(words)
    return "".join(
        (f"⟦{text}⟧" if text.strip() else text)
        + ("" if name is None else "{" + name + (f":{form}" if form else "") + "}")
        for text, name, form, _ in parts
    )


def english_in(text: str) -> str:
    """The words outside of brackets: what a reader of the made-up language could not read."""
    inner = re.compile(r"⟦[^⟦⟧]*(?:⟧|…|$)")  # a picture cuts what is too long
    while inner.search(text):  # a sentence may be filled in into another
        text = inner.sub("", text)
    return " ".join(re.findall(r"[A-Za-z]{2,}", text))
