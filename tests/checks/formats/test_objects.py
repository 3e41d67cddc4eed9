import pytest

from theatrum.checks.findings import Severity
from theatrum.checks.formats.bytes import Budget, Held
from theatrum.checks.formats.inspecting import Inspection, inspect_file
from theatrum.checks.formats.inspection import Asked
from theatrum.checks.profile.profile import Profile

GOOD = "CellID,X_centroid,Y_centroid,CD3\n1,0.5,1.5,7\n2,1.5,2.5,8\n3,2.5,3.5,9\n"


def looked(profile: Profile, text: str, *, is_full: bool = False, parents: str = "HTA201_1_D1") -> Inspection:
    declared = {"HTAN_PARENT_ID": parents}
    asked = Asked(
        "objects.csv",
        "MultiplexMicroscopyLevel4",
        declared,
        is_full=is_full,
        rules=profile.inspections,
        reads_texts=True,
    )
    return inspect_file(Held(text.encode()), asked, budget=Budget())


@pytest.mark.requirement("R121")
@pytest.mark.requirement("R122")
def test_a_good_table(profile: Profile) -> None:
    inspection = looked(profile, GOOD)
    assert inspection.noted == ()
    assert inspection.facts == {"OBJECTS": 3, "OBJECT_COLUMNS": ("CellID", "X_centroid", "Y_centroid", "CD3")}


@pytest.mark.requirement("R121")
@pytest.mark.requirement("R122")
@pytest.mark.requirement("R123")
@pytest.mark.parametrize(
    ("text", "parents", "code", "severity", "requirement"),
    [
        (GOOD.replace("X_centroid", "Across"), "D1", "column", Severity.ERROR, "R121"),
        (GOOD.replace("X_centroid", "x"), "D1", "spelling", Severity.WARNING, "R122"),
        (GOOD.replace("CellID", "cell_id"), "D1", "spelling", Severity.WARNING, "R122"),
        (GOOD.replace("CellID", "Area"), "D1", "column", Severity.ERROR, "R121"),
        (GOOD.replace("3,2.5", "2,2.5"), "D1", "unique", Severity.ERROR, "R121"),
        (GOOD.replace("3,2.5", ",2.5"), "D1", "unique", Severity.ERROR, "R121"),
        (GOOD.replace("2.5,3.5", "left,3.5"), "D1", "number", Severity.ERROR, "R121"),
        (GOOD.replace("2.5,3.5", "nan,3.5"), "D1", "number", Severity.ERROR, "R121"),
        (GOOD + "4,1\n", "D1", "rows", Severity.ERROR, "R121"),
        (GOOD.partition("\n")[0] + "\n", "D1", "rows", Severity.ERROR, "R121"),
        (GOOD, "HTA201_1_D1, HTA201_1_D2", "parent", Severity.ERROR, "R123"),
    ],
    ids=[f"case {number}" for number in range(11)],
)
def test_what_is_wrong(  # noqa: PLR0917  # cases
    profile: Profile, text: str, parents: str, code: str, severity: Severity, requirement: str
) -> None:
    noted = looked(profile, text, parents=parents).noted
    told = [(one.code, one.severity, one.requirement) for one in noted]
    assert told == [(f"format.objects_{code}", severity, requirement)]


def test_several_parents_with_a_column(profile: Profile) -> None:
    text = GOOD.replace("CD3", "image_id")
    assert looked(profile, text, parents="HTA201_1_D1, HTA201_1_D2").noted == ()


def test_a_long_table_is_read_at_its_beginning_or_whole(profile: Profile) -> None:
    rows = "".join(f"{number},1.25,2.5,{number:0200}\n" for number in range(90_000))
    text = GOOD.partition("\n")[0] + "\n" + rows + "5,1,1,1\n"
    part = looked(profile, text)
    assert "OBJECTS" not in part.facts
    assert part.noted == ()
    whole = looked(profile, text, is_full=True)
    assert whole.facts["OBJECTS"] == 90_001
    assert [one.code for one in whole.noted] == ["format.objects_unique"]


def test_a_cell_without_end(profile: Profile) -> None:
    noted = looked(profile, 'CellID,X_centroid,Y_centroid\n"' + "x" * 3_000_000).noted
    assert "format.objects_rows" in [one.code for one in noted]
