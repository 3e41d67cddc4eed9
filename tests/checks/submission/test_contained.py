"""What stands in files against other tables of the submission."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from theatrum.checks.findings import Finding, Severity
from theatrum.checks.formats.bytes import Held
from theatrum.checks.formats.inspecting import inspect_file
from theatrum.checks.formats.inspection import Asked, Fact
from theatrum.checks.links.known import Known
from theatrum.checks.links.records import Records
from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission.contained import about_contents
from theatrum.checks.submission.found import Found, Role
from theatrum.checks.submission.seen import Seen

IMAGE, OBJECTS, CELLS = "MultiplexMicroscopyLevel2", "MultiplexMicroscopyLevel4", "scRNALevel3and4"


def seen(component: str, facts: dict[str, Fact], **declared: str) -> Seen:
    file = Found(path=Path("/x/file"), name="x/file", role=Role.DATA, component=component, size=1)
    return Seen(file, component, declared, replace(inspect_file(Held(b""), Asked("file")), facts=facts))


def table(component: str, **columns: list[str | None]) -> Records:
    return Records(component=component, file="t.csv", sheet=None, frame=pl.DataFrame(columns))


def told(
    profile: Profile, file: Seen, *records: Records, final: bool = False, known: Known | None = None
) -> list[Finding]:
    return list(about_contents([file], records, profile, known=known or Known.nothing(), final=final))


CHANNELS = table(
    "ChannelMetadata",
    HTAN_PANEL_ID=["P1", "P1", "P2"],
    CHANNEL_INDEX=["0", "1", "0"],
    CHANNEL_NAME=["DAPI", "Cy5", "Other"],
    MARKER_NAME=["DNA", "CD3", "CD8"],
)


@pytest.mark.requirement("R116")
@pytest.mark.parametrize(
    ("names", "panel", "says"),
    [
        (("DAPI", "Cy5"), None, None),
        (("DAPI", "Cy5"), "P1", None),
        (("Other",), None, None),
        (("", ""), None, None),
        (("DAPI", "Cy5"), "P2", "number of channels"),
        (("DAPI", "cy5"), None, "index 1"),
        (("Cy5", "DAPI"), "P1", "index 0, 1"),
        (("DAPI", "Cy5", "Cy7"), None, "number of channels"),
        (("DAPI", "Cy5"), "P9", None),
    ],
)
def test_channels_of_a_header(profile: Profile, names: tuple[str, ...], panel: str | None, says: str | None) -> None:
    declared = {"HTAN_PANEL_ID": panel} if panel else {}
    found = told(profile, seen(IMAGE, {"CHANNEL_NAMES": names}, **declared), CHANNELS)
    assert [(one.code, one.requirement) for one in found] == ([("format.channels_differ", "R116")] if says else [])
    assert not says or says in found[0].message


def test_without_a_table_of_channels_nothing_is_said(profile: Profile) -> None:
    assert told(profile, seen(IMAGE, {"CHANNEL_NAMES": ("DAPI",)})) == []
    assert told(profile, seen(IMAGE, {}), CHANNELS) == []


@pytest.mark.requirement("R122")
def test_markers_in_headers(profile: Profile) -> None:
    good = seen(OBJECTS, {"OBJECT_COLUMNS": ("CellID", "dna_mean", "CD3 intensity")})
    assert told(profile, good, CHANNELS) == []
    bad = seen(OBJECTS, {"OBJECT_COLUMNS": ("CellID", "dna_mean")}, HTAN_PANEL_ID="P1")
    [found] = told(profile, bad, CHANNELS)
    assert (found.code, found.severity, found.requirement) == ("format.markers_missing", Severity.WARNING, "R122")


PEOPLE = table("Demographics", HTAN_PARTICIPANT_ID=["HTA201_1", "HTA201_2"])
SPECIMENS = table(
    "BiospecimenData",
    HTAN_BIOSPECIMEN_ID=["HTA201_1_B1", "HTA201_1_B2", "HTA201_2_B1"],
    HTAN_PARENT_ID=["HTA201_1", "HTA201_1_B1", "HTA201_2"],
)
FIRST = table("scRNALevel1", HTAN_DATA_FILE_ID=["HTA201_1_D1"], HTAN_PARENT_ID=["HTA201_1_B2"])
SECOND = table("scRNALevel2", HTAN_DATA_FILE_ID=["HTA201_1_D2"], HTAN_PARENT_ID=["HTA201_1_D1"])


def cells(people: tuple[str, ...], specimens: tuple[str, ...], parent: str = "HTA201_1_D2") -> Seen:
    return seen(CELLS, {"participants": people, "biospecimens": specimens}, HTAN_PARENT_ID=parent)


@pytest.mark.requirement("R99")
@pytest.mark.parametrize(
    ("people", "specimens", "parent", "codes"),
    [
        (("HTA201_1",), ("HTA201_1_B2",), "HTA201_1_D2", []),
        (("HTA201_1",), ("HTA201_1_B1",), "HTA201_1_D2", []),
        (("HTA201_1",), ("HTA201_1_B2",), "HTA201_1_D9", []),
        (("HTA201_EXT1",), ("HTA201_EXT1_B1",), "HTA201_EXT1_D1", []),
        (("HTA201_3",), ("HTA201_1_B2",), "HTA201_1_D2", ["anndata_unknown", "anndata_owner"]),
        (("HTA201_1",), ("HTA201_1_B9",), "HTA201_1_D9", ["anndata_unknown"]),
        (("HTA201_1",), ("HTA201_2_B1",), "", ["anndata_owner"]),
        (("HTA201_2",), ("HTA201_2_B1",), "HTA201_1_D2", ["anndata_parents"]),
    ],
)
def test_participants_and_specimens_of_cells(
    profile: Profile, people: tuple[str, ...], specimens: tuple[str, ...], parent: str, codes: list[str]
) -> None:
    found = told(profile, cells(people, specimens, parent), PEOPLE, SPECIMENS, FIRST, SECOND)
    assert [one.code.removeprefix("format.") for one in found] == codes
    assert all(one.requirement == "R99" for one in found)


@pytest.mark.requirement("R99")
def test_what_is_known_elsewhere_counts_and_what_is_missing_is_pending(profile: Profile) -> None:
    file = cells(("HTA201_7",), ("HTA201_7_B1",), "HTA201_7_D1")
    pending = told(profile, file, PEOPLE, SPECIMENS)
    assert {one.severity for one in pending} == {Severity.PENDING}
    assert {one.severity for one in told(profile, file, final=True)} == {Severity.ERROR}
    rows = pl.DataFrame(
        {
            "id": ["HTA201_7", "HTA201_7_B1"],
            "component": ["Demographics", "BiospecimenData"],
            "parent": ["", "HTA201_7"],
        }
    )
    assert told(profile, file, known=Known.of(rows), final=True) == []
