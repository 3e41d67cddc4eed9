"""The other way to clean: a workbook with every finding in its cell is corrected, saved, and checked again."""

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook

from tests.checks.synthesis.made import CENTER, batches, written
from tests.flows.printed import read
from theatrum.doors.cli.main import theatrum

pytestmark = pytest.mark.flow
MIXED = (
    "schema-case",
    "schema-label",
    "schema-misspelt",
    "schema-missing",
    "schema-number-form",
    "table-header-spelling",
    "table-na-word",
)
# What a comment says is to be written; of several permissible values the first will do here.
TO_WRITE = re.compile(r'(?:Did you mean "|Add it: one of "|Name the column )(?P<text>.+?)(?:"|\.$)')


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(theatrum, ["check", *map(str, arguments), "--center", CENTER])


def _coloured(book: Workbook) -> Iterator[Cell]:
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            yield from (cell for cell in line if isinstance(cell, Cell) and cell.comment and cell.fill.fill_type)


def test_workbook_with_findings_leads_to_clean(tmp_path: Path) -> None:
    (batch,) = batches(4, seed=5, defects=MIXED, has_files=False)
    assert {defect.name for defect in batch.defects} == set(MIXED)
    folder, marked = written(tmp_path / "it", [batch]), tmp_path / "marked.xlsx"
    assert check(folder, "--output", marked).exit_code == 1
    book = openpyxl.load_workbook(marked)
    cells = list(_coloured(book))
    for cell in cells:
        found = TO_WRITE.search(cell.comment.text if cell.comment else "")
        assert found is not None, (cell.parent.title, cell.coordinate, cell.comment)
        cell.value = found["text"]
    assert len(cells) == len(MIXED)
    book.save(marked)
    result = check(marked, "--final")
    assert result.exit_code == 0
    assert [block for block in read(result.output.splitlines()) if block.severity != "note"] == []
    assert "This can be submitted and staged as it is." in result.output
