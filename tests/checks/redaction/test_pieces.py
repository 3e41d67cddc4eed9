"""Edits in place: a copy is what the original is, but for them."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theatrum.checks.formats.bytes import Held
from theatrum.checks.redaction.composed import Composed
from theatrum.checks.redaction.pieces import Edits, Kept, Tangled, size_of

SIZE = 64
STRETCH = st.tuples(st.integers(0, SIZE), st.integers(0, SIZE)).map(lambda ends: (min(ends), max(ends) - min(ends)))


@given(st.binary(min_size=SIZE, max_size=SIZE), st.lists(STRETCH, max_size=6), st.binary(max_size=9), st.data())
def test_a_copy_is_the_original_with_zeros_where_it_was_blanked(
    content: bytes, stretches: list[tuple[int, int]], behind: bytes, data: st.DataObject
) -> None:
    edits = Edits(SIZE)
    expected = bytearray(content)
    for offset, length in stretches:
        edits.blank(offset, length)
        expected[offset : offset + length] = bytes(length)
    if behind:
        assert edits.append(behind) == SIZE
    pieces = edits.pieces()
    copy = Composed(Held(content), pieces)
    assert copy.size == size_of(pieces) == SIZE + len(behind)
    assert copy.read_at(0, copy.size) == bytes(expected) + behind
    offset = data.draw(st.integers(0, copy.size + 3))
    length = data.draw(st.integers(0, copy.size))
    assert copy.read_at(offset, length) == (bytes(expected) + behind)[offset : offset + length]
    kept = [piece for piece in pieces if isinstance(piece, Kept)]
    assert all(one.offset + one.length <= other.offset for one, other in pairwise(kept))


@given(st.lists(STRETCH, max_size=4), st.lists(STRETCH, max_size=4))
def test_what_must_be_spared_is(changed: list[tuple[int, int]], spared: list[tuple[int, int]]) -> None:
    edits = Edits(SIZE)
    touched: set[int] = set()
    for offset, length in changed:
        edits.blank(offset, length)
        touched.update(range(offset, offset + length))
    meets = any(not touched.isdisjoint(range(offset, offset + length)) for offset, length in spared)
    places = np.array(spared or [(0, 0)], np.uint64)
    if meets:
        with pytest.raises(Tangled):
            edits.must_spare(places[:, 0], places[:, 1])
    else:
        edits.must_spare(places[:, 0], places[:, 1])


def test_two_texts_in_one_place_are_refused_unless_they_are_the_same() -> None:
    edits = Edits(SIZE)
    edits.put(4, b"abc")
    edits.put(4, b"abc")
    assert Composed(Held(bytes(SIZE)), edits.pieces()).read_at(3, 5) == b"\0abc\0"
    edits.blank(6, 2)
    with pytest.raises(Tangled):
        edits.pieces()


@pytest.mark.parametrize(("offset", "length"), [(-1, 2), (SIZE - 1, 2), (1 << 70, 1)])
def test_nothing_is_changed_outside_of_the_file(offset: int, length: int) -> None:
    with pytest.raises(Tangled):
        Edits(SIZE).blank(offset, length)
    with pytest.raises(Tangled):
        Edits(SIZE).put(offset, bytes(length))


def test_what_is_put_behind_the_end_begins_at_an_even_place() -> None:
    edits = Edits(5)
    assert edits.append(b"abc") == 6
    assert edits.append(b"d") == 10
    assert Composed(Held(b"12345"), edits.pieces()).read_at(0, 99) == b"12345\0abc\0d"
