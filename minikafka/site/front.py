"""The front page: a run that plays at once, and a card for each notebook."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from markupsafe import Markup

from minikafka.lesson.content.start.learning_styles import CLINIC, LEARNING_STYLES
from minikafka.lesson.widgets.front_end import module, stylesheet
from minikafka.site.stored_run import run_of_the_front_page

_CARD = Markup(
    '<li><a href="course/notebooks/index.html?path={style.file}"><strong>{style.name}</strong> '
    '<span>{style.promise}</span> <span class="whom">if {style.whom}</span> '
    '<span class="minutes">{style.time}</span></a></li>'
)


def front_page(source: Path, output: Path, address: str) -> None:
    """Write the front page and all that it loads; `address` is where the site is going to be, or empty."""
    shutil.copytree(source, output, dirs_exist_ok=True)
    shutil.copytree(source.parent / "player", output / "player")
    (output / "player/panel.mjs").write_text(module(), encoding="utf-8")
    (output / "player/panel.css").write_text(stylesheet(), encoding="utf-8")
    run = json.dumps(run_of_the_front_page(), ensure_ascii=False)
    (output / "player/run.json").write_text(run, encoding="utf-8")
    page = (source / "index.html").read_text(encoding="utf-8")
    page = page.replace("{cards}", cards()).replace("{address}", address)
    (output / "index.html").write_text(page, encoding="utf-8")


def cards() -> str:
    """A card for each of the nine styles, and one for the clinic."""
    return "\n".join(_CARD.format(style=style) for style in (*LEARNING_STYLES, CLINIC))
