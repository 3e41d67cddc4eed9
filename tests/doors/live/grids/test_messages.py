"""Reading what a browser says: long changes are read in parts, and told the same of."""

import json
from typing import Any

import pytest

from theatrum.doors.live.grids import messages
from theatrum.doors.live.grids.errors import MessageInvalid
from theatrum.doors.live.grids.parts import MOST_OF_A_PART, taken_apart
from theatrum.repository.grids.turns import giving_way

# More than one part of a long message, of cells however short.
LONG = 2 * MOST_OF_A_PART + 1
NAMES = ("cells", "insert")


def edit(cells: list[Any], **more: Any) -> str:
    change: dict[str, Any] = {"cells": cells, **more}
    return json.dumps({"t": "edit", "id": 7, "operation": "o", "group": "g", "since": 0, "change": change})


@pytest.mark.parametrize("count", [0, 1, 1_000, LONG - 1, LONG])
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


ODD = ['"],[1,2,"', "\\", 'a"b\\"c', "{[}]", "\n\t é \u2028 😀", '"cells":[[1,1,"x"]],', "", None, " ], "]


@pytest.mark.parametrize("indent", [None, 1])
def test_whatever_texts_are_a_long_edit_is_read_in_parts_as_it_is_as_a_whole(indent: int | None) -> None:
    cells = [[row, row % 60, ODD[row % len(ODD)]] for row in range(LONG)]
    insert = [{"after": None, "cells": {str(slot): ODD[slot] for slot in range(len(ODD))}} for _ in range(LONG)]
    change = {"insert": insert, "cells": cells, "delete": [5]}
    said = {"t": "edit", "id": 7, "operation": "o", "group": "g", "since": 0, "change": change}
    text = json.dumps(said, indent=indent, ensure_ascii=indent is None)
    gave_way: list[None] = []
    with giving_way(lambda: gave_way.append(None)):
        read = messages.read(text)
    assert read == messages.read(text.encode())
    assert len(gave_way) == 6
    assert isinstance(read, messages.Edit)
    assert [[*cell] for cell in read.change.cells] == cells
    assert [row.cells for row in read.change.insert] == [row["cells"] for row in insert]


def test_what_is_no_json_is_not_taken_for_it() -> None:
    whole = edit([[row, 1, "x"] for row in range(LONG)])
    assert taken_apart(whole, NAMES) is not None
    for wrong in (
        whole.replace('"x"]]', '"x"],]'),
        whole.replace('[0, 1, "x"]', '[0, 1, "x"}'),
        whole.replace('[0, 1, "x"]', '[0, 1, "x"]\u00a0'),
        whole.replace('[0, 1, "x"],', '[0, 1, "x"]'),
        whole.replace('[0, 1, "x"]', '[0, 1, "\\ud800"]'),
        whole[:-1],
        whole[:-3],
    ):
        assert wrong != whole
        with pytest.raises(MessageInvalid, match="it is no JSON"):
            messages.read(wrong)


def test_long_cells_elsewhere_are_none_of_the_change() -> None:
    cells = json.dumps([[row, 1, "x"] for row in range(LONG)])
    beside = edit([]).replace('"cells": []', '"delete": [1]')[:-1] + f', "cells": {cells}}}'
    twice = edit([[1, 1, "y"]])[:-1] + f', "more": {{"cells": {cells}}}}}'
    for text, expected in ((beside, []), (twice, [(1, 1, "y")])):
        said = messages.read(text)
        assert isinstance(said, messages.Edit)
        assert said.change.cells == expected


def test_a_long_message_that_is_no_edit_is_read_as_ever() -> None:
    texts = [f"text {number}" for number in range(10_000)]
    view = {"filters": [{"slot": 1, "has": texts}]}
    said = messages.read(json.dumps({"t": "view", "id": 3, "view": view}))
    assert isinstance(said, messages.View)
    assert said.view.filters[0].has == texts
