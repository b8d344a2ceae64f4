"""The rows of the process table, as lines of text."""

from __future__ import annotations

from minikafka import Trace
from minikafka.lesson import process_table


def rows(trace: Trace, position: int | None = None) -> list[str]:
    """Each row of the table as one line."""
    cells = process_table(trace, position).itertuples(index=False)
    return [" | ".join(str(cell) for cell in row) for row in cells]


def sent(message: str, sequence: int) -> str:
    """The row, without its number, of a message that was stored and acknowledged at once."""
    return f"Send {message} | {sequence} | Is seq {sequence} duplicate? | No - store message | Ack for seq {sequence}"
