"""Headers that stand among the rows once more, as where several exports were put into one file."""

import polars as pl

from theatrum.checks.tables.cells import Cells
from theatrum.checks.tables.troubles import trouble


def tell_repeated_headers(cells: Cells) -> None:
    """Tell of rows that say what the header says, cell by cell."""
    named = [(str(position), name) for position, name in enumerate(cells.header) if name.strip()]
    if not named or not cells.frame.height:
        return
    first, name = named[0]
    # Nearly always, one comparison of one column shows that there is none.
    likely = (cells.frame[first] == name).arg_true()
    if not len(likely):
        return
    same = cells.frame[likely].select(pl.all_horizontal([pl.col(column).eq_missing(text) for column, text in named]))
    rows = (likely.filter(same.to_series()) + cells.first_row).to_list()
    if rows:
        message = "The row is the header once more."
        fix = "Delete it; put tables with other columns into files of their own."
        cells.groups.append(trouble("header_repeated", message, fix=fix, rows=rows))
