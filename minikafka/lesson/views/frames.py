"""What the lesson changes about a DataFrame: it is shown without its index, which counts rows again, and uncut."""

from __future__ import annotations

import pandas as pd

_CELL = ' style="text-align: left; vertical-align: top">'


class Table(pd.DataFrame):
    """A DataFrame whose text and HTML leave the index out and cut no cell; everything else is pandas.

    Cells begin at the left and at the top: most of them are words.
    """

    def __repr__(self) -> str:
        return self.to_string(index=False)

    def _repr_html_(self) -> str:
        with pd.option_context("display.max_colwidth", None):
            html: str = self.to_html(index=False, border=0, notebook=True)
        return html.replace("<td>", f"<td{_CELL}").replace("<th>", f"<th{_CELL}")
