"""The front page's cards: those of the course, with its own words and minutes."""

import re
from html import unescape

from minikafka.lesson.content.start.learning_styles import CLINIC, LEARNING_STYLES
from minikafka.site.front import cards

COURSE = (*LEARNING_STYLES, CLINIC)


def test_each_card_tells_what_the_course_tells() -> None:
    shown = [unescape(re.sub("<.*?>", "", card)) for card in cards().splitlines()]
    assert shown == [f"{style.name} {style.promise} if {style.whom} {style.minutes} minutes" for style in COURSE]


def test_each_card_opens_its_notebook() -> None:
    assert re.findall(r'href="[^"]*path=([^"]*)"', cards()) == [style.file for style in COURSE]
