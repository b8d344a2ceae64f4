"""What the interpreter in the browser finds installed: the course, and what it needs, each as pure Python.

The files are those of the environment that builds the site, so that a learner in the browser has the pinned versions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import Distribution, distribution
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOTS = ("anywidget", "ipython", "ipywidgets", "markupsafe", "platformdirs")
# Terminals, completion by analysis, and scripts for the page, which JupyterLite brings: nothing for the interpreter.
LEFT_OUT = {"jedi", "jupyterlab-widgets", "pexpect", "widgetsnbextension"}
IN_THE_BROWSER = {
    "extra": "",
    "platform_system": "Emscripten",
    "python_full_version": "3.14.2",
    "python_version": "3.14",
    "sys_platform": "emscripten",
}
OF_THE_COURSE = Path(__file__).parent.parent
NOT_FOR_THE_BROWSER = {"__pycache__", "jupyter", "notebooks", "site"}
# The languages that IPython colours; pygments knows hundreds more, in a megabyte.
LANGUAGES = {
    *("css", "data", "diff", "html", "javascript", "jvm", "lilypond", "lisp", "markup", "perl", "python", "ruby"),
    *("shell", "special", "__init__", "_mapping", "_css_builtins", "_lilypond_builtins", "_scheme_builtins"),
}
COMPILED = {".c", ".dll", ".dylib", ".pyc", ".pyd", ".pyi", ".so"}


def site_packages(kernel_wheels: Path, own: Sequence[Path]) -> dict[str, bytes]:
    """Every file that goes into site-packages, sorted by its name.

    `kernel_wheels` has the wheels of JupyterLite's kernel; `own` are folders with modules and data of ours for it.
    """
    return dict(sorted(dict(_files(kernel_wheels, own)).items()))


def _files(kernel_wheels: Path, own: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    for installed in distributions():
        yield from _installed(installed)
    for wheel in kernel_wheels.glob("*.whl"):
        if wheel.name.startswith(("ipykernel-", "pyodide_kernel-")):
            yield from _unpacked(wheel)
    for folder in own:
        yield from _below(folder, folder)
    yield from _below(OF_THE_COURSE, OF_THE_COURSE.parent)


def distributions() -> list[Distribution]:
    """The roots and what they need in the browser, sorted by name."""
    found: dict[str, Distribution] = {}
    waiting = [*ROOTS]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name not in found and name not in LEFT_OUT:
            found[name] = distribution(name)
            waiting += [needed.name for needed in _needs(found[name])]
    return [found[name] for name in sorted(found)]


def _needs(installed: Distribution) -> Iterator[Requirement]:
    for line in installed.requires or []:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate(IN_THE_BROWSER):
            yield requirement


def _installed(installed: Distribution) -> Iterator[tuple[str, bytes]]:
    for file in installed.files or []:
        path = Path(str(file.locate()))
        if _is_wanted(file) and path.is_file():
            yield file.as_posix(), path.read_bytes()


def _is_wanted(file: PurePosixPath) -> bool:
    """Neither scripts outside site-packages, nor what is compiled, nor tests, nor the page's part of a widget."""
    outside = file.is_absolute() or ".." in file.parts
    return not (
        outside
        or file.suffix in COMPILED
        or file.name in {"RECORD", "INSTALLER"}
        or (file.match("pygments/lexers/*.py") and file.stem not in LANGUAGES)
        or file.parent.name == "sboms"
        or {"__pycache__", "tests", "nbextension", "labextension"} & set(file.parts)
    )


def _unpacked(wheel: Path) -> Iterator[tuple[str, bytes]]:
    with ZipFile(wheel) as files:
        for name in files.namelist():
            if _is_wanted(PurePosixPath(name)):
                yield name, files.read(name)


def _below(folder: Path, root: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        name = path.relative_to(root)
        if path.is_file() and not NOT_FOR_THE_BROWSER & set(path.relative_to(folder).parts):
            yield name.as_posix(), path.read_bytes()
