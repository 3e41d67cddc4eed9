"""The report of a run: order, counts, and what must never be in it."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.report import mess
from theatrum.checks.findings import Finding, Group, Severity, grouped
from theatrum.checks.report.csv_report import COLUMNS, harmless, write_csv
from theatrum.checks.report.document import Input, Report
from theatrum.checks.report.hiding import hide_private
from theatrum.checks.report.json_report import write_json
from theatrum.checks.report.look import Look
from theatrum.checks.report.text_report import text_lines

FINDINGS = st.builds(
    Finding,
    code=st.sampled_from(["schema.enum", "schema.type", "links.orphan", "table.header"]),
    severity=st.sampled_from(list(Severity)),
    message=st.sampled_from(["It is wrong.", "It is missing."]),
    column=st.sampled_from([None, "A", "B"]),
    row=st.one_of(st.none(), st.integers(1, 30)),
    value=st.sampled_from([None, "x", "y", "\ud83e\udd80"]),
    file=st.sampled_from([None, "a.csv", "b.csv"]),
    sheet=st.sampled_from([None, "S"]),
)


def _report(groups: list[Group]) -> Report:
    return Report(
        groups=groups,
        inputs=[Input(file="a.csv", rows=30)],
        model="1",
        overlay="1",
        profile="p",
        engine="1",
        started=datetime(2026, 1, 1, tzinfo=UTC),
        seconds=1,
    )


def _json(report: Report) -> dict[str, list[dict[str, object]]]:
    stream = io.BytesIO()
    write_json(stream, report)
    told: dict[str, list[dict[str, object]]] = json.loads(stream.getvalue())
    return told


def _csv(report: Report) -> list[dict[str, str]]:
    stream = io.BytesIO()
    write_csv(stream, report)
    return list(csv.DictReader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline="")))


@given(st.lists(FINDINGS, unique=True))
def test_grouping_and_expanding_gives_the_same_findings(findings: list[Finding]) -> None:
    report = _report(grouped(findings))
    expanded = list(report.findings())
    # A finding without a row beside the same one with rows is one group: its rows tell more.
    rowed = {replace(finding, row=None) for finding in findings if finding.row is not None}
    expected = [one for one in findings if one.row is not None or one not in rowed]
    assert sorted(expanded, key=repr) == sorted(expected, key=repr)
    assert len(_csv(report)) == len(expanded) == len(_json(report)["findings"])
    assert sum(report.counts().values()) == len(expanded)
    assert sum(report.codes().values()) == len(expanded)


@given(st.lists(FINDINGS), st.randoms())
def test_order_does_not_depend_on_how_findings_came(findings: list[Finding], random: Random) -> None:
    shuffled = list(findings)
    random.shuffle(shuffled)
    one, other = list(_report(grouped(findings)).findings()), list(_report(grouped(shuffled)).findings())
    assert [_key(finding) for finding in one] == [_key(finding) for finding in other]
    assert [_key(finding) for finding in one] == sorted(_key(finding) for finding in one)


def _key(finding: Finding) -> tuple[str, str, int, str, str, str]:
    return (
        finding.file or "",
        finding.sheet or "",
        finding.row or 0,
        finding.column or "",
        finding.code,
        finding.message,
    )


def test_pieces_of_one_table_become_one_group() -> None:
    finding = Finding(code="schema.enum", severity=Severity.ERROR, message="m", file="a.csv", column="A", value="x")
    report = _report([Group(finding, (1, 2)), Group(finding, (11, 12))])
    assert [(group.count, tuple(group.rows)) for group in report.groups] == [(4, (1, 2, 11, 12))]


@pytest.mark.parametrize(
    ("severity", "code", "final"),
    [
        (Severity.ERROR, 1, 1),
        (Severity.PENDING, 0, 1),
        (Severity.WARNING, 0, 0),
        (Severity.NOTE, 0, 0),
    ],
)
def test_exit_code_says_what_blocks(severity: Severity, code: int, final: int) -> None:
    report = _report([Group(Finding(code="links.x", severity=severity, message="m"), (1,))])
    assert (report.exit_code(), report.exit_code(final=True)) == (code, final)


def test_clean_rows_are_those_without_an_error() -> None:
    error = Finding(code="schema.enum", severity=Severity.ERROR, message="m", file="a.csv", column="A")
    warning = replace(error, severity=Severity.WARNING)
    groups = [Group(error, (1, 2)), Group(replace(error, column="B"), (2, 30)), Group(warning, (9,))]
    assert _report(groups).clean_rows() == [27]


def test_finding_on_a_private_cell_loses_its_value() -> None:
    private = Finding(
        code="privacy.name", severity=Severity.ERROR, message="A name.", file="a.csv", column="A", value="Roe"
    )
    other = Finding(
        code="schema.enum",
        severity=Severity.ERROR,
        message="m",
        file="a.csv",
        column="A",
        value="Roe",
        fix='Did you mean "ROE"?',
        suggestions=("ROE",),
    )
    hidden = hide_private([Group(private, (3,)), Group(other, (2, 3))])
    assert [(one.finding.value, one.finding.fix, tuple(one.rows)) for one in hidden] == [
        (None, None, (3,)),
        (None, None, (3,)),
        ("Roe", 'Did you mean "ROE"?', (2,)),
    ]


def test_finding_about_a_whole_private_column_hides_all_of_it() -> None:
    private = Finding(code="privacy.column", severity=Severity.ERROR, message="m", file="a.csv", column="A")
    other = replace(private, code="schema.enum", value="x")
    elsewhere = replace(other, column="B")
    hidden = hide_private([Group(private), Group(other, (2, 3)), Group(elsewhere, (2,))])
    assert [one.finding.value for one in hidden] == [None, None, "x"]


def test_private_text_is_in_no_report() -> None:
    report = mess.report()
    written = [json.dumps(_json(report)), json.dumps(_csv(report)), "\n".join(text_lines(report, Look(show_all=True)))]
    assert [mess.SECRET in text or "Jane" in text for text in written] == [False, False, False]


def test_csv_has_a_line_a_finding_that_excel_reads() -> None:
    stream = io.BytesIO()
    write_csv(stream, mess.report())
    assert stream.getvalue().startswith(b"\xef\xbb\xbf")
    lines = _csv(mess.report())
    assert tuple(lines[0]) == COLUMNS
    assert len(lines) == sum(mess.report().counts().values())


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "=cmd|' /C calc'!A0"])
def test_csv_holds_no_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    finding = Finding(code="schema.enum", severity=Severity.ERROR, message="m", file=text, column=text, value=text)
    (line,) = _csv(_report([Group(finding, (1,))]))
    assert {line["file"], line["column"], line["value"]} == {f"'{text}"}


@pytest.mark.parametrize("text", ["Lung", "5", "UBERON:0002048", "a-b", ""])
def test_csv_leaves_plain_text_alone(text: str) -> None:
    assert harmless(text) == text


def test_json_is_utf8_whatever_was_in_the_data() -> None:
    finding = Finding(code="schema.enum", severity=Severity.ERROR, message="m", value="\ud800 \u2028 \x00 ä 🦀")
    (told,) = _json(_report([Group(finding)]))["findings"]
    assert told["value"] == finding.value


def test_release_code_of_the_consortium_is_told() -> None:
    report = _report([Group(Finding(code="links.orphan", severity=Severity.ERROR, message="m"), (1,))])
    report.release_code = lambda code, column: (
        "UNRESOLVED_ID_PATH" if (code, column) == ("links.orphan", None) else None
    )
    told = _json(report)
    assert told["findings"][0]["release_code"] == told["groups"][0]["release_code"] == "UNRESOLVED_ID_PATH"
