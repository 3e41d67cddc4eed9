"""Archives made to do harm: they cost what is allowed, and are told."""

import gzip
import io
import random
import struct
import tarfile
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.formats.archives.packing import (
    FASTQ,
    codes,
    gzipped,
    inspected,
    linked,
    named_gzip,
    tarred,
    zipped,
)
from theatrum.checks.formats.archives import opening
from theatrum.checks.formats.archives.zip_directory import directory_of
from theatrum.checks.formats.bytes import MEBIBYTE, Budget, Bytes, Counted, Held
from theatrum.checks.formats.errors import BudgetSpent
from theatrum.checks.formats.inspecting import inspect_file
from theatrum.checks.formats.inspection import Asked


class Endless:
    """A tar of one kind of header and far too many bytes, as a sparse file has them."""

    size = 10**15

    def __init__(self, header: bytes) -> None:
        self.header = header

    def read_at(self, offset: int, length: int) -> bytes:
        assert length <= 2 * MEBIBYTE, "nobody asks for much at once"
        start = offset % len(self.header)
        return (self.header * (length // len(self.header) + 2))[start : start + length]


def header(name: str = "a", size: int = 0, kind: bytes = b"0") -> bytes:
    entry = tarfile.TarInfo(name)
    entry.size, entry.type = size, kind
    return entry.tobuf(tarfile.GNU_FORMAT)[:512]


def costs(file: Bytes, name: str, *, is_full: bool = False, budget: Budget | None = None) -> tuple[list[str], int]:
    tracemalloc.start()
    try:
        inspection = inspect_file(file, Asked(name, is_full=is_full), budget=budget or Budget())
        return codes(inspection), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_tar_without_end_is_listed_within_the_budget() -> None:
    found, memory = costs(Endless(header()), "a.tar", budget=Budget(structures=5_000))
    assert "format.stopped" in found
    assert memory < 8 * MEBIBYTE


@pytest.mark.parametrize("kind", [b"L", b"x", b"g"])
def test_a_name_of_a_petabyte_is_not_read(kind: bytes) -> None:
    found, memory = costs(Endless(header(size=8**11 - 1, kind=kind)), "a.tar")
    assert found == ["format.unreadable"]
    assert memory < 8 * MEBIBYTE


def test_a_bomb_of_gzip() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = packer.compress(bytes(MEBIBYTE)) + b"".join(packer.compress(bytes(MEBIBYTE)) for _ in range(100))
    bomb += packer.flush()
    found, memory = costs(Held(bomb), "a.csv.gz")
    assert "format.swollen" in found
    assert memory < 80 * MEBIBYTE
    found, memory = costs(Held(bomb), "a.csv.gz", is_full=True)
    assert found == ["format.swollen", "format.stopped"]


def test_a_bomb_in_bombs() -> None:
    data = bytes(20 * MEBIBYTE)
    for _ in range(3):
        data = gzip.compress(data, mtime=0)
    found, memory = costs(Held(data), "a.gz.gz.gz")
    assert "format.swollen" in found
    assert memory < 150 * MEBIBYTE


def test_empty_streams_without_end() -> None:
    found, _ = costs(Held(gzip.compress(b"", mtime=0) * 30_000), "a.gz", budget=Budget(structures=10_000))
    assert "format.stopped" in found


def test_members_that_lie_in_each_other() -> None:
    """As the bombs that unpack to petabytes have them: each entry of the directory shows the same bytes."""
    data = zipped({f"{number:04}": b"0" * 4000 for number in range(50)}, zipfile.ZIP_STORED)
    changed = bytearray(data)
    directory = directory_of(Held(data))
    at = directory.start
    for entry in directory.entries():
        struct.pack_into("<L", changed, at + 42, 0)
        at += 46 + len(entry.raw_name)
    inspection = inspected(bytes(changed))
    assert "format.overlap" in codes(inspection)
    assert sum(member.label is not None for member in inspection.members) <= 1


def test_a_size_that_lies() -> None:
    data = bytearray(zipped({"a": b"0" * 100_000}))
    struct.pack_into("<L", data, data.rindex(b"PK\1\2") + 24, 10)
    assert codes(inspected(bytes(data))) == ["format.member_broken"]


def test_a_directory_larger_than_its_file() -> None:
    data = bytearray(zipped({"a": b"1"}))
    struct.pack_into("<L", data, data.rindex(b"PK\5\6") + 12, 0x7FFFFFFF)
    assert codes(inspected(bytes(data))) == ["format.unreadable"]


def test_zip64() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive, archive.open("a.csv", "w", force_zip64=True) as member:
        member.write(b"x,y\n1,2\n")
    assert [(member.path, member.size) for member in inspected(stream.getvalue()).members] == [("a.csv", 8)]


def test_zip64_with_its_own_end() -> None:
    """A directory whose numbers stand in the larger record only, as archives of more than 65,535 members have it."""
    plain = zipped({"a.csv": b"x,y\n", "b.csv": b"x\n"})
    directory = directory_of(Held(plain))
    wide = struct.pack(
        "<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 2, 2, directory.length, directory.start
    ) + struct.pack("<4sLQL", b"PK\6\7", 0, directory.start + directory.length, 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    data = plain[: directory.start + directory.length] + wide + end
    assert [member.path for member in inspected(data).members] == ["a.csv", "b.csv"]
    assert [member.path for member in inspected(b"#!/bin/sh\n" + data, "x.zip").members] == []


def test_a_long_compressed_bundle_is_read_at_its_beginning() -> None:
    files = {f"{number}.bin": bytes([number]) * (5 * MEBIBYTE) for number in range(12)}
    data = gzip.compress(tarred(files), 1, mtime=0)
    budget = Budget()
    inspection = inspected(data, budget=budget)
    assert "format.sampled" in codes(inspection)
    assert 4 <= len(inspection.members) < 12
    assert not inspection.was_full
    whole = inspected(data, is_full=True)
    assert len(whole.members) == 12


def test_a_long_bundle_that_hardly_packs_is_no_failure() -> None:
    filling = random.Random(1).randbytes(3 * MEBIBYTE)  # noqa: S311  # the same archive each time
    data = gzip.compress(tarred({f"{number}.bin": filling for number in range(20)}), 1, mtime=0)
    inspection = inspected(data)
    assert set(codes(inspection)) == {"format.sampled"}
    assert inspection.stopped is None


@pytest.mark.requirement("R125")
def test_reads_behind_the_sample_are_found_where_all_is_read() -> None:
    files = {"big.bin": bytes(40 * MEBIBYTE), "z.dat": FASTQ}
    data = gzip.compress(tarred(files), 1, mtime=0)
    assert [member.label for member in inspected(data).members] == [None]
    assert [member.label for member in inspected(data, is_full=True).members] == [None, "fastq"]


def test_many_members_cost_little_each() -> None:
    data = tarred({f"chunks/{number}/0.0": b"\0" * 100 for number in range(3000)})
    budget = Budget()
    inspection = inspected(data, budget=budget)
    assert len(inspection.members) == 3000
    assert len(inspection.texts) == 1, "numbers of chunks are no names"
    assert "format.sampled" in codes(inspection)


SEEDS = {
    "tar": tarred({"a/b.csv": b"x,y\n" * 40, "c" * 120: FASTQ}),
    "gnu": tarred({"a/b.csv": b"x,y\n" * 40, "c" * 120: FASTQ}, tarfile.GNU_FORMAT),
    "link": linked("a/b", "../c"),
    "zip": zipped({"a/b.csv": b"x,y\n" * 40, "c": FASTQ}, comment=b"made"),
    "stored": zipped({"a/b.csv": b"x,y\n" * 40, "c": FASTQ}, zipfile.ZIP_STORED),
    "tar.gz": gzipped(tarred({"a/b.csv": b"x,y\n" * 40, "c": zipped({"d": FASTQ})})),
    "gz": named_gzip(b"x,y\n" * 40, b"a.csv", b"made"),
}


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """An archive with some bytes changed, cut out or put in twice."""
    data = bytearray(SEEDS[draw(st.sampled_from(sorted(SEEDS)))])
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.integers(0, 3)):
            case 0:
                data[at : at + 1] = bytes([draw(st.integers(0, 255))])
            case 1:
                data[at : at + 4] = draw(st.sampled_from([b"\xff" * 4, b"\0" * 4, b"\x80" + b"\xff" * 3]))
            case 2:
                del data[at : at + draw(st.integers(1, 600))]
            case _:
                data[at:at] = data[at : at + draw(st.integers(1, 600))]
    return bytes(data)


@given(data=damaged(), is_full=st.booleans())
def test_damage_is_told_and_costs_what_is_allowed(data: bytes, *, is_full: bool) -> None:
    budget = Budget(bytes=MEBIBYTE, structures=2_000, texts=100_000)
    inspection = inspect_file(Held(data), Asked("a", is_full=is_full), budget=budget)
    assert all(noted.message and noted.fix for noted in inspection.noted)
    assert inspection.read <= MEBIBYTE + 100_000
    assert not [noted for noted in inspection.noted if "Error)" in noted.message], "no reader of ours trips"


@given(damaged())
def test_a_budget_that_is_spent_stops_it(data: bytes) -> None:
    budget = Budget(bytes=3_000, structures=3, texts=10)
    inspect_file(Held(data), Asked("a"), budget=budget)
    with pytest.raises(BudgetSpent):
        Counted(Held(bytes(10_000)), budget).read_at(0, 10_000)


@pytest.mark.requirement("R125")
@pytest.mark.parametrize("is_zip", [False, True])
def test_reads_behind_much_else_in_an_archive_in_an_archive(*, is_zip: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_FULL", opening.Holding(2 * MEBIBYTE, MEBIBYTE))
    filling = random.Random(1).randbytes(5 * MEBIBYTE)  # noqa: S311  # the same archive each time
    inner = gzip.compress(tarred({"big.bin": filling, "z.dat": FASTQ, "last.bam": b"x"}), 1, mtime=0)
    plain = tarred({"big.bin": filling, "y.dat": FASTQ})
    members = {"first.csv": b"x,y\n", "inner.tar.gz": inner, "plain.tar": plain, "end.csv": b"x\n"}
    data = zipped(members) if is_zip else gzip.compress(tarred(members), 1, mtime=0)
    inspection = inspected(data, is_full=True)
    labels = {member.path: member.label for member in inspection.members}
    assert labels["z.dat"] == labels["y.dat"] == "fastq"
    assert labels["end.csv"] == "text"
    assert "last.bam" in labels
    assert codes(inspection) == []


def test_a_checksum_that_lies_behind_the_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_FULL", opening.Holding(2 * MEBIBYTE, MEBIBYTE))
    data = bytearray(zipped({"a.bin": bytes(5 * MEBIBYTE)}))
    struct.pack_into("<L", data, data.rindex(b"PK\1\2") + 16, 1)
    assert codes(inspected(bytes(data))) == []
    assert codes(inspected(bytes(data), is_full=True)) == ["format.member_broken"]
