"""The grid's clipboard without a browser: tables read and written, where they go, what they change."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

import hatch_build

_SCRIPT = """
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
const [roots, folder, asked] = process.argv.slice(2);
const { rolldown } = await import(pathToFileURL(`${roots}/node_modules/rolldown/dist/index.mjs`));
const source = `${roots}/src/grid`;
const names = ["pasting", "clipboard", "series"];
const input = Object.fromEntries(names.map((name) => [name, `${source}/${name}.ts`]));
const bundle = await rolldown({ input });
await bundle.write({ dir: folder, format: "esm", entryFileNames: "[name].mjs", chunkFileNames: "[name].mjs" });
const known = {
  ...(await import(pathToFileURL(`${folder}/pasting.mjs`))),
  ...(await import(pathToFileURL(`${folder}/clipboard.mjs`))),
};
const { seriesOf } = await import(pathToFileURL(`${folder}/series.mjs`));
known.series = (texts, places) => places.map((place) => seriesOf(texts)?.(place) ?? null);
const answers = JSON.parse(readFileSync(asked, "utf8")).map(([name, ...values]) => known[name](...values));
console.log(JSON.stringify(answers));
"""


@pytest.fixture
def ask(tmp_path: Path) -> Any:
    """Return what functions of the island's answer: lists of a name and its values."""

    def answer(*calls: list[Any]) -> list[Any]:
        script, asked = tmp_path / "asking.mjs", tmp_path / "asked.json"
        script.write_text(_SCRIPT, encoding="utf-8")
        asked.write_text(json.dumps(calls), encoding="utf-8")
        told = hatch_build.run(str(script), str(hatch_build.FRONTEND), str(tmp_path / "built"), str(asked))
        found: list[Any] = json.loads(told.splitlines()[-1])
        return found

    return answer


def _columns(*names: str, **more: dict[str, object]) -> list[dict[str, object]]:
    return [
        {"slot": slot, "name": name, "title": name, "is_read_only": False, **more.get(name, {})}
        for slot, name in enumerate(names)
    ]


def _target(columns: list[dict[str, object]], **more: object) -> dict[str, object]:
    one = {"top": 0, "bottom": 0, "left": 0, "right": 0}
    return {"range": one, "shown": columns, "columns": columns, "total": 10, "mayInsert": True, **more}


def test_tables_of_spreadsheets_are_read(ask: Any) -> None:
    written = ["a\tb\r\n1\t2\r\n", 'x\t"two\nlines"\n"say ""so"""\t', '5" pipe\t6', "one", "\t", "a\n\nb", '"open\tend']
    assert ask(*(["parseTsv", text] for text in written)) == [
        [["a", "b"], ["1", "2"]],
        [["x", "two\nlines"], ['say "so"', ""]],
        [['5" pipe', "6"]],
        [["one"]],
        [["", ""]],
        [["a"], [""], ["b"]],
        [['"open', "end"]],
    ]


def test_what_is_copied_is_what_is_pasted(ask: Any) -> None:
    chance = random.Random(4)  # noqa: S311  # the same tables each time
    tables = [
        [["".join(chance.choices('ab"\t\n, é', k=chance.randrange(6))) for _ in range(3)] for _ in range(3)]
        for _ in range(200)
    ]
    texts = ask(*(["writeTsv", table] for table in tables))
    assert ask(*(["parseTsv", text] for text in texts)) == tables


def test_what_word_processors_put_in_is_taken_out(ask: Any) -> None:
    texts = ["\u00a0a\u00a0b ", "\u201cq\u201d \u2019s", "  ", "007", "1.0", "a\r\nb"]
    assert ask(*(["cleaned", text] for text in texts)) == ["a b", '"q" \'s', None, "007", "1.0", "a\nb"]


def test_a_table_goes_where_its_header_says(ask: Any) -> None:
    columns = _columns("ID", "AGE", "SEX", "NOTE", NOTE={"is_read_only": True})
    header = [["sex", "Id", "other"], ["f", "1", "x"]]
    half, mixed, plain = (
        ask(["planPaste", table, _target(columns)])[0] for table in ([["sex", "id"], ["f", "1"]], header, [["f", "1"]])
    )
    assert half["slots"] == [{"from": 0, "slot": 2}, {"from": 1, "slot": 0}]
    assert len(half["rows"]) == 1
    # Of three names one is unknown: that may as well be data.
    assert [one["slot"] for one in mixed["slots"]] == [0, 1, 2]
    assert [one["slot"] for one in plain["slots"]] == [0, 1]


def test_one_value_fills_and_a_table_is_repeated(ask: Any) -> None:
    columns = _columns("A", "B", "C", "D", C={"is_read_only": True})
    wide = {"top": 1, "bottom": 4, "left": 0, "right": 3}
    one, two, odd, past = ask(
        ["planPaste", [["x"]], _target(columns, range=wide)],
        ["planPaste", [["1", "2"], ["3", "4"]], _target(columns, range=wide)],
        ["planPaste", [["1"], ["2"], ["3"]], _target(columns, range=wide)],
        ["planPaste", [["1", "2", "3"]] * 12, _target(columns, range={**wide, "left": 2}, mayInsert=False)],
    )
    assert (one["height"], [cell["slot"] for cell in one["slots"]]) == (4, [0, 1, 3])
    assert one["notes"] == ["1 read-only column left as it is"]
    assert (two["height"], [cell["from"] for cell in two["slots"]]) == (4, [0, 1, 1])
    assert odd["height"] == 3
    assert (past["height"], past["added"]) == (9, 0)
    assert past["notes"][-1].startswith("3 rows past the end left out")


def test_a_line_that_ends_early_leaves_what_stands_beyond_its_end(ask: Any) -> None:
    columns = _columns("A", "B", "C")
    (plan,) = ask(["planPaste", [["1", ""], ["2", "y", "z"], ["3"]], _target(columns, total=2)])
    there = [{"number": 5, "cells": ["a", "b", "c"]}, {"number": 6, "cells": ["a", "b", "c"]}]
    (found,) = ask(["planned", plan, there])
    assert found["cells"] == [[5, 0, "1"], [5, 1, None], [6, 0, "2"], [6, 1, "y"], [6, 2, "z"]]
    assert found["insert"] == [{"after": None, "cells": {"0": "3"}}]


def test_large_changes_go_in_messages_that_the_server_takes(ask: Any) -> None:
    cells = [[row, slot, "x"] for row in range(10_000) for slot in range(6)] + [[10_000, 0, "x"]]
    rows = [{"after": 7, "cells": {str(slot): str(index) for slot in range(60)}} for index in range(1_200)]
    (pieces,) = ask(["inPieces", {"cells": cells, "insert": rows}])
    assert [len(piece["cells"]) for piece in pieces[:4]] == [20_000, 20_000, 20_000, 1]
    # Below one row, what is sent last comes to stand first.
    sent = [piece["insert"] for piece in pieces[4:]]
    assert [row["cells"]["0"] for piece in reversed(sent) for row in piece] == [str(index) for index in range(1_200)]
    assert [sum(len(row["cells"]) for row in piece) for piece in sent] == [12_060, 19_980, 19_980, 19_980]
    small = {"cells": cells[:5], "insert": rows[:2]}
    assert ask(["inPieces", small]) == [[small]]
    # Few cells of many rows take as long.
    tall = [{"cells": [[row, 0, "x"] for row in range(10_001)]}, {"delete": list(range(10_001))}]
    for name, found in zip(("cells", "delete"), ask(*(["inPieces", change] for change in tall)), strict=True):
        assert [len(piece[name]) for piece in found] == [10_000, 1]


def test_long_texts_go_in_messages_of_fewer_bytes_than_the_server_takes(ask: Any) -> None:
    text = "\u0001" * 60_000
    (pieces,) = ask(["inPieces", {"cells": [[row, 0, text] for row in range(100)]}])
    assert [row for piece in pieces for row, _slot, _text in piece["cells"]] == list(range(100))
    assert max(len(json.dumps(piece)) for piece in pieces) < 16 * 1024**2


def test_long_texts_of_cells_and_of_new_rows_are_weighed_together(ask: Any) -> None:
    text = "\u0001" * 50_000
    change = {
        "cells": [[row, 0, text] for row in range(40)],
        "insert": [{"after": None, "cells": {"0": text}} for _ in range(40)],
    }
    (pieces,) = ask(["inPieces", change])
    assert [len(piece.get("cells", ())) + len(piece.get("insert", ())) for piece in pieces] == [40, 40]
    assert max(len(json.dumps(piece)) for piece in pieces) < 16 * 1024**2


def test_series_go_on_as_spreadsheets_do(ask: Any) -> None:
    known: list[tuple[list[str], list[str | None]]] = [
        (["1", "2", "3"], ["4", "5", "0", "-1"]),
        (["10", "8"], ["6", "4", "12", "14"]),
        (["0.5", "1"], ["1.5", "2.0", "0.0", "-0.5"]),
        (["HTA201_1", "HTA201_2"], ["HTA201_3", "HTA201_4", "HTA201_0", None]),
        (["HTA201_1_B1", "HTA201_1_B3"], ["HTA201_1_B5", "HTA201_1_B7", None, None]),
        (["A08x", "A09x"], ["A10x", "A11x", "A07x", "A06x"]),
        (["99999999999999999998", "99999999999999999999"], ["100000000000000000000", "100000000000000000001"]),
    ]
    calls = [["series", texts, [len(texts), len(texts) + 1, -1, -2][: len(after)]] for texts, after in known]
    assert ask(*calls) == [after for _, after in known]
    none = [["1"], ["1", "1"], ["1", "2", "4"], ["a", "b"], ["A1", "B2"], ["1", None], ["007", "08"], ["+1", "+2"], []]
    assert ask(*(["series", texts, [2]] for texts in none)) == [[None]] * len(none)
