"""Rows packed by columns are what they are packed one by one."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from theatrum.repository.grids.cells import packed
from theatrum.repository.grids.packing import packed_rows

texts = st.one_of(st.none(), st.text(max_size=6), st.sampled_from(['"', "\\", '\\"', "\n", "\x7f", "ü", "\u2028", ""]))


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(texts, min_size=width, max_size=width), max_size=6)))
@settings(max_examples=60)
def test_a_frame_is_packed_as_its_rows_are(rows: list[list[str | None]]) -> None:
    width = len(rows[0]) if rows else 2
    frame = pl.DataFrame(rows, schema={f"c{index}": pl.String for index in range(width)}, orient="row")
    assert packed_rows(frame) == [packed(row) for row in rows]


def test_a_frame_without_columns_has_empty_rows() -> None:
    assert packed_rows(pl.DataFrame()) == []
    assert packed_rows(pl.DataFrame({"a": [None, None]}).drop("a")) == ["[]", "[]"]
