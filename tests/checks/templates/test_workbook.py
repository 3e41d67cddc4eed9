"""Templates as workbooks: what Excel shows, and that only the table is read back."""

import re
import subprocess
import zipfile
from html import unescape
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string

from tests.support import office
from theatrum.checks.catalogue.vocabulary import choices_of
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.tables.source import Source
from theatrum.checks.tables.workbook import HELP_SHEET, LISTS_SHEET, VALUES_SHEET, read_workbook
from theatrum.checks.templates.template import template_of
from theatrum.checks.templates.workbook import write_workbook

PROFILE = load_profile(ProfileFolder.packaged("htan2"))
VERSION = "1.0.0"
OFFICE = office.find()


def _written(component: str, *, count: int = 0) -> bytes:
    stream = BytesIO()
    write_workbook(stream, PROFILE, template_of(PROFILE, component, VERSION, count=count))
    return stream.getvalue()


@pytest.fixture(name="content", scope="module")
def content_fixture() -> bytes:
    return _written("Diagnosis")


@pytest.fixture(scope="module")
def long_lists() -> bytes:
    """Return a template with lists of up to 20,347 values."""
    return _written("BiospecimenData")


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


def test_list_of_twenty_thousand_values_drops_down(long_lists: bytes) -> None:
    with zipfile.ZipFile(BytesIO(long_lists)) as packed:
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


def test_drop_downs_are_what_every_program_takes_for_them(long_lists: bytes) -> None:
    """Where LibreOffice is not at hand: each rule in the file is a list that drops down, and its range is there."""
    with zipfile.ZipFile(BytesIO(long_lists)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
        book = packed.read("xl/workbook.xml").decode()
    rules = re.findall(r"<dataValidation ([^>]*)>(.*?)</dataValidation>", sheet)
    sources = {_column(attributes): _formula(inside) for attributes, inside in rules}
    assert len(sources) == len(rules) == int(re.findall(r'<dataValidations count="(\d+)"', sheet)[0])
    # showDropDown hides the arrow, whatever its name says.
    assert all('type="list"' in attributes and "showDropDown" not in attributes for attributes, _ in rules)
    assert re.search(rf'<sheet name="{LISTS_SHEET}" sheetId="\d+" state="hidden"', book)
    read = openpyxl.load_workbook(BytesIO(long_lists), read_only=True)
    columns = list(zip(*read[LISTS_SHEET].iter_rows(values_only=True), strict=True))
    names = next(read.worksheets[0].iter_rows(max_row=1, values_only=True))
    for letters, source in sources.items():
        values = choices_of(
            PROFILE, "BiospecimenData", str(names[column_index_from_string(letters) - 1]), version=VERSION
        )
        ranged = re.fullmatch(rf"'{LISTS_SHEET}'!\$([A-Z]+)\$1:\$\1\$(\d+)", source)
        if ranged is None:
            assert len(source) <= 257
            continue
        written = columns[column_index_from_string(ranged[1]) - 1][: int(ranged[2])]
        assert written == tuple(one.value for one in values)
    assert max(int(source.rpartition("$")[2]) for source in sources.values() if "$" in source) > 256


def _column(attributes: str) -> str:
    place = re.findall(r'sqref="([A-Z]+)2:\1(\d+)"', attributes)
    assert int(place[0][1]) > 2_000
    return str(place[0][0])


def _formula(inside: str) -> str:
    return unescape(re.findall(r"<formula1>(.*?)</formula1>", inside)[0])


@pytest.mark.skipif(OFFICE is None, reason=office.MISSING)
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
