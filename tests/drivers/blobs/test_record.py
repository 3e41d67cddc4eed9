from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.drivers.blobs.conftest import open_files
from theatrum.drivers.blobs.plan import Plan
from theatrum.drivers.blobs.protocol import Digest
from theatrum.drivers.blobs.record import EMPTY, PartSlot, PartState, Record

_HELD = PartSlot(PartState.HELD, b"t" * 16, 10, b"m" * 16, b"s" * 32)


def test_record_reads_back_what_was_written(tmp_path: Path) -> None:
    digest = Digest(md5="0a" * 16, sha256="0b" * 32)
    with Record.create(tmp_path / "record", Plan(25, 10)) as record:
        record.write_part(3, _HELD, durably=False)
        record.seal()
        record.write_digest(digest, durably=True)
    with Record.open(tmp_path / "record") as record:
        assert record.plan == Plan(25, 10)
        assert record.parts() == [EMPTY, EMPTY, _HELD]
        assert record.part(3) == _HELD
        assert record.sealed
        assert record.digest == digest


def test_fresh_record_is_empty_and_takes_no_room(tmp_path: Path) -> None:
    with Record.create(tmp_path / "record", Plan(10_000, 1)) as record:
        assert record.parts() == [EMPTY] * 10_000
        assert not record.sealed
        assert record.digest is None
    assert (tmp_path / "record").stat().st_blocks * 512 <= 4096


@given(cut=st.integers(1, 127))
def test_torn_slot_reads_as_empty(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    path = tmp_path_factory.mktemp("torn") / "record"
    with Record.create(path, Plan(20, 10)) as record:
        before = path.read_bytes()
        record.write_part(1, _HELD, durably=False)
        whole = path.read_bytes()[3 * 128 : 4 * 128]
        path.write_bytes(before[: 3 * 128] + whole[:cut] + before[3 * 128 + cut :])
    with Record.open(path) as record:
        assert record.part(1) in (EMPTY, _HELD)
        assert record.part(1) == EMPTY or whole[:cut] + before[3 * 128 + cut : 4 * 128] == whole


def test_damaged_plan_is_told(tmp_path: Path) -> None:
    Record.create(tmp_path / "record", Plan(20, 10)).close()
    with (tmp_path / "record").open("r+b") as file:
        file.seek(9)
        file.write(b"\xff")
    with pytest.raises(OSError, match="damaged"):
        Record.open(tmp_path / "record")


def test_damaged_plan_leaves_no_file_open(tmp_path: Path) -> None:
    (tmp_path / "record").write_bytes(b"")
    before = open_files()
    with pytest.raises(OSError, match="damaged"):
        Record.open(tmp_path / "record")
    assert open_files() == before
