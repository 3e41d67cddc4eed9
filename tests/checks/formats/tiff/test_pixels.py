"""Pixels that the file does not hold are told; lengths that lie cost nothing."""

import struct

import pytest

from tests.checks.formats.tiff.writing import LONG, codes, image, look, tiff
from theatrum.checks.formats.bytes import Budget


def test_the_last_tile_is_looked_at() -> None:
    page = image(256, 256, tile=64)
    page[325] = [4] * 15 + [10_000_000]
    assert codes(look(tiff(page))) == {"format.truncated"}


def test_any_tile_is_looked_at_where_all_is_read() -> None:
    page = image(256, 256, tile=64)
    page[325] = [4] * 7 + [10_000_000] + [4] * 8
    assert codes(look(tiff(page))) == set()
    notes = look(tiff(page), is_full=True)
    assert codes(notes) == {"format.truncated"}
    assert notes.was_full


def test_a_file_cut_off_anywhere_is_told() -> None:
    content = tiff(*[image(256, 256, tile=64)] * 4)
    for length in range(200, len(content) - 1, 97):
        assert codes(look(content[:length])), length


@pytest.mark.parametrize("missing", [273, 279])
def test_an_image_without_pixels(missing: int) -> None:
    page = image()
    del page[missing]
    assert codes(look(tiff(page))) == {"format.tiff_no_pixels"}


def test_fewer_tiles_than_the_size_needs() -> None:
    page = image(256, 256, tile=64) | {324: [8] * 3, 325: [4] * 3}
    assert codes(look(tiff(page))) == {"format.tiff_no_pixels"}


@pytest.mark.parametrize("is_full", [False, True])
def test_a_length_that_lies_costs_nothing(*, is_full: bool) -> None:
    content = bytearray(tiff(image(256, 256, tile=64)))
    at = content.index(struct.pack("<HHI", 324, LONG, 16))
    struct.pack_into("<I", content, at + 4, 2**32 - 1)
    budget = Budget()
    notes = look(bytes(content), is_full=is_full, budget=budget)
    assert "format.tiff_structure" in codes(notes)
    assert budget.structures > 190_000
