"""What the documents and the comments in the code point at is there: files, places, commands, the map of the README."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from minikafka import cli
from tools.notebooks import read

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
INSTRUCTOR = (ROOT / "INSTRUCTOR.md").read_text(encoding="utf-8")
PAGES_ON_GITHUB = "../../deployments/github-pages"  # relative to the repository there
TEXTS = {path: path.read_text(encoding="utf-8") for path in [*DOCUMENTS, ROOT / "Makefile"]}
SOURCES = {
    path: path.read_text(encoding="utf-8")
    for folder in ("minikafka", "site", "tools", "benchmarks")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".js", ".mjs", ".css"}
}
OURS = re.compile(r"(?<![\w./<-])((?:minikafka|site|tests|tools|benchmarks|docs|instructor)/[\w./-]*)(?![<\w])")
MADE_BY_THE_BUILD = {"minikafka/notebooks", "minikafka/site/sources"}
README_MAP = re.findall(r"## How it is built\n\n((?:    .*\n)+)", TEXTS[ROOT / "README.md"])[0]
PLACES = re.findall(r"`(\d\d-[a-z-]+)`, \*([^*]+)\*", INSTRUCTOR)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_is_linked_is_there(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists() and link != PAGES_ON_GITHUB] == []


def test_the_instructor_is_sent_to_several_places() -> None:
    assert len(PLACES) >= 8


@pytest.mark.parametrize(("notebook", "place"), PLACES, ids=str)
def test_a_place_that_the_instructor_is_sent_to_is_there(notebook: str, place: str) -> None:
    cells = read(ROOT / "notebooks" / f"{notebook}.ipynb").cells
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert place.lower() in prose.lower()


def missing(text: str) -> list[str]:
    """The files and folders of this repository that a text names, and that are not there."""
    named = {name.rstrip("./") for name in OURS.findall(text)} - MADE_BY_THE_BUILD
    return sorted(name for name in named if not (ROOT / name).exists())


@pytest.mark.parametrize("document", TEXTS, ids=lambda path: path.name)
def test_every_path_that_a_document_names_is_there(document: Path) -> None:
    assert missing(TEXTS[document]) == []


def test_every_path_that_the_code_and_its_comments_name_is_there() -> None:
    assert {str(path.relative_to(ROOT)): gone for path, text in SOURCES.items() if (gone := missing(text))} == {}


def code_in(document: str) -> Iterator[str]:
    """The lines and the pieces of lines that are code in Markdown."""
    yield from re.findall(r"^    (.+)", document, re.MULTILINE)
    yield from re.findall(r"`([^`\n]+)`", document)


CODE = [line for text in TEXTS.values() for line in code_in(text)]


def test_every_target_of_make_that_is_named_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", TEXTS[ROOT / "Makefile"], re.MULTILINE))
    named = [words.split() for line in CODE for words in re.findall(r"\bmake ((?:[a-z-]+ ?)+)", line)]
    assert len(named) > 30
    assert {word for words in named for word in words} - targets == set()


def help_of(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    with pytest.raises(SystemExit):
        cli.main([*command, "--help"])
    return capsys.readouterr().out


def commands(capsys: pytest.CaptureFixture[str]) -> set[str]:
    return set(re.findall(r"^    ([a-z-]+)", help_of(capsys), re.MULTILINE))


def test_every_command_that_is_named_is_there_with_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    named = [match for line in CODE for match in re.finditer(r"^(?:\S*[\\/])?minikafka ([a-z-]+)(.*)", line)]
    assert len(named) > 20
    assert {match[1] for match in named} - commands(capsys) == set()
    options = {(match[1], option) for match in named for option in re.findall(r"(?<!\S)--[a-z-]+", match[2])}
    assert len(options) > 10
    assert [(name, option) for name, option in options if f"{option} " not in help_of(capsys, name)] == []


def test_every_program_of_ours_that_is_named_is_there() -> None:
    everything = "\n".join([*TEXTS.values(), *SOURCES.values()])
    named = {name.rstrip(".") for name in re.findall(r"python -m ((?:tools|benchmarks)[\w.]*)", everything)}
    assert len(named) > 5
    assert [name for name in named if not find_spec(name)] == []


# The map of the README


def places_on_the_map() -> Iterator[Path]:
    """Each line's file or folder; two spaces more are a folder deeper."""
    above: list[str] = []
    for line in README_MAP.splitlines():
        depth = (len(line) - len(line.lstrip()) - 4) // 2
        above[depth:] = [line.split()[0]]
        yield ROOT.joinpath(*above)


def test_the_map_shows_what_is_there_and_every_room_of_the_package() -> None:
    shown = set(places_on_the_map())
    assert {path for path in shown if not path.exists()} == set()
    rooms = {file.parent for file in [*ROOT.glob("minikafka/*/*"), *ROOT.glob("minikafka/lesson/*/*")]}
    assert {room for room in rooms if room.name != "__pycache__"} - shown == set()


def test_the_map_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    (named,) = re.findall(r"cli\.py +minikafka (.*)", README_MAP)
    assert set(named.split(", ")) == commands(capsys)
