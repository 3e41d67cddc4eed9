"""Every directory and tag is found where tifffile finds it, in all layouts, and a walk ends whatever the bytes say."""

import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st

from theatrum.checks.formats.bytes import Budget, Bytes, Counted, Held
from theatrum.checks.formats.errors import BudgetSpent, Unreadable
from theatrum.checks.formats.tiff.directory import Directory, Kind
from theatrum.checks.formats.tiff.structure import Structure

Writing = dict[str, Any]
LAYOUTS: list[Writing] = [{"bigtiff": is_big, "byteorder": order} for is_big in (False, True) for order in "<>"]


@dataclass
class Asked:
    """Bytes that remember what was read of them."""

    of: Bytes
    reads: list[tuple[int, int]] = field(default_factory=list)

    @property
    def size(self) -> int:
        return self.of.size

    def read_at(self, offset: int, length: int) -> bytes:
        self.reads.append((offset, length))
        return self.of.read_at(offset, length)


@dataclass
class Foreseen(Asked):
    """Bytes that remember, too, what was said that will be read: each time is a round of requests."""

    said: list[list[int]] = field(default_factory=list)

    def foresee(self, places: Sequence[tuple[int, int]]) -> None:
        self.said.append([offset for offset, _ in places])


def pyramid(*, pages: int = 3, **writing: Any) -> bytes:
    """Write pages that have smaller copies below them."""
    out = io.BytesIO()
    with tifffile.TiffWriter(out, **writing) as writer:
        for page in range(pages):
            options: Writing = {"tile": (16, 16), "metadata": None, "datetime": True, "software": f"program {page}"}
            writer.write(np.full((64, 48), page, np.uint16), subifds=2, description="a longer description", **options)
            writer.write(np.zeros((32, 32), np.uint16), subfiletype=1, **options)
            writer.write(np.zeros((16, 16), np.uint16), subfiletype=1, **options)
    return out.getvalue()


def walked(content: bytes) -> tuple[Structure, list[Directory]]:
    budget = Budget()
    structure = Structure.of(Counted(Held(content), budget), budget)
    return structure, list(structure.directories())


def oracle(content: bytes) -> Iterator[tuple[int, list[tuple[int, int, int, int, int]]]]:
    with tifffile.TiffFile(io.BytesIO(content)) as file:
        for page in file.pages:
            assert isinstance(page, tifffile.TiffPage)
            for each in [page, *(page.pages or [])]:
                assert isinstance(each, tifffile.TiffPage)
                tags = [(t.code, int(t.dtype), t.count, t.offset, t.valueoffset) for t in each.tags]
                yield each.offset, tags


def test_directories_that_come_are_foreseen_in_few_rounds() -> None:
    out = io.BytesIO()
    with tifffile.TiffWriter(out) as writer:
        for page in range(30):
            writer.write(np.full((192, 192), page, np.uint16), subifds=2, metadata=None)
            for _ in range(2):
                writer.write(np.zeros((96, 96), np.uint16), subfiletype=1, metadata=None)
    file, budget = Foreseen(Held(out.getvalue())), Budget()
    found = list(Structure.of(Counted(file, budget), budget).directories())
    said = {offset for some in file.said for offset in some}
    assert len(found) == 90
    assert {each.at for each in found[1:]} <= said
    known: set[int] = set()
    rounds = 0
    for some in file.said:
        rounds += not set(some) <= known
        known |= set(some)
    assert rounds < 12


@pytest.mark.parametrize("layout", LAYOUTS)
def test_tags_stand_where_tifffile_finds_them(layout: Writing) -> None:
    content = pyramid(**layout)
    structure, found = walked(content)
    mine = [
        (each.at, [(e.tag, e.type, e.count, e.at, e.value_at) for e in sorted(each.entries, key=lambda e: e.tag)])
        for each in found
    ]
    assert mine == list(oracle(content))
    assert structure.problems == []
    assert [each.place for each in found[:4]] == ["IFD 0", "IFD 0, SubIFD 0", "IFD 0, SubIFD 1", "IFD 1"]


@pytest.mark.parametrize("kind", ["ome", "imagej", "shaped"])
def test_tags_of_other_kinds_of_files(kind: str) -> None:
    out = io.BytesIO()
    flags: Writing = {kind: True}
    tifffile.imwrite(out, np.zeros((2, 3, 32, 32), np.uint8), photometric="minisblack", **flags)
    found = walked(out.getvalue())[1]
    assert [(each.at, len(each.entries)) for each in found] == [(at, len(tags)) for at, tags in oracle(out.getvalue())]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_values_are_those_of_tifffile(layout: Writing) -> None:
    content = pyramid(**layout)
    structure, found = walked(content)
    by_offset = {each.at: each for each in found}
    with tifffile.TiffFile(io.BytesIO(content)) as file:
        for page in file.pages:
            assert isinstance(page, tifffile.TiffPage)
            mine = by_offset[page.offset]
            assert structure.numbers(mine.entry(324), most=99) == page.dataoffsets
            assert structure.number(mine.entry(256)) == page.imagewidth
            software = mine.entry(305)
            assert software
            assert structure.raw(software).rstrip(b"\0").decode() == page.software


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pointers_are_where_they_say(layout: Writing) -> None:
    content = pyramid(**layout)
    ends: Literal["little", "big"] = "little" if layout["byteorder"] == "<" else "big"
    for each in walked(content)[1]:
        assert int.from_bytes(content[each.pointer_at : each.pointer_at + each.pointer_size], ends) == each.at
        assert int.from_bytes(content[each.next_at : each.next_at + each.pointer_size], ends) == each.next


def ndpi(*, far: bool) -> bytes:
    """Write a directory as NDPI has it: 64-bit offset of the next, and high halves behind."""
    entries = [(256, 4, 1, 7, 0), (273, 4, 1, 16, 1 if far else 0), (305, 2, 6, 200, 0), (65420, 4, 1, 1, 0)]
    body = b"".join(struct.pack("<HHII", *each[:4]) for each in entries)
    high = b"".join(struct.pack("<I", each[4]) for each in entries)
    directory = struct.pack("<H", len(entries)) + body + struct.pack("<Q", 0) + high
    return (b"II*\0" + struct.pack("<Q", 16) + b"\0" * 4 + directory).ljust(200, b"\0") + b"NDP.x\0"


def test_ndpi_has_offsets_of_64_bits() -> None:
    structure, (only,) = walked(ndpi(far=True))
    assert structure.layout.is_ndpi
    assert structure.numbers(only.entry(273)) == ((1 << 32) + 16,)
    software = only.entry(305)
    assert software
    assert structure.raw(software) == b"NDP.x\0"
    assert software.high_at == only.next_at + 8 + 4 * 2


def test_exif_gps_and_interop_are_walked_into() -> None:
    def directory(*entries: tuple[int, int]) -> bytes:
        body = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
        return struct.pack("<H", len(entries)) + body + b"\0" * 4

    main = directory((256, 1), (34665, 100), (34853, 200))
    content = (b"II*\0" + struct.pack("<I", 8) + main).ljust(100, b"\0") + directory((40965, 300))
    content = (content.ljust(200, b"\0") + directory((0, 1))).ljust(300, b"\0") + directory((1, 1))
    structure, found = walked(content)
    assert [each.place for each in found] == ["IFD 0", "IFD 0, EXIF", "IFD 0, EXIF, Interop", "IFD 0, GPS"]
    assert found[2].kind is Kind.INTEROP
    assert structure.problems == []


def test_a_circle_ends_and_is_told() -> None:
    content = bytearray(pyramid(pages=3, bigtiff=False, byteorder="<"))
    last = walked(bytes(content))[1][-3]
    struct.pack_into("<I", content, last.next_at, struct.unpack_from("<I", content, 4)[0])
    structure, found = walked(bytes(content))
    assert len(found) == 9
    assert [problem.place for problem in structure.problems] == ["IFD 3"]


def test_a_file_that_is_cut_off_is_told() -> None:
    content = pyramid(bigtiff=False, byteorder="<")
    structure, found = walked(content[: len(content) // 2])
    assert found
    assert structure.problems


def test_few_reads_for_many_directories() -> None:
    budget = Budget()
    asked = Asked(Held(pyramid(pages=40)))
    structure = Structure.of(Counted(asked, budget), budget)
    found = list(structure.directories())
    assert len(found) == 120
    assert len(asked.reads) == structure.near.reads
    assert len(asked.reads) <= 60


@pytest.mark.parametrize("head", [b"", b"II", b"II*\0", b"II*\0\0\0\0\0", b"MM\0+\0\x08\0\0", b"PK\3\4" * 9])
def test_no_tiff_is_unreadable(head: bytes) -> None:
    with pytest.raises(Unreadable):
        walked(head)


def test_a_chain_without_end_spends_the_budget() -> None:
    step = struct.Struct("<HHHIII")
    count = 30_000
    chain = b"".join(step.pack(1, 256, 3, 1, 1, 8 + step.size * (index + 1)) for index in range(count))
    budget = Budget(structures=10_000)
    structure = Structure.of(Held(b"II*\0\x08\0\0\0" + chain), budget)
    with pytest.raises(BudgetSpent):
        list(structure.directories())


SEEDS = [pyramid(pages=2, **layout) for layout in LAYOUTS] + [ndpi(far=False)]


@given(data=st.data())
def test_damaged_bytes_end_and_raise_nothing_else(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(content) - 9))
        kind = data.draw(st.sampled_from(["byte", "pointer", "huge"]))
        if kind == "byte":
            content[place] = data.draw(st.integers(0, 255))
        elif kind == "pointer":
            struct.pack_into("<I", content, place, data.draw(st.integers(0, len(content))))
        else:
            content[place : place + 8] = b"\xff" * 8
    cut = data.draw(st.integers(0, len(content)))
    budget = Budget(bytes=4 * 1024**2, structures=5_000)
    asked = Asked(Held(bytes(content[:cut] if data.draw(st.booleans()) else content)))
    try:
        structure = Structure.of(Counted(asked, budget), budget)
        for each in structure.directories():
            for entry in each.entries:
                structure.raw(entry)
                structure.numbers(entry, most=1000)
    except (Unreadable, BudgetSpent):
        pass
    assert len(asked.reads) <= 5_000 + 10
