"""What the lesson changes about a DataFrame: it is shown without its index, which counts rows again, and uncut."""

from __future__ import annotations

import pandas as pd


class Table(pd.DataFrame):
    """A DataFrame whose text and HTML leave the index out and cut no cell; everything else is pandas."""

    def __repr__(self) -> str:
        return self.to_string(index=False)

    def _repr_html_(self) -> str:
        with pd.option_context("display.max_colwidth", None):
            return self.to_html(index=False, border=0, notebook=True)


class WordTable(Table):
    """A table of sentences: they begin at the left and at the top of their cells."""

    def _repr_html_(self) -> str:
        cell = ' style="text-align: left; vertical-align: top">'
        return super()._repr_html_().replace("<td>", f"<td{cell}").replace("<th>", f"<th{cell}")
