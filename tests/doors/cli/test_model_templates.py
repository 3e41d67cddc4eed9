"""``theatrum model template``: written, filled in, and checked clean."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from theatrum.doors.cli.main import theatrum


def _run(*words: object) -> Result:
    return CliRunner().invoke(theatrum, [*map(str, words)])


@pytest.fixture(name="center", scope="module")
def center_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up submission without defects."""
    folder = tmp_path_factory.mktemp("synth") / "center"
    assert _run("synth", "--center", "HTA201", "--participants", 2, "--no-files", "--output", folder).exit_code == 0
    return folder


def _filled_in(place: Path, rows: list[dict[str, str]]) -> None:
    """Type rows into a template as a person does: cell by cell, under the header."""
    book = openpyxl.load_workbook(place)
    sheet = book.worksheets[0]
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    for number, row in enumerate(rows, start=2):
        for name, text in row.items():
            if text:
                sheet.cell(number, columns[name]).value = text
    book.save(place)


def test_template_that_is_filled_in_is_clean(center: Path, tmp_path: Path) -> None:
    for component in ("Demographics", "FollowUp", "VitalStatus"):
        place = tmp_path / "mine" / f"{component}.xlsx"
        assert _run("model", "template", component, "--output", place).exit_code == 0
        with (center / "Clinical" / component / f"{component}.csv").open(encoding="utf-8", newline="") as stream:
            _filled_in(place, list(csv.DictReader(stream)))
    report = json.loads(_run("check", tmp_path / "mine", "--format", "json").stdout)
    assert [one["component"] for one in report["summary"]["inputs"]] == ["Demographics", "FollowUp", "VitalStatus"]
    assert all(one["rows"] == one["rows_without_errors"] > 0 for one in report["summary"]["inputs"])
    told = {one["code"] for one in report["findings"] if one["severity"] in {"error", "warning"}}
    assert {code for code in told if code.partition(".")[0] in {"schema", "identifier", "table", "file"}} == set()


def test_csv_has_a_header_and_what_is_known_already(tmp_path: Path) -> None:
    ids = tmp_path / "ids.txt"
    ids.write_text("HTA201_1\nHTA201_2\n", encoding="utf-8")
    told = _run("model", "template", "Demographics", "--ids", ids, "--format", "csv", "--output", "-")
    header, *rows = told.output.splitlines()
    assert header.startswith("HTAN_PARTICIPANT_ID,")
    assert [row.partition(",")[0] for row in rows] == ["HTA201_1", "HTA201_2"]


def test_all_templates_are_written_into_a_folder(tmp_path: Path) -> None:
    told = _run("model", "template", "--all", tmp_path / "all", "--format", "csv", "--json")
    facts = json.loads(told.output)
    assert facts["model"] == "1.0.0"
    written = {path.stem for path in (tmp_path / "all").iterdir()}
    assert written == {one["component"] for one in facts["templates"]}
    again = _run("model", "template", "--all", tmp_path / "all", "--format", "csv")
    assert again.exit_code == 2
    assert "is there already, and may be filled in" in " ".join(again.output.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Name one component, or give --all and a folder."),
        (("Diagnosis", "--all", "x"), "Name one component, or give --all and a folder."),
        (("Diagnosis", "--center", "HTA999"), "HTA999 is no center. Use one of: HTA200"),
        (("Diagnoses", "--output", "-"), "Did you mean Diagnosis?"),
        (("--all", "x", "--output", "y"), "--all takes neither --ids nor --output"),
    ],
)
def test_wrong_words_are_told(words: tuple[str, ...], said: str) -> None:
    refused = _run("model", "template", *words)
    assert refused.exit_code != 0
    assert said in " ".join(refused.output.split())


def test_center_is_whose_identifiers_the_example_has(tmp_path: Path) -> None:
    place = tmp_path / "panel.xlsx"
    told = _run("model", "template", "SpatialPanel", "--center", "HTA205", "--rows", 3, "--output", place)
    assert told.output == f"{place}: 5 columns, 3 rows\n"
    rows = openpyxl.load_workbook(place)["How to fill this in"].iter_rows(values_only=True)
    assert next(row[2] for row in rows if row[0] == "HTAN_PANEL_ID") == "HTA205_1_P1"


def test_identifiers_that_are_no_text_are_refused(tmp_path: Path) -> None:
    ids = tmp_path / "ids.xlsx"
    ids.write_bytes(b"PK\x03\x04\xff\xfe")
    refused = _run("model", "template", "Demographics", "--ids", ids, "--output", tmp_path / "x.csv")
    assert (refused.exit_code, "is no text in UTF-8" in refused.output) == (2, True)
    ids.write_text("HTA201_1\n" * 100_001, encoding="utf-8")
    refused = _run("model", "template", "Demographics", "--ids", ids, "--output", tmp_path / "x.csv")
    assert "a template begins with 100,000 at most" in " ".join(refused.output.split())
    assert not (tmp_path / "x.csv").exists()
