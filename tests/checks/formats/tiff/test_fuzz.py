"""Damaged files of all kinds: an inspection ends, reads within bounds, and at most raises Unreadable or BudgetSpent."""

import io
import struct
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
import tifffile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.checks.formats.ome.writing import document, ome_tiff
from tests.checks.formats.tiff.test_headers import IPTC, xmp
from tests.checks.formats.tiff.test_makers import APERIO, philips, qpi, scn
from tests.checks.formats.tiff.writing import FLOAT, image, tiff
from theatrum.checks.formats.bytes import Budget, Bytes, Counted, Held
from theatrum.checks.formats.errors import BudgetSpent, Unreadable
from theatrum.checks.formats.inspection import Asked, Notes
from theatrum.checks.formats.tiff.inspecting import inspect
from theatrum.checks.formats.tiff.pictures import label_picture
from theatrum.checks.synthesis.contents.content import Content
from theatrum.checks.synthesis.contents.pictures import svs


@dataclass
class Watched:
    """Bytes that count how often they are asked, and never answer with more than was asked for."""

    of: Bytes
    reads: list[int] = field(default_factory=list)

    @property
    def size(self) -> int:
        return self.of.size

    def read_at(self, offset: int, length: int) -> bytes:
        assert length >= 0
        found = self.of.read_at(offset, length)
        self.reads.append(len(found))
        return found


def written(**options: Any) -> bytes:
    out = io.BytesIO()
    tifffile.imwrite(out, np.zeros((2, 32, 32), np.uint8), **options)
    return out.getvalue()


def slide(description: str, **more: Any) -> bytes:
    label = image(60, 40, samples=3, t270="Aperio Image Library\r\nlabel 60x40", t254=1)
    return tiff(image(128, 128, samples=3, tile=64, t270=description, **more), label)


SEEDS = {
    "classic": written(tile=(16, 16), metadata=None),
    "big": written(bigtiff=True, ome=True),
    "big-endian": written(byteorder=">", compression="zlib"),
    "ome": ome_tiff(),
    "aperio": slide(APERIO),
    "synthetic": svs(Content(sample="HTA201_1_B1", seed=1, is_color=True)),
    "ndpi": slide("", t65420=1, t65421=(FLOAT, -1.0), t65449="Created=2019/03/04"),
    "qptiff": slide(qpi("FullResolution", "DAPI")),
    "scn": slide(scn(2)),
    "philips": slide(philips()),
    "bif": slide("Label Image", t700=xmp("/>"), t33723=IPTC),
    "lsm": slide("", t34412=bytes(512)),
    "exif": tiff(image(), below={0: {34665: [{36867: "2019"}], 34853: [{29: "2019"}], 330: [image()]}}),
}


def damaged(data: st.DataObject, content: bytes) -> bytes:
    found = bytearray(content)
    # What decides stands in the first bytes and the last: most damage goes there.
    places = st.integers(0, len(found) - 9) | st.integers(0, min(600, len(found) - 9))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(places | st.integers(max(0, len(found) - 800), len(found) - 9))
        how = data.draw(st.sampled_from(["byte", "pointer", "huge", "text", "copy"]))
        if how == "byte":
            found[place] = data.draw(st.integers(0, 255))
        elif how == "pointer":
            struct.pack_into("<I", found, place, data.draw(st.integers(0, len(found))))
        elif how == "huge":
            length = data.draw(st.sampled_from([2, 4, 8]))
            found[place : place + length] = b"\xff" * length
        elif how == "text":
            found[place : place + 4] = data.draw(
                st.sampled_from([b"<!DO", b"]]>\0", b"<A><", b"\xc3\x28%\xff", b"&a;\n"])
            )
        else:
            other = data.draw(st.integers(0, len(found) - 9))
            found[place : place + 9] = found[other : other + 9]
    return bytes(found[: data.draw(st.integers(0, len(found)))] if data.draw(st.booleans()) else found)


@pytest.mark.parametrize("seed", SEEDS)
@given(data=st.data())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_damage_is_told_and_nothing_else_happens(seed: str, data: st.DataObject) -> None:
    watched = Watched(Held(damaged(data, SEEDS[seed])))
    budget = Budget(bytes=8 * 1024**2, structures=20_000, texts=1024**2)
    notes = Notes(Asked("image.ome.tiff", is_full=data.draw(st.booleans())), budget)
    with suppress(Unreadable, BudgetSpent):
        inspect(Counted(watched, budget), notes)
    assert sum(watched.reads) <= 8 * 1024**2 + 16 * 1024**2
    assert len(watched.reads) <= 20_000
    assert len(notes.noted) + len(notes.texts) + len(notes.forbidden) <= 20_000
    for picture in notes.pictures[:2]:
        with suppress(Unreadable, BudgetSpent):
            label_picture(watched.of, picture, largest=64)


def nested(inner: str, count: int) -> str:
    """Return entities that grow by ten with each."""
    entities = "".join(f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, count))
    return f'<!DOCTYPE OME [<!ENTITY a0 "{inner}">{entities}]>' + document(behind=f"<A>&a{count - 1};</A>")[38:]


@pytest.mark.parametrize(
    "xml",
    [
        nested("lol", 10),
        '<!DOCTYPE OME SYSTEM "file:///etc/passwd">' + document()[38:],
        '<!DOCTYPE OME [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + document(behind="<A>&a;</A>")[38:],
        "<OME>" * 100_000,
        document(behind="<A " + " ".join(f'a{number}="1"' for number in range(20_000)) + "/>"),
    ],
)
def test_xml_bombs_are_refused(xml: str) -> None:
    budget = Budget()
    notes = Notes(Asked("image.ome.tiff"), budget)
    inspect(Counted(Held(ome_tiff(xml)), budget), notes)
    assert "format.ome_invalid" in {each.code for each in notes.noted}


@pytest.mark.parametrize("tag", [330, 34665])
def test_directories_below_each_other_without_end(tag: int) -> None:
    step = struct.Struct("<HHHII4x")
    chain = b"".join(step.pack(1, tag, 4, 1, 8 + step.size * (number + 1)) for number in range(1000))
    notes = Notes(Asked("image.tiff"), Budget())
    inspect(Held(b"II*\0\x08\0\0\0" + chain), notes)
    assert "format.tiff_structure" in {each.code for each in notes.noted}
    assert notes.budget.structures > 190_000


def test_many_pointers_to_the_same_directory() -> None:
    content = tiff(image() | {330: [8] * 1000} | {400: [8] * 1000})
    notes = Notes(Asked("image.tiff"), Budget())
    inspect(Held(content), notes)
    assert notes.budget.structures > 190_000 - 8_000
