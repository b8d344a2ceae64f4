"""The panel of a lab on a page of its own: no JupyterLab, and the kernel's side is here. It opens in a moment."""

import json
from typing import Any

from playwright.sync_api import Browser, Page, expect

from minikafka.lesson import Lab
from minikafka.lesson.widgets.front_end import module, stylesheet
from minikafka.lesson.widgets.panel import Panel as KernelPanel

_PAGE = """<!doctype html>
<html lang="en">
<title>A panel</title>
<style>:root {{ color-scheme: light dark; }} body {{ margin: 0; background: Canvas; }} {stylesheet}</style>
<main><div id="panel"></div></main>
<script type="module">
{module}
const send = async (verb, args) => {{
  for (const message of JSON.parse(await tellKernel(verb, args))) panel.receive(message);
}};
const panel = new Panel(document.getElementById('panel'), {{ send, ...{host}, pictures: [] }});
panel.ask('hello', {{}});
</script>
</html>
"""


def live_page(browser: Browser, lab: Lab, script: str | None = None, **options: Any) -> Page:
    """Return a page with the panel of this lab; `script` is the front end if it is not the usual one."""
    kernel, answers = KernelPanel(lab), list[Any]()
    kernel.widget.send = answers.append

    def tell_kernel(verb: str, args: dict[str, Any]) -> str:
        answers.clear()
        kernel.take({"verb": verb, "args": args})
        return json.dumps(answers)

    page = browser.new_page(**options)
    page.expose_function("tellKernel", tell_kernel)
    host = json.dumps({"sandbox": lab.sandbox, "brokers": lab.trace.setup.brokers})
    page.set_content(
        _PAGE.format(
            stylesheet=stylesheet(), module=(script or module()).replace("export default", "void"), host=host
        )
    )
    expect(page.locator("svg.mk-flow")).to_be_visible()
    return page
