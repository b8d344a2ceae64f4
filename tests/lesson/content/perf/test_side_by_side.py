"""The figures beside Apache Kafka: what is kept is what is shown, with its day and its machine."""

import re

from minikafka.lesson.content.perf import side_by_side
from minikafka.lesson.content.perf.side_by_side import SideBySide, from_json, to_json

FIGURES = SideBySide("2026-11-25", "2 cores", ("ours", "theirs"), (("start", "1 s", "2 s"), ("ack", "3 ms", "4 ms")))


def test_what_was_written_is_read_again() -> None:
    assert from_json(to_json(FIGURES)) == FIGURES


def test_the_table_stands_under_the_day_and_the_machine() -> None:
    heading, _, *table = repr(FIGURES).splitlines()
    assert heading == "Measured on 2026-11-25, on 2 cores."
    cells = [["Figure", "ours", "theirs"], ["start", "1 s", "2 s"], ["ack", "3 ms", "4 ms"]]
    assert [line.split() for line in table] == [" ".join(row).split() for row in cells]
    assert "<p>Measured on 2026-11-25, on 2 cores.</p>" in FIGURES._repr_html_()
    assert ">4 ms</td>" in FIGURES._repr_html_()


def test_the_course_keeps_figures_of_both_brokers() -> None:
    kept = side_by_side()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", kept.date)
    assert "cores" in kept.machine
    assert kept.brokers[0] == "minikafka"
    assert kept.brokers[-1].startswith("Apache Kafka 4.")
    names = " ".join(row[0] for row in kept.rows)
    for figure in ("500,000 records", "p50", "p99", "first answer", "resident memory"):
        assert figure in names
