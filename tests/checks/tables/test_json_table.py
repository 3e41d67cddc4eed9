"""JSON and JSON lines as tables."""

import pytest

from tests.checks.tables.reading import codes, read, rows, told
from theatrum.checks.tables.json_table import read_json
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source


def test_values_are_the_text_that_was_written() -> None:
    table = read(
        b'[{"I": 12345678901234567890, "F": 5.0, "E": 1E5, "B": true, "S": "5", "N": null, "A": ["x", 2.50, null]}]',
        "t.json",
    )
    assert table.frame.columns == ["I", "F", "E", "B", "S", "N", "A"]
    assert rows(table) == [("12345678901234567890", "5.0", "1E5", "true", "5", None, '["x",2.50,null]')]
    assert table.groups == ()


def test_missing_keys_are_empty_cells() -> None:
    table = read(b'[{"A": 1}, {"B": " "}, {}, {"C": "x", "A": ""}]', "t.json")
    assert table.frame.columns == ["A", "B", "C"]
    assert rows(table) == [("1", None, None), (None, None, None), (None, None, None), (None, None, "x")]


@pytest.mark.parametrize("content", [b'{"A": "x"}', '[{"A": "x"}]'.encode("utf-16"), b'\xef\xbb\xbf[{"A": "x"}]'])
def test_one_object_and_other_encodings(content: bytes) -> None:
    table = read(content, "t.json")
    assert (rows(table), table.groups) == ([("x",)], ())


@pytest.mark.parametrize("name", ["t.json", "t.jsonl", "t.csv"])
def test_json_lines_are_known_by_their_bytes(name: str) -> None:
    table = read(b'{"A": 1}\r\n\r\n{"A": "x\\"y"}\n', name)
    assert (rows(table), table.groups) == ([("1",), ('x"y',)], ())


def test_oddities_are_told_with_their_row() -> None:
    table = read(b'[{"A": {"x": 1}}, {"A": [{"x": 1}], "B": NaN}, {"B": 1, "B": 2}, 5]', "t.json")
    assert rows(table) == [('{"x":1}', None), ('[{"x":1}]', "NaN"), (None, "2")]
    assert told(table) == [
        ("table.nested", "A", [1, 2]),
        ("table.not_a_number", "B", [2]),
        ("table.duplicate_key", None, [3]),
        ("table.not_an_object", None, [4]),
    ]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b'[{"A": 1},\n {"A": }]', "line 2, character 8"),
        (b'[{"A": 1}\n {"A": 2}]', "line 2, character 2"),
        (b'[{"A": 1},\n]', "line 2, character 1"),
        (b'[{"A": 1}]\n x', "line 2, character 2"),
        (b'[{"A": 1}\n', "line 2, character 1"),
        (b'\n{"A": 1} x', "line 2, character 10"),
        (b'[{"A": ' + b"[" * 100_000, "line 1"),
    ],
)
def test_broken_text_is_told_with_its_place(content: bytes, place: str) -> None:
    table = read(content, "t.json")
    assert codes(table)[0] == "table.json"
    assert place in table.groups[0].finding.message


def test_a_broken_line_costs_one_row() -> None:
    table = read(b'{"A": 1}\n{"A": \n{"A": 2} x\n{"A": 3}\n', "t.jsonl")
    assert rows(table) == [("1",), (None,), (None,), ("3",)]
    assert told(table)[:2] == [("table.json", None, [2]), ("table.json", None, [3])]
    assert "line 3" in table.groups[1].finding.message


@pytest.mark.parametrize(("content", "code"), [(b"", "table.empty"), (b" \n", "table.empty"), (b"[]", "table.no_rows")])
def test_nothing_is_told(content: bytes, code: str) -> None:
    assert codes(read(content, "t.json")) == [code]


def test_halves_of_characters_are_replaced() -> None:
    assert rows(read(b'[{"A": "\\ud800x"}]', "t.json")) == [("?x",)]


def test_long_json_lines_come_in_pieces() -> None:
    content = b"".join(b'{"A": "x\\"%d"}\n' % number for number in range(20))
    tables = list(read_tables(Source("t.jsonl", content=content), chunk_bytes=50, whole_bytes=10))
    assert [row for table in tables for row in table.frame.rows()] == [(f'x"{number}',) for number in range(20)]
    assert [table.is_last for table in tables] == [False] * (len(tables) - 1) + [True]
    assert tables[1].first_row == tables[0].frame.height + 1


def test_json_that_is_too_long_for_one_piece_is_refused() -> None:
    (table,) = read_tables(Source("t.json", content=b'[{"A": 1}]'), largest_json=5)
    assert codes(table) == ["table.too_large"]


@pytest.mark.parametrize(
    "content",
    [
        b'[{"A":' + b"[" * 900 + b"]" * 900 + b"}]",
        b'[{"A":' + b'{"x":' * 400 + b"1" + b"}" * 400 + b"}]",
        b'{"A":' * 100_000,
    ],
)
def test_values_nested_too_deeply_are_told(content: bytes) -> None:
    table = read(content, "t.json")
    assert codes(table) == ["table.json"]
    assert "levels deep (line 1)" in table.groups[0].finding.message


def test_halves_of_characters_in_names_and_values_do_no_harm() -> None:
    table = read(b'[{"A": "\\ud800", "B\\udfff": "x"}]', "t.json")
    assert (table.frame.columns, rows(table)) == (["A", "B?"], [("?", "x")])


def test_many_broken_lines_are_one_finding() -> None:
    table = read(b'{"A": 1}\n' + b"A,B\n" * 1000, "t.jsonl")
    (group,) = (group for group in table.groups if group.finding.code == "table.json")
    assert len(group.rows) == 1000
    assert group.finding.message == "The text is not JSON (first at line 2, character 1)."


def test_rows_of_many_different_keys_are_cut_into_pieces() -> None:
    content = "[" + ",".join(f'{{"A": "{row}", "k{row}": 1}}' for row in range(300)) + "]"
    tables = list(read_json(Source("t.json", content=content.encode()), whole_bytes=len(content)))
    assert len(tables) > 3
    assert [table.is_last for table in tables] == [False] * (len(tables) - 1) + [True]
    places = [table.first_row + at for table in tables for at in range(table.frame.height)]
    assert places == list(range(1, 301))
    assert [cell for table in tables for cell in table.frame["A"]] == [str(row) for row in range(300)]


@pytest.mark.parametrize("content", [b"{}", b"[{}, {}]", b"[]"])
def test_objects_without_keys_are_no_rows(content: bytes) -> None:
    assert codes(read(content, "t.json")) == ["table.no_rows"]


def test_nul_is_left_out_and_told() -> None:
    table = read(b'[{"A": "x\\u0000y"}]', "t.json")
    assert (rows(table), codes(table)) == ([("xy",)], ["table.nul"])


def test_an_array_is_no_json_lines_whatever_its_name() -> None:
    table = read(b'[{"A": 1},\n{"A": 2}]', "t.jsonl")
    assert (rows(table), table.groups) == ([("1",), ("2",)], ())
