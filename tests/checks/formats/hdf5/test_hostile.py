"""HDF5 made to do harm: it is told, costs what is allowed, and takes nobody down but a child process."""

import os
import random
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

from tests.checks.formats.hdf5.cells import good, inspected, written
from theatrum.checks.formats import isolated
from theatrum.checks.formats.bytes import Budget, Bytes, Held
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.inspecting import Inspection
from theatrum.checks.formats.inspection import Asked, Notes
from theatrum.checks.formats.isolated import inspect_isolated
from theatrum.checks.profile.profile import Profile

HERE = "tests.checks.formats.hdf5.breaking"


def codes(inspection: Inspection) -> list[str]:
    return [noted.code for noted in inspection.noted]


def test_links_to_other_files_are_not_followed(tmp_path: Path, profile: Profile) -> None:
    secret = tmp_path / "secret.h5"
    with h5py.File(secret, "w") as file:
        file["name"] = "Jane Roe"
    path = tmp_path / "x.h5"
    with h5py.File(path, "w") as file:
        file["outside"] = h5py.ExternalLink(str(secret), "name")
        layout = h5py.VirtualLayout(shape=(1,), dtype=h5py.string_dtype())
        layout[0] = h5py.VirtualSource(str(secret), "name", shape=())[...]
        file.create_virtual_dataset("virtual", layout)
        file.create_dataset("raw", (4,), "S4", external=[(str(secret), 0, 16)])
    inspection = inspected(path.read_bytes(), profile, component=None)
    assert codes(inspection) == ["format.hdf5_external", "format.hdf5_external"]
    assert [text.text for text in inspection.texts if "Jane" in text.text or "HDF" in text.text] == []


def test_links_in_circles_end(tmp_path: Path, profile: Profile) -> None:
    path = tmp_path / "x.h5"
    with h5py.File(path, "w") as file:
        group = file.create_group("a/b/c")
        group["up"] = file["a"]
        group["soft"] = h5py.SoftLink("/a/b")
        file["a"].attrs["comment"] = "once"
    inspection = inspected(path.read_bytes(), profile, component=None)
    assert codes(inspection) == []
    assert [text.text for text in inspection.texts].count("once") == 1


def test_too_many_members_are_looked_at_within_the_budget(tmp_path: Path, profile: Profile) -> None:
    path = tmp_path / "x.h5"
    with h5py.File(path, "w") as file:
        for number in range(2_000):
            file.create_group(f"group{number}")
    inspection = inspected(path.read_bytes(), profile, component=None, budget=Budget(structures=500))
    assert inspection.stopped == "structures"
    small = inspected(path.read_bytes(), profile, component=None, budget=Budget(bytes=10_000))
    assert small.stopped == "bytes"


def test_large_chunks_are_not_unpacked(tmp_path: Path, profile: Profile) -> None:
    path = tmp_path / "x.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("texts", (200_000_000,), "S1", chunks=(200_000_000,), compression="gzip")
    inspection = inspected(path.read_bytes(), profile, component=None)
    assert codes(inspection) == ["format.hdf5_chunks"]


def test_lying_shapes(tmp_path: Path, profile: Profile) -> None:
    made = good()
    path = tmp_path / "cells.h5ad"
    written(made, tmp_path)
    with h5py.File(path, "r+") as file:
        file["X"].attrs["shape"] = np.array([10**12, 10**9])
        del file["obsm/X_umap"]
        file["obsm"].create_dataset("X_umap", (10**12, 2), "f4", chunks=(1000, 2))
    inspection = inspected(path.read_bytes(), profile)
    assert codes(inspection) == ["format.anndata_shape", "format.anndata_embedding"]


@pytest.mark.parametrize("how", ["crash", "exit", "print", "nonsense"])
def test_a_child_that_dies_leaves_its_notes(how: str) -> None:
    notes = Notes(Asked(how), Budget())
    with pytest.raises(Unreadable):
        inspect_isolated(HERE, Held(b"content"), notes)
    assert notes.facts["SIZE_X"] == 7
    assert [text.text for text in notes.texts] == ["before"]
    inspect_isolated(HERE, Held(b"content"), Notes(Asked("good"), Budget()))


def test_a_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated, "_SECONDS", 2.0)
    notes = Notes(Asked("wait"), Budget())
    with pytest.raises(Unreadable):
        inspect_isolated(HERE, Held(b"content"), notes)
    assert notes.facts["SIZE_X"] == 7


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process so")
def test_a_child_that_takes_too_much_memory_is_stopped() -> None:
    notes = Notes(Asked("memory"), Budget())
    with pytest.raises(Unreadable, match="MemoryError"):
        inspect_isolated(HERE, Held(b"content"), notes)


class Failing:
    size = 10_000

    def read_at(self, _offset: int, _length: int) -> bytes:
        raise OSError


def test_what_fails_at_the_other_end_fails_here() -> None:
    failing: Bytes = Failing()
    with pytest.raises(Unreadable, match="OSError"):
        inspect_isolated(HERE, failing, Notes(Asked("good"), Budget()))


class Away(Failing):
    def read_at(self, _offset: int, _length: int) -> bytes:
        raise ConnectionError


def test_a_service_that_is_away_says_nothing_of_the_file() -> None:
    away: Bytes = Away()
    with pytest.raises(ConnectionError):
        inspect_isolated(HERE, away, Notes(Asked("good"), Budget()))


def test_children_are_kept_for_further_files() -> None:
    def one() -> int:
        notes = Notes(Asked("good"), Budget())
        inspect_isolated(HERE, Held(b"content"), notes)
        return int(str(notes.facts["PROCESS"]))

    first = one()
    assert first == one()
    assert first != os.getpid()


def test_damage_is_told(tmp_path: Path, profile: Profile) -> None:
    """Each file with some bytes changed is a finding or clean; nothing comes out but findings."""
    data, chance = written(good(), tmp_path), random.Random(7)  # noqa: S311  # the same files each time
    for _ in range(12):
        damaged = bytearray(data)
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(damaged))
            damaged[at : at + 4] = chance.choice([b"\xff" * 4, b"\0" * 4, chance.randbytes(4)])
        budget = Budget(bytes=20_000_000, structures=20_000)
        inspection = inspected(bytes(damaged[: chance.choice([len(data), len(data) // 2])]), profile, budget=budget)
        assert all(noted.message and noted.fix for noted in inspection.noted)
