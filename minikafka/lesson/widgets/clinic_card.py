"""A case of the clinic on cards: the lines as they came in, a question to commit to, and only then what happened."""

from __future__ import annotations

from markupsafe import Markup

from minikafka.engine.trace import Trace
from minikafka.lesson.views.time_diagram import TimeDiagram
from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.card import Face
from minikafka.lesson.widgets.clinic_case import ClinicCase
from minikafka.lesson.widgets.prediction import Prediction
from minikafka.lesson.widgets.question_card import Answering, CommitOnce

LINES = "lines"
_LOG = Markup('<pre class="mk-code mk-log">{}</pre>')


class CommitToACase(CommitOnce):
    """The first answer stands; then one is shown the runs of the case, its cause and its cure."""

    def __init__(self, case: ClinicCase) -> None:
        self._case = case

    def proof(self, answering: Answering) -> Markup:
        del answering  # whatever was answered, the run is the same
        runs = html.joined(_run(name, trace) for name, trace in self._case.traces().items())
        cause = html.paragraph(html.bold(words.CAUSE, self._case.cause))
        return runs + cause + html.paragraph(html.bold(words.CURE)) + html.listed(self._case.cure, "mk-others")


class ClinicCard(Prediction):
    """One case. Display it in a notebook to read its lines and to commit to an answer."""

    def __init__(self, case: ClinicCase, *, style: str | None = None) -> None:
        super().__init__(case.question, style=style)
        self.case = case
        self.policy = CommitToACase(case)

    def __repr__(self) -> str:
        return "\n".join((f"Case {self.case.number}. {self.case.title}", *self.case.lines(), super().__repr__()))

    def faces(self) -> list[Face]:
        lines = _LOG.format("\n".join(self.case.lines()))
        return [Face(LINES, lines, is_plain=True), *super().faces()]


def _run(name: str, trace: Trace) -> Markup:
    heading = html.paragraph(html.bold(words.RUN.format(name=name)))
    return heading + Markup('<div class="mk-proof">{}{}</div>').format(_diagram(trace), html.shown(trace))


def _diagram(trace: Trace) -> Markup:
    """The time diagram; nothing where there is no matplotlib, as the table says the same."""
    try:
        return Markup(TimeDiagram(trace).svg)  # noqa: S704  the drawing escapes its own texts
    except ModuleNotFoundError:
        return html.NOTHING
