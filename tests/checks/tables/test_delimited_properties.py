"""What holds for every text: nothing is lost, and the quick way reads what the careful way reads."""

import csv
import io

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.checks.tables.reading import read
from theatrum.checks.tables import careful, quick
from theatrum.checks.tables.cells import Cells, empty_blanks
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source

NASTY = st.text(st.sampled_from(list("ab1 ,;\t|\"'\n\r=+-é€\u00a0\u2003😀#")), max_size=6)
CELL = st.one_of(st.sampled_from(["Lung", "5", "", " ", "NA", 'a "b" c', "x, y", "\r\n", '"']), NASTY)
BROKEN = st.text(st.sampled_from(list('ab,;"\n\r =')), max_size=40)


def _written(table: list[list[str]], delimiter: str, end: str, quoting: int) -> str:
    # The module leaves a line end in a cell bare unless it is one of its own.
    if any("\r" in cell or "\n" in cell for row in table for cell in row):
        quoting = csv.QUOTE_ALL
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(table)  # type: ignore[arg-type]  # one of csv's constants
    return stream.getvalue()


def _expected(table: list[list[str]]) -> list[tuple[str | None, ...]]:
    found = [tuple(cell if cell.strip() else None for cell in row) for row in table]
    while found and not any(found[-1]):
        found.pop()
    return found


@given(
    table=st.integers(2, 5).flatmap(lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=1, max_size=8)),
    delimiter=st.sampled_from(",\t;|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
)
@example(table=[["😀", "😀😀"]], delimiter=",", end="\n", quoting=csv.QUOTE_MINIMAL, encoding="utf-16-le")
def test_what_was_written_is_read(
    table: list[list[str]], delimiter: str, end: str, quoting: int, encoding: str
) -> None:
    # Text of one letter in UTF-16 without a mark cannot be told from other bytes: the header is long enough.
    header = [f"COLUMN_{number}" for number in range(len(table[0]))]
    text = _written([header, *table], delimiter, end, quoting)
    found = read(text.encode(encoding), "table.tsv" if delimiter == "\t" else "table.csv")
    assert found.frame.columns == header
    assert found.frame.rows() == _expected(table)
    assert {group.finding.code for group in found.groups} <= {"table.blank_row", "table.formula", "table.no_rows"}


@given(text=BROKEN, width=st.integers(1, 4), line_end=st.booleans())
@example(text='"x"y"z",1\n', width=2, line_end=True)
@example(text='"a,"b",c"\n', width=1, line_end=True)
@example(text='"",\n""\n', width=2, line_end=True)
@example(text="a\r\n\nb\n", width=1, line_end=True)
@example(text="\r,\n", width=2, line_end=False)
@example(text=",\n;\n,,", width=2, line_end=False)
def test_the_quick_way_equals_the_careful_way(text: str, width: int, *, line_end: bool) -> None:
    text += "\n" if line_end else ""
    header = [f"C{number}" for number in range(width)]
    frame = quick.read(text.encode(), delimiter=",", width=width, start=0)
    if frame is None:
        return
    other, groups = careful.read(text, header, delimiter=",", line=1, first_row=1)
    both = [Cells(header, frame), Cells(header, other)]
    for cells in both:
        empty_blanks(cells, only_ascii=True)
    assert both[0].frame.rows() == both[1].frame.rows()
    assert groups == []


def test_marks_are_in_order_by_the_delimiter_of_the_table() -> None:
    text = b'p,"q";"r"\n'  # read by commas, the second cell goes on after its mark
    assert quick.marks_are_in_order(text, ",;")
    assert not quick.marks_are_in_order(text, ",")


@settings(max_examples=30)
@given(text=BROKEN, width=st.integers(1, 3), block=st.integers(200, 400))
@example(text='a,"b\n', width=2, block=200)
@example(text='a,"b\nc"\r\n', width=2, block=200)
def test_blocks_that_are_in_order_are_read_as_the_careful_way_reads_them(text: str, width: int, block: int) -> None:
    plain = "".join(f"{number}{',x' * (width - 1)}\n" for number in range(90))
    text, header = f"{plain}{text}\n{plain}{text}", [f"C{number}" for number in range(width)]
    found = [careful.read(text, header, delimiter=",", line=3, first_row=2, block=size) for size in (block, len(text))]
    frames = [Cells(header, frame) for frame, _ in found]
    for cells in frames:
        empty_blanks(cells, only_ascii=True)
    assert frames[0].frame.rows() == frames[1].frame.rows()
    assert found[0][1] == found[1][1]


@pytest.mark.parametrize("row", ['7,"7', '7,"7\n\n",8"', '"7\n7",7'])
def test_a_mark_that_is_never_closed_costs_one_row_of_a_long_file(row: str) -> None:
    plain = "".join(f"{number},some text\n" for number in range(60_000))
    text = f"ONE,TWO\n{plain}{row}\n{plain}".encode()
    whole = read(text)
    pieces = list(read_tables(Source("table.csv", content=text), chunk_bytes=300_000, whole_bytes=0))
    assert pl.concat([piece.frame for piece in pieces]).equals(whole.frame)
    told = [[(g.finding.message, [*g.rows]) for g in one.groups] for one in (*pieces, whole)]
    assert [one for some in told[:-1] for one in some] == told[-1]
    assert all(f"line {60_002:d})" in message and rows == [60_001] for message, rows in told[-1])


@given(table=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=30), chunk=st.integers(30, 200))
def test_pieces_are_the_whole(table: list[list[str]], chunk: int) -> None:
    text = _written([["ONE", "TWO", "THREE"], *table], ",", "\n", csv.QUOTE_MINIMAL).encode()
    whole = read(text)
    pieces = list(read_tables(Source("table.csv", content=text), chunk_bytes=chunk, whole_bytes=0))
    rows = {piece.first_row + place: row for piece in pieces for place, row in enumerate(piece.frame.rows())}
    assert {number: row for number, row in rows.items() if any(row)} == {
        number: row for number, row in enumerate(whole.frame.rows(), 1) if any(row)
    }
    blank = [row for piece in pieces for g in piece.groups if g.finding.code == "table.blank_row" for row in g.rows]
    assert blank == [row for g in whole.groups if g.finding.code == "table.blank_row" for row in g.rows]


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.json", "t.jsonl", "t.xlsx", "t.parquet", "t.xls", "t"])
@given(content=st.one_of(st.binary(max_size=200), BROKEN.map(str.encode), st.text(max_size=50).map(str.encode)))
def test_no_bytes_raise(name: str, content: bytes) -> None:
    for head in (b"", b"PAR1", b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff", b'{"a":', b"["):
        assert list(read_tables(Source(name, content=head + content)))


def _as_people_write(cell: str) -> str:
    """Quote only what must be: a mark inside a cell stands as it is."""
    return '"' + cell.replace('"', '""') + '"' if cell.startswith('"') or set(cell) & set(",\r\n") else cell


@given(
    table=st.lists(
        st.lists(
            st.sampled_from(['5" tumor', "a\nb", 'x"', "plain", 'say "hi", then', "", 'a "b"\nc']),
            min_size=2,
            max_size=2,
        ),
        min_size=1,
        max_size=40,
    ),
    chunk=st.integers(30, 120),
)
@example(table=[['5" tumor', "x"], ["a\nb", "c\nd"], ['6" x', "a\nb"]], chunk=30)
def test_pieces_are_the_whole_with_marks_inside_cells(table: list[list[str]], chunk: int) -> None:
    lines = [",".join(map(_as_people_write, row)) for row in [["ONE", "TWO"], *table, ["last", "1"]]]
    text = "\n".join(lines).encode()
    whole = read(text)
    pieces = list(read_tables(Source("table.csv", content=text), chunk_bytes=chunk, whole_bytes=0))
    rows = [row for piece in pieces for row in piece.frame.rows() if any(row)]
    assert rows == [row for row in whole.frame.rows() if any(row)]
    assert not {group.finding.code for piece in pieces for group in piece.groups} - {"table.blank_row"}
