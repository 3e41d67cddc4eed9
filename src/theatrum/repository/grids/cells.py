"""The cells of one row: texts by slot, None where a cell is empty.

A slot is a column's place in the order in which columns came; it never changes, whatever order people see. A row
that is shorter than there are slots is empty at its end.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import models

from theatrum.kernel.jsontext import JsonValue, compact
from theatrum.repository.grids.packed import Packed

Cells = Sequence[str | None]

if TYPE_CHECKING:
    _Text = models.TextField[Cells | None, Cells | None]
else:
    _Text = models.TextField


class CellsField(_Text):
    """Cells as the text of a JSON array: read and written whole, on both engines at the same speed."""

    def from_db_value(self, value: str | None, *_: object) -> Cells | None:
        """Read what is stored."""
        return None if value is None else json.loads(value)

    def get_prep_value(self, value: Cells | None) -> str | None:
        """Write cells."""
        return None if value is None else packed(value)


def packed(cells: Cells) -> str:
    """Return the text that is stored."""
    return cells.text if isinstance(cells, Packed) else compact(cells)


def cell(cells: Cells, slot: int) -> str | None:
    """Return one cell; beyond the end of a row all are empty."""
    if isinstance(cells, Packed):
        return cells.at(slot)
    return cells[slot] if slot < len(cells) else None


def replaced(cells: Cells, changes: Mapping[int, str | None]) -> Cells:
    """Return the cells with some of them changed."""
    if isinstance(cells, Packed) and (quick := cells.replaced(changes)) is not None:
        return quick
    found = list(cells)
    for slot, text in changes.items():
        if slot >= len(found):
            found += [None] * (slot + 1 - len(found))
        found[slot] = text
    return found


def changed_slots(base: Cells, cells: Cells) -> list[int]:
    """Return the slots in which two rows differ."""
    width = max(len(base), len(cells))
    return [slot for slot in range(width) if cell(base, slot) != cell(cells, slot)]


def are_same(one: Cells, other: Cells) -> bool:
    """Tell whether two rows have the same cells."""
    if one == other:
        return True
    if isinstance(one, Packed) and isinstance(other, Packed) and not (one.ends_empty or other.ends_empty):
        return False
    return len(one) != len(other) and not changed_slots(one, other)


def padded(cells: Cells, width: int) -> Cells:
    """Return a row as wide as that; what is beyond is cut off."""
    return cells if len(cells) == width else [*cells, *[None] * (width - len(cells))][:width]


def as_cells(texts: Mapping[int, str | None], width: int) -> Cells:
    """Return a row of texts by slot."""
    return [texts.get(slot) for slot in range(width)]


def is_blank(cells: Cells) -> bool:
    """Tell whether nothing stands in a row."""
    if isinstance(cells, Packed) and cells.has_texts:
        return False
    return not any(cells)


def cell_text(value: JsonValue) -> str | None:
    """Return the text of a cell that stands for a JSON value: what reading a cell turns back into it.

    None, and a text of nothing but blanks, are an empty cell.
    """
    match value:
        case None:
            return None
        case str():
            return value if value.strip() else None
        case bool():
            return "true" if value else "false"
        case _:
            return json.dumps(value, ensure_ascii=False)
