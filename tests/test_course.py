"""Where the notebooks are: in place in a checkout, a copy for those who installed the package."""

from pathlib import Path

import pytest

from minikafka import course
from minikafka.course import FIRST_NOTEBOOK, LEARNERS_COPY, CourseError, copy_missing, course_directory


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty directory, with minikafka installed from a wheel; returns the shipped notebooks."""
    shipped = tmp_path / "site-packages/minikafka/notebooks"
    shipped.mkdir(parents=True)
    (shipped / FIRST_NOTEBOOK).write_text("first")
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setattr(course, "_PACKAGE", shipped.parent)
    monkeypatch.chdir(home)
    return shipped


def test_a_checkout_opens_its_notebooks_in_place() -> None:
    assert course_directory() == Path(__file__).parent.parent / "notebooks"


def test_the_installed_course_is_copied(installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    directory = course_directory()
    assert directory == Path.cwd() / LEARNERS_COPY
    assert (directory / FIRST_NOTEBOOK).read_text() == "first"
    assert f"New in {directory}: {FIRST_NOTEBOOK}." in capsys.readouterr().out


def test_what_the_learner_has_stays(installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    learners = course_directory() / FIRST_NOTEBOOK
    learners.write_text("solved")
    (installed / "05-new.ipynb").write_text("new")
    assert course_directory() == learners.parent
    assert learners.read_text() == "solved"
    assert (learners.parent / "05-new.ipynb").read_text() == "new"
    assert ": 05-new.ipynb. What you had there is as you left it." in capsys.readouterr().out


def test_inside_the_copy_there_is_no_second_copy(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = course_directory()
    monkeypatch.chdir(directory)
    assert course_directory() == directory


def test_a_file_in_the_way_is_named(installed: Path) -> None:
    Path(LEARNERS_COPY).write_text("a file")
    with pytest.raises(CourseError, match=LEARNERS_COPY):
        course_directory()
    assert Path(LEARNERS_COPY).read_text() == "a file"


def test_a_package_without_notebooks_says_so(installed: Path) -> None:
    (installed / FIRST_NOTEBOOK).unlink()
    with pytest.raises(CourseError, match=FIRST_NOTEBOOK):
        course_directory()


def test_folders_are_copied_with_what_is_in_them(tmp_path: Path) -> None:
    (tmp_path / "source/data").mkdir(parents=True)
    (tmp_path / "source/data/log.bin").write_bytes(b"\x00\xff")
    assert copy_missing(tmp_path / "source", tmp_path / "target") == [Path("data/log.bin")]
    assert (tmp_path / "target/data/log.bin").read_bytes() == b"\x00\xff"
    assert copy_missing(tmp_path / "source", tmp_path / "target") == []
