"""What of Pyodide's full release goes into the site: the packages that the course uses, as Pyodide released them."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from minikafka.site.npm import SiteError
from minikafka.site.pyodide import VERSION
from minikafka.site.release import put_release, release_address, wheels_of

DEPENDS = {"pandas": ["numpy"], "matplotlib": ["numpy", "pillow"], "numpy": [], "pillow": [], "scipy": ["numpy"]}


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A folder as the full release is: wheels, tests of some, libraries, and the list of all."""
    folder = tmp_path / "full"
    folder.mkdir()
    for name in DEPENDS:
        (folder / f"{name}-2.0.whl").write_text(f"all of {name}")
    (folder / "pandas-tests.zip").write_text("tests")
    packages = {name: package(name, depends) for name, depends in DEPENDS.items()}
    (folder / "pyodide-lock.json").write_text(json.dumps({"packages": packages}))
    return folder


def package(name: str, depends: list[str]) -> dict[str, object]:
    digest = sha256(f"all of {name}".encode()).hexdigest()
    return {"name": name, "file_name": f"{name}-2.0.whl", "sha256": digest, "depends": depends}


def chosen(release: Path) -> list[str]:
    return [wheel.name for wheel in wheels_of(release, release / "pyodide-lock.json")]


def test_what_the_course_uses_is_taken_with_all_that_it_depends_on_and_no_more(release: Path) -> None:
    assert chosen(release) == ["matplotlib-2.0.whl", "numpy-2.0.whl", "pandas-2.0.whl", "pillow-2.0.whl"]


def test_a_wheel_that_is_missing_is_named_and_the_release_that_has_it(release: Path) -> None:
    (release / "pillow-2.0.whl").unlink()
    with pytest.raises(SiteError, match=rf"pillow-2\.0\.whl is missing; .* full release {VERSION}$"):
        chosen(release)


def test_a_release_of_another_version_is_told_by_what_it_has_instead(release: Path) -> None:
    (release / "numpy-2.0.whl").rename(release / "numpy-1.0.whl")
    with pytest.raises(SiteError, match=r"numpy-2\.0\.whl is missing \(there is numpy-1\.0\.whl\)"):
        chosen(release)


def test_a_wheel_that_a_page_would_refuse_is_refused_here(release: Path) -> None:
    (release / "numpy-2.0.whl").write_text("half of nu")
    with pytest.raises(SiteError, match=r"numpy-2\.0\.whl is not as Pyodide released it"):
        chosen(release)


def test_the_wheels_go_where_the_page_asks_for_them(release: Path, tmp_path: Path) -> None:
    put_release(tmp_path, release_address(release), [release / "numpy-2.0.whl"])
    assert (tmp_path / "release.mjs").read_text() == 'export const release = "release/";\n'
    assert (tmp_path / "release/numpy-2.0.whl").read_text() == "all of numpy"


def test_without_a_release_a_page_asks_pyodides_own_of_our_version(tmp_path: Path) -> None:
    put_release(tmp_path, release_address(None), [])
    assert f"/v{VERSION}/full/" in (tmp_path / "release.mjs").read_text()
    assert not (tmp_path / "release").exists()
