"""Which files are tables, and the list of what is said about them."""

import re
from pathlib import Path
from typing import BinaryIO

import pytest

import theatrum.checks.tables.codes
from theatrum.checks.tables.codes import CODES
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source, TableKind, is_table, kind_of


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.csv", b"A,B\n", TableKind.CSV),
        ("a.CSV", b"", TableKind.CSV),
        ("a.tsv", b"A\tB\n", TableKind.TSV),
        ("a.json", b'[{"A": 1}]', TableKind.JSON),
        ("a.csv", b'[{"A": 1}]', TableKind.JSON),
        ("a.json", b'{"A": 1}\n{"A": 2}', TableKind.JSONL),
        ("a.ndjson", b'{"A": 1}', TableKind.JSONL),
        ("a.bin", b"PAR1....", TableKind.PARQUET),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", TableKind.XLSX),
        ("a.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None),
        ("a.zip", b"PK\x03\x04", None),
        ("a.fastq", b"@r\nACGT\n", None),
        ("README.md", b"a,b\n", None),
    ],
)
def test_kind_by_bytes_first_and_name_second(name: str, content: bytes, kind: TableKind | None) -> None:
    source = Source(name, content=content)
    assert kind_of(source) == kind
    assert is_table(source) == (kind is not None)


def test_every_code_that_is_used_is_explained() -> None:
    folder = Path(theatrum.checks.tables.codes.__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py") if path.name != "codes.py")
    used = {f"table.{code}" for code in re.findall(r'(?:trouble|_warning|_tell)\(\s*"(\w+)"', text)}
    assert used == set(CODES)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.parquet", "a.json"])
def test_a_file_that_cannot_be_reached_now_is_not_called_unreadable(name: str) -> None:
    class Away(Source):
        def open(self) -> BinaryIO:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        list(read_tables(Away(name)))
