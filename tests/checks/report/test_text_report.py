"""The report in a terminal: short, in the order of what to do, and harmless."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theatrum.checks.findings import Finding, Group, Severity
from theatrum.checks.report.document import Input, NotChecked, Report
from theatrum.checks.report.look import Look
from theatrum.checks.report.numbers import row_ranges
from theatrum.checks.report.text_report import text_lines

TABLE = Input(file="a.csv", component="A", how_recognised="by name a.csv", rows=100)


def _text(
    groups: Sequence[Group],
    look: Look | None = None,
    inputs: Sequence[Input] = (TABLE,),
    left: Sequence[NotChecked] = (),
) -> str:
    report = Report(
        groups=groups,
        inputs=inputs,
        not_checked=left,
        model="1",
        overlay="1",
        profile="p",
        engine="1",
        started=datetime(2026, 1, 1, tzinfo=UTC),
        seconds=1,
    )
    return "\n".join(text_lines(report, look or Look(paths=["x"])))


def _finding(
    *,
    code: str = "schema.enum",
    severity: Severity = Severity.ERROR,
    column: str | None = "C",
    message: str = "C is wrong.",
    value: str | None = None,
    fix: str | None = None,
    file: str | None = "a.csv",
) -> Finding:
    return Finding(code=code, severity=severity, column=column, message=message, value=value, fix=fix, file=file)


def _requires(column: str) -> Finding:
    return _finding(code="schema.required", column=column, message=f"{column} is missing.", fix="Add it: text.")


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([1], "1"),
        ([1, 2, 3], "1-3"),
        ([2, 3, 5, 9, 10], "2-3, 5, 9-10"),
        (range(1, 40, 2), "1, 3, 5, 7, 9, 11 and 14 more"),
        (range(1, 1_000_001), "1-1000000"),
        ([], ""),
    ],
)
def test_rows_are_written_shortly(rows: Sequence[int], text: str) -> None:
    assert row_ranges(rows) == text


def test_ten_thousand_errors_read_as_one() -> None:
    groups = [Group(_finding(value=f"v{number}", fix="Write it right."), (number,)) for number in range(1, 101)]
    text = _text(groups)
    assert text.count("C is wrong.") == 1
    assert "and 95 cells with 95 other values" in text
    assert text.count("-> Write it right.") == 1
    assert "a.csv: A, 0 of 100 rows are clean" in text
    assert '"v99"' in _text(groups, Look(show_all=True))


def test_several_missing_columns_are_one_thing_to_mend() -> None:
    text = _text([Group(_requires("C")), Group(_requires("D"), range(1, 101)), Group(_requires("E"), (4,))])
    assert "2 required columns are missing, or empty in every row." in text
    assert "1. Add the 2 missing columns of a.csv." in text
    assert "E is missing.\n           row 4" in text
    assert "0 of 100 rows are clean" in text


def test_what_to_mend_first_stands_first() -> None:
    groups = [
        Group(_finding(code="links.missing", severity=Severity.PENDING, message="It is awaited."), (1,)),
        Group(_finding(code="links.cycle", message="It goes round."), (1,)),
        Group(_finding(message="One is wrong."), (1,)),
        Group(_finding(message="Many are wrong."), range(1, 50)),
        Group(_finding(code="table.duplicate_header", message="Two are called so."), ()),
        Group(_finding(code="privacy.name", message="A person is named."), (2,)),
        Group(_finding(code="table.encoding", severity=Severity.WARNING, message="It is not UTF-8."), ()),
    ]
    text = _text(groups)
    order = ["A person", "Two are", "Many are", "One is", "It goes", "It is not UTF-8", "It is awaited"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert text.index("1. Take identifying data out of a.csv") < text.index("2. Correct the columns of a.csv")


def test_files_are_told_together_and_unreadable_ones_first() -> None:
    small = [
        Group(_finding(code="file.small", column=None, message="It is small.", file=f"f{n}.bam")) for n in range(9)
    ]
    damaged = Group(_finding(code="table.unreadable", column=None, message="It is damaged.", file="b.csv"))
    text = _text([Group(_finding(), (1,)), *small, damaged])
    assert text.startswith("Files\n  error    It is damaged.\n           b.csv")
    assert text.count("It is small.") == 2
    assert "and 4 more files" in text
    assert text.index("It is damaged.") < text.index("a.csv: A")


def test_advice_that_differs_between_files_is_told_for_each_kind() -> None:
    date = _finding(code="privacy.date", column=None, message="Date must be empty.", fix="theatrum redact does it.")
    names = [("a.tiff", date.fix), ("b.tiff", date.fix), ("c.zip", "Unpack it.")]
    text = _text([Group(replace(date, file=name, fix=fix)) for name, fix in names])
    assert "-> a.tiff and 1 more: theatrum redact does it.\n" in text
    assert "-> c.zip: Unpack it.\n" in text
    assert "theatrum redact x --output cleaned\n" in text


def test_what_is_in_no_file_is_told_by_its_value() -> None:
    lacks = _finding(code="links.presence", column=None, message="Its panel is missing.", file=None)
    text = _text([Group(replace(lacks, value=f"P{number}")) for number in range(1, 8)])
    assert 'Its panel is missing.\n           "P1"\n' in text
    assert "and 2 more\n" in text


def test_only_twenty_things_a_table_unless_all_are_wanted() -> None:
    groups = [Group(_finding(message=f"Thing {number} is wrong."), (number,)) for number in range(1, 31)]
    assert _text(groups).count("is wrong.") == 20
    assert "... and more to mend, at 10 places: --all shows it." in _text(groups)
    assert _text(groups, Look(show_all=True)).count("is wrong.") == 30


def test_oddities_of_the_data_model_bury_nothing() -> None:
    note = _finding(code="schema.model_defect", severity=Severity.NOTE, message="It never applies.", file=None)
    text = _text([Group(note), Group(replace(note, column="D"))])
    assert "It never applies." not in text
    assert "Nothing was found to mend.\nThe data model has 2 known oddities of its own; --all lists them." in text
    assert "D: It never applies." in _text([Group(replace(note, column="D"))], Look(show_all=True))


def test_table_that_is_given_alone_is_not_blamed_for_the_others() -> None:
    lacks = _finding(code="links.missing_reference", severity=Severity.PENDING, message="C names nobody.")
    known = replace(lacks, value="X1")
    text = _text([Group(lacks, range(1, 101)), Group(replace(lacks, code="cardinality.no_records", column=None))])
    assert "clean  a.csv: A, 100 rows" in text
    assert "Links to other tables (C). Only this table was given" in text
    assert "submitted as it is" not in text
    assert "C names nobody." in _text([Group(known, (3,))])
    two = [TABLE, Input(file="b.csv", component="B", rows=3)]
    assert "C names nobody." in _text([Group(lacks, (3,))], inputs=two)
    assert "C names nobody." in _text([Group(lacks, (3,))], Look(is_final=True))


def test_links_that_nobody_followed_are_not_checked() -> None:
    note = _finding(code="links.not_checked", severity=Severity.NOTE, message="Not checked here: whether C is there.")
    text = _text([Group(note, (1,))], inputs=[TABLE, Input(file="b.csv", component="B", rows=3)])
    assert "clean  a.csv: A, 100 rows" in text
    assert "Not checked, so not passed:\n  Whether C is there." in text


def test_header_is_told_as_it_is_written() -> None:
    spelt = _finding(code="table.header_spelling", severity=Severity.WARNING, column="My c", message="It is read as C.")
    text = _text([Group(replace(spelt, suggestions=("C",))), Group(_finding(value="x"), (1,))])
    assert 'C is wrong. (Its header: "My c".)' in text
    assert "My c: It is read as C.\n" in text


def test_headers_that_are_misspelt_are_one_thing_to_mend() -> None:
    spelt = _finding(code="table.header_spelling", severity=Severity.WARNING, message="It is read.")
    groups = [
        Group(replace(spelt, column=f"c {name}", fix=f"Name the column C_{name}.", suggestions=(f"C_{name}",)))
        for name in "ABCDE"
    ]
    text = _text(groups)
    assert "5 columns are not named exactly as in the data model." in text
    assert '"c E"  Name the column C_E.' in text
    assert "It is read." not in text


def test_values_that_are_too_many_to_be_told_come_last() -> None:
    groups = [Group(_finding(value=f"v{number}"), (number,)) for number in range(1, 8)]
    text = _text([Group(_finding(), range(50, 80)), *groups])
    assert text.index('"v1"') < text.index("and 32 cells with other values")


def test_rows_that_are_alike_in_one_table_are_told_as_rows() -> None:
    twice = [("x", (1, 3), "rows 1 and 3 of a.csv"), ("y", (2, 9), "rows 2 and 9 of a.csv")]
    groups = [
        Group(
            _finding(code="links.duplicate_key", message=f"C is there twice. It stands in {where}.", value=value), rows
        )
        for value, rows, where in twice
    ]
    text = _text(groups)
    assert text.count("C is there twice.") == 2  # above, and where to begin
    assert "It stands" not in text
    assert '"x"  2 cells: rows 1, 3\n           "y"  2 cells: rows 2, 9' in text
    elsewhere = replace(
        groups[0].finding, message="C is there twice. It stands in row 1 of a.csv and in row 2 of b.csv."
    )
    assert "It stands in row 1 of a.csv and in row 2 of b.csv." in _text([Group(elsewhere, (1,))]).replace("\n  ", "")


def test_notes_that_differ_by_a_name_are_not_repeated() -> None:
    groups = [
        Group(_finding(code="links.remark", severity=Severity.NOTE, message=f"Note {n}.", file=None)) for n in range(9)
    ]
    assert _text(groups).count("Note ") == 3
    assert "at 6 places: --all shows it." in _text(groups)


def test_message_without_its_column_is_led_by_it() -> None:
    assert "HTAN_ID: It is unknown." in _text([Group(_finding(column="HTAN_ID", message="It is unknown."), ())])


def test_not_checked_is_never_called_clean() -> None:
    inputs = [Input(file="x.svs"), Input(file="y.svs")]
    why = "no reader is there"
    left = [NotChecked(what="labels", why=why, file="x.svs"), NotChecked(what="the lot", why=f"{why}.")]
    text = _text([], inputs=inputs, left=left)
    assert "Not checked, so not passed:\n  x.svs: labels; the lot. No reader is there.\n" in text
    assert "clean  1 other file" in text


def test_clean_submission_says_so() -> None:
    text = _text([])
    assert "clean  a.csv: A, 100 rows" in text
    assert "Nothing was found to mend." in text
    assert "Begin here" not in text
    assert "theatrum check x --final" in text
    assert "staged as it is" in _text([], Look(is_final=True))
    warned = _text([Group(_finding(severity=Severity.WARNING), (1,))])
    assert "This can be submitted as it is; warnings do not stop it" in warned


def test_what_was_not_checked_is_told_shortly() -> None:
    left = [NotChecked(what=f"part {number}", why="no reader is there") for number in range(9)]
    assert "part 0; part 1; part 2; 6 more, which --all lists. No reader is there." in _text([], left=left)
    assert "part 8" in _text([], Look(show_all=True), left=left).replace("\n    ", " ")


def test_pending_leads_to_known_identifiers() -> None:
    text = _text([Group(_finding(code="links.missing_parent", severity=Severity.PENDING, value="x"), (1,))])
    assert "theatrum check x --known FILE_OR_URL" in text
    assert "100 of 100 rows are clean" in text


def test_colours_come_only_when_asked() -> None:
    groups = [Group(_finding(value="x", fix="Write y."), (1,))]
    assert "\x1b[" in _text(groups, Look(colour=True))
    assert "\x1b[" not in _text(groups, Look(colour=False))


@given(st.text(min_size=1), st.text(min_size=1), st.text())
def test_data_never_steer_the_terminal(name: str, value: str, file: str) -> None:
    finding = _finding(column=name, message=f"{name} is wrong.", value=value, fix=f"Remove {name}.", file=file)
    text = _text([Group(finding, (1,))], inputs=[Input(file=file, component=name, how_recognised=name, rows=3)])
    assert all(line.isprintable() for line in text.split("\n"))
