"""Packages that are not in the page: fetched when a cell imports them, or when something is drawn.

They are fetched while Python waits: a worker may do so, and what is drawn deep inside a library cannot wait otherwise.
"""

import hashlib
import io
import json
import logging
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from importlib import invalidate_caches
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import Any

import pyodide_kernel.kernel
from pyodide.code import find_imports

AS_IT_IS_NEEDED = {"matplotlib"}  # others, like pandas, only where a cell names them
OK = 200
KERNEL = Path(sysconfig.get_path("purelib"))


class NotHereError(ModuleNotFoundError):
    """A package cannot be fetched. A notebook shows the sentence alone."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class LatePackages(MetaPathFinder):
    """The last of the finders: what reaches it is not installed."""

    def __init__(self) -> None:
        self._refused: dict[str, NotHereError] = {}

    async def prepare(self, source: str) -> None:
        """Install what a cell is going to import; the kernel calls this before each cell.

        What cannot be had is told by the import itself: what is raised here, the cell's own error would hide.
        """
        self._refused.clear()
        wanted = set(find_imports(source)) - set(sys.modules) - sys.stdlib_module_names
        for package in release() if wanted else ():
            if names := wanted & set(package["imports"]):
                try:
                    install(package["name"])
                except NotHereError as refusal:
                    self._refused |= dict.fromkeys(names, refusal)

    def find_spec(self, name: str, path: Any = None, _target: Any = None) -> ModuleSpec | None:
        """Install what ``import matplotlib`` needs, and find it then."""
        if name in self._refused:
            raise self._refused[name]
        if path is not None or name not in AS_IT_IS_NEEDED:
            return None
        install(name)
        return PathFinder.find_spec(name)


def release() -> list[dict[str, Any]]:
    """What there is in Pyodide's release, as its lock file says."""
    lock = json.loads((KERNEL / "pyodide-lock.json").read_text(encoding="utf-8"))
    return [package for package in lock["packages"].values() if package["package_type"] == "package"]


def install(name: str) -> None:
    """Unpack a package, and what it depends on, unless it is there: all of it, or nothing.

    Raises:
        NotHereError: it cannot be fetched; the message says so in one sentence.
    """
    packages = {package["name"].lower(): package for package in release()}
    missing = [package for package in _with_dependencies(name, packages) if not _is_there(package)]
    for wheel in [_fetch(package) for package in missing]:
        zipfile.ZipFile(io.BytesIO(wheel)).extractall(KERNEL)
    invalidate_caches()


def _is_there(package: dict[str, Any]) -> bool:
    return all((KERNEL / module).exists() or (KERNEL / f"{module}.py").exists() for module in package["imports"])


def _with_dependencies(name: str, packages: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    waiting, seen = [name.lower()], set()
    while waiting:
        package = packages.get(waiting.pop())
        if package and package["name"] not in seen:
            seen.add(package["name"])
            waiting += [needed.lower() for needed in package["depends"]]
            yield package


def _fetch(package: dict[str, Any]) -> bytes:
    from js import XMLHttpRequest
    from pyodide_js import lockfileBaseUrl

    request = XMLHttpRequest.new()
    request.open("GET", lockfileBaseUrl + package["file_name"], False)
    request.responseType = "arraybuffer"
    try:
        request.send()
        content = bytes(request.response.to_bytes()) if request.status == OK else b""
    except Exception:  # the browser's own, of a kind for each reason  # noqa: BLE001
        content = b""
    if hashlib.sha256(content).hexdigest() != package["sha256"]:
        name = package["name"]
        raise NotHereError(f"{name} comes from Pyodide's own release, which cannot be reached from here.", name=name)
    return content


def register() -> None:
    """Make the kernel and ``import`` ask here."""
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # it tells at length of its list of fonts
    finder = LatePackages()
    vars(pyodide_kernel.kernel)["_load_packages_from_imports"] = finder.prepare
    sys.meta_path.append(finder)
