"""Workbooks: what their sheets hold as text, and what is refused."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter.worksheet import Worksheet as Written

from tests.checks.tables.reading import codes, read, rows, told
from theatrum.checks.tables import archive
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source
from theatrum.checks.tables.workbook import SUMMARY_SHEET


def _openpyxl(*written: list[object], change: Callable[[Worksheet], object] = lambda sheet: None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in written:
        sheet.append(row)
    change(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _xlsxwriter(fill: Callable[[xlsxwriter.Workbook, Written], object]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    fill(book, book.add_worksheet("One"))
    book.close()
    return stream.getvalue()


def test_values_are_text_as_csv_would_show_them() -> None:
    values: list[object] = [
        5,
        5.0,
        0.1,
        0.1 + 0.2,
        1e15 - 1,
        -3.25,
        1e-7,
        True,
        False,
        "text",
        " x ",
        None,
        "5.0",
        "NA",
    ]
    table = read(_openpyxl([f"C{n}" for n in range(len(values))], values), "t.xlsx")
    text = [
        "5",
        "5",
        "0.1",
        "0.3",
        "999999999999999",
        "-3.25",
        "1e-07",
        "true",
        "false",
        "text",
        " x ",
        "",
        "5.0",
        "NA",
    ]
    assert rows(table) == [tuple(cell or None for cell in text)]
    assert (table.sheet, table.groups) == ("Sheet", ())


def test_dates_are_named_as_such() -> None:
    when = dt.datetime(2024, 1, 31, 3, 4, 5)  # noqa: DTZ001  # spreadsheets know no zones
    row = [
        dt.date(2024, 1, 31),
        when,
        dt.time(3, 4, 5),
        dt.timedelta(hours=30, minutes=1),
        "2024-01-31",
    ]
    table = read(_openpyxl(["D", "W", "T", "L", "S"], row), "t.xlsx")
    assert rows(table) == [("2024-01-31", "2024-01-31T03:04:05", "03:04:05", "PT30H1M", "2024-01-31")]
    assert told(table) == [("table.date_cell", column, [1]) for column in "DWTL"]


def test_numbers_too_long_for_a_spreadsheet_are_told() -> None:
    table = read(_openpyxl(["ID"], [5], [12345678901234567]), "t.xlsx")
    assert rows(table)[1] == ("12345678901234570",)
    assert told(table) == [("table.long_number", "ID", [2])]


def test_errors_and_formulas_without_result_are_told() -> None:
    table = read(_openpyxl(["A", "B", "C"], [1, "=1+1", "#REF!"], [2, "=A1", "#REF!"], ["#N/A", 1, 2]), "t.xlsx")
    assert rows(table) == [("1", None, None), ("2", None, None), (None, "1", "2")]
    assert told(table) == [
        ("table.formula_without_value", "B", [1, 2]),
        ("table.error_cell", "A", [3]),
        ("table.error_cell", "C", [1, 2]),
    ]
    assert table.groups[2].finding.value == "#REF!"


def test_results_of_formulas_are_read() -> None:
    def fill(_: xlsxwriter.Workbook, sheet: Written) -> None:
        sheet.write_row(0, 0, ["A", "B", "C"])
        sheet.write_formula(1, 0, "=1+1", None, 2)
        sheet.write_formula(1, 1, '="x"', None, "x")
        sheet.write_formula(1, 2, "=A1/0", None, "#DIV/0!")

    table = read(_xlsxwriter(fill), "t.xlsx")
    assert (rows(table), told(table)) == ([("2", "x", None)], [("table.error_cell", "C", [1])])


def test_every_sheet_with_content_is_read_hidden_ones_too() -> None:
    def fill(book: xlsxwriter.Workbook, sheet: Written) -> None:
        sheet.write_column(0, 0, ["A", 1])
        book.add_worksheet("Empty")
        hidden = book.add_worksheet("Away")
        hidden.write_column(3, 2, ["B", 2])
        hidden.hide()
        book.add_worksheet(SUMMARY_SHEET).write(0, 0, "ours")
        book.add_chartsheet("Chart")

    tables = list(read_tables(Source("t.xlsx", content=_xlsxwriter(fill))))
    assert [(table.sheet, table.frame.to_dict(as_series=False)) for table in tables] == [
        ("One", {"A": ["1"]}),
        ("Away", {"B": ["2"]}),
    ]
    assert [told(table) for table in tables] == [[], [("table.hidden_sheet", None, [])]]
    assert tables[1].groups[0].finding.sheet == "Away"


def test_blank_rows_and_lines_above_the_header() -> None:
    table = read(_openpyxl(["Our table"], [], ["A", "B"], [1, 2], [], [None, 3], [" ", ""], []), "t.xlsx")
    assert rows(table) == [("1", "2"), (None, None), (None, "3")]
    assert told(table) == [("table.title_line", None, []), ("table.blank_row", None, [2])]


def test_merged_cells_are_told() -> None:
    content = _openpyxl(["A", "B"], [1, 2], [3, 4], change=lambda sheet: sheet.merge_cells("A3:B3"))
    table = read(content, "t.xlsx")
    assert told(table) == [("table.merged_cells", None, [2])]
    assert table.unread == ((range(2, 3), range(1, 2)),)


def test_a_header_below_names_of_groups_is_the_header() -> None:
    def merge(sheet: Worksheet) -> None:
        for cells in ("A1:D1", "B2:C2", "A2:A3", "D2:D3"):
            sheet.merge_cells(cells)

    grouped: list[list[object]] = [["Export"], ["ID", "Staging", None, "Sex"], [None, "T", "N", None]]
    table = read(_openpyxl(*grouped, ["P1", "T2", "N0", "f"], change=merge), "t.xlsx")
    assert table.frame.columns == ["ID", "T", "N", "Sex"]
    assert rows(table) == [("P1", "T2", "N0", "f")]
    assert told(table)[0] == ("table.title_line", None, [])
    # Data below a header with a merged name is data.
    table = read(_openpyxl(["A", "B", None], ["x", 1, 2], change=lambda sheet: sheet.merge_cells("B1:C1")), "t.xlsx")
    assert rows(table) == [("x", "1", "2")]


def test_it_is_known_which_cells_merging_hides() -> None:
    def merge(sheet: Worksheet) -> None:
        for cells in ("A1:A2", "B3:C4", "D2:D9"):
            sheet.merge_cells(cells)

    written: list[list[object]] = [[1, 2, 3, 4]] * 4
    table = read(_openpyxl(["A", "B", "C", "D"], *written, change=merge), "t.xlsx")
    unread = {(row, column) for rows, columns in table.unread for row in rows for column in columns}
    assert unread == {(1, 0), (2, 2), (3, 1), (3, 2), (2, 3), (3, 3), (4, 3)}


def test_a_workbook_is_known_by_its_bytes() -> None:
    assert rows(read(_openpyxl(["A"], ["x"]), "t.csv")) == [("x",)]


def test_duplicate_and_missing_names() -> None:
    table = read(_openpyxl(["A", None, "A", None], [1, 2, 3, None]), "t.xlsx")
    assert table.frame.columns == ["A", "(column 2)", "A (2)"]
    assert codes(table) == ["table.duplicate_header", "table.empty_header"]


def _zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("t.xlsx", b"", "table.empty"),
        ("t.xlsx", b"A,B\n1,2\n", "table.unreadable"),
        ("t.xlsx", _openpyxl(["A"], [1])[:-30], "table.unreadable"),
        ("t.xlsx", _zipped(a=b"x"), "table.unreadable"),
        ("t.xlsx", _openpyxl(), "table.empty"),
        ("t.ods", _zipped(**{"content.xml": b"<x/>"}), "table.old_format"),
        ("t.xlsb", _zipped(**{"xl/workbook.bin": b"x"}), "table.old_format"),
        ("t.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "table.old_format"),
        ("t.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "table.password"),
        ("t.xlsx", _zipped(**{"xl/workbook.xml": bytes(150_000_000)}), "table.too_large"),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_fix(name: str, content: bytes, code: str) -> None:
    table = read(content, name)
    assert (codes(table), table.frame.width) == ([code], 0)
    assert table.groups[0].finding.fix


def test_two_cells_far_apart_do_not_fill_the_memory() -> None:
    def far(sheet: Worksheet) -> None:
        sheet["XFD1048576"] = 1

    assert codes(read(_openpyxl(["A"], [1], change=far), "t.xlsx")) == ["table.too_large"]


def test_sizes_that_a_zip_file_declares_are_not_believed() -> None:
    content = _zipped(member=bytes(150_000_000))
    honest = (150_000_000).to_bytes(4, "little")
    assert content.count(honest) == 2
    lying = content.replace(honest, (10).to_bytes(4, "little"))
    assert archive.unpacks_to_too_much(io.BytesIO(lying), len(lying))


def _changed(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a small workbook of which one part is changed."""
    stream = io.BytesIO()
    fill: Callable[[xlsxwriter.Workbook, Written], object] = lambda _, sheet: sheet.write_row(0, 0, ["A", "text"])  # noqa: E731  # one line
    with (
        zipfile.ZipFile(io.BytesIO(_xlsxwriter(fill))) as book,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in book.namelist():
            out.writestr(name, change(book.read(name)) if name == part else book.read(name))
    return stream.getvalue()


@pytest.mark.parametrize("place", [b"XFD1048576", b"ZZZZZ99999999", b"xfd1048576"])
def test_a_cell_far_away_in_a_row_without_number_does_not_fill_the_memory(place: bytes) -> None:
    far = b'<row><c r="' + place + b'"><v>1</v></c></row></sheetData>'
    content = _changed("xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", far))
    assert codes(read(content, "t.xlsx")) == ["table.too_large"]


def test_a_long_text_that_many_cells_share_does_not_fill_the_memory() -> None:
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>2</v></c></row>' % (row, row) for row in range(2, 2000))
    stream = io.BytesIO()
    content = _changed("xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", cells + b"</sheetData>"))
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name in book.namelist():
            text = b"<si><t>" + b"x" * 1_000_000 + b"</t></si></sst>"
            out.writestr(name, book.read(name).replace(b"</sst>", text))
    assert codes(read(stream.getvalue(), "t.xlsx")) == ["table.too_large"]
