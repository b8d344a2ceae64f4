"""A run as a page: it plays in a plain browser, without Python, without a network, in the theme of the reader."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from minikafka import Broker, Producer
from tests.browser.pages import axe_violations
from tests.browser.panel import Panel

MOST = 300_000  # bytes


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    producer = Producer(Broker(), first_sequence=1)
    producer.network.lose_ack()
    producer.send("topic", b"</script><img src=x onerror=alert(1)>")
    producer.retry()
    producer.flush()
    path = tmp_path / "run.html"
    producer.trace.save_html(path)
    return path


@pytest.fixture
def opened(browser: Browser, page_file: Path) -> Page:
    page = browser.new_page(viewport={"width": 848, "height": 640})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_file.as_uri())
    expect(page.locator("svg.mk-flow")).to_be_visible()
    assert asked == [page_file.as_uri()]
    return page


def test_it_is_one_small_file(page_file: Path) -> None:
    assert page_file.stat().st_size <= MOST
    assert [path.name for path in page_file.parent.iterdir()] == ["run.html"]


def test_it_plays_steps_and_compares_without_python(opened: Page) -> None:
    panel = Panel(opened.locator(".mk-lab"))
    expect(panel.element.get_by_role("button", name="Send", exact=True)).to_have_count(0)
    panel.scrubber.press("Home")
    panel.expect_told("Start · Start Producer.")
    panel.button("Play").click()
    panel.expect_told("Step 1, stage 2 of 6")
    expect(panel.element.locator(".mk-token")).to_have_attribute("visibility", "visible")
    panel.button("Pause").click()
    panel.button("Go to step 2").click()
    panel.expect_told("Step 2 · ✓ Ignore.")
    panel.tab("Compare OFF | ON").click()
    expect(panel.element.locator(".mk-side").first).to_contain_text("1 too many")
    expect(opened.locator("img")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [640, 848, 1180])
def test_it_follows_the_reader_and_fits(opened: Page, scheme: str, width: int) -> None:
    opened.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    opened.set_viewport_size({"width": width, "height": 720})
    panel = opened.locator(".mk-lab")
    expect(panel).to_have_attribute("data-theme", scheme)
    opened.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
    assert axe_violations(opened, ".mk-lab") == []
