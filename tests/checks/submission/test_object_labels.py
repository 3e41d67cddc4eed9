"""Objects of tables held against the labels in the pixels of their masks."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile

from theatrum.checks.findings import Finding, Severity
from theatrum.checks.formats.bytes import Held
from theatrum.checks.formats.inspecting import inspect_file
from theatrum.checks.formats.inspection import Asked
from theatrum.checks.formats.mask_labels import LabelsUnread, labels_of
from theatrum.checks.links.known import Known
from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission.contained import about_contents
from theatrum.checks.submission.found import Found, Role
from theatrum.checks.submission.seen import Seen

pytestmark = pytest.mark.requirement("R121")
MASK, OBJECTS = "MultiplexMicroscopyLevel3", "MultiplexMicroscopyLevel4"


def mask_of(folder: Path, identifier: str, *labels: int, compression: str | None = "zlib") -> Seen:
    pixels = np.zeros((2, 64, 64), dtype=np.uint32)
    for place, label in enumerate(labels):
        pixels[place % 2, place, place : place + 2] = label
    path = folder / f"{identifier}.tif"
    tifffile.imwrite(path, pixels, compression=compression, tile=(16, 16), photometric="minisblack")
    return seen(path, MASK, HTAN_DATA_FILE_ID=identifier)


def table_of(folder: Path, text: str, *parents: str) -> Seen:
    path = folder / "objects.csv"
    path.write_text(text, encoding="utf-8", newline="")
    columns = tuple(text.removeprefix("\ufeff").splitlines()[0].split(","))
    file = seen(path, OBJECTS, HTAN_DATA_FILE_ID="HTA201_1_D9", HTAN_PARENT_ID=", ".join(parents))
    return replace(file, inspection=replace(file.inspection, facts={"OBJECT_COLUMNS": columns}))


def seen(path: Path, component: str, **declared: str) -> Seen:
    file = Found(path=path, name=path.name, role=Role.DATA, component=component, size=path.stat().st_size)
    return Seen(file, component, declared, inspect_file(Held(b""), Asked("file")))


def told(profile: Profile, *files: Seen, is_full: bool = True) -> list[Finding]:
    return list(about_contents(files, [], profile, known=Known.nothing(), final=False, is_full=is_full))


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("CellID,X\n3,1\n7,1\n", None, None),
        ("\ufeffCellID,X\r\n3.0,1\r\n7,1\r\n", None, None),
        ("label,X\n3,1\n", "format.labels_unused", "1 of 2 labels"),
        ("CellID,X\n3,1\n8,1\n", "format.objects_labels", "1 of 2 objects"),
        ("CellID,X\ncell_3,1\n7.5,1\n,1\n7,1\n", "format.objects_labels", "3 of 4 objects"),
        ("CellID\n0\n3\n7\n", "format.objects_labels", "1 of 3 objects"),
        ("X\n3\n", None, None),
    ],
)
def test_objects_of_one_mask(tmp_path: Path, profile: Profile, text: str, code: str | None, says: str | None) -> None:
    mask = mask_of(tmp_path, "HTA201_1_D1", 3, 7)
    found = told(profile, mask, table_of(tmp_path, text, "HTA201_1_D1"))
    assert [one.code for one in found] == ([code] if code else [])
    assert says is None or says in found[0].message
    assert all(one.requirement == "R121" for one in found)


def test_objects_of_several_masks_are_compared_each_with_its_own(tmp_path: Path, profile: Profile) -> None:
    masks = mask_of(tmp_path, "HTA201_1_D1", 1), mask_of(tmp_path, "HTA201_1_D2", 2)
    parents = "HTA201_1_D1", "HTA201_1_D2"
    swapped = "CellID,HTAN_PARENT_ID\n2,HTA201_1_D1\n1,HTA201_1_D2\n"
    [found] = told(profile, *masks, table_of(tmp_path, swapped, *parents))
    assert (found.code, found.severity) == ("format.objects_labels", Severity.ERROR)
    assert told(profile, *masks, table_of(tmp_path, "CellID\n2\n1\n", *parents)) == []


def test_without_its_mask_or_reading_all_nothing_is_said(tmp_path: Path, profile: Profile) -> None:
    mask = mask_of(tmp_path, "HTA201_1_D1", 3)
    table = table_of(tmp_path, "CellID\n9\n", "HTA201_1_D1")
    assert told(profile, table) == []
    assert told(profile, mask, table, is_full=False) == []
    assert told(profile, mask, table_of(tmp_path, "CellID\n9\n", "HTA201_1_D1", "HTA201_1_D8")) == []


def test_a_mask_that_cannot_be_read_is_told(tmp_path: Path, profile: Profile) -> None:
    mask = mask_of(tmp_path, "HTA201_1_D1", 3)
    content = mask.file.path.read_bytes()
    mask.file.path.write_bytes(content[:8] + b"\xff" * (len(content) - 8))
    [found] = told(profile, mask, table_of(tmp_path, "CellID\n3\n", "HTA201_1_D1"))
    assert (found.code, found.severity) == ("format.labels_unread", Severity.NOTE)
    assert "HTA201_1_D1.tif" in found.message


def test_pixels_of_other_types_are_no_labels(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, np.zeros((8, 8), dtype=np.float32))
    with pytest.raises(LabelsUnread, match="whole numbers"):
        labels_of(path)
    tifffile.imwrite(path, np.zeros((8, 8, 3), dtype=np.uint8), photometric="rgb")
    with pytest.raises(LabelsUnread, match="whole numbers"):
        labels_of(path)
    path.write_bytes(b"no image")
    with pytest.raises(LabelsUnread, match="damaged"):
        labels_of(path)
    path.write_bytes(b"")
    with pytest.raises(LabelsUnread, match="damaged"):
        labels_of(path)


def test_smaller_copies_have_no_say(tmp_path: Path) -> None:
    path = tmp_path / "pyramid.tif"
    pixels = np.zeros((64, 64), dtype=np.uint16)
    pixels[0, 0] = 5
    pixels[1, 1] = 6
    with tifffile.TiffWriter(path) as writer:
        writer.write(pixels, subifds=1, tile=(16, 16), photometric="minisblack")
        writer.write(pixels[1::2, 1::2], subfiletype=1, tile=(16, 16), photometric="minisblack")
    assert labels_of(path).tolist() == [5, 6]
