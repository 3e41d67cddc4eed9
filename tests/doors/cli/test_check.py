"""``theatrum check`` and its report: where it may be written, and what is refused."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from theatrum.doors.cli.main import theatrum

DEMOGRAPHICS = "HTAN_PARTICIPANT_ID,ETHNIC_GROUP\nHTA201_1,nobody knows\n"


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(theatrum, ["check", *map(str, arguments)])


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    """Return a folder with one table."""
    folder = tmp_path / "submission"
    folder.mkdir()
    (folder / "Demographics.csv").write_text(DEMOGRAPHICS, encoding="utf-8")
    return folder


@pytest.mark.parametrize("kind", ["json", "csv", "text", "xlsx"])
def test_a_report_never_takes_the_place_of_what_is_checked(submission: Path, kind: str) -> None:
    table = submission / "Demographics.csv"
    for given in (submission, table):
        result = check(given, "--format", kind, "--output", table)
        assert (result.exit_code, "would take its place" in result.stderr) == (2, True)
    assert table.read_text(encoding="utf-8") == DEMOGRAPHICS
    assert [path.name for path in submission.iterdir()] == ["Demographics.csv"]


def test_reports_in_the_folder_are_left_out_and_may_be_written_again(submission: Path) -> None:
    first = json.loads(check(submission, "--format", "json").stdout)
    reports = [submission / f"report.{ending}" for ending in ("json", "csv", "xlsx", "txt")]
    for report in reports * 2:
        result = check(submission, "--output", report)
        assert (result.exit_code, report.is_file()) == (1, True), result.stderr
    again = json.loads(check(submission, "--format", "json").stdout)
    assert [one for one in again["findings"] if one["code"] != "file.ignored"] == first["findings"]
    told = [one["file"] for one in again["findings"] if one["code"] == "file.ignored"]
    assert sorted(told) == sorted(report.name for report in reports)


def test_a_marked_workbook_is_checked_where_it_is_given_or_alone(submission: Path, tmp_path: Path) -> None:
    alone = tmp_path / "mended"
    alone.mkdir()
    check(submission, "--output", alone / "marked.xlsx")
    for given in (alone, alone / "marked.xlsx"):
        report = json.loads(check(given, "--format", "json").stdout)
        assert [one["component"] for one in report["summary"]["inputs"]] == ["Demographics"]


def test_a_device_is_written_into_and_not_replaced(submission: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert check(submission, "--format", "json", "--output", pipe).exit_code == 1
    assert os.read(reader, 12) == b'{"findings":'
    os.close(reader)
    assert pipe.is_fifo()


def test_a_document_alone_is_checked_and_a_file_that_nobody_can_read_is_not(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing of anybody")
    (tmp_path / "unknown.bin").write_bytes(bytes(range(256)) * 8)
    clean = check(tmp_path / "notes.txt")
    assert (clean.exit_code, "1 file, no table.\nNothing was found to mend." in clean.output) == (0, True)
    assert check(tmp_path / "unknown.bin").exit_code == 2


def test_a_folder_that_does_not_exist_is_told_before_anything_is_checked(submission: Path) -> None:
    result = check(submission, "--output", submission / "none" / "report.json")
    assert result.exit_code == 2
    assert result.stderr.endswith("none: there is no such folder. Make it, or choose another --output.\n")


@pytest.mark.parametrize(
    ("option", "written", "meant"),
    [("--center", "HTA9999", None), ("--center", "hta-201", "HTA201"), ("--component", "Demografics", "Demographics")],
)
def test_unknown_names_are_refused_with_what_is_meant(
    submission: Path, option: str, written: str, meant: str | None
) -> None:
    result = check(submission, option, written)
    assert result.exit_code == 2
    assert "Use one of: " in result.stderr
    assert meant is None or f"Did you mean {meant}?" in result.stderr


def test_files_are_read_to_their_end_where_asked(submission: Path) -> None:
    reads = submission / "WES" / "Level_1" / "a.fastq"
    reads.parent.mkdir(parents=True)
    reads.write_bytes(b"@r\nACGT\n+\nIIII\n" * 60_000 + b"@r\nACGT\n+\nI\n" + b"@r\nACGT\n+\nIIII\n" * 60_000)
    plain, full = check(submission, "--all"), check(submission, "--all", "--full")
    assert "--full reads all" in plain.output
    assert "--full reads all" not in full.output
    assert full.output.count("a.fastq") > plain.output.count("a.fastq"), "the damage is in the middle"
