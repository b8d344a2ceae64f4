"""The site: a front page, and the course in JupyterLite, in one folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from minikafka.course import course_directory
from minikafka.site.compressed import QUICK, THOROUGH, compressed, unpacker
from minikafka.site.first_sight import write_first_sights
from minikafka.site.front import front_page
from minikafka.site.jupyterlite import build_jupyterlite, kernel_wheels
from minikafka.site.notebooks import copy_notebooks
from minikafka.site.packages import site_packages
from minikafka.site.pages import bring_to_life, protect
from minikafka.site.pyodide import FILES, LOCK, fetch_pyodide
from minikafka.site.release import put_release, release_address, wheels_of
from minikafka.site.snapshot import stored_memory

OUTPUT = Path("build/site")
_PACKAGE = Path(__file__).parent


def sources() -> Path:
    """The folder with our own pages and programs: beside the package in a checkout, in it when it is installed."""
    shipped = _PACKAGE / "sources"
    return shipped if shipped.is_dir() else _PACKAGE.parent.parent / "site"


def build_site(output: Path = OUTPUT, release: Path | None = None, address: str = "", *, quick: bool = False) -> Path:
    """Build the site anew in `output`; what an earlier build fetched and made is kept beside it.

    With a `release`, the folder of Pyodide's full release, the site needs nothing from elsewhere, pandas and matplotlib
    included. `address` is where the site is going to be: pages that link to it show its picture then.
    `quick` spends seconds less on it, and has a page fetch a tenth more.

    Raises:
        SiteError: something that it is built with is missing; the message names it.
    """
    cache = output.parent / "site-cache"
    pyodide = fetch_pyodide(cache)
    wheels = wheels_of(release, pyodide / LOCK) if release else []
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    stored = cache / "packages/stored_outputs"
    notebooks = copy_notebooks(course_directory(), cache / "notebooks", stored)
    course = build_jupyterlite(notebooks, output / "course", cache)
    _put_kernel(course / "kernel", pyodide, cache, QUICK if quick else THOROUGH)
    put_release(course / "kernel", release_address(release), wheels)
    _put_worker(course)
    shutil.copytree(sources() / "course", course / "alive")
    write_first_sights(notebooks, course / "alive/sights")
    bring_to_life(course / "notebooks/index.html")
    front_page(sources() / "front", output, address)
    protect(output, release_address(release))
    return output


def _put_kernel(folder: Path, pyodide: Path, cache: Path, level: int) -> None:
    kernel = sources() / "kernel"
    folder.mkdir()
    for file in FILES:
        shutil.copy(pyodide / file, folder)
    for program in ("start.mjs", "files.mjs", "memory.mjs"):
        shutil.copy(kernel / program, folder)
    shutil.copy(unpacker(cache), folder / "unpack.mjs")
    shutil.copy(pyodide / LOCK, cache / "packages")
    packages = site_packages(kernel_wheels(), [kernel / "python", cache / "packages"])
    memory, plan = stored_memory(cache, pyodide, packages, kernel)
    (folder / "memory.json").write_bytes(plan)
    (folder / "memory.zst").write_bytes(compressed(memory, cache, level))
    (folder / "packages.zst").write_bytes(compressed(b"".join(packages.values()), cache, level))


def _put_worker(course: Path) -> None:
    """A worker as JupyterLite's own, in which Python starts at once."""
    (theirs,) = (course / "extensions").rglob("comlink.worker.*.js")
    program = f'import "./start.mjs";\nimport "../{theirs.relative_to(course).as_posix()}";\n'
    (course / "kernel/worker.mjs").write_text(program, encoding="utf-8")
