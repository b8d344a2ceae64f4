"""Something that opens when a reader wants it: it keeps an answer out of sight, and a long text out of the way."""

from __future__ import annotations

from html import escape
from typing import Any


class Fold:
    """``content`` behind a line to click; plain text shows it at once, so that nbval compares it."""

    def __init__(self, line: str, content: Any, *, is_open: bool = False) -> None:
        self._line = line
        self._content = content
        self._is_open = is_open

    def __repr__(self) -> str:
        return str(self._content)

    def _repr_html_(self) -> str:
        is_open = " open" if self._is_open else ""
        return f"<details{is_open}><summary>{escape(self._line)}</summary>{self._html()}</details>"

    def _html(self) -> str:
        if isinstance(self._content, str):
            return f"<pre>{escape(self._content)}</pre>"
        html: str = self._content._repr_html_()
        return html
