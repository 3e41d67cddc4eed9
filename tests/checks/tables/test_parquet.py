"""Parquet as cells of text."""

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.checks.tables.reading import codes, read, rows, told
from theatrum.checks.tables.parquet_trial import is_safe
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source


def _parquet(frame: pl.DataFrame) -> bytes:
    stream = io.BytesIO()
    frame.write_parquet(stream)
    return stream.getvalue()


def test_typed_values_are_written_as_json_writes_them() -> None:
    when = dt.datetime(2024, 1, 31, 3, 4, 5)  # noqa: DTZ001  # a column without a zone
    frame = pl.DataFrame(
        {
            "I": [9007199254740993, None],
            "F": [5.0, 0.1],
            "B": [True, False],
            "S": [" x", " "],
            "D": [when.date(), None],
            "W": [when, when.replace(microsecond=500_000)],
            "T": [when.time(), None],
            "A": [["a", 'b"'], None],
            "N": [[1, None], []],
            "M": [Decimal("1.50"), None],
            "Y": [b"abc", None],
        }
    )
    table = read(_parquet(frame.with_columns(pl.col("S").cast(pl.Categorical).alias("C"))), "t.parquet")
    assert table.groups == ()
    assert rows(table)[0][:6] == ("9007199254740993", "5.0", "true", " x", "2024-01-31", "2024-01-31T03:04:05")
    assert rows(table)[0][6:] == ("03:04:05", '["a","b\\""]', "[1,null]", "1.50", "abc", " x")
    assert rows(table)[1][5] == "2024-01-31T03:04:05.500000"
    assert rows(table)[1][:4] == (None, "0.1", "false", None)
    assert rows(table)[1][7:9] == (None, "[]")


def test_what_no_cell_can_hold_is_told() -> None:
    frame = pl.DataFrame({"F": [1.0, float("nan"), float("inf")], "S": [{"x": 1}] * 3, "Y": [b"\xff", b"a", None]})
    table = read(_parquet(frame), "t.parquet")
    assert told(table) == [
        ("table.not_a_number", "F", [2, 3]),
        ("table.nested", "S", []),
        ("table.unreadable", "Y", []),
    ]
    assert rows(table)[0][1] == '{"x":1}'


@pytest.mark.parametrize("content", [b"PAR1", b"PAR1" * 10, _parquet(pl.DataFrame({"A": ["x"]}))[:-9], b"junk"])
def test_damage_is_told(content: bytes) -> None:
    assert codes(read(content, "t.parquet")) == ["table.unreadable"]


def test_no_rows_is_told() -> None:
    table = read(_parquet(pl.DataFrame({"A": []}, schema={"A": pl.Int64})), "t.parquet")
    assert (codes(table), table.frame.columns) == (["table.no_rows"], ["A"])


def test_a_file_on_disk_is_known_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "table"
    path.write_bytes(_parquet(pl.DataFrame({"A": ["x", "y"]})))
    (table,) = read_tables(Source("table", path=path))
    assert rows(table) == [("x",), ("y",)]


def test_a_file_that_would_end_the_process_is_told(tmp_path: Path) -> None:
    # Found by changing single bytes: reading it asks for more memory than there is.
    content = bytearray(_parquet(pl.DataFrame({"A": ["x", "y"] * 300})))
    assert not is_safe(Source("t.parquet", content=bytes(content[:60] + content[61:])))
    assert is_safe(Source("t.parquet", content=bytes(content)))
    path = tmp_path / "t.parquet"
    path.write_bytes(content)
    assert is_safe(Source("t.parquet", path))
