"""CSV as people make it."""

import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.checks.tables.reading import codes, read, rows, told
from theatrum.checks.findings import Severity
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source
from theatrum.checks.tables.table import Table

PLAIN = "ID,SITE,AGE\nHTA1_1,Lung,5\nHTA1_2,,7\n"
CELLS = [("HTA1_1", "Lung", "5"), ("HTA1_2", None, "7")]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-32"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "|").encode(),
        b"sep=;\r\n" + PLAIN.replace(",", ";").encode(),
        PLAIN.rstrip().encode(),
        (PLAIN + "\n\n,,\n  ,\t,\n").encode(),
        PLAIN.replace("\n", ",,\n").encode(),
        ("\n\n" + PLAIN).encode(),
        PLAIN.replace("Lung", '"Lung"').encode(),
    ],
)
def test_the_same_table_in_many_dresses(content: bytes) -> None:
    table = read(content)
    assert (table.frame.columns, rows(table), table.groups) == (["ID", "SITE", "AGE"], CELLS, ())
    assert (table.first_row, table.is_last, table.sheet) == (1, True, None)


def test_a_table_of_no_end_of_columns_is_told_and_not_read() -> None:
    wide = ",".join(f"c{number}" for number in range(70_001))
    table = read(f"{wide}\n{wide}\n".encode())
    assert (codes(table), table.frame.shape) == (["table.too_large"], (0, 0))


def test_quoted_cells_keep_what_they_hold() -> None:
    table = read(b'A,B\n"x, y","say ""hi"""\n"two\r\nlines",""\n')
    assert rows(table) == [("x, y", 'say "hi"'), ("two\r\nlines", None)]
    assert table.groups == ()


def test_missing_value_words_are_left_alone() -> None:
    assert rows(read(b"A,B\nNA,N/A\nnull,<NA>\n")) == [("NA", "N/A"), ("null", "<NA>")]


def test_cells_keep_blanks_around_text() -> None:
    assert rows(read("A,B\n x , \u00a0\n".encode())) == [(" x ", None)]


@pytest.mark.parametrize("content", [b"", b"\n", b" \r\n,,\n \n", b"\xef\xbb\xbf"])
def test_nothing_is_told(content: bytes) -> None:
    table = read(content)
    assert (codes(table), table.frame.width) == (["table.empty"], 0)


@pytest.mark.parametrize("content", [b"A,B", b"A,B\n", b"A,B\r\n\r\n,\n"])
def test_a_header_without_rows_is_told(content: bytes) -> None:
    table = read(content)
    assert (codes(table), table.frame.columns, table.frame.height) == (["table.no_rows"], ["A", "B"], 0)


def test_windows_1252_is_read_and_told() -> None:
    table = read("A,B\nx,y\nMünchen,5\n".encode("cp1252"))
    assert rows(table)[1] == ("München", "5")
    (group,) = table.groups
    assert (group.finding.code, group.finding.severity) == ("table.encoding", Severity.WARNING)
    assert "line 3" in group.finding.message


def test_one_stray_byte_does_not_spoil_the_rest() -> None:
    table = read("A,B\né,y\n".encode() + b"\xe9,5\n")
    assert rows(table) == [("é", "y"), ("é", "5")]
    assert codes(table) == ["table.encoding"]


def test_bytes_of_no_encoding_are_an_error() -> None:
    table = read(b"A,B\nx\x81,y\n")
    assert rows(table) == [("x\ufffd", "y")]
    assert table.groups[0].finding.severity == Severity.ERROR


def test_rows_of_other_length_are_kept_as_far_as_possible() -> None:
    table = read(b"A,B,C\n1,2\n1,2,3,4\n1,2,3\n1,2\n1,2,3,\n")
    assert rows(table) == [("1", "2", None), ("1", "2", "3"), ("1", "2", "3"), ("1", "2", None), ("1", "2", "3")]
    assert told(table) == [("table.ragged_row", None, [1, 4]), ("table.ragged_row", None, [2])]
    assert "line 2" in table.groups[0].finding.message
    assert "line 3" in table.groups[1].finding.message


def test_an_open_quotation_mark_costs_one_cell() -> None:
    table = read(b'A,B\n"one\ntwo",x\n1,"open\n2,3\n')
    assert rows(table) == [("one\ntwo", "x"), ("1", '"open'), ("2", "3")]
    assert told(table) == [("table.quote", "B", [2])]
    assert "line 4" in table.groups[0].finding.message


@pytest.mark.parametrize("cell", ['"x"y"z"', '"x" y', '"a,"b",c"'])
def test_text_after_a_closing_quotation_mark_is_told(cell: str) -> None:
    assert "table.quote" in codes(read(f"A,B\n{cell},1\n".encode()))


def test_quotation_marks_inside_text_mean_nothing() -> None:
    table = read(b'A,B\n5" tumor,1\nx"y"z,2\n')
    assert (rows(table), table.groups) == ([('5" tumor', "1"), ('x"y"z', "2")], ())


def test_empty_rows_between_others_count() -> None:
    table = read(b"A,B\n1,2\n\n,\n3,4\n\n")
    assert rows(table) == [("1", "2"), (None, None), (None, None), ("3", "4")]
    assert told(table) == [("table.blank_row", None, [2, 3])]


def test_lines_above_the_header_are_passed_over_and_told() -> None:
    for above in (b"Submission of May\n", b"Submission of May,,\n\n", b"# made by hand, in May\n"):
        table = read(above + PLAIN.encode())
        assert (rows(table), codes(table)) == (CELLS, ["table.title_line"])


def test_one_column_of_text_with_commas_is_not_taken_for_a_title() -> None:
    table = read(b'NOTE\n"a, b"\n"c; d"\n"e"\n')
    assert (rows(table), table.groups) == ([("a, b",), ("c; d",), ("e",)], ())


def test_two_columns_of_one_name_are_both_kept() -> None:
    table = read(b"A,B,A,A (2)\n1,2,3,4\n")
    assert table.frame.columns == ["A", "B", "A (3)", "A (2)"]
    assert told(table) == [("table.duplicate_header", "A", [])]
    assert "1 (A) and 3 (C)" in table.groups[0].finding.message


def test_a_column_without_name_is_told_if_it_has_values() -> None:
    table = read(b"A,,B,\n1,x,2,\n")
    assert table.frame.columns == ["A", "(column 2)", "B"]
    assert told(table) == [("table.empty_header", "(column 2)", [])]


def test_formulas_are_told_and_plain_signs_are_not() -> None:
    cells = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "-5", "+", "-", "CL:0000001+", "+5.0", "a=b", "-x", "="]
    table = read(("A\n" + "\n".join(cells) + "\n").encode())
    assert told(table) == [("table.formula", "A", [1, 2, 3])]
    assert rows(table)[0] == ("=1+1",)


def test_nul_characters_are_left_out_and_told() -> None:
    table = read(b"A,B\nx\0y,1\n\0,2\n")
    assert rows(table) == [("xy", "1"), (None, "2")]
    assert told(table) == [("table.nul", "A", [1, 2])]


def test_thousands_of_columns() -> None:
    names = [f"C{number}" for number in range(5000)]
    table = read("\n".join([",".join(names), *[",".join(names[::-1])] * 2]).encode())
    assert (table.frame.shape, table.groups) == ((2, 5000), ())


def test_a_header_longer_than_the_head_is_found() -> None:
    names = ["N" * 1000 + str(number) for number in range(1500)]
    table = read("\n".join([",".join(names), ",".join(names[::-1])]).encode())
    assert (table.frame.shape, table.groups) == ((1, 1500), ())


def _pieces(content: bytes, chunk: int) -> list[Table]:
    return list(read_tables(Source("long.csv", content=content), chunk_bytes=chunk, whole_bytes=10))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("chunk", [40, 64, 200, 100_000])
def test_a_long_file_comes_in_pieces(chunk: int, encoding: str) -> None:
    text = "A,B\n" + "".join(f'{number},"x\n{number}é"\n' for number in range(50)) + "\n\n\n" + "last,1\n" + ",\n" * 30
    tables = _pieces(text.encode(encoding), chunk)
    assert [table.is_last for table in tables] == [False] * (len(tables) - 1) + [True]
    numbered = [
        (table.first_row + place, *row) for table in tables for place, row in enumerate(table.frame.rows()) if row[0]
    ]
    assert numbered == [(n + 1, str(n), f"x\n{n}é") for n in range(50)] + [(54, "last", "1")]
    assert [row for table in tables for code, _, at in told(table) for row in at] == [51, 52, 53]


def test_lines_are_counted_through_all_pieces() -> None:
    content = b"A,B\n" + b"1,2\n" * 50 + b"1,2,3\n" + b"1,2\n" * 50
    (said,) = [group for table in _pieces(content, 40) for group in table.groups]
    assert (said.rows, "line 52" in said.finding.message) == ((51,), True)


def test_an_open_quotation_mark_does_not_swallow_a_long_file() -> None:
    content = b'A,B\n1,"open\n' + b"1,2\n" * 500
    tables = _pieces(content, 100)
    assert sum(table.frame.height for table in tables) == 501
    assert [code for table in tables for code in codes(table)] == ["table.quote"]


def test_a_file_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(PLAIN.encode())
    (table,) = read_tables(Source("some/t.csv", path=path))
    assert (table.file, rows(table)) == ("some/t.csv", CELLS)


def _messages(tables: Sequence[Table]) -> list[str]:
    return [group.finding.message for table in tables for group in table.groups]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    tables = list(read_tables(Source("t.csv", path=tmp_path / "t.csv")))
    assert _messages(tables) == ["The file cannot be read: No such file or directory."]


def test_a_header_among_the_rows_is_told() -> None:
    table = read(b"A,B,\n1,2,\nA,B,\nA,x,\n3,4,\nA,B,\n")
    assert told(table) == [("table.header_repeated", None, [2, 5])]
    assert rows(table)[1] == ("A", "B")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (gzip.compress(b"A,B\n1,2\n", mtime=0), "compressed with gzip"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a picture"),
        (b"%PDF-1.4\n%\xe2\xe3", "a PDF"),
        (b"\n<!DOCTYPE html>\n<html>", "a web page or XML"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\n", "a pointer of Git LFS"),
        (bytes(range(256)) * 10, "no text"),
        (b"\0" * 5000, "no text"),
    ],
)
@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.jsonl"])
def test_what_is_no_text_is_told_as_what_it_is(content: bytes, what: str, name: str) -> None:
    table = read(content, name)
    assert (table.frame.shape, codes(table)) == ((0, 0), ["table.unreadable"])
    assert table.groups[0].finding.message == f"The file is {what}: it cannot be read as a table."


def test_rows_far_shorter_than_the_header_do_not_fill_the_memory() -> None:
    content = ",".join(f"c{number}" for number in range(1000)) + "\n" + "1\n" * 30_000
    table = read(content.encode())
    assert table.frame.height < 20_000
    assert codes(table)[-1] == "table.too_large"
