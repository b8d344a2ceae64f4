"""Pyodide, Python for the browser, as npm has it: the interpreter and the standard library, no packages."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from pathlib import Path

VERSION = "314.0.7"
LOCK = "pyodide-lock.json"
FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", LOCK)


class SiteError(Exception):
    """The site cannot be built; the message says what is missing and what to do."""


def program(name: str) -> str:
    """Where a program is.

    Raises:
        SiteError: it is not installed.
    """
    if found := shutil.which(name):
        return found
    raise SiteError(f"{name} is missing, which the course in the browser is built with; install Node.js and npm")


def fetch_pyodide(cache: Path) -> Path:
    """The folder with ``FILES``, fetched by npm unless an earlier build has left it in `cache`.

    Raises:
        SiteError: npm is missing, or cannot fetch it.
    """
    folder = cache / f"pyodide-{VERSION}"
    if not all((folder / file).is_file() for file in FILES):
        archive = _pack(cache)
        folder.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as package:
            for file in FILES:
                _take(package, file, folder)
    return folder


def _pack(cache: Path) -> Path:
    cache.mkdir(parents=True, exist_ok=True)
    command = [program("npm"), "pack", "--silent", f"pyodide@{VERSION}"]
    done = subprocess.run(command, cwd=cache, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise SiteError(f"npm cannot fetch pyodide {VERSION}: {done.stderr.strip() or 'no reason given'}")
    return cache / done.stdout.strip().splitlines()[-1]


def _take(package: tarfile.TarFile, file: str, folder: Path) -> None:
    content = package.extractfile(f"package/{file}")
    assert content is not None, "npm's packages hold plain files"
    (folder / file).write_bytes(content.read())
