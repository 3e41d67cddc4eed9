"""Names of files, folders, sheets and columns, and cells: what is told of them, and what is shown."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from tests.checks.synthesis.made import PROFILE
from theatrum.checks.findings import Finding, Group, Severity
from theatrum.checks.links.records import Records
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.report.document import Input, NotChecked
from theatrum.checks.submission.found import FileRows, Found, Role, Submission
from theatrum.checks.submission.identifying import Identifying
from theatrum.checks.tables.table import Table

MAIL, DATE = "jane.roe@example.org", "2019-03-04"
Make = Callable[[], Identifying]


@pytest.fixture(name="made")
def _made() -> Identifying:
    return Identifying(Judge(PROFILE.privacy, b"k", PROFILE))


def found(*names: str) -> Submission:
    return Submission(files=[Found(path=Path("/x") / name, name=name, role=Role.DATA, size=1) for name in names])


def told(groups: list[Group]) -> list[tuple[str, str | None, str | None]]:
    return [(group.finding.code, group.finding.file, group.finding.place) for group in groups]


def test_names_are_told_a_folder_once_with_places_in_the_path(made: Identifying) -> None:
    groups = made.names(found(f"scan {DATE}/a.svs", f"scan {DATE}/b.svs", f"x/{MAIL}.csv", "plain/HTA201_1_D1.svs"))
    assert told(groups) == [
        ("privacy.date", f"scan {DATE}", "name of the folder"),
        ("privacy.email", f"x/{MAIL}.csv", "name of the file"),
    ]
    matches = [group.finding.match for group in groups]
    assert [(match.offset, match.length) for match in matches if match] == [(5, 10), (2, len(MAIL))]
    shown = [group.finding.file or "" for group in made.masks.groups(groups)]
    assert shown[0].startswith("scan [date ")
    assert shown[1].startswith("x/[email ")
    assert shown[1].endswith("].csv")


def test_a_name_is_hidden_wherever_a_report_has_it(made: Identifying) -> None:
    name = f"scan_{DATE}.svs"
    made.names(found(f"a/{name}"))
    finding = Finding(
        code="file.ambiguous",
        severity=Severity.WARNING,
        message=f"It may be {name}.",
        fix=f"Keep one row for a/{name}.",
        value=f"a/{name}",
        suggestions=(f"a/{name}", "b.svs"),
        file="rows.csv",
    )
    (group,) = made.masks.groups([Group(finding, (3,))])
    assert DATE not in repr(group)
    assert group.rows == (3,)
    assert group.finding.suggestions[1] == "b.svs"
    (one,) = made.masks.inputs([Input(file=f"a/{name}", how_recognised=f"by name {name}")])
    assert DATE not in repr(one)
    (left,) = made.masks.not_checked([NotChecked(what=f"1 other file: a/{name}", why="x", file=f"a/{name}")])
    assert DATE not in repr(left)


def test_names_that_differ_are_shown_differently_and_equal_ones_alike(made: Identifying) -> None:
    made.names(found("2019-03-04.svs", "2019-03-05.svs", "a/2019-03-04.svs"))
    first, second, third = (made.masks.name(name) for name in ("2019-03-04.svs", "2019-03-05.svs", "a/2019-03-04.svs"))
    assert first != second
    assert third == f"a/{first}"


def test_nothing_is_changed_where_nothing_was_found(made: Identifying) -> None:
    groups = [Group(Finding(code="x", severity=Severity.NOTE, message="m", file="a.csv"))]
    assert made.names(found("a.csv")) == []
    assert made.masks.groups(groups) == groups
    frame = pl.DataFrame({"A": ["x"]})
    assert made.masks.frame(frame) is frame


def table(frame: dict[str, list[str | None]], sheet: str | None = None, first_row: int = 1) -> Table:
    return Table("t.csv", sheet, pl.DataFrame(frame, schema=dict.fromkeys(frame, pl.String)), first_row)


def test_headers_and_sheets_are_told_once_and_cells_with_each_piece(made: Identifying) -> None:
    header = f"visit {DATE}"
    cells: dict[str, list[str | None]] = {"RACE": ["White", f"ask {MAIL}"], header: ["yes", None]}
    groups = made.table(table(cells, f"sheet {DATE}"), "Demographics", {"RACE": "RACE"})
    assert {(group.finding.code, group.finding.place, tuple(group.rows)) for group in groups} == {
        ("privacy.email", None, (2,)),
        ("privacy.date", "header of column 2", ()),
        ("privacy.date", "name of the sheet", ()),
    }
    assert DATE not in repr(made.masks.groups(groups))
    assert made.masks.frame(table(cells).frame).columns[1].startswith("visit [date ")
    (later,) = made.table(table(cells, first_row=11), "Demographics", {"RACE": "RACE"})
    assert (later.finding.column, later.rows) == ("RACE", [12])


def test_a_value_from_elsewhere_is_hidden_and_one_by_design_is_not(made: Identifying) -> None:
    def shown(value: str, column: str, component: str | None = None) -> str | None:
        finding = Finding(
            code="schema.enum", severity=Severity.ERROR, message="m", column=column, component=component, value=value
        )
        (group,) = made.without_values([Group(finding, (1,))])
        return group.finding.value

    assert shown(MAIL, "RACE") is None
    assert shown("2024-01-17", "RACE") is None
    assert shown("Whte", "RACE") == "Whte"
    assert shown("2024-01-17", "HGNC_VERSION", "SpatialPanel") == "2024-01-17"


def test_no_table_shows_its_cells_by_itself() -> None:
    one = table({"COMMENTS": [MAIL]})
    records = Records("Demographics", "t.csv", None, one.frame)
    rows = FileRows(component=None, file="t.csv", sheet=None, frame=one.frame)
    assert not any(MAIL in repr(thing) for thing in (one, records, rows))
