"""pandas and matplotlib come when they are first needed: from Pyodide's own release, on the web or in the site."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from minikafka.site.npm import SiteError
from minikafka.site.pyodide import VERSION

WANTED = ("matplotlib", "pandas")  # what the course uses of some hundred packages
IN_THE_SITE = "release/"


def release_address(release: Path | None) -> str:
    """Where a page fetches packages from: beside its kernel if there is a `release`, a folder, to put them there."""
    if release:
        return IN_THE_SITE
    from jupyterlite_pyodide_kernel.constants import PYODIDE_CDN_URL, PYODIDE_VERSION

    return f"{PYODIDE_CDN_URL.replace(PYODIDE_VERSION, VERSION)}/"


def wheels_of(release: Path, lock: Path) -> list[Path]:
    """The wheels of a release that the course uses, with all that they depend on. `lock` is Pyodide's list of them.

    Raises:
        SiteError: one is missing, or is another than Pyodide's; the message names it.
    """
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return sorted(_checked(release, package) for package in _needed(packages))


def put_release(kernel: Path, address: str, wheels: Sequence[Path]) -> None:
    """Tell the kernel where packages come from, and put `wheels` there."""
    program = f"export const release = {json.dumps(address)};\n"
    (kernel / "release.mjs").write_text(program, encoding="utf-8")
    for wheel in wheels:
        (kernel / IN_THE_SITE).mkdir(exist_ok=True)
        shutil.copy(wheel, kernel / IN_THE_SITE)


def _needed(packages: dict[str, Any]) -> Iterator[dict[str, Any]]:
    waiting, seen = [*WANTED], set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += packages[name]["depends"]
            yield packages[name]


def _checked(release: Path, package: dict[str, Any]) -> Path:
    """The wheel of a package, whose digest a page asks for too."""
    wheel = release / str(package["file_name"])
    if not wheel.is_file():
        others = sorted(other.name for other in release.glob(f"{package['name']}-*.whl"))
        raise SiteError(f"{wheel} is missing{f' (there is {others[0]})' if others else ''}; {_ADVICE}")
    if sha256(wheel.read_bytes()).hexdigest() != package["sha256"]:
        raise SiteError(f"{wheel} is not as Pyodide released it; {_ADVICE}")
    return wheel


_ADVICE = f"name the folder with the wheels of Pyodide's full release {VERSION}"
