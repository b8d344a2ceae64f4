"""A process that ends when ours does, however ours ends."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def attended(command: Sequence[str], log: Path, seconds: float) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``command`` as long as the block lasts, its output in ``log``; it has ``seconds`` to end by itself.

    A Ctrl-C reaches it through us alone, so that it ends after its last client.
    """
    with (
        log.open("wb") as output,
        subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True) as process,  # noqa: S603 - our own
        _guarded(process.pid),
    ):
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def _guarded(pid: int) -> Iterator[None]:
    """Have a shell end the process if we are killed: the pipe closes then that it reads from."""
    command = ["sh", "-c", f"read -r _; kill {pid}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True) as guard:  # noqa: S603 - our own
        try:
            yield
        finally:
            guard.kill()
