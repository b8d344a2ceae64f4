"""A case of the clinic on cards: the lines as they came in, a question to commit to, and only then what happened."""

from __future__ import annotations

from functools import cached_property

from markupsafe import Markup

from minikafka.engine.trace import Trace
from minikafka.lesson.views.time_diagram import drawing_of
from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.card import Cards, Face
from minikafka.lesson.widgets.clinic_case import ClinicCase
from minikafka.lesson.widgets.prediction import Prediction
from minikafka.lesson.widgets.question_card import Answering, CommitOnce

LINES = "lines"
_LINE = Markup("<span>{}</span>")
_ENDING = Markup('<div class="mk-ending">{}</div>')
_LOG = Markup('<pre class="mk-code mk-log">{}</pre>')


class CommitToACase(CommitOnce):
    """The first answer stands; then one is shown the runs of the case, its cause and its cure."""

    def __init__(self, case: ClinicCase) -> None:
        self._case = case

    def prepare(self) -> None:
        """Draw the runs before they are asked for: the first drawing takes half a second."""
        _ = self._ending

    def proof(self, _answering: Answering) -> Markup:
        return self._ending

    @cached_property
    def _ending(self) -> Markup:
        """What happened, why, and what to do."""
        runs = html.joined(_run(name, trace) for name, trace in self._case.traces().items())
        cause = html.paragraph(html.bold(words.CAUSE, self._case.cause))
        cure = html.paragraph(html.bold(words.CURE)) + html.listed(self._case.cure, "mk-others")
        return _ENDING.format(runs + cause + cure)


class ClinicCard(Prediction):
    """One case. Display it in a notebook to read its lines and to commit to an answer."""

    def __init__(self, case: ClinicCase, *, style: str | None = None) -> None:
        super().__init__(case.question, style=style)
        self.case = case
        self.policy: CommitToACase = CommitToACase(case)

    def __repr__(self) -> str:
        return "\n".join((f"Case {self.case.number}. {self.case.title}", *self.case.lines(), super().__repr__()))

    def draw(self) -> Cards:
        self.policy.prepare()
        return super().draw()

    def faces(self) -> list[Face]:
        lines = _LOG.format(html.joined(map(_LINE.format, self.case.lines())))
        return [Face(LINES, lines, is_plain=True), *super().faces()]


def _run(name: str, trace: Trace) -> Markup:
    heading = html.paragraph(html.bold(words.RUN.format(name=name)))
    diagram = Markup(drawing_of(trace))  # noqa: S704  the drawing escapes its own words
    return heading + Markup('<div class="mk-proof">{}{}</div>').format(diagram, html.shown(trace))
