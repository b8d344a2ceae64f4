"""What ``minikafka watch`` leaves behind: the rows and the counts, as JSON and as a page."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from markupsafe import Markup

from minikafka.wire.watch_rows import HEADINGS, cells, to_json
from minikafka.wire.watch_tally import Tally
from minikafka.wire.wiretap import Sighting

FORMAT, VERSION = "minikafka-watch", 1
MOST_ROWS = 100_000

_PAGE = Markup(
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>minikafka watch: {upstream}</title>\n'
    "<style>body {{ font-family: sans-serif; margin: 2em; }}\n"
    "td, th {{ text-align: left; padding: 0 1em 0 0; }}</style>\n"
    "</head><body><main><h1>What passed on the way to {upstream}</h1>\n<ul>{counts}</ul>\n<p>{note}</p>\n"
    "<table><caption>Each batch and its answer</caption>\n"
    "<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table>\n"
    "</main></body></html>\n"
)
_NOTE = "A wiretap knows the numbers and the answers. It cannot know which row of the check answered."


class Rows:
    """Keeps the newest rows, up to 100 000; call it with each sighting."""

    def __init__(self) -> None:
        self.values: deque[tuple[dict[str, Any], tuple[str, ...]]] = deque(maxlen=MOST_ROWS)
        self.seen = 0

    def __call__(self, sighting: Sighting) -> None:
        self.seen += 1
        self.values.append((to_json(sighting), cells(sighting)))

    @property
    def left_out(self) -> int:
        return self.seen - len(self.values)


def save_json(path: Path, upstream: str, rows: Rows, tally: Tally) -> None:
    """Write the rows and the counts as JSON; an unfinished file is never left in the place of a finished one."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "upstream": upstream,
        "rows_left_out": rows.left_out,
        "counts": tally.to_json(),
        "rows": [values for values, _ in rows.values],
    }
    _write(path, json.dumps(document, indent=1))


def save_html(path: Path, upstream: str, rows: Rows, tally: Tally) -> None:
    """Write the same as a page that needs nothing else."""
    note = f"{_NOTE} The first {rows.left_out} rows are left out." if rows.left_out else _NOTE
    page = _PAGE.format(
        upstream=upstream,
        counts=_joined(Markup("<li>{}</li>").format(line) for line in str(tally).splitlines()),
        note=note,
        heads=_joined(Markup('<th scope="col">{}</th>').format(name) for name in HEADINGS),
        rows=_joined(_row(texts) for _, texts in rows.values),
    )
    _write(path, page)


def _row(texts: Iterable[str]) -> Markup:
    return Markup("<tr>{}</tr>\n").format(_joined(Markup("<td>{}</td>").format(text) for text in texts))


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)


def _write(path: Path, text: str) -> None:
    unfinished = path.with_name(f"{path.name}.part")
    try:
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
