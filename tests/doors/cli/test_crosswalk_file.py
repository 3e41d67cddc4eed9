"""The crosswalk on disk: private, whole, and one writer at a time."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from theatrum.checks.numbering.assigning import Order, assign
from theatrum.checks.numbering.counting import Counting
from theatrum.checks.numbering.errors import CrosswalkInvalid
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.doors.cli.crosswalk_file import opened

IDENTIFIERS = load_profile(ProfileFolder.packaged("htan2")).overlay.identifiers
ORDER = Order(kind="participant", column="MRN", made_on="2026-01-02")


def assign_once(path: Path, names: list[str]) -> list[str]:
    return [str(one) for one in assign_table(path, pl.DataFrame({"MRN": names}))["HTAN_PARTICIPANT_ID"]]


def assign_table(path: Path, table: pl.DataFrame) -> pl.DataFrame:
    with opened(path, IDENTIFIERS.forms) as crosswalk:
        counting = Counting(IDENTIFIERS.forms, "HTA201", crosswalk.identifiers())
        return assign(table, ORDER, IDENTIFIERS, crosswalk=crosswalk, counting=counting).frame


def test_fifty_at_once_never_give_the_same_identifier(tmp_path: Path) -> None:
    path = tmp_path / "crosswalk.csv"
    names = [[f"own-{number}", f"shared-{number % 7}"] for number in range(50)]
    with ThreadPoolExecutor(50) as pool:
        given = list(pool.map(lambda one: assign_once(path, one), names))
    by_name = {name: id_ for row, ids in zip(names, given, strict=True) for name, id_ in zip(row, ids, strict=True)}
    assert len(set(by_name.values())) == len(by_name) == 57
    assert all(assign_once(path, row) == ids for row, ids in zip(names[:3], given[:3], strict=True))


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "my.crosswalk.csv"
    assign_once(path, ["a"])
    path.chmod(0o644)
    assign_once(path, ["b"])
    assert all(stat.S_IMODE(one.stat().st_mode) == 0o600 for one in tmp_path.iterdir())
    assert sorted(one.name for one in tmp_path.iterdir()) == [".my.crosswalk.csv.lock", "my.crosswalk.csv"]


def test_what_goes_wrong_leaves_it_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "crosswalk.csv"
    assign_once(path, ["a"])
    before = path.read_bytes()
    wrong = pl.DataFrame({"MRN": ["b", "a"], "HTAN_PARTICIPANT_ID": [None, "HTA201_50"]})
    with pytest.raises(CrosswalkInvalid):
        assign_table(path, wrong)
    assert path.read_bytes() == before


def test_its_name_keeps_it_out_of_submissions(tmp_path: Path) -> None:
    with (
        pytest.raises(CrosswalkInvalid, match=r"Call it ids\.crosswalk\.csv"),
        opened(tmp_path / "ids.csv", IDENTIFIERS.forms),
    ):
        pass
