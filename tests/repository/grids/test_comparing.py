"""Two tables compared: by examples, and against a plain comparison row by row."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theatrum.repository.grids import holding
from theatrum.repository.grids.comparing import Comparison, Pieces, changed_rows, compare, rows_at, texts_at
from theatrum.repository.grids.holding import hold

Rows = list[dict[str, str | None]]


def _pieces(rows: Rows, columns: tuple[str, ...] = ("id", "name", "age"), size: int = 2) -> Pieces:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))
    return lambda: [frame.slice(start, size) for start in range(0, max(1, frame.height), size)]


def _rows(*lines: str) -> Rows:
    return [dict(zip(("id", "name", "age"), (cell or None for cell in line.split(",")), strict=True)) for line in lines]


def _told(found: Comparison) -> tuple[list[int], list[int], list[int], dict[str, int]]:
    return list(found.added), list(found.removed), list(found.new_changed), dict(found.by_column)


def test_rows_come_go_and_change() -> None:
    old, new = _pieces(_rows("1,Ann,40", "2,Bob,", "3,Cy,7")), _pieces(_rows("3,Cy,8", "4,Di,1", "1,Ann,40"))
    found = compare(old, new, key=["id"])
    assert _told(found) == ([1], [1], [0], {"age": 1})
    assert (found.same, found.cells) == (1, 1)
    [row] = changed_rows(found, old, new, first=0, count=10)
    assert (row.old, row.new, dict(row.cells)) == (2, 0, {"age": ("7", "8")})
    assert rows_at(old, found.removed) == {1: {"id": "2", "name": "Bob", "age": None}}


def test_rows_that_are_held_are_read_from_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    old = _pieces(_rows(*(f"{number},Ann,40" for number in range(1, 9))))
    new = _pieces(_rows("1,Ann,40", "3,Cy,40", "4,Ann,41", "5,Ann,40", "6,Ann,40", "7,Ann,40", "8,Di,1", "9,Ed,2"))
    found = compare(old, new, key=["id"])
    held = hold(found, old, new)
    rows = changed_rows(found, old, new, first=1, count=2)
    assert len(rows) == 2
    assert changed_rows(held, _gone, _gone, first=1, count=2) == rows
    assert texts_at(held.old_rows, _gone, found.removed) == rows_at(old, found.removed)
    assert texts_at(held.new_rows, _gone, [*found.added, 0]) == rows_at(new, found.added)
    # More than is held is read.
    monkeypatch.setattr(holding, "MOST", 10)
    assert hold(found, old, new) == found


def _gone() -> list[pl.DataFrame]:
    raise AssertionError("nothing is read")


def test_the_same_table_has_no_differences() -> None:
    rows = _pieces(_rows("1,Ann,40", "2,Bob,"))
    assert compare(rows, rows, key=["id"]).is_empty
    assert compare(rows, rows).is_empty


def test_an_empty_cell_is_no_text() -> None:
    found = compare(_pieces(_rows("1,Ann,")), _pieces(_rows("1,Ann,0")), key=["id"])
    assert found.by_column == {"age": 1}


def test_columns_come_and_go_without_being_changes_of_each_row() -> None:
    old = _pieces(_rows("1,Ann,40"))
    new = _pieces([{"id": "1", "name": "Ann", "sex": "f"}], ("id", "name", "sex"))
    found = compare(old, new, key=["id"])
    assert (list(found.columns_added), list(found.columns_removed)) == (["sex"], ["age"])
    assert (found.same, list(found.new_changed)) == (1, [])


def test_without_a_key_a_row_is_known_by_what_stands_in_it_or_between_what() -> None:
    old = _pieces(_rows("1,Ann,40", "2,Bob,", "3,Cy,7"))
    new = _pieces(_rows("1,Ann,40", "2,Bobby,", "3,Cy,7"))
    assert _told(compare(old, new)) == ([], [], [1], {"name": 1})


def test_a_table_without_rows_or_columns() -> None:
    some, none = _pieces(_rows("1,Ann,40")), _pieces([])
    assert _told(compare(some, none, key=["id"])) == ([], [0], [], {})
    assert list(compare(list, some).columns_added) == ["id", "name", "age"]


cells = st.sampled_from(["a", "b", None])
tables = st.dictionaries(st.sampled_from("123456"), st.tuples(cells, cells), max_size=6)


def _as_rows(table: dict[str, tuple[str | None, str | None]]) -> Rows:
    return [{"id": key, "name": one, "age": other} for key, (one, other) in table.items()]


@given(tables, tables)
@settings(max_examples=60)
def test_it_is_what_a_plain_comparison_finds(
    before: dict[str, tuple[str | None, str | None]], after: dict[str, tuple[str | None, str | None]]
) -> None:
    old, new = (
        [{"id": key, "name": one, "age": other} for key, (one, other) in rows.items()] for rows in (before, after)
    )
    found = compare(_pieces(old), _pieces(new), key=["id"])
    assert [new[place]["id"] for place in found.added] == [key for key in after if key not in before]
    assert [old[place]["id"] for place in found.removed] == [key for key in before if key not in after]
    changed = changed_rows(found, _pieces(old), _pieces(new), first=0, count=100)
    named = {str(new[row.new or 0]["id"]): dict(row.cells) for row in changed}
    expected = {
        key: {
            name: (was, now)
            for name, was, now in zip(("name", "age"), before[key], after[key], strict=True)
            if was != now
        }
        for key in before.keys() & after.keys()
        if before[key] != after[key]
    }
    assert named == expected
    assert found.cells == sum(map(len, expected.values()))
