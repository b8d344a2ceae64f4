"""Packages that come when a cell imports them, from the site itself: as if it had been built with Pyodide's release."""

import io
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from playwright.sync_api import Browser, Route

from tests.site.pages import Visit, asked, visit

pytestmark = [pytest.mark.whole_site, pytest.mark.timeout(400), pytest.mark.xdist_group("site")]

# Two packages of a release, one of which needs the other.
CODE = {"drawing": "import arithmetic\nPICTURE = arithmetic.add(40, 2)", "arithmetic": "def add(a, b): return a + b"}
DEPENDS = {"drawing": ["arithmetic"], "arithmetic": []}
RELEASE = "import late_packages\nlate_packages.release = lambda: {packages!r}"


def wheel(name: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as files:
        files.writestr(zipfile.ZipInfo(f"{name}.py"), CODE[name])
    return content.getvalue()


def package(name: str) -> dict[str, Any]:
    digest = sha256(wheel(name)).hexdigest()
    return {"name": name, "file_name": f"{name}.whl", "sha256": digest, "depends": DEPENDS[name], "imports": [name]}


@pytest.fixture
def visitor(browser: Browser, site_address: str) -> Iterator[Visit]:
    """A visitor of a site with a release in it, whose page has started."""
    visitor = visit(browser, site_address)
    at_home = 'export const release = "release/";'
    route = visitor.page.context.route
    route("**/kernel/release.mjs", lambda route: route.fulfill(content_type="text/javascript", body=at_home))
    route("**/kernel/release/*.whl", hand_out)
    page = visitor.open_notebook("04-visual")
    assert asked(page, RELEASE.format(packages=[package(name) for name in CODE])) == ""
    yield visitor
    visitor.page.context.close()


def hand_out(route: Route) -> None:
    name = route.request.url.rsplit("/", 1)[-1].removesuffix(".whl")
    route.fulfill(body=wheel(name)) if name in CODE else route.fulfill(status=404)


def test_a_cell_gets_what_it_imports_and_what_that_needs_from_the_site_alone(visitor: Visit) -> None:
    assert asked(visitor.page, "import drawing\nprint(drawing.PICTURE)") == "42\n"
    assert visitor.elsewhere == set()
    assert visitor.complaints == []


def test_a_wheel_that_is_not_as_it_was_released_is_not_run(visitor: Visit) -> None:
    visitor.page.context.route("**/kernel/release/arithmetic.whl", lambda route: route.fulfill(body=wheel("drawing")))
    said = asked(visitor.page, "import drawing")
    assert said == "arithmetic comes from Pyodide's own release, which cannot be reached from here."
