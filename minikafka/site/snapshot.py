"""The memory of an interpreter that has imported what a notebook imports: a page starts from it, not from nothing."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from minikafka.site.npm import SiteError, program
from minikafka.site.pyodide import VERSION

_PROGRAMS = ("snapshot.mjs", "memory.mjs", "files.mjs", "warm.py")


def stored_memory(cache: Path, pyodide: Path, packages: Mapping[str, bytes], kernel: Path) -> tuple[bytes, bytes]:
    """The memory and the plan by which a page restores it. Those that an earlier build made are taken from `cache`.

    `packages` is what is installed, `kernel` the folder with the programs that make the memory.

    Raises:
        SiteError: Node is missing, or the interpreter could not import something; the message holds its words.
    """
    index = json.dumps([(name, len(content)) for name, content in packages.items()])
    said = [VERSION.encode(), index.encode(), *packages.values(), *((kernel / name).read_bytes() for name in _PROGRAMS)]
    made = cache / f"memory-{sha256(b''.join(said)).hexdigest()[:16]}"
    plan = made.with_suffix(".json")
    if not made.is_file():
        (cache / "packages.json").write_text(index, encoding="utf-8")
        (cache / "packages.bin").write_bytes(b"".join(packages.values()))
        _run(kernel / "snapshot.mjs", pyodide, cache / "packages.json", cache / "packages.bin", made)
    return made.read_bytes(), plan.read_bytes()


def _run(*command: Path) -> None:
    done = subprocess.run([program("node"), *command], capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        raise SiteError(f"the interpreter did not start:\n{done.stderr[-2000:]}")
