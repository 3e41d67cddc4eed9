"""Cells with several identifiers: a whole column at a time as cell by cell."""

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from theatrum.checks.columns.lists import split_list
from theatrum.checks.links.several import taken_apart

CELLS = st.lists(st.none() | st.text(alphabet='AB12_,; "[]\n', max_size=12), max_size=6)


@given(CELLS)
@example(["A_1, A_2;A_3", "A_1; A_2", '["A_1", "A_2"]', '"A_1, A_2", A_3', " ,", "A", "", None])
def test_items_are_those_of_each_cell(cells: list[str | None]) -> None:
    frame = pl.DataFrame({"row": range(len(cells)), "text": pl.Series(cells, dtype=pl.String)})
    found = taken_apart(frame, "text").drop_nulls().sort("row", maintain_order=True)
    expected = [
        (row, item.strip())
        for row, cell in enumerate(cells)
        for item in (str(item) for item in (split_list(cell) if cell is not None else []))
        if item.strip()
    ]
    assert found.rows() == expected
