"""CSV as Synapse reads it: no value and empty text differ, marks are doubled or escaped."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theatrum.repository.tables.csv_rows import LONGEST_ROW, CsvForm, read_rows
from theatrum.repository.tables.errors import CsvIsInvalid

CELL = st.none() | st.text(st.sampled_from("ab ,;\"\\'\n\r\té"), max_size=6)
ROWS = st.lists(st.lists(CELL, min_size=2, max_size=4), max_size=6)


def rows_of(text: str, form: CsvForm | None = None) -> list[list[str | None]]:
    return list(read_rows(io.StringIO(text, newline=""), form or CsvForm()))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a,,\n", [["a", None, None]]),
        ('"",x\n', [["", "x"]]),
        ('"a ""b"" c",d\n', [['a "b" c', "d"]]),
        ('"a \\"b\\"",d\n', [['a "b"', "d"]]),
        ('"two\nlines",d\n', [["two\nlines", "d"]]),
        ('"two\r\n\r\nlines",d\r\n', [["two\r\n\r\nlines", "d"]]),
        ("C:\\new,d\n", [["C:\\new", "d"]]),
        ("C:\\\\new,d\n", [["C:\\new", "d"]]),
        ('"C:\\new","d\\\\"\n', [["C:\\new", "d\\"]]),
        ('a,"b" c,d"e"f\n', [["a", "b c", 'd"e"f']]),
        ("\ufeffa,b\n", [["a", "b"]]),
        ("a,b\n\n\n1,2", [["a", "b"], ["1", "2"]]),
        ("a\rb\r", [["a"], ["b"]]),
        ('"never closed,\n1,2', [["never closed,\n1,2"]]),
        ('a,""\n"",b\n', [["a", ""], ["", "b"]]),
    ],
)
def test_rows(text: str, rows: list[list[str | None]]) -> None:
    assert rows_of(text) == rows


def test_other_signs() -> None:
    form = CsvForm(separator="\t", quote="'", escape="^")
    assert rows_of("a\t'b^'c\td'\t\"\n", form) == [["a", "b'c\td", '"']]
    assert CsvForm(separator=";;").problem == "CsvTableDescriptor.separator must be exactly one character."
    assert rows_of('"a ""b""",c"d\n', CsvForm(escape='"')) == [['a "b"', 'c"d']]


@given(ROWS)
def test_what_is_written_with_doubled_marks_comes_back(rows: list[list[str | None]]) -> None:
    text = "".join(",".join(_doubled(cell) for cell in row) + "\n" for row in rows)
    assert rows_of(text) == rows


@given(ROWS)
def test_what_is_written_with_escapes_comes_back(rows: list[list[str | None]]) -> None:
    text = "".join(",".join(_escaped(cell) for cell in row) + "\r\n" for row in rows)
    assert rows_of(text) == rows


@given(st.lists(st.lists(st.text(st.sampled_from('ab ,"\\\n'), max_size=6), min_size=2, max_size=3), max_size=6))
def test_what_python_writes_as_the_client_does_comes_back(rows: list[list[str]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, escapechar="\\", lineterminator="\n").writerows(rows)
    assert rows_of(written.getvalue()) == [[cell or None for cell in row] for row in rows if any(row) or len(row) > 1]


def _doubled(cell: str | None) -> str:
    return "" if cell is None else '"' + cell.replace("\\", "\\\\").replace('"', '""') + '"'


def _escaped(cell: str | None) -> str:
    return "" if cell is None else '"' + cell.replace("\\", "\\\\").replace('"', '\\"') + '"'


@pytest.mark.parametrize("text", ["a" * (LONGEST_ROW + 1), '"' + ("a" * 1000 + "\n") * (LONGEST_ROW // 1000)])
def test_a_row_without_an_end_is_not_taken_into_memory(text: str) -> None:
    with pytest.raises(CsvIsInvalid, match="more than 16,777,216 characters"):
        rows_of(text)
