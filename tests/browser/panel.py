"""What a learner does with a panel or a card in the browser, and what there is to read."""

import json
from collections.abc import Iterable, Sequence

from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import axe_violations, expect_to_fit, output, run_cell, set_look, shown_theme
from tests.browser.server import Theme

PROCESS_HEADS = ("Step", "Action", "Sequence Number", "Broker Check", "Broker Action", "Producer Output")
# Rows of a run that is numbered from 1
SENT = ("1", "Send message1", "1", "Is seq 1 duplicate?", "No - store message", "Ack for seq 1")
RETRIED = ("2", "Retry send message1", "1", "Is seq 1 duplicate?", "Yes - ignore duplicate", "Ack for seq 1")
LATER = ("…",) * 5
PANELS = ".mk-panel, .mk-lab"  # what ipywidgets lay out, and the panel of a lab

# The cells of a table as they are read: what is not known yet is three dots, the sign before a verdict is left out.
_CELLS = """table => [...table.querySelectorAll('tbody tr')].map(row => [...row.cells].map(cell => {
    const inner = cell.querySelector('span');
    if (inner && getComputedStyle(inner).display === 'none') return '…';
    return cell.textContent.replace(/^[✓✗!✕] /, '');
}))"""
_HAS_CELLS = f"""([panel, selector, rows]) => {{
    const table = panel.querySelector(selector);
    return table !== null && JSON.stringify(({_CELLS})(table)) === rows;
}}"""


class Panel:
    """One panel or card on a page; ``element`` is its outermost box."""

    def __init__(self, element: Locator) -> None:
        self.element = element
        self.chart = element.locator("svg.mk-flow")
        self.told = element.locator(".mk-told")
        self.notice = element.locator(".mk-notice")
        self.message = element.get_by_role("textbox", name="message")
        self.idempotence = element.get_by_role("checkbox", name="idempotence")
        self.lose_ack = element.get_by_role("checkbox", name="lose the next ack")
        self.ask_first = element.get_by_role("checkbox", name="ask me first")
        self.scrubber = element.get_by_role("slider", name="Position in the run")
        self.log = element.locator(".mk-drawing .mk-cell title")

    def button(self, name: str) -> Locator:
        return self.element.get_by_role("button", name=name, exact=True)

    def tab(self, name: str) -> Locator:
        return self.element.get_by_role("tab", name=name)

    def press(self, *names: str) -> None:
        """Click these buttons, one after the other; a button that is off is waited for, and so is what it does."""
        for name in names:
            button = self.button(name)
            expect(button).not_to_have_attribute("aria-disabled", "true")
            button.click()
            self.expect_rest()

    def send(self, message: str) -> None:
        self.message.fill(message)
        self.press("Send")

    def expect_rest(self) -> None:
        """Wait until nothing moves, and the kernel has answered."""
        if "mk-lab" in (self.element.get_attribute("class") or ""):
            expect(self.element).to_have_attribute("aria-busy", "false")

    def expect_process(self, *rows: Sequence[str]) -> None:
        """Wait until the process table has exactly these rows."""
        self._expect_cells(".mk-process", rows)

    def expect_tracker(self, heads: Sequence[str], *rows: Sequence[str]) -> None:
        """Wait until the status tracker has exactly these columns and rows."""
        expect(self.element.locator(".mk-tracker thead th")).to_have_text(heads)
        self._expect_cells(".mk-tracker", rows)

    def expect_told(self, words: str) -> None:
        """Wait until the sentence says these words."""
        expect(self.told).to_contain_text(words)

    def part(self, name: str) -> Locator:
        """Return a part of the chart by its gid, as in ``node-ignore``."""
        return self.chart.locator(f"[id$='-{name}']")

    def _expect_cells(self, selector: str, rows: Sequence[Sequence[str]]) -> None:
        wanted = json.dumps([list(row) for row in rows], ensure_ascii=False, separators=(",", ":"))
        handle = self.element.element_handle()
        self.element.page.wait_for_function(_HAS_CELLS, arg=[handle, f"{selector} table", wanted], timeout=10_000)


# theme, width of the window in pixels
LOOKS: list[tuple[Theme, int]] = [("light", 1280), ("light", 900), ("dark", 1280), ("dark", 900)]
CORNERS = [LOOKS[0], LOOKS[-1]]  # the same code lays out every notebook: for most of them two looks tell


def new_panel(page: Page, cell_id: str = "panel-code") -> Panel:
    """Run a cell of the open notebook again; returns its panel, on which nothing was pressed yet."""
    run_cell(page, cell_id)
    return panel_in(output(page, cell_id))


def fresh_panel(page: Page, cell_id: str) -> Panel:
    """Run the cell of a lab again; returns its panel, in view and at rest."""
    made = new_panel(page, cell_id)
    expect(made.chart).to_be_visible()
    made.element.scroll_into_view_if_needed()
    made.expect_rest()
    return made


def panel_in(shown: Locator) -> Panel:
    """Return the panel or the cards that a cell shows."""
    return Panel(shown.locator(PANELS).first)


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
            assert axe_violations(page, PANELS) == []


def expect_table(place: Locator, heads: Sequence[str], *rows: Sequence[str]) -> None:
    """Wait until the table in ``place`` has exactly these headings and cells."""
    expect(place.locator("thead th")).to_have_text(heads)
    expect(place.locator("tbody tr > *")).to_have_text([cell for row in rows for cell in row])
    expect(place.locator("tbody tr")).to_have_count(len(rows))
