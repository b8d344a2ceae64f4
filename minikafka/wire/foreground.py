"""What a command does that runs until it is told to end: say a line, and wait."""

from __future__ import annotations

import signal
import sys
import threading


def say(line: str) -> None:
    """Print a line at once, also where the output is a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def end_by_signal() -> threading.Event:
    """An event that Ctrl-C or SIGTERM sets, instead of ending the process where it stands."""
    end = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: end.set())
    return end
