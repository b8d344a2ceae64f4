"""The site as a visitor sees it: the front page plays, a notebook starts, its buttons work, and nothing leaves."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.pages import axe_violations
from tests.site.pages import LINE, NOTEBOOKS, PATIENCE, PLACES, Visit, panel_of, visit

pytestmark = [pytest.mark.timeout(400), pytest.mark.xdist_group("site")]


@pytest.fixture
def visitor(browser: Browser, site_address: str) -> Iterator[Visit]:
    visitor = visit(browser, site_address)
    yield visitor
    visitor.page.context.close()
    assert visitor.elsewhere == set()
    assert visitor.complaints == []


# The front page


def test_the_front_page_plays_a_run_without_python(visitor: Visit) -> None:
    page = visitor.open("")
    expect(page.locator("#panel .mk-token")).to_be_visible()
    expect(page.get_by_role("cell", name="✕ No ack (lost)")).to_be_visible(timeout=30_000)
    assert not page.workers
    with pytest.raises(Error, match="Failed to fetch"):  # the page's policy: nothing leaves
        page.evaluate("fetch('https://example.org/')")
    visitor.complaints.clear()  # which the browser says at length


def test_its_run_can_be_scrubbed_and_compared(visitor: Visit) -> None:
    page = visitor.open("")
    page.get_by_role("tab", name="Compare").click()
    page.get_by_role("slider").press("End")
    expect(page.get_by_role("tabpanel", name="Compare")).to_contain_text("2nd copy")


def test_it_has_a_card_for_each_style_and_its_minutes(visitor: Visit) -> None:
    page = visitor.open("")
    cards = page.locator(".cards a")
    assert cards.count() >= 9
    assert all("minutes" in text for text in cards.all_inner_texts())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, site_address: str, scheme: str) -> None:
    visitor = visit(browser, site_address, color_scheme=scheme, reduced_motion="reduce")
    page = visitor.open("")
    expect(page.get_by_role("cell", name="✕ No ack (lost)")).to_be_visible()
    assert axe_violations(page, "body") == []
    visitor.page.context.close()


def test_on_a_telephone_nothing_is_wider_than_the_page(visitor: Visit) -> None:
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    page = visitor.open("")
    expect(page.locator("#panel .mk-token")).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


# A notebook


def test_a_notebook_starts_by_itself_and_its_buttons_work(visitor: Visit) -> None:
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    visitor.page.add_init_script(f"({PLACES})()")
    page = visitor.open_notebook("04-visual")
    assert_nothing_moved(page)
    panel = panel_of(page)
    panel.get_by_role("button", name="Send", exact=True).click()
    expect(panel.get_by_role("cell", name="No - store message")).to_be_visible(timeout=PATIENCE)
    sent = [name for name in asked if name.endswith((".wasm", ".zip", ".zst"))]
    assert sorted(sent) == ["memory.zst", "pyodide.asm.wasm"]  # once each, and nothing that the panel does not need
    panel.get_by_role("button", name="Retry", exact=True).click()
    expect(panel.get_by_role("cell", name="Yes - ignore duplicate")).to_be_visible(timeout=PATIENCE)


def assert_nothing_moved(page: Page) -> None:
    """From the first sight of a notebook to its panel, everything stood where it stands, but for the last pixel."""
    first, *others = page.evaluate("places")
    moved = [other for other in others if any(abs(a - b) > 1 for a, b in zip(first, other, strict=True))]
    assert moved == [], f"first {first}"


@pytest.mark.whole_site
@pytest.mark.parametrize(
    ("name", "width"),
    [("02-why", 1600), ("05-try", 900), ("10-clinic", 900), ("01-learn", 390), ("08-recall", 390)],
)
def test_nothing_moves_from_the_first_sight_to_the_panel(visitor: Visit, name: str, width: int) -> None:
    visitor.page.set_viewport_size({"width": width, "height": 800})
    visitor.page.add_init_script(f"({PLACES})()")
    assert_nothing_moved(visitor.open_notebook(name))


# A notebook before its Python is there: these tests keep it back, so that they are quick


@pytest.fixture
def reader(browser: Browser, site_address: str) -> Iterator[Visit]:
    """A visitor whose Python never comes; what the page asks of the site, a test may answer."""
    reader = visit(browser, site_address, service_workers="block", reduced_motion="reduce")
    reader.page.route("**/kernel/*.zst", lambda _: None)
    yield reader
    reader.page.context.close()
    assert reader.elsewhere == set()


def test_a_notebook_can_be_read_and_plays_before_jupyterlab_is_there(reader: Visit) -> None:
    reader.page.route("**/bundle.js*", lambda route: route.abort())
    reader.page.set_viewport_size({"width": 390, "height": 844})
    page = _opened(reader, "04-visual")
    expect(page.get_by_role("heading", name="Watch a retry being recognised")).to_be_visible()
    expect(page.locator(".mk-meanwhile .mk-chart")).to_be_visible()
    expect(page.get_by_text("process_table(producer.trace)")).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert axe_violations(page, ".mk-sight") == []


@pytest.mark.whole_site
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_first_sight_of_any_notebook(browser: Browser, site_address: str, scheme: str) -> None:
    reader = visit(browser, site_address, service_workers="block", reduced_motion="reduce", color_scheme=scheme)
    reader.page.route("**/bundle.js*", lambda route: route.abort())
    reader.page.route("**/kernel/*.zst", lambda _: None)
    for name in NOTEBOOKS:
        page = _opened(reader, name)
        expect(page.locator(".mk-sight")).to_be_visible()
        assert axe_violations(page, ".mk-sight") == [], name
    reader.page.context.close()


@pytest.mark.whole_site
def test_a_notebook_plays_until_python_is_there_and_fits_a_telephone(reader: Visit) -> None:
    reader.page.set_viewport_size({"width": 390, "height": 844})
    page = _opened(reader, "04-visual")
    expect(page.locator(".jp-Notebook .mk-meanwhile .mk-chart")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".mk-sight")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    box = page.locator(".mk-meanwhile").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


@pytest.mark.whole_site
def test_who_has_read_on_stays_where_he_reads_when_jupyterlab_comes(reader: Visit) -> None:
    page = _opened(reader, "04-visual")
    heading = page.locator(".mk-sight").get_by_role("heading", name="The status tracker")
    expect(heading).to_be_attached()
    page.mouse.move(60, 500)
    page.mouse.wheel(0, 1400)
    expect(heading).to_be_in_viewport()
    before = heading.bounding_box()
    expect(page.locator(".mk-sight")).to_have_count(0, timeout=PATIENCE)
    after = page.get_by_role("heading", name="The status tracker").bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) <= 2


@pytest.mark.whole_site
def test_who_has_read_to_the_end_is_at_the_end_when_jupyterlab_comes(reader: Visit) -> None:
    page = _opened(reader, "04-visual")
    expect(page.locator(".mk-sight").get_by_text("Next:")).to_be_attached()
    page.mouse.move(60, 500)
    page.mouse.wheel(0, 100_000)
    expect(page.locator(".mk-sight").get_by_text("Next:")).to_be_in_viewport()
    expect(page.locator(".mk-sight")).to_have_count(0, timeout=PATIENCE)
    expect(page.locator(".jp-Notebook p", has_text="Next:")).to_be_in_viewport()


@pytest.mark.whole_site
def test_the_page_has_the_theme_of_the_system_until_one_is_chosen(browser: Browser, site_address: str) -> None:
    reader = visit(browser, site_address, service_workers="block", reduced_motion="reduce", color_scheme="dark")
    reader.page.route("**/kernel/*.zst", lambda _: None)
    page = _opened(reader, "04-visual")
    sight = page.locator(".mk-sight")
    expect(sight).to_have_css("background-color", "rgb(17, 17, 17)")
    assert axe_violations(page, ".mk-sight") == []
    expect(sight).to_have_count(0, timeout=PATIENCE)
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", "JupyterLab Dark")
    page.get_by_role("menuitem", name="Settings").click()
    page.locator(".lm-Menu-item", has_text="Theme").first.hover()
    page.locator(".lm-Menu-item", has_text="JupyterLab Light").first.click()
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", "JupyterLab Light")
    reader.page.context.close()


@pytest.mark.whole_site
def test_who_waits_for_a_slow_network_is_told_to_read_on(reader: Visit) -> None:
    reader.page.clock.install()
    page = _opened(reader, "04-visual")
    expect(page.locator(LINE)).to_contain_text("Python is on its way", timeout=PATIENCE)
    assert page.locator(LINE).get_attribute("data-slow") is None
    page.clock.fast_forward(31_000)
    expect(page.locator(LINE)).to_have_attribute("data-slow", "Still loading; you can read on meanwhile.")


@pytest.mark.whole_site
def test_a_newer_course_does_not_hide_behind_a_saved_copy(reader: Visit) -> None:
    """The learner is asked; what was written is taken over, in the newer version's cells and beside them."""
    page = _opened(reader, "04-visual")
    expect(page.locator(".jp-Notebook .mk-meanwhile")).to_be_visible(timeout=PATIENCE)
    assert page.locator(f"{LINE} button").count() == 0
    page.evaluate(WRITE)
    newer = _newer(page.evaluate("fetch('../files/04-visual.ipynb').then(answer => answer.json())"))
    page.route("**/files/04-visual.ipynb", lambda route: route.fulfill(json=newer))
    page.reload()
    page.get_by_role("button", name="Take it").click(timeout=PATIENCE)
    expect(page.locator(".jp-Notebook")).to_contain_text("A sentence that is new", timeout=PATIENCE)
    expect(page.locator(".jp-Notebook")).to_contain_text("# the learner's own")
    expect(page.get_by_role("button", name="Take it")).to_have_count(0)
    page.unroute_all(behavior="ignoreErrors")


# A cell of the learner's own behind the first, and the copy that JupyterLite keeps of it.
WRITE = """async () => {
    const { context, content } = jupyterapp.shell.currentWidget;
    content.model.sharedModel.insertCell(1, { cell_type: "code", source: "# the learner's own", metadata: {} });
    await context.save();
}"""


def _newer(notebook: dict[str, Any]) -> dict[str, Any]:
    """The site's notebook, with one more sentence in its first cell."""
    notebook["cells"][0]["source"] += "\n\nA sentence that is new."
    notebook["cells"][0]["metadata"]["minikafka"]["origin"] = "0" * 16
    notebook["metadata"]["minikafka"]["version"] = "newer"
    return notebook


@pytest.mark.whole_site
def test_a_kernel_that_cannot_be_loaded_is_told_of(browser: Browser, site_address: str) -> None:
    visitor = visit(browser, site_address)
    visitor.page.context.route("**/kernel/memory.zst", lambda route: route.abort())
    page = _opened(visitor, "04-visual")
    expect(page.locator(LINE)).to_contain_text("Python could not be started", timeout=PATIENCE)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    visitor.page.context.close()


def _opened(visitor: Visit, name: str) -> Page:
    return visitor.open(f"course/notebooks/index.html?path={name}.ipynb")
