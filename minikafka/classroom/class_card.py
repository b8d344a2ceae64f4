"""The card of a class at Start here: that it is on, what is sent, under which name, and a switch to stop."""

from __future__ import annotations

from markupsafe import Markup

from minikafka.classroom import words
from minikafka.classroom.member import Member
from minikafka.lesson.views.words import plural
from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets.card import Button, Face, Pressed, ShownAsCards

NAME, SWITCH = "name", "switch"
_PSEUDONYM = Markup('<p class="mk-pseudonym"><code>{}</code></p>')


class ClassCard(ShownAsCards):
    """One learner's part in a class."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self._news = ""

    def __repr__(self) -> str:
        return words.CLASS.format(name=self._member.membership.topics.name)

    def faces(self) -> list[Face]:
        membership = self._member.membership
        title = html.title(words.CLASS.format(name=membership.topics.name))
        if not membership.sends:
            buttons = (
                Button(SWITCH, words.GO_ON, is_primary=True),
                Button(NAME, words.ANOTHER_NAME, words.SENDS_NOTHING),
            )
            return [Face("class", title + html.paragraph(words.IS_OFF), buttons=buttons)]
        name = html.paragraph(words.IS_ON) + _PSEUDONYM.format(membership.pseudonym)
        head = title + name + html.paragraph(words.WHAT_IS_SENT)
        buttons = (Button(SWITCH, words.STOP), Button(NAME, words.ANOTHER_NAME))
        return [Face("class", head, buttons=buttons, told=html.notice(self._told()))]

    def press(self, pressed: Pressed) -> None:
        membership = self._member.membership
        self._news = ""
        if pressed.verb == SWITCH:
            self._member.switch(on=not membership.sends)
        else:
            membership.take_another_pseudonym()
            self._news = words.NEW_NAME

    def stored(self) -> dict[str, str]:
        """Nothing: a notebook that is handed on belongs to no class."""
        return {}

    def _told(self) -> str:
        courier = self._member.courier
        waiting = plural(courier.waiting, words.WAITING) if courier.waiting and courier.notice else ""
        given_up = plural(courier.given_up, words.GIVEN_UP) if courier.given_up else ""
        return " ".join(filter(None, (self._news, waiting, courier.notice, given_up)))


class NoClass(ShownAsCards):
    """What stands there when the environment names a class, but not well enough."""

    def __init__(self, problem: str) -> None:
        self._problem = problem

    def __repr__(self) -> str:
        return self._problem

    def faces(self) -> list[Face]:
        return [Face("class", html.title(words.NO_CLASS), told=html.notice(self._problem))]

    def stored(self) -> dict[str, str]:
        """Nothing: it concerns this kernel alone."""
        return {}
