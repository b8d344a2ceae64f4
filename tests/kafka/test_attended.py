"""A JVM that a tool starts ends with the tool, also with one that is killed where it stands."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.kafka.attended import attended

PROGRAM = """
import signal
import sys
from pathlib import Path
from tools.kafka.attended import attended
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup, under which tests may run, has it ignored
with attended(["sleep", "60"], Path(sys.argv[1]), 10) as process:
    print(process.pid, flush=True)
    sys.stdin.read()
"""
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGHUP])
def test_it_ends_with_a_tool_that_is_killed(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "log")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as tool:
        assert tool.stdout
        process = int(tool.stdout.readline())
        tool.send_signal(number)
        assert tool.wait(10) == -number
    deadline = time.monotonic() + 10
    while _runs(process):
        assert time.monotonic() < deadline, f"process {process} is left behind"


def test_it_ends_with_the_block(tmp_path: Path) -> None:
    with attended(["sleep", "60"], tmp_path / "log", 10) as process:
        assert process.poll() is None
    assert process.returncode == -signal.SIGTERM


def test_who_does_not_end_by_itself_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with attended(["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"], log, 0.1) as process:
        while "ready" not in log.read_text():
            assert process.poll() is None
    assert process.returncode == -signal.SIGKILL


def _runs(process: int) -> bool:
    """Whether there is such a process, and it is more than a name that nobody has asked after."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)  # noqa: S607 - our own
    return not state.stdout.startswith("Z") and state.returncode == 0
