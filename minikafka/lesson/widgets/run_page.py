"""A run as a page: one file that plays in any browser, without Python and without a network."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from pathlib import Path

from minikafka.engine.errors import ConfigException
from minikafka.engine.mirror import Mirror
from minikafka.engine.trace import Trace
from minikafka.lesson.views.flow_drawing import flow_picture
from minikafka.lesson.views.playback import Plain, Playback
from minikafka.lesson.widgets.front_end import module, stylesheet

WIDTHS = (624, 824, 1144)  # of the drawings to choose from: as in a phone's landscape, a notebook, a slide

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; \
style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; background: Canvas; }}
main > div {{ margin: 0 auto; }}
.notes {{ max-width: 1144px; box-sizing: border-box; margin: 16px auto; padding: 0 16px 0 36px; }}
.notes {{ color: CanvasText; font: 14px/1.5 system-ui, sans-serif; }}
{stylesheet}
</style>
<main><div id="run"></div>{notes}</main>
<script type="application/json" id="told">{told}</script>
<script type="module">
{module}
play(document.getElementById('run'), JSON.parse(document.getElementById('told').textContent));
</script>
</html>
"""


def save_html(
    trace: Trace, path: Path | str, *, title: str = "A run of an idempotent producer", notes: Iterable[str] = ()
) -> None:
    """Write a run as one page, as a whole or not at all; ``notes`` are sentences that stand below the run.

    Raises:
        OSError: the file cannot be written there.
    """
    target = Path(path)
    unfinished = target.with_name(target.name + ".part")
    try:
        unfinished.write_text(run_page(trace, title=title, notes=notes), encoding="utf-8")
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def run_page(trace: Trace, *, title: str, notes: Iterable[str] = ()) -> str:
    """The text of that page."""
    # In a script element "<" could end it, or begin a comment.
    told = json.dumps(_told(trace), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return PAGE.format(
        title=escape(title),
        stylesheet=stylesheet(),
        notes=_list(notes),
        told=told,
        module=module().replace("export default", "void"),
    )


def _list(sentences: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return f'<ul class="notes">{items}</ul>' if items else ""


def _told(trace: Trace) -> Plain:
    """What a panel is told, and the drawings that it can choose from."""
    end = len(trace) - 1
    return {
        "run": Playback(trace).since(),
        "run_number": 0,
        "other": _other(trace),
        "controls": None,
        "from": end,
        "position": end,
        "by": None,
        "to": None,
        "pictures": [flow_picture(width) for width in WIDTHS],
    }


def _other(trace: Trace) -> Plain | None:
    """The same presses with the switch the other way; ``None`` where that cannot be."""
    if trace.is_watched:
        return None
    try:
        mirror = Mirror(trace, enable_idempotence=trace[0].variables.producer_epoch < 0)
    except ConfigException:
        return None
    mirror.follow()
    return Playback(mirror.trace, brief=True).since()
