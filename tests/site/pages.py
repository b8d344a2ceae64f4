"""How a test uses the site: it opens pages, and hears what they complain of and where they turn."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, expect

NOTEBOOKS = sorted(path.stem for path in (Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
PATIENCE = 120_000  # milliseconds: Python starts while other tests use both cores
LINE = ".mk-line"
# Where the first heading, paragraph, code and the cell below the panel are, in each frame in which that changes.
PLACES = """() => {
    const places = window.places = [];
    const top = (element) => element && Math.round(element.getBoundingClientRect().top);
    const look = () => {
        const sight = document.querySelector(".mk-sight");
        const page = sight ?? document.querySelector(".jp-Notebook");
        const cells = page ? [...page.querySelectorAll("article > section, .jp-Notebook-cell")] : [];
        const [text, code, below] = cells;
        if (below && page.checkVisibility({ visibilityProperty: true })) {
            const input = code.querySelector("pre, .cm-content");
            const seen = [text.querySelector("h1"), text.querySelector("p"), input, below].map(top);
            if (String(places.at(-1)) !== String(seen)) places.push(seen);
        }
        requestAnimationFrame(look);
    };
    look();
}"""


@dataclass
class Visit:
    """A page of the site; ``complaints`` are errors on its console, ``elsewhere`` the other hosts that it asked."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    elsewhere: set[str] = field(default_factory=set)

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def open_notebook(self, name: str) -> Page:
        """Open a notebook, and wait until it has started by itself."""
        self.open(f"course/notebooks/index.html?path={name}.ipynb")
        expect(self.page.locator(".jp-Notebook")).to_be_visible(timeout=PATIENCE)
        expect(self.page.locator(LINE)).to_have_count(0, timeout=PATIENCE)
        return self.page


def visit(browser: Browser, address: str, **context: object) -> Visit:
    """A visitor who was never here."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}, **context).new_page()  # type: ignore[arg-type]
    visitor = Visit(page, address)
    ours = urlsplit(address).netloc

    def asked(url: str) -> None:
        if urlsplit(url).scheme.startswith(("http", "ws")) and urlsplit(url).netloc != ours:
            visitor.elsewhere.add(urlsplit(url).netloc)

    page.on("request", lambda request: asked(request.url))
    page.on("console", lambda message: visitor.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: visitor.complaints.append(error.stack or str(error)))
    return visitor


def panel_of(page: Page) -> Locator:
    """The panel of the lab, not of the run that was stored."""
    return page.locator(".jp-OutputArea-output .mk-lab:has([data-verb=send])").first


def asked(page: Page, code: str) -> str:
    """What the kernel of the page prints when it runs some code."""
    said: str = page.evaluate(
        """async (code) => {
            const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
            const said = [];
            const future = kernel.requestExecute({ code });
            future.onIOPub = ({ content }) => said.push(content.text ?? content.evalue ?? "");
            await future.done;
            return said.join("");
        }""",
        code,
    )
    return said
