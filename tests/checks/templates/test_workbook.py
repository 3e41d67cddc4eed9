"""Templates as workbooks: what Excel shows, and that only the table is read back."""

import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.tables.source import Source
from theatrum.checks.tables.workbook import HELP_SHEET, LISTS_SHEET, VALUES_SHEET, read_workbook
from theatrum.checks.templates.template import template_of
from theatrum.checks.templates.workbook import write_workbook

PROFILE = load_profile(ProfileFolder.packaged("htan2"))
VERSION = "1.0.0"
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def _written(component: str, *, count: int = 0) -> bytes:
    stream = BytesIO()
    write_workbook(stream, PROFILE, template_of(PROFILE, component, VERSION, count=count))
    return stream.getvalue()


@pytest.fixture(name="content", scope="module")
def content_fixture() -> bytes:
    return _written("Diagnosis")


@pytest.fixture(name="book", scope="module")
def book_fixture(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def _lists(book: openpyxl.Workbook) -> dict[str, str]:
    """Return the source of the drop-down of each column, by the name of the column."""
    sheet = book.worksheets[0]
    names = {cell.column_letter: str(cell.value) for cell in sheet[1]}
    rules = sheet.data_validations.dataValidation
    return {names[str(rule.sqref).partition(":")[0].rstrip("0123456789")]: str(rule.formula1) for rule in rules}


def test_every_permissible_value_drops_down(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["Diagnosis", HELP_SHEET, VALUES_SHEET, LISTS_SHEET]
    source = _lists(book)["TISSUE_OR_ORGAN_OF_ORIGIN_UBERON_CODE"]
    assert source == f"'{LISTS_SHEET}'!$A$1:$A$11276"
    lists = book[LISTS_SHEET]
    assert lists.sheet_state == "hidden"
    assert (lists["A2"].value, lists["B2"].value, lists["A11277"].value) == ("UBERON:0000002", "uterine cervix", None)


def test_list_of_twenty_thousand_values_drops_down() -> None:
    with zipfile.ZipFile(BytesIO(_written("BiospecimenData"))) as packed:
        rules = re.findall(rb"<formula1>([^<]*)</formula1>", packed.read("xl/worksheets/sheet1.xml"))
    assert any(rule.endswith(b"$20347") for rule in rules)


def test_values_can_be_searched_with_what_they_mean(book: openpyxl.Workbook) -> None:
    values = book[VALUES_SHEET]
    assert [cell.value for cell in values[1]] == ["attribute", "value to write", "what it means"]
    assert values.auto_filter.ref is not None
    assert ("TISSUE_OR_ORGAN_OF_ORIGIN_UBERON_CODE", "UBERON:0002048", "lung") in values.iter_rows(values_only=True)


def test_header_shows_what_is_needed_and_why(book: openpyxl.Workbook) -> None:
    sheet = book["Diagnosis"]
    needed = sheet["A1"]
    assert (needed.value, needed.font.b, needed.fill.fgColor.rgb) == ("HTAN_PARTICIPANT_ID", True, "FF1F4E78")
    assert needed.comment.text.startswith("required in every row.")
    assert "Right: HTA201_12" in needed.comment.text
    sometimes = next(cell for cell in sheet[1] if cell.value == "METASTASIS_AT_DIAGNOSIS")
    assert (sometimes.font.i, sometimes.fill.fgColor.rgb) == (True, "FFBDD7EE")
    assert 'If TUMOR_STAGE begins with "Stage IV"' in sometimes.comment.text
    assert sheet.freeze_panes == "A2"


def test_cells_are_text_so_that_nothing_becomes_a_date(book: openpyxl.Workbook) -> None:
    sheet = book["Diagnosis"]
    columns = list(sheet.column_dimensions.values())
    assert {column.number_format for column in columns} == {"@"}
    assert max(column.max for column in columns) == sheet.max_column


def test_help_has_a_line_for_each_column_and_an_example(book: openpyxl.Workbook) -> None:
    rows = list(book[HELP_SHEET].iter_rows(values_only=True))
    top = next(number for number, row in enumerate(rows) if row[:3] == ("column", "needed", "example"))
    assert [row[0] for row in rows[top + 1 :]] == [cell.value for cell in book["Diagnosis"][1]]
    site = next(row for row in rows if row[0] == "TISSUE_OR_ORGAN_OF_ORIGIN_UBERON_CODE")
    assert site[2] == "UBERON:0002048"
    assert str(site[5]).endswith("; and 11,264 more")
    said = {str(row[0]) for row in rows[:top]}
    assert "Goes into the folder Clinical/Diagnosis." in said
    assert "A participant usually has at most one row." in said


def test_only_the_table_is_read(content: bytes) -> None:
    (table,) = read_workbook(Source("mine.xlsx", content=content))
    assert (table.sheet, table.frame.height) == ("Diagnosis", 0)


def test_booleans_and_constants_and_lists() -> None:
    book = openpyxl.load_workbook(BytesIO(_written("DigitalPathologyData", count=2)))
    assert _lists(book)["HAS_ANNOTATIONS"] == '"true,false"'
    parent = next(row for row in book[HELP_SHEET].iter_rows(values_only=True) if row[0] == "HTAN_PARENT_ID")
    assert "commas between them" in str(parent[4])
    sheet = book["DigitalPathologyData"]
    names = [cell.value for cell in sheet[1]]
    rows = [dict(zip(names, row, strict=True)) for row in sheet.iter_rows(2, 3, values_only=True)]
    assert [(row["LICENSE"], row["SPECIES"], row["HTAN_DATA_FILE_ID"]) for row in rows] == [
        ("CC BY 4.0", "9606 (Homo sapiens)", None)
    ] * 2


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_drop_downs_survive_libreoffice(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "template.xlsx").write_bytes(content)
    command = [str(OFFICE), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(tmp_path / "saved"), str(tmp_path / "template.xlsx")], check=True)
    saved = (tmp_path / "saved" / "template.xlsx").read_bytes()
    before, after = (_lists(openpyxl.load_workbook(BytesIO(one))) for one in (content, saved))
    assert {name: source.replace("'", "") for name, source in after.items()} == {
        name: source.replace("'", "") for name, source in before.items()
    }
    (table,) = read_workbook(Source("saved.xlsx", content=saved))
    assert table.sheet == "Diagnosis"
