"""Identifiers in use are found in any column of any table."""

from pathlib import Path

from theatrum.checks.numbering.used import used_in
from theatrum.checks.profile.discovery_shapes import LeftOut


def test_all_cells_of_all_tables_count(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text('ID,NOTE\nHTA201_1,"see HTA201_7_B1, HTA201_8"\nHTA202_1,\n', encoding="utf-8")
    (tmp_path / "two.tsv").write_text("x\tPARENT\n1\tHTA201_9_D4\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("HTA201_99\n", encoding="utf-8")
    found, groups = used_in([tmp_path], "HTA201", LeftOut())
    assert found == {"HTA201_1", "HTA201_7_B1", "HTA201_8", "HTA201_9_D4"}
    assert not groups


def test_a_table_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 nothing")
    found, groups = used_in([tmp_path], "HTA201", LeftOut())
    assert not found
    assert [group.finding.file for group in groups] == ["bad.xlsx"]
