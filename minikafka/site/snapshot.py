"""The memory of an interpreter that has imported what a notebook imports: a page starts from it, not from nothing."""

from __future__ import annotations

import gzip
import subprocess
from hashlib import sha256
from pathlib import Path

from minikafka.site.pyodide import VERSION, SiteError, program


def stored_memory(cache: Path, pyodide: Path, packages: bytes, kernel: Path) -> bytes:
    """The memory, compressed. One that an earlier build made of the same files is taken from `cache`.

    `packages` is the tar of what is installed, `kernel` the folder with the programs that make the memory.

    Raises:
        SiteError: Node is missing, or the interpreter could not import something; the message holds its words.
    """
    names = ("snapshot.mjs", "unpack.mjs", "warm.py")
    said = b"".join([VERSION.encode(), packages, *((kernel / name).read_bytes() for name in names)])
    made = cache / f"memory-{sha256(said).hexdigest()[:16]}.gz"
    if not made.is_file():
        memory = _run(cache, pyodide, packages, kernel)
        made.write_bytes(gzip.compress(memory, mtime=0))
    return made.read_bytes()


def _run(cache: Path, pyodide: Path, packages: bytes, kernel: Path) -> bytes:
    tar, memory = cache / "packages.tar", cache / "memory"
    tar.write_bytes(packages)
    paths = [kernel / "snapshot.mjs", pyodide, tar, kernel / "warm.py", memory]
    done = subprocess.run([program("node"), *paths], capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        raise SiteError(f"the interpreter did not start:\n{done.stderr[-2000:]}")
    return memory.read_bytes()
