"""The front page: a run that plays at once, and a card for each notebook."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from markupsafe import Markup

from minikafka.lesson.content.start.learning_styles import LEARNING_STYLES
from minikafka.lesson.widgets.front_end import module, stylesheet
from minikafka.site.stored_run import stored_run

_CARD = Markup(
    '<li><a href="course/notebooks/index.html?path={file}"><strong>{name}</strong> <span>{promise}</span> '
    '<span class="whom">if {whom}</span> <span class="minutes">{minutes} minutes</span></a></li>'
)


def front_page(source: Path, output: Path, notebooks: Path, address: str) -> None:
    """Write the front page and all that it loads; `address` is where the site is going to be, or empty."""
    shutil.copytree(source, output, dirs_exist_ok=True)
    shutil.copytree(source.parent / "player", output / "player")
    (output / "player/panel.mjs").write_text(module(), encoding="utf-8")
    (output / "player/panel.css").write_text(stylesheet(), encoding="utf-8")
    (output / "player/run.json").write_text(json.dumps(stored_run(), ensure_ascii=False), encoding="utf-8")
    page = (source / "index.html").read_text(encoding="utf-8")
    page = page.replace("{cards}", cards(notebooks)).replace("{address}", address)
    (output / "index.html").write_text(page, encoding="utf-8")


def cards(notebooks: Path) -> str:
    """A card for each of the nine styles, and one for the clinic where there is its notebook."""
    styles = [(style.file, style.name, style.promise, style.whom, style.minutes) for style in LEARNING_STYLES]
    clinic = [
        (path.name, "Clinic", "read a log line", "something is wrong at night") for path in notebooks.glob("*clinic*")
    ]
    return "\n".join(
        _CARD.format(file=file, name=name, promise=promise, whom=whom, minutes=minutes)
        for file, name, promise, whom, minutes in [*styles, *((*card, 10) for card in clinic)]
    )
