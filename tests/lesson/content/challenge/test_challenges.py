"""All six challenges: what is kept in a learner's progress, the table, and the badge."""

from __future__ import annotations

from pathlib import Path

import pytest

from minikafka.lesson.content.challenge import CHALLENGES, Challenges
from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.lesson.widgets.challenge import Badge, Level
from tests.lesson.on_cards import OnCard
from tests.lesson.widgets.sittings import Seconds

NAMES = ("predict-output", "find-the-fault", "order-the-events", "store-twice", "five-in-flight", "beat-the-search")
STYLE = "06-challenge"


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MINIKAFKA_PROGRESS", str(tmp_path / "progress.sqlite"))
    return tmp_path / "progress.sqlite"


def solve(challenges: Challenges, name: str) -> None:
    sitting = challenges[name]
    sitting.start()
    assert sitting.problem
    sitting.check(sitting.problem.solution())


def kept() -> list[tuple[str, str, bool]]:
    rows = Progress().rows()
    assert {row.style for row in rows} <= {STYLE}
    return [(row.kind, row.item, row.correct) for row in rows]


def medals(challenges: Challenges) -> list[str]:
    return [medal.one("small").text for medal in OnCard(challenges.badge).page.one("ol", "mk-medals").all("li")]


def test_there_are_six_within_thirteen_minutes() -> None:
    assert tuple(challenge.name for challenge in CHALLENGES) == NAMES
    assert sum(challenge.limit_s for challenge in CHALLENGES) == 750


@pytest.mark.parametrize("name", NAMES)
def test_each_can_be_solved_three_rounds_in_a_row(name: str) -> None:
    challenges = Challenges()
    for _ in range(3):
        solve(challenges, name)
        assert challenges[name].level is Level.FIRST_ATTEMPT


def test_an_unknown_name_is_told_the_known_ones() -> None:
    with pytest.raises(KeyError, match="there is no challenge 'x': use one of predict-output, find-the-fault"):
        Challenges()["x"]


def test_the_table_says_where_each_stands() -> None:
    challenges = Challenges()
    solve(challenges, "find-the-fault")
    challenges["store-twice"].start()
    table = challenges.table()
    assert list(table["This round"]) == [
        "not started",
        Level.FIRST_ATTEMPT.words,
        "not started",
        "running, 2 attempts left",
        "not started",
        "not started",
    ]
    assert list(table["Badge"]) == medals(challenges)
    assert list(table["Time"]) == ["120 s", "120 s", "120 s", "90 s", "150 s", "150 s"]


def test_each_attempt_is_kept_and_each_level_reached() -> None:
    seconds = Seconds()
    challenges = Challenges(style=STYLE, clock=seconds)
    solve(challenges, "predict-output")
    sitting = challenges["store-twice"]
    sitting.start()
    seconds.now += 91
    assert sitting.problem
    sitting.check({**sitting.problem.solution(), "pause": "nothing"})
    sitting.check(sitting.problem.solution())
    assert kept() == [
        (Kind.CHALLENGE, "predict-output", True),
        (Kind.CHALLENGE, "predict-output, in time", True),
        (Kind.CHALLENGE, "predict-output, first attempt", True),
        (Kind.CHALLENGE, "store-twice", False),
        (Kind.CHALLENGE, "store-twice", True),
    ]


def test_a_check_that_is_no_attempt_is_not_kept() -> None:
    challenges = Challenges(style=STYLE)
    challenges["store-twice"].start()
    challenges["store-twice"].check({})
    assert kept() == []


def test_without_a_style_nothing_is_kept(path: Path) -> None:
    challenges = Challenges()
    solve(challenges, "predict-output")
    assert not path.exists()
    assert medals(challenges)[0] == Level.FIRST_ATTEMPT.words


def test_the_badge_remembers_what_was_solved_on_another_day() -> None:
    solve(Challenges(style=STYLE), "find-the-fault")
    later = Challenges(style=STYLE)
    assert medals(later) == ["not solved yet", Level.FIRST_ATTEMPT.words, *["not solved yet"] * 4]
    assert list(later.table()["Badge"]) == medals(later)
    assert repr(later["find-the-fault"]) == "2. Find the fault: not started"
    assert repr(later.badge) == "Badge(6 challenges)"


def test_a_worse_round_takes_no_medal_away() -> None:
    challenges = Challenges(style=STYLE)
    solve(challenges, "find-the-fault")
    challenges["find-the-fault"].start()
    challenges["find-the-fault"].take_hint()
    problem = challenges["find-the-fault"].problem
    assert problem
    challenges["find-the-fault"].check(problem.solution())
    assert challenges["find-the-fault"].level is Level.IN_TIME
    assert medals(challenges)[1] == Level.FIRST_ATTEMPT.words


def test_the_badge_is_earned_when_all_six_are_solved() -> None:
    challenges = Challenges()
    for number, name in enumerate(NAMES):
        assert challenges.badge.words == f"{number} of 6 solved. The badge is earned when all are."
        solve(challenges, name)
    assert challenges.badge.words == f"Badge earned: all 6 {Level.FIRST_ATTEMPT.words}."


@pytest.mark.parametrize("lowest", [Level.SOLVED, Level.IN_TIME])
def test_the_badge_has_the_lowest_level_of_all(lowest: Level) -> None:
    badge = Badge(("one", "two"))
    badge.show((Level.FIRST_ATTEMPT, lowest))
    assert badge.words == f"Badge earned: all 2 {lowest.words}."


def test_the_badge_on_the_page_follows_what_is_solved() -> None:
    challenges = Challenges()
    shown = OnCard(challenges.badge)
    solve(challenges, "predict-output")
    assert "1 of 6 solved." in shown.text


def test_progress_that_cannot_be_kept_is_said_and_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIKAFKA_PROGRESS", str(tmp_path))  # a folder is no file
    challenges = Challenges(style=STYLE)
    solve(challenges, "predict-output")
    assert OnCard(challenges.badge).page.one("p", "mk-notice").text == challenges.progress.notice != ""
    assert medals(challenges)[0] == Level.FIRST_ATTEMPT.words
