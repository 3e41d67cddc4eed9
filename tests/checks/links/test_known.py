"""Reading what is known already."""

import re
from pathlib import Path

import pytest

from theatrum.checks.links.known import Known, KnownUnreadable

ROWS = {
    ("HTA201_1", "Demographics", None),
    ("HTA201_1_B1", "BiospecimenData", "HTA201_1"),
    ("HTA201_0000_D1", "BulkWESLevel1", "HTA201_1_B1"),
    ("HTA201_0000_D1", "BulkWESLevel1", "HTA201_2_B1"),
}
CSV = """\
ID , Component,parent,more
HTA201_1,Demographics,,x
 HTA201_1_B1,BiospecimenData,HTA201_1,x
HTA201_0000_D1,BulkWESLevel1,"HTA201_1_B1, HTA201_2_B1",x
,Demographics,,
"""
JSON_LINES = """\
{"id": "HTA201_1", "component": "Demographics"}

{"id": "HTA201_1_B1", "component": "BiospecimenData", "parent": "HTA201_1"}
{"id": "HTA201_0000_D1", "component": "BulkWESLevel1", "parent": ["HTA201_1_B1", "HTA201_2_B1"]}
"""
REPEATED = """\
id,component,parent
HTA201_1,Demographics,
HTA201_1_B1,BiospecimenData,HTA201_1
HTA201_0000_D1,BulkWESLevel1,HTA201_1_B1
HTA201_0000_D1,BulkWESLevel1,HTA201_2_B1
HTA201_0000_D1,BulkWESLevel1,HTA201_2_B1
"""


@pytest.mark.parametrize("text", [CSV, JSON_LINES, REPEATED, "\ufeff" + CSV])
def test_every_form_says_the_same(tmp_path: Path, text: str) -> None:
    file = tmp_path / "known.csv"
    file.write_text(text, encoding="utf-8")
    known = Known.read(file).frame
    assert set(known.iter_rows()) == ROWS
    assert known.height == len(ROWS)


def test_only_ids_are_enough(tmp_path: Path) -> None:
    file = tmp_path / "known.csv"
    file.write_text("id\nHTA201_1\n", encoding="utf-8")
    assert Known.read(file).frame.rows() == [("HTA201_1", None, None)]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "it is empty"),
        (b"\xff\xfe\x00", "it is no text in UTF-8"),
        (b"name,component\nx,y\n", "no column 'id'"),
        (b"id,ID\nx,y\n", "it is no CSV"),
        (b'{"id": "x"}\n{"id": ', "line 2 is no JSON"),
        (b'{"name": "x"}', "line 1 has no 'id'"),
    ],
)
def test_unreadable_file_is_told(tmp_path: Path, content: bytes, problem: str) -> None:
    file = tmp_path / "known.csv"
    file.write_bytes(content)
    with pytest.raises(KnownUnreadable, match=f"^known.csv: .*{problem}"):
        Known.read(file)


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnownUnreadable, match=r"none\.csv: it cannot be read"):
        Known.read(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none.csv", "it cannot be read: no such file or directory. Name a file that may be read."),
        (".", "it cannot be read: is a directory. Name a file that may be read."),
        ("known.csv", "it is no text in UTF-8. Save it as CSV UTF-8 or JSON lines."),
    ],
)
def test_a_file_that_cannot_be_read_is_told_by_its_reason(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "known.csv").write_bytes(b"id\n\xff\n")
    with pytest.raises(KnownUnreadable, match=re.escape(said)):
        Known.read(tmp_path / name)
