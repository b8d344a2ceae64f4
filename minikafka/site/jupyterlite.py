"""JupyterLite, configured for the course: which applications, extensions and settings, and where its kernel is."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from minikafka.site.npm import SiteError

EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "@jupyterlite/pyodide-kernel-extension", "anywidget")
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
# The kernel installs none of these, as start.mjs brings what they do.
IN_MEMORY = ["micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython"]
_LABEXTENSIONS = Path(sys.prefix) / "share/jupyter/labextensions"


def kernel_wheels() -> Path:
    """The folder with the wheels that JupyterLite's kernel brings."""
    return _LABEXTENSIONS / "@jupyterlite/pyodide-kernel-extension/static/pypi"


def build_jupyterlite(notebooks: Path, output: Path, cache: Path) -> Path:
    """Build JupyterLite with `notebooks` in `output`, and return that.

    Raises:
        SiteError: it is not installed, or its builder fails; the message holds its words.
    """
    settings = cache / "jupyterlite"
    shutil.rmtree(settings, ignore_errors=True)
    settings.mkdir(parents=True)
    _write(settings / "jupyter-lite.json", _page())
    _write(settings / "jupyter_lite_config.json", _builder(notebooks, output, cache))
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--no-sourcemaps"]
    done = subprocess.run(command, cwd=settings, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        raise SiteError(f"JupyterLite's builder failed (pip install 'minikafka[site]'?):\n{done.stderr[-2000:]}")
    return output


def _page() -> dict[str, Any]:
    kernel = {
        "pyodideUrl": "./kernel/start.mjs",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": IN_MEMORY},
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "minikafka",
            "exposeAppInBrowser": "true",
            "settingsOverrides": {"@jupyterlab/apputils-extension:themes": {"adaptive-theme": True}},
            "litePluginSettings": {KERNEL: kernel},
        },
    }


def _builder(notebooks: Path, output: Path, cache: Path) -> dict[str, Any]:
    return {
        "LiteBuildConfig": {
            "apps": ["notebooks", "tree"],
            "cache_dir": str(cache.resolve() / "jupyterlite-cache"),
            "contents": [str(notebooks.resolve())],
            "federated_extensions": [str(_LABEXTENSIONS / name) for name in EXTENSIONS],
            "ignore_sys_prefix": ["federated_extensions"],
            "no_unused_shared_packages": True,
            "output_dir": str(output.resolve()),
        }
    }


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")
