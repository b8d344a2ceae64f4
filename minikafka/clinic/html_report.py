"""An explanation as HTML for a notebook. MarkupSafe escapes whatever comes from a log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from markupsafe import Markup

from minikafka.clinic.text_report import contradiction, rest, sight_in_words, who
from minikafka.clinic.words import MOST_RUNS, counted, run_in_words, table_of, unknown_in_words, why_no_run
from minikafka.lesson.views.theme import theme_css
from minikafka.lesson.views.time_diagram import drawing_of

if TYPE_CHECKING:
    from minikafka.clinic.case import Case
    from minikafka.clinic.explanation import Explanation

CLASS = "minikafka-explanation"
_STYLE = Markup("<style>{}</style>")
_RUN = "The shortest run with this answer"
_PART = Markup("<p><strong>{}</strong></p>{}")


def report(explanation: Explanation) -> Markup:
    """All of it, the worst case first."""
    from minikafka.clinic.explanation import MOST_CASES

    if not explanation.found:
        return _joined(Markup("<p>{}</p>").format(sentence) for sentence in unknown_in_words(explanation))
    heading = Markup("<p>{} read, {:,} known here: {}</p>").format(
        counted(explanation.lines, "line"), explanation.known, counted(len(explanation.cases), "case")
    )
    cases = [_case(case, number) for number, case in enumerate(explanation.cases[:MOST_CASES], start=1)]
    left_out = _joined(Markup("<p>{}</p>").format(sentence) for sentence in rest(explanation, MOST_CASES))
    style = _STYLE.format(Markup(theme_css(CLASS)))  # noqa: S704 - the tones, of which none comes from a log
    return Markup('<div class="{}">{}{}{}{}</div>').format(CLASS, style, heading, _joined(cases), left_out)


def _case(case: Case, number: int) -> Markup:
    title = Markup("<h3>{}. {}</h3><p>{}</p>").format(number, case.title, who(case))
    sights = sorted(case.story.sights, key=lambda sight: sight.first_line)
    parts = [
        title,
        _PART.format("The lines", _list(sight_in_words(sight) for sight in sights)),
        _PART.format("What was seen", _list(case.saw)),
    ]
    if case.reading.contradiction:
        return _joined([*parts, _PART.format("The numbers contradict themselves", _list([contradiction(case)]))])
    causes = (f"{cause} Tell it by this: {tell}" for cause, tell in case.diagnosis.causes)
    parts += [
        _PART.format("The row of the check", _list([case.row_in_words])),
        _PART.format("What the client does now", _list(case.client_now)),
        _PART.format("Lost, or stored twice?", _list([case.diagnosis.fate])),
        _PART.format("What may be the cause", _list(causes)),
        _PART.format("What to do", _list([*case.diagnosis.cures, f"For this line: {case.finding.format.action}"])),
    ]
    return _joined([*parts, _run(case, was_looked_for=number <= MOST_RUNS)])


def _run(case: Case, *, was_looked_for: bool) -> Markup:
    run = case.run if was_looked_for else None
    if run is None:
        return _PART.format(_RUN, _list([why_no_run(case, was_looked_for=was_looked_for)]))
    table = Markup(table_of(run)._repr_html_())  # noqa: S704 - made of the run, by MarkupSafe itself
    diagram = Markup(drawing_of(run.trace))  # noqa: S704 - the drawing escapes its own words
    return _PART.format(_RUN, _list(run_in_words(run)) + diagram + table)


def _list(sentences: Iterable[str]) -> Markup:
    return Markup("<ul>{}</ul>").format(_joined(Markup("<li>{}</li>").format(sentence) for sentence in sentences))


def _joined(parts: Iterable[str]) -> Markup:
    return Markup("").join(parts)
