"""Pyodide, Python for the browser, as npm has it: the interpreter and the standard library, no packages."""

from __future__ import annotations

from pathlib import Path

from minikafka.site.npm import fetch

VERSION = "314.0.7"
LOCK = "pyodide-lock.json"
LIBRARY = "python_stdlib.zip"
FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", LIBRARY, LOCK)


def fetch_pyodide(cache: Path) -> Path:
    """The folder with ``FILES``.

    Raises:
        SiteError: npm is missing, or cannot fetch it.
    """
    return fetch("pyodide", VERSION, FILES, cache)
