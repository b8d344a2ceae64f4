"""What a page gets of our modules and stylesheets: all of their code, and no more bytes than were asked for."""

from __future__ import annotations

import gzip
import re
from base64 import b64decode
from importlib.resources import files
from pathlib import Path

from minikafka import Broker, Producer
from minikafka.lesson.widgets import card
from minikafka.lesson.widgets.front_end import module, stylesheet
from minikafka.lesson.widgets.panel import run_page
from minikafka.lesson.widgets.shown import joined_module, packed

SENT, PAGE = 60_000, 300_000  # bytes at most


def test_the_panel_is_sent_in_few_bytes() -> None:
    assert len((packed(module()) + stylesheet()).encode()) <= SENT


def test_what_is_packed_is_the_module() -> None:
    found = re.search(r'atob\("([^"]+)"\)', packed(module()))
    assert found
    assert gzip.decompress(b64decode(found[1])).decode() == module()


def test_a_run_is_a_small_page() -> None:
    producer = Producer(Broker())
    for _ in range(5):
        producer.send("topic", b"message")
        producer.retry()
    assert len(run_page(producer.trace, title="a run").encode()) <= PAGE


def test_parts_are_joined_without_their_imports_comments_and_indentation(tmp_path: Path) -> None:
    (tmp_path / "one.js").write_text("/** a number @type {number} */\nexport const one = 1;\n", encoding="utf-8")
    lines = ["import { one } from './one.js';", "// why", "function two() {", "  return one + one; // two", "}"]
    (tmp_path / "two.js").write_text("\n".join([*lines, "export default two;", ""]), encoding="utf-8")
    joined = "const one = 1;\nfunction two() {\nreturn one + one; // two\n}\nexport default two;\n"
    assert joined_module(tmp_path, "one", "two") == joined


def test_the_cards_have_all_parts_that_they_import() -> None:
    parts = ("element", "front_end/theme", "keys", "order", "card")
    folder = files(card.__package__ or "")
    sources = [folder.joinpath(f"{part}.js").read_text(encoding="utf-8") for part in parts]
    imported = {name for source in sources for name in re.findall(r"from '\./([\w/]+)\.js'", source)}
    assert imported == set(parts) - {"card"}
