"""A table as a DataFrame, for those who want to compute with it; a cell shows it as ``PlainTable`` does."""

from __future__ import annotations

import pandas as pd

from minikafka.lesson.views.plain_table import PlainTable


class Table(pd.DataFrame):
    """A DataFrame that is shown without its index, which would count the rows again, and with no cell cut."""

    @property
    def plain(self) -> PlainTable:
        """The same cells, as they are shown."""
        rows = tuple(self.itertuples(index=False, name=None))
        return PlainTable(tuple(self.columns), rows, tuple(self.attrs.get("notes", ())))

    def __repr__(self) -> str:
        return repr(self.plain)

    def _repr_html_(self) -> str:
        return self.plain._repr_html_()
