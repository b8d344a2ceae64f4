"""What ``minikafka watch`` leaves behind for other programs: the rows and the counts, as JSON."""

from __future__ import annotations

import json
from collections import deque
from pathlib import Path
from typing import Any

from minikafka.wire.watch_rows import to_json
from minikafka.wire.watch_tally import Tally
from minikafka.wire.wiretap import Sighting

FORMAT, VERSION = "minikafka-watch", 1
MOST_ROWS = 100_000


class Rows:
    """Keeps the newest rows, up to 100 000; call it with each sighting."""

    def __init__(self) -> None:
        self.values: deque[dict[str, Any]] = deque(maxlen=MOST_ROWS)
        self.seen = 0

    def __call__(self, sighting: Sighting) -> None:
        self.seen += 1
        self.values.append(to_json(sighting))

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
        "rows": list(rows.values),
    }
    unfinished = path.with_name(f"{path.name}.part")
    try:
        unfinished.write_text(json.dumps(document, indent=1), encoding="utf-8")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
