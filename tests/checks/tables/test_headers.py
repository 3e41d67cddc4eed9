"""Headers as people write them, matched to attributes."""

import pytest

from theatrum.checks.findings import Severity
from theatrum.checks.tables.headers import match_headers

KNOWN = ["HTAN_PARTICIPANT_ID", "AGE_IN_DAYS", "Filename"]


@pytest.mark.parametrize(
    "written",
    [
        "HTAN Participant ID",
        "htan_participant_id",
        " HTAN_PARTICIPANT_ID ",
        "Htan-Participant.Id",
        "HTAN__PARTICIPANT ID",
    ],
)
def test_blanks_case_and_underscores_are_forgiven_and_told(written: str) -> None:
    found = match_headers([written, "Filename"], KNOWN)
    assert found.names == {written: "HTAN_PARTICIPANT_ID", "Filename": "Filename"}
    (group,) = found.groups
    assert (group.finding.code, group.finding.severity) == ("table.header_spelling", Severity.WARNING)
    assert (group.finding.column, group.finding.suggestions) == (written, ("HTAN_PARTICIPANT_ID",))
    assert group.finding.fix == "Name the column HTAN_PARTICIPANT_ID."


def test_exact_names_say_nothing() -> None:
    found = match_headers(KNOWN, KNOWN)
    assert (found.names, found.groups) == ({name: name for name in KNOWN}, ())


def test_unknown_columns_are_told_with_the_nearest_name() -> None:
    found = match_headers(["AGE_IN_DAY", "Mood"], KNOWN)
    assert found.names == {}
    near, far = (group.finding for group in found.groups)
    assert (near.code, near.suggestions, near.fix) == (
        "table.unknown_column",
        ("AGE_IN_DAYS",),
        'Did you mean "AGE_IN_DAYS"?',
    )
    assert (far.code, far.suggestions) == ("table.unknown_column", ())


@pytest.mark.parametrize("headers", [["filename", "Filename"], ["Filename", "filename"], ["filename", "FILENAME"]])
def test_two_columns_of_one_attribute_are_an_error(headers: list[str]) -> None:
    found = match_headers(headers, KNOWN)
    assert list(found.names.values()) == ["Filename"]
    assert found.groups[-1].finding.code == "table.duplicate_header"
    assert found.names.get("Filename", "Filename") == "Filename"


def test_names_that_reading_gave_are_not_told_again() -> None:
    found = match_headers(["Filename", "Filename (2)", "(column 3)"], KNOWN)
    assert (found.names, found.groups) == ({"Filename": "Filename"}, ())


def test_attributes_that_differ_in_case_only_need_the_exact_name() -> None:
    found = match_headers(["a", "A", "a "], ["a", "A"])
    assert found.names == {"a": "a", "A": "A"}
    assert [group.finding.code for group in found.groups] == ["table.unknown_column"]
