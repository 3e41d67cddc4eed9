"""A crosswalk keeps what it holds, and says what is wrong with one that was changed by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theatrum.checks.numbering.crosswalk import Crosswalk, Entry, is_crosswalk_name
from theatrum.checks.numbering.errors import CrosswalkInvalid
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile

FORMS = load_profile(ProfileFolder.packaged("htan2")).overlay.identifiers.forms
HEADER = "local_id,kind,htan_id,site,made_on\n"
NAMES = st.lists(st.text(min_size=1, max_size=8).filter(lambda text: "\0" not in text), unique=True, max_size=6)


def entry(local: str, number: int) -> Entry:
    return Entry(local, "participant", f"HTA201_{number}", "A", "2026-01-02")


@given(names=NAMES)
@settings(max_examples=60)
def test_any_local_ids_are_read_as_they_were_written(names: list[str]) -> None:
    crosswalk = Crosswalk("x", [entry(name, number) for number, name in enumerate(names, 1)])
    text = crosswalk.text().encode("utf-8", "surrogatepass").decode("utf-8", "surrogatepass")
    again = Crosswalk.parse(text, "x", FORMS)
    assert [again.given("participant", name) for name in names] == [f"HTA201_{n}" for n in range(1, len(names) + 1)]
    assert again.text() == text
    assert not again.added


def test_entries_are_added_and_never_changed() -> None:
    crosswalk = Crosswalk.parse(HEADER + "MRN1,participant,HTA201_1,A,2026-01-02\n", "x", FORMS)
    crosswalk.add(Entry("MRN1", "participant", "HTA201_1", "B", "2027-01-01"))
    assert not crosswalk.added
    for wrong in (entry("MRN1", 2), entry("MRN2", 1)):
        with pytest.raises(CrosswalkInvalid) as refused:
            crosswalk.add(wrong)
        assert "MRN" not in str(refused.value)
    crosswalk.add(Entry("MRN1", "biospecimen", "HTA201_1_B1", "", "2026-01-02"))
    assert crosswalk.text().startswith((HEADER + "MRN1,participant,HTA201_1,A,2026-01-02\n").replace("\n", "\r\n"))
    assert [one.kind for one in crosswalk.added] == ["biospecimen"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("id,component,parent\n", "no crosswalk"),
        ("", "no crosswalk"),
        (HEADER + "MRN1,participant\n", "line 2 is damaged"),
        (HEADER + "MRN1,participant,HTA201_1_B1,,\n", "line 2 has no identifier of its kind"),
        (HEADER + "A,participant,HTA201_1,,\nB,participant,HTA201_1,,\n", "another local id"),
    ],
)
def test_what_is_wrong_is_said(text: str, problem: str) -> None:
    with pytest.raises(CrosswalkInvalid, match=problem):
        Crosswalk.parse(text, "x", FORMS)


def test_names() -> None:
    assert is_crosswalk_name("hta201.crosswalk.csv")
    assert is_crosswalk_name("Crosswalk_2026.CSV")
    assert not is_crosswalk_name("demographics.csv")
