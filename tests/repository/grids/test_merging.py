"""Three-way merge and matching, against simple oracles."""

from hypothesis import given
from hypothesis import strategies as st

from theatrum.repository.grids.cells import Cells, cell
from theatrum.repository.grids.keys import digest, key_of
from theatrum.repository.grids.matching import Mark, match_rows
from theatrum.repository.grids.merging import merge_row

WIDTH = 4
texts = st.sampled_from(["a", "b", None])
rows = st.lists(texts, max_size=WIDTH)
keys = st.sampled_from(["k1", "k2", "k3", None])


@given(rows, rows, rows)
def test_each_cell_follows_whoever_changed_it_alone(base: Cells, theirs: Cells, mine: Cells) -> None:
    merged = merge_row(base, theirs, mine, range(WIDTH))
    for slot in range(WIDTH):
        before, there, here = (cell(row, slot) for row in (base, theirs, mine))
        result = merged.taken.get(slot, here)
        if there == before:
            assert (result, slot in merged.conflicts) == (here, False)
        elif here in (before, there):
            assert (result, slot in merged.conflicts) == (there, False)
        else:
            assert (result, slot in merged.conflicts) == (here, True)


@given(rows, rows)
def test_without_changes_here_their_row_comes_in_and_without_theirs_nothing_happens(base: Cells, other: Cells) -> None:
    taken = merge_row(base, other, base, range(WIDTH))
    assert not taken.conflicts
    assert [taken.taken.get(slot, cell(base, slot)) for slot in range(WIDTH)] == [
        cell(other, slot) for slot in range(WIDTH)
    ]
    kept = merge_row(base, base, other, range(WIDTH))
    assert (kept.taken, kept.conflicts) == ({}, [])


def _mark(row: tuple[str | None, str]) -> Mark:
    return Mark(key_of([row[0]], [0]), digest(list(row)))


keyed_rows = st.lists(st.tuples(keys, st.sampled_from("xyz")), max_size=8)


@given(keyed_rows, keyed_rows)
def test_rows_are_matched_once_and_only_with_their_like(
    ours: list[tuple[str | None, str]], theirs: list[tuple[str | None, str]]
) -> None:
    found = match_rows([_mark(row) for row in ours], [_mark(row) for row in theirs])
    used = [index for index in found if index is not None]
    assert len(used) == len(set(used))
    for index, row in zip(found, theirs, strict=True):
        assert index is None or ours[index][0] == row[0]
    for key in {row[0] for row in theirs} - {None}:
        mine, there = [sum(row[0] == key for row in side) for side in (ours, theirs)]
        assert sum(found[index] is not None for index, row in enumerate(theirs) if row[0] == key) == min(mine, there)


@given(keyed_rows)
def test_the_same_rows_are_matched_one_by_one(ours: list[tuple[str | None, str]]) -> None:
    marks = [_mark(row) for row in ours]
    assert [marks[index or 0].whole for index in match_rows(marks, marks)] == [mark.whole for mark in marks]
    assert None not in match_rows(marks, marks)


def _keyless(*rows: str) -> list[Mark]:
    return [Mark(None, digest([row])) for row in rows]


def test_rows_without_keys_are_matched_by_content_and_place() -> None:
    assert match_rows(_keyless("a", "b", "c"), _keyless("a", "B", "c")) == [0, 1, 2]
    assert match_rows(_keyless("a", "b", "c"), _keyless("A", "B", "c")) == [0, 1, 2]
    assert match_rows(_keyless("a", "b", "c"), _keyless("a", "c")) == [0, 2]
    assert match_rows(_keyless("a", "b", "c"), _keyless("a", "x", "y", "b", "c")) == [0, None, None, 1, 2]
    assert match_rows(_keyless("a", "a"), _keyless("a", "a", "a")) == [0, 1, None]
