"""Cells that are kept as their text are the cells that they stand for."""

from hypothesis import given, settings
from hypothesis import strategies as st

from theatrum.repository.grids.cells import Cells, are_same, cell, is_blank, packed, replaced
from theatrum.repository.grids.packed import Packed

TEXTS = st.none() | st.text(alphabet=st.sampled_from('ab",\\[]\n\u00e9 null')) | st.text(max_size=5)
ROWS = st.lists(TEXTS, max_size=8)
CHANGES = st.dictionaries(st.integers(0, 9), TEXTS, max_size=6)


@settings(max_examples=60)
@given(cells=ROWS, changes=CHANGES)
def test_a_packed_row_is_the_row(cells: list[str | None], changes: dict[int, str | None]) -> None:
    wanted = replaced(cells, changes)
    for slot in range(10):
        assert cell(_stored(cells), slot) == cell(cells, slot)
    row = _stored(cells)
    # Whether one of them was looked at before or not.
    for slot in [*changes][:1]:
        cell(row, slot)
    found = replaced(row, changes)
    assert list(found) == wanted
    assert packed(found) == packed(wanted)
    assert (row == cells, bool(row), is_blank(row)) == (True, bool(cells), is_blank(cells))
    assert are_same(row, _stored(list(found))) == are_same(cells, wanted)


def test_a_row_of_another_width_is_the_same_if_what_is_beyond_is_empty() -> None:
    assert are_same(_stored(["a", None, None]), _stored(["a"]))
    assert are_same(_stored([]), _stored([None]))
    assert not are_same(_stored(["a", None]), _stored(["a", "b"]))
    assert not are_same(_stored(["null"]), _stored([]))


def _stored(cells: Cells) -> Packed:
    return Packed(packed(cells))
