"""Tables: the same with pandas and without, shown uncut, escaped, and without counting rows again."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from minikafka.lesson.views import table as module
from minikafka.lesson.views.plain_table import PlainTable
from minikafka.lesson.views.table import named_rows, table_of

ROWS = [{"Step": 1, "Action": "Send"}, {"Step": 10, "Action": "Retry send"}]


@pytest.fixture
def without_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _name: None)


@pytest.fixture(params=["with pandas", "without pandas"])
def make(request: pytest.FixtureRequest) -> Callable[..., pd.DataFrame | PlainTable]:
    if request.param == "without pandas":
        request.getfixturevalue("without_pandas")
    return table_of


def test_where_pandas_is_installed_a_table_is_a_data_frame() -> None:
    assert isinstance(table_of(ROWS), pd.DataFrame)


@pytest.mark.usefixtures("without_pandas")
def test_elsewhere_it_is_a_plain_table() -> None:
    assert isinstance(table_of(ROWS), PlainTable)


def test_text_begins_at_the_left_and_has_no_index(make: Callable[..., PlainTable]) -> None:
    assert repr(make(ROWS)) == "Step  Action\n1     Send\n10    Retry send"


def test_html_escapes_what_a_cell_and_a_heading_say(make: Callable[..., PlainTable]) -> None:
    html = make([{"<b>": "<script>alert(1)</script>"}])._repr_html_()
    assert "&lt;script&gt;" in html
    assert "&lt;b&gt;" in html
    assert "<script" not in html


def test_no_line_is_broken_within_the_name_of_a_partition(make: Callable[..., PlainTable]) -> None:
    html = make([{"Action": "Send <b> to payments-0"}])._repr_html_()
    assert 'Send &lt;b&gt; to <span style="white-space: nowrap">payments-0</span></td>' in html


def test_no_cell_is_cut(make: Callable[..., PlainTable]) -> None:
    long = "x" * 500
    shown = make([{"Cell": long}])
    assert long in repr(shown)
    assert long in shown._repr_html_()


def test_rows_come_back_by_the_names_of_their_cells(make: Callable[..., PlainTable]) -> None:
    assert named_rows(make(ROWS)) == ROWS


def test_a_table_without_rows_shows_its_columns(make: Callable[..., PlainTable]) -> None:
    assert repr(make([], ("Step", "Action"))) == "Step  Action"
    assert len(make([], ("Step",))) == 0


def test_a_row_of_another_length_is_refused(make: Callable[..., PlainTable]) -> None:
    with pytest.raises(ValueError, match="2 columns, but a row of 1 cells"):
        make([("only one",)], ("Step", "Action"))


def test_a_row_that_lacks_a_column_is_refused(make: Callable[..., PlainTable]) -> None:
    with pytest.raises(KeyError, match="Action"):
        make([{"Step": 1}], ("Step", "Action"))


def test_a_column_is_read_by_its_name(make: Callable[..., PlainTable]) -> None:
    assert [*make([{"a": 1, "b": 2}, {"a": 3, "b": 4}])["b"]] == [2, 4]
    with pytest.raises(KeyError, match="c"):
        _ = make([{"a": 1}])["c"]


def test_tables_with_the_same_cells_are_equal(make: Callable[..., PlainTable]) -> None:
    assert make([{"a": 1}]).equals(make([{"a": 1}]))
    assert not make([{"a": 1}]).equals(make([{"a": 2}]))
