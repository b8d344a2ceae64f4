"""``minikafka`` as a program of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def program(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """``minikafka`` with these arguments, as long as the ``with`` block lasts; it is killed if it has not ended."""
    command = [sys.executable, "-m", "minikafka", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()
