"""Marked workbooks: what Excel shows, and that they can be checked again."""

from io import BytesIO
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from tests.checks.report import mess
from theatrum.checks.findings import Finding, Group, Severity
from theatrum.checks.report import marked_sheet
from theatrum.checks.report.document import Input, Report
from theatrum.checks.report.marked import write_marked
from theatrum.checks.report.sheet_names import LONGEST, SheetNames
from theatrum.checks.tables.source import Source
from theatrum.checks.tables.workbook import SUMMARY_SHEET, read_workbook

LONG_LIST = tuple(f"UBERON:{number:07d}" for number in range(3_000))


def _allowed(component: str, column: str) -> tuple[str, ...] | None:
    assert component in {"Specimen", "Participant"}
    return {"SITE": LONG_LIST, "KIND": ("Blood", "Breast NOS"), "BATCH": LONG_LIST}.get(column)


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(_written()))


def _written() -> bytes:
    report, stream = mess.report(), BytesIO()
    people = pl.DataFrame({"A": ["1"] * 12, "=B1": ["=1+1"] * 12})
    write_marked(stream, report, [(report.inputs[0], mess.specimens()), (report.inputs[1], people)], _allowed)
    return stream.getvalue()


def _read(content: bytes) -> dict[str | None, pl.DataFrame]:
    return {table.sheet: table.frame for table in read_workbook(Source("marked.xlsx", content=content))}


def test_bad_cells_are_coloured_and_say_why(book: openpyxl.Workbook) -> None:
    cell = book["Specimen"]["B2"]
    assert cell.value == "Lung"
    assert cell.fill.fgColor.rgb == "FF" + marked_sheet.COLOURS[Severity.ERROR].removeprefix("#")
    assert "must be one of" in cell.comment.text
    assert 'Did you mean "UBERON:0002048" (lung)?' in cell.comment.text
    good = book["Specimen"]["B11"]
    assert (good.value, good.comment, good.fill.fill_type) == (mess.SITES[0], None, None)


def test_an_empty_cell_can_be_marked(book: openpyxl.Workbook) -> None:
    cell = book["Specimen"]["G15"]
    assert cell.value is None
    assert cell.comment.text.startswith('KIND_OTHER is missing, because KIND is "Not Reported".')


def test_missing_columns_are_told_at_the_header_and_never_added(book: openpyxl.Workbook) -> None:
    sheet = book["Specimen"]
    assert [cell.value for cell in sheet[1]] == mess.specimens().columns
    assert "LATERALITY is missing." in sheet["A1"].comment.text
    assert sheet["G1"].comment.text.startswith("The header is written kind_other.")


def test_sheet_is_ready_to_be_worked_on(book: openpyxl.Workbook) -> None:
    sheet = book["Specimen"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:G41")
    assert sheet["D3"].number_format == "@"


def test_permissible_values_drop_down(book: openpyxl.Workbook) -> None:
    rules = {str(rule.sqref): rule.formula1 for rule in book["Specimen"].data_validations.dataValidation}
    assert rules["C2:C241"] == '"Blood,Breast NOS"'
    assert rules["B2:B241"] == f"'{SUMMARY_SHEET}'!$AA$1:$AA$3000"
    summary = book[SUMMARY_SHEET]
    assert [summary["AA1"].value, summary["AA3000"].value] == [LONG_LIST[0], LONG_LIST[-1]]
    assert summary.column_dimensions["AA"].hidden


def test_summary_stands_first_and_tells_the_groups(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [SUMMARY_SHEET, "Specimen", "Participant"]
    lines = list(book[SUMMARY_SHEET].iter_rows(max_col=9, values_only=True))
    assert lines[0][0] == "Checked by Theatrum 0.1.0 on 2026-11-26 12:00 UTC"
    assert ("error", "Specimen", "KIND", "16", "1-4, 8, 10, 20-29") in [line[:5] for line in lines]
    assert any(str(line[0]).startswith("Not checked: slides/S1.svs") for line in lines)


def test_nothing_in_it_is_a_formula(book: openpyxl.Workbook) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}


def test_private_cells_are_emptied(book: openpyxl.Workbook) -> None:
    cell = book["Specimen"]["C17"]
    assert cell.value is None
    assert "KIND seems to name a person." in cell.comment.text
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    texts += [cell.comment.text for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment]
    assert not [text for text in texts if "Jane" in text]


def test_sheets_read_back_as_they_were() -> None:
    found = _read(_written())
    expected = mess.specimens().with_row_index()
    expected = expected.with_columns(KIND=pl.when(pl.col("index") != 15).then("KIND")).drop("index")
    assert found["Specimen"].equals(expected)
    assert found["Participant"].equals(pl.DataFrame({"A": ["1"] * 12, "=B1": ["=1+1"] * 12}))
    assert set(found) == {"Specimen", "Participant"}


def test_path_is_written_too(tmp_path: Path) -> None:
    target = tmp_path / "marked.xlsx"
    write_marked(target, mess.report(), [(mess.report().inputs[0], mess.specimens())])
    assert _read(target.read_bytes())["Specimen"].height == 40


def test_pieces_of_a_long_table_follow_one_another() -> None:
    frame, report, stream = mess.specimens(), mess.report(), BytesIO()
    write_marked(stream, report, [(report.inputs[0], frame[:15]), (report.inputs[0], frame[15:])])
    assert _read(stream.getvalue())["Specimen"].height == 40
    sheet = openpyxl.load_workbook(stream)["Specimen"]
    assert sheet["A17"].comment.text.startswith("SPECIMEN_ID is missing.")


def test_too_many_comments_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked_sheet, "MOST_COMMENTS", 3)
    book = openpyxl.load_workbook(BytesIO(_written()))
    assert sum(cell.comment is not None for row in book["Specimen"].iter_rows() for cell in row) == 3
    assert any("more coloured cells have no comment" in str(line[0].value) for line in book[SUMMARY_SHEET].iter_rows())


def test_finding_on_a_row_stands_at_its_first_cell() -> None:
    finding = Finding(
        code="table.duplicate", severity=Severity.WARNING, message="The row stands there twice.", file="a.csv"
    )
    base = mess.report()
    report = Report(
        groups=[Group(finding, (2,))],
        inputs=[Input(file="a.csv", rows=2)],
        model="1",
        overlay="1",
        profile="p",
        engine="1",
        started=base.started,
        seconds=1,
    )
    stream = BytesIO()
    write_marked(stream, report, [(report.inputs[0], pl.DataFrame({"A": ["x", "x"], "B": ["y", "y"]}))])
    assert openpyxl.load_workbook(stream)["a"]["A3"].comment.text == "The row stands there twice."


def test_sheet_names_are_legal_and_unique() -> None:
    names = SheetNames()
    given = [
        names.name(Input(file=file, component=component))
        for file, component in [
            ("a.csv", "Specimen"),
            ("b.csv", "specimen"),
            (f"{'x' * 40}.csv", None),
            (f"{'x' * 40}.tsv", None),
            ("a/b[1]:*?.csv", None),
            ("Theatrum summary.csv", None),
            ("History.csv", None),
            ("'.csv", None),
        ]
    ]
    assert given[:2] == ["Specimen", "specimen 2"]
    assert given[4:] == ["b_1____", "Theatrum summary 2", "History 2", "table"]
    assert len({name.casefold() for name in given}) == len(given)
    assert max(map(len, given)) == LONGEST


def test_findings_find_their_column_however_its_header_is_spelt() -> None:
    base = mess.report()
    enum = Finding(
        code="schema.enum", severity=Severity.ERROR, message="KIND_OF is wrong.", file="a.csv", column="KIND_OF"
    )
    name = Finding(code="privacy.name", severity=Severity.ERROR, message="A person.", file="a.csv", column="WHO_IS_IT")
    report = Report(
        groups=[Group(enum, (1,)), Group(name, (1,))],
        inputs=[Input(file="a.csv", component="Specimen", rows=1)],
        model="1",
        overlay="1",
        profile="p",
        engine="1",
        started=base.started,
        seconds=1,
    )
    stream = BytesIO()
    frame = pl.DataFrame({"x": ["1"], "Kind of": ["y"], "who is it": ["Jane"]})
    write_marked(stream, report, [(report.inputs[0], frame)], lambda _, column: ["a"] if column == "KIND_OF" else None)
    sheet = openpyxl.load_workbook(stream)["Specimen"]
    assert sheet["B2"].comment.text == "KIND_OF is wrong."
    assert (sheet["C2"].value, sheet["A2"].comment) == (None, None)
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["B2:B202"]
