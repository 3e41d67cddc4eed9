"""The bytes of files are what their names say, and large enough."""

import gzip
import io
import struct
import tarfile
import zipfile
from xml.etree import ElementTree as ET

import pytest

from theatrum.checks.synthesis.contents import blocks
from theatrum.checks.synthesis.contents.bundles import MEMBERS
from theatrum.checks.synthesis.contents.content import Content
from theatrum.checks.synthesis.contents.formats import COLOR, MAKERS
from theatrum.checks.synthesis.contents.pictures import picture_of

BEGINS = {
    "fastq.gz": b"\x1f\x8b",
    "fastq": b"@",
    "bam": b"\x1f\x8b\x08\x04",
    "vcf": b"##fileformat=VCFv4.2\n",
    "vcf.gz": b"\x1f\x8b\x08\x04",
    "ome.tiff": b"II*\0",
    "ome.tif": b"II*\0",
    "svs": b"II*\0",
    "tiff": b"II*\0",
    "tif": b"II*\0",
    "csv": b"CellID,X_centroid,Y_centroid",
    "h5ad": b"\x89HDF\r\n\x1a\n",
    "tar.gz": b"\x1f\x8b",
    "zip": b"PK\x03\x04",
    "tar": b"metrics_summary.csv",
}
CHANNELS = ("DNA", "CD3")


def _content(ending: str, *, seed: int = 5, least: int = 0) -> Content:
    return Content(sample="S1", seed=seed, least=least, channels=CHANNELS, is_color=ending in COLOR)


def test_every_maker_is_tested() -> None:
    assert set(BEGINS) == set(MAKERS)


@pytest.mark.requirement("R94")
@pytest.mark.parametrize("ending", list(MAKERS))
@pytest.mark.parametrize("least", [0, 20_000])
def test_bytes_begin_as_their_format_does_and_reach_their_size(ending: str, least: int) -> None:
    found = MAKERS[ending](_content(ending, least=least))
    assert found.startswith(BEGINS[ending])
    assert len(found) >= least
    assert MAKERS[ending](_content(ending, least=least)) == found
    assert MAKERS[ending](_content(ending, seed=6, least=least)) != found


@pytest.mark.requirement("R93")
@pytest.mark.parametrize("least", [0, 400_000])
def test_mates_have_the_same_reads_of_four_lines(least: int) -> None:
    content = _content("fastq.gz", least=least)
    first, second = (gzip.decompress(MAKERS["fastq.gz"](content.of_mate(mate))).splitlines() for mate in (1, 2))
    assert len(first) == len(second)
    assert len(first) % 4 == 0
    assert [line.split()[0] for line in first[::4]] == [line.split()[0] for line in second[::4]]
    assert all(len(first[place + 1]) == len(first[place + 3]) for place in range(0, len(first), 4))
    assert first[1] != second[1]


def test_bam_is_whole() -> None:
    data = MAKERS["bam"](_content("bam", least=200_000))
    assert data.endswith(blocks.END)
    inside = b"".join(blocks.unpacked(data))
    assert inside.startswith(b"BAM\1")
    (length,) = struct.unpack_from("<i", inside, 4)
    assert b"@SQ\tSN:chr1" in inside[8 : 8 + length]
    assert b"SM:S1" in inside[8 : 8 + length]
    place = 8 + length + 4
    (name,) = struct.unpack_from("<i", inside, place)
    place += 4 + name + 4
    count = 0
    while place < len(inside):
        size, reference, _, name_length = struct.unpack_from("<iiiB", inside, place)
        assert reference == 0
        assert inside[place + 36 + name_length - 1] == 0
        place, count = place + 4 + size, count + 1
    assert place == len(inside)
    assert count >= 2000


def test_compressed_variants_unpack() -> None:
    data = MAKERS["vcf.gz"](_content("vcf.gz", least=10_000))
    lines = gzip.decompress(data).decode().splitlines()
    places = [int(line.split("\t")[1]) for line in lines if not line.startswith("#")]
    assert lines[0] == "##fileformat=VCFv4.2"
    assert places == sorted(places)
    assert not any("date" in line.lower() for line in lines if line.startswith("##"))


def _directories(data: bytes) -> list[dict[int, tuple[int, ...]]]:
    found, (place,) = [], struct.unpack_from("<I", data, 4)
    while place:
        tags, place = _directory(data, place)
        found.append(tags)
    return found


def _directory(data: bytes, place: int) -> tuple[dict[int, tuple[int, ...]], int]:
    (count,) = struct.unpack_from("<H", data, place)
    tags = {}
    for entry in range(count):
        tag, kind, number = struct.unpack_from("<HHI", data, place + 2 + 12 * entry)
        code, size = {2: ("B", 1), 3: ("H", 2), 4: ("I", 4)}[kind]
        at = place + 10 + 12 * entry
        if size * number > 4:
            (at,) = struct.unpack_from("<I", data, at)
        tags[tag] = struct.unpack_from(f"<{number}{code}", data, at)
    return tags, struct.unpack_from("<I", data, place + 2 + 12 * count)[0]


@pytest.mark.requirement("R109")
def test_ome_tiff_has_a_page_a_channel_and_says_so() -> None:
    content = _content("ome.tiff", least=300_000)
    data = MAKERS["ome.tiff"](content)
    pages = _directories(data)
    xml = ET.fromstring(bytes(pages[0][270]).rstrip(b"\0").decode())  # noqa: S314  # written by ourselves
    space = "{http://www.openmicroscopy.org/Schemas/OME/2016-06}"
    pixels = xml.find(f"{space}Image/{space}Pixels")
    assert pixels is not None
    assert [channel.get("Name") for channel in pixels.findall(f"{space}Channel")] == list(CHANNELS)
    assert len(pages) == len(CHANNELS)
    side = picture_of(content).side
    assert (pixels.get("SizeX"), pixels.get("SizeC")) == (str(side), str(len(CHANNELS)))
    for page in pages:
        assert page[256] == page[257] == (side,)
        assert all(start + size <= len(data) for start, size in zip(page[324], page[325], strict=True))
        small, _ = _directory(data, page[330][0])
        assert small[256] == (256,)


@pytest.mark.requirement("R105")
@pytest.mark.parametrize("ending", ["ome.tiff", "tiff", "svs"])
def test_images_have_no_date(ending: str) -> None:
    data = MAKERS[ending](_content(ending))
    assert all(306 not in page for page in _directories(data))
    assert b"AcquisitionDate" not in data
    assert b"Date" not in data


@pytest.mark.requirement("R119")
def test_slides_are_one_color_image() -> None:
    (page,) = _directories(MAKERS["svs"](_content("svs")))
    assert (page[277], page[262], page[258]) == ((3,), (2,), (8, 8, 8))
    assert b"Aperio" in bytes(page[270])


def test_archives_hold_the_members_that_are_listed() -> None:
    packed = MAKERS["tar.gz"](_content("tar.gz", least=100_000))
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        assert archive.getnames() == list(MEMBERS)
    with zipfile.ZipFile(io.BytesIO(MAKERS["zip"](_content("zip")))) as zipped:
        assert zipped.namelist() == list(MEMBERS)
        assert zipped.testzip() is None
        assert zipped.read("spatial/tissue_lowres_image.png").startswith(b"\x89PNG")


def test_hdf5_says_where_it_ends() -> None:
    data = MAKERS["h5ad"](_content("h5ad", least=5000))
    assert struct.unpack_from("<Q", data, 40) == (len(data),)
