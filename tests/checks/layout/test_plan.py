"""What is wrong with a plan is told by row, before anything is done."""

from dataclasses import replace
from pathlib import Path

import pytest

from theatrum.checks.layout.plan import COLUMNS, Line, is_below, problems_of, shielded, state_of

LINE = Line(
    action="take",
    source="a.bam",
    component="BulkWESLevel2",
    folder="v8_ingest/WES/Level_2",
    name="a.bam",
    sure="sure",
    why="",
    data_file_id="",
    note="",
    state="",
    root="/data",
)


def test_a_good_plan_has_no_problem() -> None:
    lines = [LINE, replace(LINE, name="b.bam"), replace(LINE, action="leave", folder="", name="")]
    assert not list(problems_of(lines))
    assert len(LINE.row()) == len(COLUMNS)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"action": "maybe"}, "neither take nor leave"),
        ({"folder": "../up"}, "leads out"),
        ({"folder": "/etc"}, "leads out"),
        ({"folder": "C:\\x"}, "leads out"),
        ({"folder": ""}, "leads out"),
        ({"name": "x/../../y"}, "no name of a file"),
        ({"name": ".."}, "no name of a file"),
        ({"name": "a\nb"}, "no name of a file"),
        ({"source": "../secret"}, "not below"),
        ({"source": "/etc/passwd"}, "not below"),
    ],
)
def test_what_leads_elsewhere_is_told(change: dict[str, str], problem: str) -> None:
    [(row, told)] = problems_of([LINE, replace(LINE, **{"name": "b.bam", **change})])
    assert row == 2
    assert problem in told


def test_clashes_are_told_whatever_the_case() -> None:
    clash = replace(LINE, source="b.bam", name="A.BAM")
    assert list(problems_of([LINE, clash])) == [(2, "it has the same folder and name as row 1.")]
    inside = replace(LINE, folder="v8_ingest/WES/Level_2/a.bam", name="c")
    assert list(problems_of([LINE, inside])) == [(2, "its folder is the file of row 1.")]


def test_states_tell_a_change(tmp_path: Path) -> None:
    folder = tmp_path / "image.zarr"
    folder.mkdir()
    (folder / "0").write_bytes(b"abc")
    before = state_of(folder), state_of(folder / "0")
    assert before == (state_of(folder), state_of(folder / "0"))
    (folder / "1").write_bytes(b"d")
    assert state_of(folder) != before[0]
    (folder / "0").write_bytes(b"abcd")
    assert state_of(folder / "0") != before[1]


def test_paths() -> None:
    assert shielded("=x") == "./=x"
    assert is_below("./v8_ingest/WES")
    assert not is_below("a//b")
