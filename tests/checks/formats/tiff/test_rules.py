"""Pyramids, tiles and colors; and what the profile makes of them by component."""

import io

import numpy as np
import pytest
import tifffile

from tests.checks.formats.ome.writing import ome_tiff
from tests.checks.formats.tiff.test_makers import aperio
from tests.checks.formats.tiff.writing import SHORT, codes, image, look, tiff
from theatrum.checks.findings import Severity, Verdict
from theatrum.checks.formats.bytes import Held
from theatrum.checks.formats.inspecting import inspect_file
from theatrum.checks.formats.inspection import Asked
from theatrum.checks.formats.judging import judge_inspection
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.profile.profile import Profile


def pyramid(*sizes: int, tile: int = 256) -> bytes:
    return tiff(
        image(sizes[0], sizes[0], tile=tile), below={0: {330: [image(size, size, tile=tile) for size in sizes[1:]]}}
    )


@pytest.mark.requirement("R113")
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (pyramid(4096, 2048, 1024, 512, 256), set()),
        (pyramid(4096, 2048, 512, 128), {"format.level_small"}),
        (pyramid(4096), {"format.not_pyramid"}),
        (tiff(image(4096, 4096)), {"format.not_pyramid", "format.not_tiled"}),
        (tiff(image(512, 512)), set()),
    ],
)
def test_pyramids(content: bytes, expected: set[str]) -> None:
    assert codes(look(content)) == expected


def test_levels_in_the_chain() -> None:
    notes = look(tiff(*[image(size, size, tile=256) for size in (4096, 2048, 1024)]))
    assert notes.facts["PYRAMID_LEVELS"] == 3
    assert codes(notes) == set()


def test_levels_as_tifffile_writes_them() -> None:
    out = io.BytesIO()
    with tifffile.TiffWriter(out, ome=True, bigtiff=True) as writer:
        about = {"axes": "CYX", "Channel": {"Name": ["DNA", "CD3", "CD8"]}}
        for size in (2560, 1280, 640):
            below = {"subifds": 2, "metadata": about} if size == 2560 else {"subfiletype": 1}
            writer.write(np.zeros((3, size, size), np.uint16), tile=(256, 256), **below)
    notes = look(out.getvalue(), "core.ome.tif")
    assert (codes(notes), notes.forbidden) == (set(), [])
    assert notes.facts["PYRAMID_LEVELS"] == 3
    assert notes.facts["CHANNEL_NAMES"] == ("DNA", "CD3", "CD8")


def judged(content: bytes, component: str | None, around: tuple[Judge, Profile]) -> dict[str, Severity]:
    asked = Asked("image.tiff", component)
    found = judge_inspection(inspect_file(Held(content), asked), around[0], asked, around[1])
    return {each.code: each.severity for each in found}


FLOATS = tiff(image() | {258: (SHORT, 32), 339: (SHORT, 3)})


@pytest.mark.requirement("R119", "R120")
@pytest.mark.parametrize(
    ("content", "component", "expected"),
    [
        (tiff(image()), None, {}),
        (tiff(image()), "DigitalPathologyData", {"format.not_rgb": Severity.WARNING}),
        (tiff(image(samples=3)), "DigitalPathologyData", {}),
        (tiff(image() | {262: (SHORT, 6), 277: (SHORT, 3)}), "DigitalPathologyData", {}),
        (tiff(image()), "MultiplexMicroscopyLevel3", {}),
        (FLOATS, "MultiplexMicroscopyLevel3", {"format.mask_type": Severity.WARNING}),
        (ome_tiff(), "MultiplexMicroscopyLevel3", {"format.mask_channels": Severity.NOTE}),
        (ome_tiff(), "MultiplexMicroscopyLevel2", {}),
        (tiff(image()), "MultiplexMicroscopyLevel2", {"format.not_ome": Severity.WARNING}),
    ],
)
def test_what_a_profile_makes_of_it(
    content: bytes, component: str | None, expected: dict[str, Severity], profile: Profile, judge: Judge
) -> None:
    assert judged(content, component, (judge, profile)) == expected


@pytest.mark.requirement("R118")
@pytest.mark.parametrize(("said", "expected"), [("false", 1), ("true", 0), ("", 0)])
def test_a_label_that_the_row_denies(said: str, expected: int, profile: Profile, judge: Judge) -> None:
    asked = Asked("slide.svs", "DigitalPathologyData", declared={"HAS_SLIDE_LABEL": said})
    found = judge_inspection(inspect_file(Held(aperio()), asked), judge, asked, profile)
    assert sum(each.column == "HAS_SLIDE_LABEL" for each in found) == expected


@pytest.mark.requirement("R118")
def test_label_and_slide_are_held_for_a_reviewer(profile: Profile, judge: Judge) -> None:
    asked = Asked("slide.svs")
    found = judge_inspection(inspect_file(Held(aperio()), asked), judge, asked, profile)
    shown = [(each.place, each.verdict) for each in found if each.code == "privacy.picture"]
    assert shown == [("IFD 3", Verdict.HOLD), ("IFD 4", Verdict.HOLD)]
