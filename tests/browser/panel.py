"""What a learner does with a panel in the browser, and what there is to read."""

from collections.abc import Iterable, Sequence

from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import axe_violations, expect_to_fit, output, run_cell, set_look, shown_theme
from tests.browser.server import Theme

PROCESS_HEADS = ("Step", "Action", "Sequence Number", "Broker Check", "Broker Action", "Producer Output")


class Panel:
    """One panel on a page; ``element`` is its outermost box."""

    def __init__(self, element: Locator) -> None:
        self.element = element
        self.chart = element.locator(".mk-chart")
        self.stage = element.locator(".mk-stage")
        self.notice = element.locator(".mk-notice")
        self.message = element.get_by_role("textbox", name="message")
        self.idempotence = element.get_by_role("checkbox", name="idempotence")
        self.lose_ack = element.get_by_role("checkbox", name="lose the next ack")
        self.log = element.locator(".mk-log li")

    def button(self, name: str) -> Locator:
        return self.element.get_by_role("button", name=name, exact=True)

    def press(self, *names: str) -> None:
        """Click these buttons, one after the other; a button that is off is waited for."""
        for name in names:
            self.button(name).click()

    def send(self, message: str) -> None:
        self.message.fill(message)
        self.press("Send")

    def expect_process(self, *rows: Sequence[str]) -> None:
        """Wait until the process table has exactly these rows."""
        expect_table(self.element.locator(".mk-process"), PROCESS_HEADS, *rows)

    def expect_tracker(self, heads: Sequence[str], *rows: Sequence[str]) -> None:
        """Wait until the status tracker has exactly these columns and rows."""
        expect_table(self.element.locator(".mk-tracker"), heads, *rows)

    def expect_stage(self, words: str) -> None:
        """Wait until the sentence under the chart begins with these words."""
        expect(self.stage.locator("b")).to_have_text(f"{words}.")

    def part(self, name: str) -> Locator:
        """Return a part of the chart by its gid, as in ``node-ignore``."""
        return self.chart.locator(f"[id$='-{name}']")


# theme, width of the window in pixels
LOOKS: list[tuple[Theme, int]] = [("light", 1280), ("light", 900), ("dark", 1280), ("dark", 900)]
CORNERS = [LOOKS[0], LOOKS[-1]]  # the same code lays out every notebook: for most of them two looks tell


def new_panel(page: Page, cell_id: str = "panel-code") -> Panel:
    """Run a cell of the open notebook again; returns its panel, on which nothing was pressed yet."""
    run_cell(page, cell_id)
    return panel_in(output(page, cell_id))


def panel_in(shown: Locator) -> Panel:
    """Return the panel that a cell shows."""
    return Panel(shown.locator(".mk-panel"))


def card(panel: Panel, number: int) -> Panel:
    """Return one question of a quiz, by its place from 0."""
    return Panel(panel.element.locator(".mk-card").nth(number))


def choose(asked: Panel, text: str) -> None:
    """Choose the option of a question that has these words."""
    asked.element.get_by_role("radio", name=text, exact=True).check()


def answer(quiz: Panel, number: int, text: str) -> None:
    """Answer one question of a quiz and wait for the verdict."""
    asked = card(quiz, number)
    choose(asked, text)
    asked.press("Check")
    expect(asked.element.locator(".mk-feedback")).to_be_visible()


def expect_presentable(page: Page, parts: Iterable[Locator], looks: Sequence[tuple[Theme, int]] = CORNERS) -> None:
    """Demand of each look that every part fits, and of each theme that axe finds nothing."""
    for theme, width in sorted(looks, key=lambda look: look[0] != shown_theme(page)):  # it takes a second to change it
        set_look(page, theme, width)
        for part in parts:
            expect_to_fit(part)
        if (theme, width) in CORNERS:
            assert axe_violations(page, ".mk-panel") == []


def expect_table(place: Locator, heads: Sequence[str], *rows: Sequence[str]) -> None:
    """Wait until the table in ``place`` has exactly these headings and cells."""
    expect(place.locator("thead th")).to_have_text(heads)
    expect(place.locator("tbody tr > *")).to_have_text([cell for row in rows for cell in row])
    expect(place.locator("tbody tr")).to_have_count(len(rows))
