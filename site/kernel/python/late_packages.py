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

    def find_spec(self, name: str, path: Any = None, _target: Any = None) -> ModuleSpec | None:
        """Install what ``import matplotlib`` needs, and find it then."""
        if path is not None or name not in AS_IT_IS_NEEDED:
            return None
        install(name)
        return PathFinder.find_spec(name)


async def load_for(source: str) -> None:
    """Install what a cell is going to import; the kernel calls this before each cell."""
    wanted = set(find_imports(source)) - set(sys.modules) - sys.stdlib_module_names
    for package in [package for package in release() if wanted & set(package["imports"])] if wanted else ():
        install(package["name"])


def release() -> list[dict[str, Any]]:
    """What there is in Pyodide's release, as its lock file says."""
    lock = json.loads((KERNEL / "pyodide-lock.json").read_text(encoding="utf-8"))
    return [package for package in lock["packages"].values() if package["package_type"] == "package"]


def install(name: str) -> None:
    """Unpack a package, and what it depends on, unless it is there.

    Raises:
        NotHereError: it cannot be fetched; the message says so in one sentence.
    """
    packages = {package["name"].lower(): package for package in release()}
    for package in _with_dependencies(name, packages):
        if not all((KERNEL / module).exists() or (KERNEL / f"{module}.py").exists() for module in package["imports"]):
            zipfile.ZipFile(io.BytesIO(_fetch(package))).extractall(KERNEL)
    invalidate_caches()


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
    vars(pyodide_kernel.kernel)["_load_packages_from_imports"] = load_for
    sys.meta_path.append(LatePackages())
