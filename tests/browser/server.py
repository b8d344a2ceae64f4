"""A real JupyterLab for the browser tests, apart from the user's own settings, workspaces and kernels."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlsplit

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
Theme = Literal["light", "dark"]
Transport = Literal["tcp", "ipc"]

_LAUNCH = """
import sys
from pathlib import Path
from minikafka.launch import launch
launch(Path(sys.argv[1]), port=0, open_browser=False, presented=sys.argv[2] or None)
"""
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


@dataclass(frozen=True)
class JupyterLab:
    """A running JupyterLab: where it listens, the token it asks for, where it keeps its things."""

    address: str
    token: str
    directory: Path

    def fresh_copy(self, name: str) -> str:
        """Serve one more copy of the course; returns the path of this notebook in it."""
        copy = tempfile.mkdtemp(dir=self.directory / "served")
        shutil.copytree(NOTEBOOKS, copy, dirs_exist_ok=True)
        return f"{Path(copy).name}/{name}.ipynb"


@contextmanager
def running_jupyterlab(directory: Path, presented: str = "", transport: Transport = "tcp") -> Iterator[JupyterLab]:
    """Start JupyterLab on a free port, as `minikafka lab` does, and stop it at the end; `presented` is a notebook.

    With `transport` "ipc" its kernels listen on files: a port that was free may be taken by the time a kernel wants it.
    """
    (directory / "served").mkdir()
    # Its path is short, as that of a kernel's socket has 107 characters at most.
    with (directory / "log").open("w") as log, tempfile.TemporaryDirectory(dir="/tmp") as runtime:
        process = subprocess.Popen(
            [sys.executable, "-c", _LAUNCH, directory / "served", presented],
            env=_isolated_environment(directory, transport) | {"JUPYTER_RUNTIME_DIR": runtime},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            yield _listening(process, directory)
        finally:
            process.send_signal(signal.SIGINT)  # Ctrl-C
            process.communicate(timeout=30)
    assert process.returncode == 0


def _isolated_environment(directory: Path, transport: Transport) -> dict[str, str]:
    config = directory / "config"
    config.mkdir()
    # The page's own commands, so that a test can wait for the end of what it asked for.
    settings = {"LabApp": {"expose_app_in_browser": True}, "KernelManager": {"transport": transport}}
    (config / "jupyter_lab_config.json").write_text(json.dumps(settings))
    return os.environ | {
        "IPYTHONDIR": str(directory / "ipython"),
        "JUPYTERLAB_SETTINGS_DIR": str(directory / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(directory / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(config),
        "JUPYTER_DATA_DIR": str(directory / "data"),
        "MINIKAFKA_PROGRESS": str(directory / "progress.sqlite"),  # not the learner's
    }


def _listening(process: subprocess.Popen[str], directory: Path) -> JupyterLab:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://\S+", line):
            parts = urlsplit(found[0])
            return JupyterLab(f"http://{parts.netloc}", parse_qs(parts.query)["token"][0], directory)
    message = f"JupyterLab did not start:\n{(directory / 'log').read_text()}"
    raise RuntimeError(message)
