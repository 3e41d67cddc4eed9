"""What identifying data lead to: verdicts by the policy, places and hashes, never the text."""

from collections.abc import Sequence

import polars as pl

from theatrum.checks.findings import Severity, Verdict
from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Kind, Where
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.tables.table import Table

PROFILE = load_profile(ProfileFolder.packaged("htan2"))
JUDGE = Judge(PROFILE.privacy, b"key", PROFILE)


def _table(**columns: Sequence[str | None]) -> Table:
    return Table("a.csv", None, pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), first_row=11)


def test_text_tells_class_place_and_hash() -> None:
    (finding,) = JUDGE.text("See jane.roe@example.org.", Context(Where.TEXT))
    assert (finding.code, finding.verdict, finding.severity) == ("privacy.email", Verdict.BLOCK, Severity.ERROR)
    assert finding.match is not None
    assert (finding.match.offset, finding.match.length, len(finding.match.digest)) == (4, 20, 16)
    assert "jane" not in repr(finding)


def test_the_same_text_has_the_same_hash_under_one_key_only() -> None:
    first, second = (JUDGE.text(text, Context())[0].match for text in ("roe@example.org", " ROE@EXAMPLE.ORG"))
    other = Judge(PROFILE.privacy, b"another").text("roe@example.org", Context())[0].match
    assert first is not None
    assert second is not None
    assert other is not None
    assert first.digest == second.digest != other.digest


def test_table_groups_by_column_and_class() -> None:
    table = _table(
        NOTE=["fine", "roe@example.org", None, "a@example.org b@example.org"], X=["1", "2", "2020-01-31", "4"]
    )
    groups = JUDGE.table(table, None)
    assert [(group.finding.code, group.finding.column, group.rows) for group in groups] == [
        ("privacy.email", "NOTE", [12, 14, 14]),
        ("privacy.date", "X", [13]),
    ]
    assert [match.offset for match in groups[0].matches] == [0, 0, 14]
    assert "example.org" not in repr(groups)


def test_what_stands_there_by_design_is_not_told() -> None:
    table = _table(HGNC_VERSION=["2025-08-01"])
    assert JUDGE.table(table, "SpatialPanel") == []
    assert [group.finding.code for group in JUDGE.table(table, "Therapy")] == ["privacy.date"]


def test_headers_mean_attributes() -> None:
    (group,) = JUDGE.table(_table(hgnc=["2025-08-01"], note=["2025-08-01"]), "SpatialPanel", {"hgnc": "HGNC_VERSION"})
    assert group.finding.column == "note"


def test_a_field_that_must_be_empty() -> None:
    finding = JUDGE.field(Kind.DATE, "2020:01:31 12:00:00", Context(Where.HEADER, "DateTime"))
    assert (finding.code, finding.verdict) == ("privacy.date", Verdict.BLOCK)
    assert finding.match is not None
    assert finding.match.length == 19


def test_columns_of_numbers_are_left_alone_unless_they_are_of_years() -> None:
    numbers = ["20200131", "92"]
    assert JUDGE.table(_table(LONGEST_DIMENSION=numbers), "BiospecimenData") == []
    assert JUDGE.table(_table(AGE_IN_DAYS_AT_SPECIMEN_PROCESSING=numbers), "BiospecimenData") == []
    groups = JUDGE.table(_table(AGE_AT_SURGERY=numbers, SURGERY_DAY=["x", "y"]), "BiospecimenData")
    assert [(group.finding.code, group.rows) for group in groups] == [("privacy.date", [11]), ("privacy.age", [12])]


def test_a_shape_lets_through_what_it_means_and_nothing_else() -> None:
    links = ["https://example.org/2020-01-31", "call 206-555-0123", "https://example.org by jane@example.org"]
    groups = JUDGE.table(_table(PROTOCOL_LINK=links), "BulkWESLevel1")
    assert [(group.finding.code, group.rows) for group in groups] == [
        ("privacy.phone", [12]),
        ("privacy.url", [13]),
        ("privacy.email", [13]),
    ]


def test_values_of_the_model_are_left_alone() -> None:
    names = sorted(PROFILE.models["1.0.0"].vocabularies["timepoint"].codes)[:200]
    assert JUDGE.table(_table(TIMEPOINT=[*names]), "BiospecimenData") == []


def test_a_column_read_in_many_texts_is_judged_as_each_text() -> None:
    texts = [
        f"note {number} of jane{number % 7}@example.org" if number % 50 == 0 else f"n{number}" for number in range(900)
    ]
    (group,) = JUDGE.table(_table(NOTE=[*texts]), None)
    assert group.rows == [number + 11 for number in range(0, 900, 50)]
    assert [match.offset for match in group.matches] == [text.index("jane") for text in texts if "jane" in text]


def test_a_phone_in_a_column_of_numbers_is_told() -> None:
    (group,) = JUDGE.table(_table(LONGEST_DIMENSION=["+14155550132", "4155550132"]), "BiospecimenData")
    assert (group.finding.code, group.rows) == ("privacy.phone", [11])
