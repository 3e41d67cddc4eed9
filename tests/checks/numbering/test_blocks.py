"""Blocks of numbers are read from YAML and CSV, and refused with their place."""

from pathlib import Path

import pytest

from theatrum.checks.numbering.blocks import Block, read_blocks
from theatrum.checks.numbering.errors import BlockInvalid


def written(folder: Path, text: str, name: str = "sites.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_yaml_and_csv_say_the_same(tmp_path: Path) -> None:
    expected = {"site A": (Block(1000, 1999), Block(5000, 5999)), "site B": (Block(2000, 2999),)}
    assert read_blocks(written(tmp_path, "site A: [5000-5999, 1000 - 1999]\nsite B: 2000-2999\n")) == expected
    as_csv = "site,first,last\nsite A,1000,1999\nsite A,5000,5999\nsite B,2000,2999\n"
    assert read_blocks(written(tmp_path, as_csv, "sites.csv")) == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no list of sites"),
        ("{", "no YAML"),
        ("site A: many", "'site A' is no range"),
        ("site A: 20-10", "has no number in it"),
        ("site A: 0-10", "numbers begin with 1"),
        ("site A: 1-10\nsite B: 10-20", "overlap at 10"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(BlockInvalid, match=problem):
        read_blocks(written(tmp_path, text))


def test_csv_needs_its_columns(tmp_path: Path) -> None:
    with pytest.raises(BlockInvalid, match="site,first,last"):
        read_blocks(written(tmp_path, "a,b\n1,2\n", "sites.csv"))
    with pytest.raises(BlockInvalid, match="no range"):
        read_blocks(written(tmp_path, "site,first,last\nA,1\n", "sites.csv"))
    with pytest.raises(BlockInvalid, match="cannot be read"):
        read_blocks(tmp_path / "none.yaml")
