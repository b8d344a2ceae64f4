"""What the site takes from npm's registry: a few files of a package, in one version."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path


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


def fetch(name: str, version: str, files: Sequence[str], cache: Path) -> Path:
    """The folder with `files` of a package, fetched by npm unless an earlier build has left them in `cache`.

    Raises:
        SiteError: npm is missing, or cannot fetch it.
    """
    folder = cache / f"{name}-{version}"
    if not all((folder / file).is_file() for file in files):
        with tarfile.open(_pack(f"{name}@{version}", cache)) as package:
            for file in files:
                _take(package, file, folder)
    return folder


def _pack(wanted: str, cache: Path) -> Path:
    cache.mkdir(parents=True, exist_ok=True)
    command = [program("npm"), "pack", "--silent", wanted]
    done = subprocess.run(command, cwd=cache, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise SiteError(f"npm cannot fetch {wanted}: {done.stderr.strip() or 'no reason given'}")
    return cache / done.stdout.strip().splitlines()[-1]


def _take(package: tarfile.TarFile, file: str, folder: Path) -> None:
    content = package.extractfile(f"package/{file}")
    assert content is not None, "npm's packages hold plain files"
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    (folder / file).write_bytes(content.read())
