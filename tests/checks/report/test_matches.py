"""Findings on identifying data in every report: class, place, length and hash are told, and nothing else."""

import csv
import io
import json
from datetime import UTC, datetime

import openpyxl
import polars as pl

from theatrum.checks.findings import Finding, Group, Match, Severity, Verdict
from theatrum.checks.report.csv_report import write_csv
from theatrum.checks.report.document import Input, Report
from theatrum.checks.report.hiding import hide_private
from theatrum.checks.report.json_report import write_json
from theatrum.checks.report.look import Look
from theatrum.checks.report.marked import write_marked
from theatrum.checks.report.text_report import text_lines

MAIL = Finding(
    code="privacy.email",
    severity=Severity.ERROR,
    message="COMMENTS has an e-mail address.",
    fix="Remove it.",
    file="a.csv",
    column="COMMENTS",
    verdict=Verdict.BLOCK,
)
FIRST, SECOND, THIRD = Match(4, 9, "aa" * 8), Match(0, 12, "bb" * 8), Match(20, 9, "aa" * 8)
NAME = Finding(
    code="privacy.date",
    severity=Severity.ERROR,
    message="The name has a calendar date.",
    file="scan_[date 1f].svs",
    place="name of the file",
    verdict=Verdict.BLOCK,
    match=Match(5, 10, "cc" * 8),
)
HEADER = Finding(
    code="privacy.phone",
    severity=Severity.WARNING,
    message="The header has a phone or fax number.",
    file="a.csv",
    column="[phone 2e]",
    place="header of column 2",
    verdict=Verdict.HOLD,
    match=Match(0, 12, "dd" * 8),
)


def report(*groups: Group) -> Report:
    return Report(
        groups=groups,
        inputs=[Input(file="a.csv", rows=9)],
        model="1",
        overlay="1",
        profile="p",
        engine="1",
        started=datetime(2026, 1, 1, tzinfo=UTC),
        seconds=1,
    )


def everything() -> Report:
    # The second piece of a long table comes as a group of its own; two matches in one cell are two places.
    pieces = (Group(MAIL, (2, 5, 5), (FIRST, SECOND, THIRD)), Group(MAIL, (1,), (THIRD,)))
    return report(*pieces, Group(NAME), Group(HEADER))


def test_pieces_are_one_group_whose_matches_stand_beside_their_rows() -> None:
    (mail,) = [group for group in everything().groups if group.finding.code == "privacy.email"]
    assert list(zip(mail.rows, mail.matches, strict=True)) == [(1, THIRD), (2, FIRST), (5, SECOND), (5, THIRD)]
    told = [(one.row, one.match) for one in everything().findings() if one.code == "privacy.email"]
    assert told == [(1, THIRD), (2, FIRST), (5, SECOND), (5, THIRD)]


def test_a_name_or_a_header_makes_no_cell_private() -> None:
    wrong = Group(
        Finding(code="schema.enum", severity=Severity.ERROR, message="m", file="a.csv", column="[phone 2e]", value="x"),
        (1,),
    )
    about = Group(Finding(code="file.small", severity=Severity.WARNING, message="m", file=NAME.file, fix="Copy it."))
    assert hide_private([Group(HEADER), Group(NAME), wrong, about])[2:] == [wrong, about]


def test_json_has_match_place_and_verdict() -> None:
    stream = io.BytesIO()
    write_json(stream, everything())
    told = json.loads(stream.getvalue())
    by_code = {one["code"]: one for one in told["findings"]}
    assert by_code["privacy.date"]["match"] == {"offset": 5, "length": 10, "hash": "cc" * 8}
    assert (by_code["privacy.date"]["place"], by_code["privacy.date"]["verdict"]) == ("name of the file", "block")
    mails = [(one["row"], one["match"]["hash"][:2]) for one in told["findings"] if one["code"] == "privacy.email"]
    assert mails == [(1, "aa"), (2, "aa"), (5, "bb"), (5, "aa")]
    assert {one["count"] for one in told["groups"] if one["code"] == "privacy.email"} == {4}


def test_csv_has_match_place_and_verdict() -> None:
    stream = io.BytesIO()
    write_csv(stream, everything())
    lines = list(csv.DictReader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline="")))
    mails = [line for line in lines if line["code"] == "privacy.email"]
    assert [(line["row"], line["offset"], line["length"]) for line in mails] == [
        ("1", "20", "9"),
        ("2", "4", "9"),
        ("5", "0", "12"),
        ("5", "20", "9"),
    ]
    (name,) = [line for line in lines if line["code"] == "privacy.date"]
    assert (name["place"], name["hash"], name["verdict"]) == ("name of the file", "cc" * 8, "block")


def test_text_tells_characters_length_and_hash() -> None:
    text = "\n".join(text_lines(everything(), Look(width=100, show_all=True)))
    assert f"row 2, characters 5 to 13 (9), hash {'aa' * 8}" in text
    assert f"scan_[date 1f].svs, name of the file, characters 6 to 15 (10), hash {'cc' * 8}" in " ".join(text.split())
    assert f"header of column 2, characters 1 to 12 (12), hash {'dd' * 8}" in text


def test_text_shows_a_few_places_and_counts_the_rest() -> None:
    many = Group(MAIL, tuple(range(1, 10)), (FIRST,) * 9)
    text = "\n".join(text_lines(report(many), Look(width=100)))
    assert "row 5, characters" in text
    assert "row 6, characters" not in text
    assert "and 4 more places" in text


def test_workbook_empties_the_cells_and_comments_them() -> None:
    stream = io.BytesIO()
    made = everything()
    frame = pl.DataFrame({"COMMENTS": [f"text {row}" for row in range(1, 10)], "[phone 2e]": ["yes"] * 9})
    write_marked(stream, made, [(made.inputs[0], frame)])
    sheet = openpyxl.load_workbook(stream)["a"]
    cells = [sheet.cell(row, 1) for row in range(2, 11)]
    assert [cell.value for cell in cells] == [
        None,
        None,
        "text 3",
        "text 4",
        None,
        *(f"text {n}" for n in range(6, 10)),
    ]
    assert f"characters 5 to 13 (9), hash {'aa' * 8}" in cells[1].comment.text
    assert [sheet.cell(row, 2).value for row in range(1, 4)] == ["[phone 2e]", "yes", "yes"]
    assert "characters 1 to 12" in sheet.cell(1, 2).comment.text
