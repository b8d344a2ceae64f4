"""Write ``docs/clinic``: a page for each kind of line, made of what ``minikafka explain`` says of it.

    python -m tools.clinic_pages

A test fails when the pages are not those that this writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from minikafka.clinic import explain
from minikafka.clinic.case import Case
from minikafka.clinic.diagnoses import Diagnosis, diagnoses
from minikafka.clinic.formats import CUT_REFUSAL, NAMED_ERROR, Format, formats
from minikafka.clinic.words import run_in_words, table_of
from minikafka.lesson.views.time_diagram import TimeDiagram

FOLDER = Path(__file__).parent.parent / "docs" / "clinic"
INDEX, PICTURES = "README.md", "pictures"
_REFUSAL = (
    "org.apache.kafka.common.errors.OutOfOrderSequenceException: Out of order sequence number for producer 4012 at "
    "offset 88120 in partition milk-orders-3: {} (incoming seq. number), {} (current end sequence number)"
)
# One format, five kinds of case: what the two numbers say.
_NUMBERS = {
    "gap": (61, 57), "old-resend": (30, 57), "restart-at-zero": (0, 29), "after-marker": (12, -1),
    "after-highest": (7, 2147483647),
}  # fmt: skip
_FOOT = (
    'To have a line of your own explained: `minikafka explain "the line"`. '
    "[All kinds of lines](README.md), [the rules](../kafka-rules.md)."
)
_ABOUT = (
    "A page for each kind of line about the idempotent producer, as Kafka's brokers, Redpanda and the clients and "
    "frameworks write them. `minikafka explain` says the same, with the numbers of your own log."
)
_MADE = "<!-- Made by `python -m tools.clinic_pages`; change the diagnoses in minikafka/clinic instead. -->"


def pages() -> dict[str, str]:
    """The text of each page and of each picture, by the name of its file."""
    found = {file_name(diagnosis): _page(diagnosis) for diagnosis in diagnoses().values()}
    return {**found, INDEX: _index(), **_pictures()}


def file_name(diagnosis: Diagnosis) -> str:
    """The title in small letters, as people search for it."""
    return f"{_name(diagnosis)}.md"


def _name(diagnosis: Diagnosis) -> str:
    return re.sub(r"[^a-z0-9]+", "-", diagnosis.title.lower()).strip("-")


def write() -> None:
    """Write every page and picture, and remove those of kinds that are no more."""
    (FOLDER / PICTURES).mkdir(parents=True, exist_ok=True)
    made = pages()
    for old in files():
        if old not in made:
            (FOLDER / old).unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def files() -> set[str]:
    """The names of the files that are there, below the folder."""
    return {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}


@cache
def _formats_by_kind() -> dict[str, list[Format]]:
    """The formats whose example is of a kind; a refusal with two numbers is of five kinds."""
    found: dict[str, list[Format]] = {kind: [] for kind in diagnoses()}
    for known in formats():
        if known is CUT_REFUSAL or known is NAMED_ERROR:
            continue
        if known.kind == "out-of-order":
            for kind in _NUMBERS:
                found[kind].append(known)
        else:
            for kind in dict.fromkeys((_case(known.example).reading.kind, known.kind)):
                if kind in found:
                    found[kind].append(known)
    return found


def _case(line: str) -> Case:
    return explain(line).cases[0]


def _example(diagnosis: Diagnosis) -> str:
    if diagnosis.kind in _NUMBERS:
        return _REFUSAL.format(*_NUMBERS[diagnosis.kind])
    return _formats_by_kind()[diagnosis.kind][0].example


def _case_of(diagnosis: Diagnosis) -> Case | None:
    """The case of its example, if that is about it: a line that wraps another one is explained by that."""
    case = _case(_example(diagnosis))
    return case if case.reading.kind == diagnosis.kind else None


def _page(diagnosis: Diagnosis) -> str:
    case = _case_of(diagnosis)
    parts = [
        _MADE,
        f"# {diagnosis.title}",
        f"```text\n{_example(diagnosis)}\n```",
        diagnosis.saw,
        f"## The row of the check\n\n{_sentence(case.row_in_words if case else diagnosis.row)}",
        "\n".join(_numbers(case)) if case else "",
        f"## Lost, or stored twice?\n\n{diagnosis.fate}",
        "## What may be the cause\n\n" + _table(("cause", "tell it by this"), diagnosis.causes),
        "## What to do\n\n" + "\n".join(f"- {cure}" for cure in diagnosis.cures),
        *(_run(case, _name(diagnosis)) if case else ()),
        "## Who writes it, and what the client does then\n\n" + _programs(diagnosis),
        _FOOT,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _numbers(case: Case) -> Iterator[str]:
    """What the numbers of the example say, beside the first and the last sentence, which speak of the kind."""
    for sentence in case.saw[1:-1]:
        yield f"- {sentence}"


def _run(case: Case, name: str) -> Iterator[str]:
    if case.run:
        words = " ".join(_sentence(sentence) for sentence in run_in_words(case.run))
        picture = f"![{TimeDiagram(case.run.trace)!r}]({PICTURES}/{name}.svg)"
        table = f"```text\n{table_of(case.run)}\n```"
        yield f"## The shortest run with this answer\n\n{words}\n\n{picture}\n\n{table}"


def _pictures() -> dict[str, str]:
    """The time diagram of each run that a page tells of."""
    found = {_name(diagnosis): _case_of(diagnosis) for diagnosis in diagnoses().values()}
    return {
        f"{PICTURES}/{name}.svg": TimeDiagram(case.run.trace).svg_file
        for name, case in found.items()
        if case and case.run
    }


def _programs(diagnosis: Diagnosis) -> str:
    rows = [
        (known.program, known.versions, f"`{known.format}`", known.client)
        for known in _formats_by_kind()[diagnosis.kind]
    ]
    return _table(("program", "versions", "line", "the client then"), rows)


def _index() -> str:
    rows = [(f"[{diagnosis.title}]({file_name(diagnosis)})", diagnosis.row) for diagnosis in diagnoses().values()]
    table = _table(("line", "row of the check"), rows)
    return f"{_MADE}\n\n# The clinic: what your log says\n\n{_ABOUT}\n\n{table}\n"


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *(tuple(map(_in_a_cell, row)) for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _in_a_cell(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", text).replace("\n", " ")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


if __name__ == "__main__":
    write()
    print(f"{len(files())} files in {FOLDER}")
