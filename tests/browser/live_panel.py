"""The panel of a lab on a page of its own, in a moment and without JupyterLab: the kernel's side of it is here."""

import json
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page, expect

from minikafka.lesson import Lab
from minikafka.lesson.widgets.front_end import module, stylesheet
from minikafka.lesson.widgets.panel import Panel as KernelPanel
from tests.browser.panel import Panel

_PAGE = """<!doctype html>
<html lang="en">
<title>A panel</title>
<style>:root {{ color-scheme: light dark; }} body {{ margin: 0; background: Canvas; }} {stylesheet}</style>
<main><div id="panel"></div></main>
<script type="module">
{module}
const send = (verb, args) => {{
  tellKernel(verb, args).then((answers) => answers.forEach((message) => panel.receive(message)));
}};
const panel = new Panel(document.getElementById('panel'), {{ send, ...{host}, pictures: [] }});
panel.ask('hello', {{}});
</script>
</html>
"""


@dataclass(frozen=True, slots=True)
class LivePanel:
    """A panel that is shown: its page, what can be pressed there, and all that Python has told it."""

    page: Page
    panel: Panel
    told: list[Any]


def live_panel(browser: Browser, lab: Lab, script: str | None = None, **options: Any) -> LivePanel:
    """Show the panel of a lab; `script` is the front end if it is not the usual one, `options` are the page's."""
    kernel, told = KernelPanel(lab), list[Any]()
    kernel.widget.send = lambda message: told.append(json.loads(json.dumps(message)))  # as a comm brings it

    def tell_kernel(verb: str, args: dict[str, Any]) -> list[Any]:
        known = len(told)
        kernel.take({"verb": verb, "args": args})
        return told[known:]

    page = browser.new_page(**options)
    page.expose_function("tellKernel", tell_kernel)
    host = json.dumps({"sandbox": lab.sandbox, "brokers": lab.trace.setup.brokers})
    front_end = (script or module()).replace("export default", "void")
    page.set_content(_PAGE.format(stylesheet=stylesheet(), module=front_end, host=host))
    shown = Panel(page.locator(".mk-lab"))
    expect(shown.chart).to_be_visible()
    return LivePanel(page, shown, told)
