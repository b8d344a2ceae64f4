"""The nine cards as HTML: what, for whom, how long, and how far the learner has come."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from minikafka.lesson.content.start.learning_styles import LearningStyle, LearningStyleList
from minikafka.lesson.content.start.own_progress import Share


def cards(styles: LearningStyleList, shares: Mapping[LearningStyle, Share]) -> str:
    """A grid of cards; where its notebook is there, the whole card is a link to it."""
    made = (
        _card(number, style, share, is_there=styles.is_there(style))
        for number, (style, share) in enumerate(shares.items(), 1)
    )
    return f'<ul class="mk-styles" role="list">{"".join(made)}</ul>'


def _card(number: int, style: LearningStyle, share: Share, *, is_there: bool) -> str:
    name = f'<a href="{style.file}">{escape(style.name)}</a>' if is_there else escape(style.name)
    promise = escape(style.promise[0].upper() + style.promise[1:])
    time = style.time if is_there else "not there yet"
    return (
        f'<li class="mk-style"><h3><i aria-hidden="true">{number}</i>{name}</h3>'
        f'<p class="mk-promise">{promise}.</p><p class="mk-whom">If {escape(style.whom)}.</p>'
        f'<p class="mk-share"><span>{time}</span><span>{_words(share)}</span></p>{_bar(share)}</li>'
    )


def _words(share: Share) -> str:
    if not share.all:
        return "to play with"
    return f"✓ all {share.all} done" if share.is_complete else f"{share.done} of {share.all} done"


def _bar(share: Share) -> str:
    if not share.all:
        return ""
    percent = round(100 * share.done / share.all)
    return f'<div class="mk-bar" aria-hidden="true"><i style="width:{percent}%"></i></div>'
