"""Reading what a browser says: long changes are read in parts, and told the same of."""

import json
from typing import Any

import pytest

from theatrum.doors.live.grids import messages
from theatrum.doors.live.grids.errors import MessageInvalid

LONG = 2_500


def edit(cells: list[Any], **more: Any) -> str:
    change: dict[str, Any] = {"cells": cells, **more}
    return json.dumps({"t": "edit", "id": 7, "operation": "o", "group": "g", "since": 0, "change": change})


@pytest.mark.parametrize("count", [0, 1, 1_000, 1_001, LONG])
def test_all_cells_are_read_in_order(count: int) -> None:
    cells = [(row, row % 60, None if row % 3 else f"text {row}") for row in range(count)]
    said = messages.read(edit([list(cell) for cell in cells], delete=[5]))
    assert isinstance(said, messages.Edit)
    assert said.change.cells == cells
    assert said.change.delete == [5]


@pytest.mark.parametrize("count", [20, LONG])
@pytest.mark.parametrize(("wrong", "step"), [([1, -1, "x"], "1"), ([1, 2, 3], "2"), ([1, 2], "2"), ("secret", "")])
def test_a_wrong_cell_is_named_by_its_place_and_not_by_its_text(count: int, wrong: Any, step: str) -> None:
    place = count - 3
    cells: list[Any] = [[row, 1, "secret"] for row in range(count)]
    cells[place] = wrong
    with pytest.raises(MessageInvalid) as refused:
        messages.read(edit(cells))
    assert f"change.cells.{place}{f'.{step}' if step else ''}: " in str(refused.value)
    assert "secret" not in str(refused.value)
    assert refused.value.facts["id"] == 7


def test_what_is_wrong_beside_long_cells_is_told() -> None:
    with pytest.raises(MessageInvalid, match=r"change\.delete"):
        messages.read(edit([[1, 1, ""]] * LONG, delete=["x"]))
    with pytest.raises(MessageInvalid, match=r"change\.cells"):
        messages.read(edit({"0": 1}))  # type: ignore[arg-type]  # that is the mistake
