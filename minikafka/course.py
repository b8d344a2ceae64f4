"""Where the notebooks of the course are.

In a checkout they are opened in place. An installed package holds its own copy, which an upgrade replaces, so
the learner works on a copy of that copy.
"""

from pathlib import Path

FIRST_NOTEBOOK = "00-start-here.ipynb"
LEARNERS_COPY = "minikafka-course"

_PACKAGE = Path(__file__).parent


class CourseError(Exception):
    """The notebooks cannot be found or copied; the message says what to do."""


def course_directory() -> Path:
    """Return the directory to open in JupyterLab.

    Raises:
        CourseError: there are no notebooks, or they cannot be copied into the working directory.
    """
    shipped = shipped_notebooks()
    if shipped.parent != _PACKAGE:
        return shipped
    here = Path.cwd()
    learners = here if (here / FIRST_NOTEBOOK).exists() else here / LEARNERS_COPY
    _report(copy_missing(shipped, learners), learners)
    return learners


def shipped_notebooks() -> Path:
    """Return the directory of the course's own notebooks: in the package, or beside it in a checkout.

    Raises:
        CourseError: there are none.
    """
    inside = _PACKAGE / "notebooks"
    return _holding_course(inside if inside.is_dir() else _PACKAGE.parent / "notebooks")


def notebook_in(directory: Path, name: str) -> str:
    """The file of the notebook that is called ``name``, with or without its ending.

    Raises:
        CourseError: there is none; the message names those that there are.
    """
    names = sorted(path.stem for path in directory.glob("*.ipynb"))
    if (wanted := name.removesuffix(".ipynb")) not in names:
        raise CourseError(f"there is no notebook {name!r}; there are {', '.join(names)}")
    return f"{wanted}.ipynb"


def copy_missing(source: Path, target: Path) -> list[Path]:
    """Copy the files below `source` that `target` lacks, and return them, relative to `target`.

    A file that is there is the learner's own and is never written to.

    Raises:
        CourseError: `target` is no directory or cannot be written to.
    """
    files = sorted(path.relative_to(source) for path in source.rglob("*") if path.is_file())
    try:
        return [file for file in files if _copy_unless_there(source / file, target / file)]
    except OSError as error:
        reason = f"cannot copy the notebooks to {target} ({error.strerror})"
        raise CourseError(f"{reason}; run `minikafka lab` in a directory of your own") from error


def _copy_unless_there(source: Path, target: Path) -> bool:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with target.open("xb") as copy:
            copy.write(source.read_bytes())
    except FileExistsError:
        return False
    return True


def _holding_course(directory: Path) -> Path:
    if (directory / FIRST_NOTEBOOK).is_file():
        return directory
    raise CourseError(f"{directory} does not hold {FIRST_NOTEBOOK}; install minikafka again, or use a full clone")


def _report(copied: list[Path], directory: Path) -> None:
    if copied:
        print(f"New in {directory}: {', '.join(map(str, copied))}. What you had there is as you left it.")
    else:
        print(f"Your notebooks are in {directory}.")
