"""Files of a submission looked into: what their rows say, what is read, and what the report says of that."""

import gzip
import io
import tarfile
from pathlib import Path

import polars as pl
import pytest

from tests.checks.submission.conftest import VERSION, Discover, Write
from theatrum.checks.findings import Group, Severity, Verdict
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission import inspecting as room
from theatrum.checks.submission.estimating import Estimate, estimate
from theatrum.checks.submission.files import check_files, not_checked
from theatrum.checks.submission.found import FileRows, Submission
from theatrum.checks.submission.inspecting import Inspecting
from theatrum.checks.synthesis.contents import pictures
from theatrum.checks.synthesis.contents.content import Content

BUNDLE = "SpatialLevel3"
PLACE = "SpatialOmics/Level_3"
READS = b"@r\nACGT\n+\nIIII\n"


def packed(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


def rows(component: str, **columns: list[str]) -> FileRows:
    return FileRows(component=component, file="t.csv", sheet=None, frame=pl.DataFrame(columns), first_row=11)


def looking(profile: Profile, *, is_full: bool = False) -> Inspecting:
    return Inspecting(profile, Judge(profile.privacy, b"key of a test", profile), is_full)


def checked(
    submission: Submission, profile: Profile, inspecting: Inspecting, metadata: list[FileRows] | None = None
) -> list[Group]:
    return check_files(submission, metadata or [], profile, version=VERSION, inspecting=inspecting)


def of_code(groups: list[Group], code: str) -> list[Group]:
    return [group for group in groups if group.finding.code == code]


@pytest.mark.requirement("R125")
def test_a_bundle_with_reads(write: Write, found: Discover, profile: Profile) -> None:
    write(f"{PLACE}/a.tar.gz", packed(a=b"1\n", b=READS))
    [group] = of_code(checked(found(), profile, looking(profile)), "format.member_controlled")
    finding = group.finding
    assert (finding.file, finding.place) == (f"{PLACE}/a.tar.gz", "member 2 (b)")
    assert (finding.severity, finding.component) == (Severity.ERROR, BUNDLE)


@pytest.mark.requirement("R128")
def test_what_a_row_says_is_told_in_its_cell(write: Write, found: Discover, profile: Profile) -> None:
    write(f"{PLACE}/a.tar.gz", packed(a=b"1\n"))
    write(f"{PLACE}/b.tar.gz", packed(b=b"1\n"))
    table = rows(BUNDLE, FILENAME=[f"{PLACE}/a.tar.gz", f"{PLACE}/b.tar.gz"], BUNDLE_CONTENTS=["a", "a"])
    [group] = of_code(checked(found(), profile, looking(profile), [table]), "format.contents_missing")
    assert (group.finding.file, group.finding.column, list(group.rows)) == ("t.csv", "BUNDLE_CONTENTS", [12])


@pytest.mark.requirement("R105")
def test_a_date_in_a_header(write: Write, found: Discover, profile: Profile) -> None:
    slide = pictures.tiff_with(Content(sample="S", seed=1, is_color=True), {306: "1970:01:31 12:00:00"})
    write("Imaging/DigitalPathology/a.tiff", slide)
    groups = checked(found(), profile, looking(profile))
    [date] = [group.finding for group in groups if group.finding.code == "privacy.date"]
    assert (date.verdict, date.severity) == (Verdict.BLOCK, Severity.ERROR)
    assert "DateTime" in (date.place or "")
    assert "1970" not in repr(groups)


def test_the_report_says_what_was_read(write: Write, found: Discover, profile: Profile) -> None:
    write("WES/Level_1/a.fastq.gz", gzip.compress(READS * 10, mtime=0))
    write("SpatialOmics/Level_4/b.rds", gzip.compress(b"X\n\0\0\0\3" + bytes(40), mtime=0))
    submission = found()
    by_header, full = looking(profile), looking(profile, is_full=True)
    checked(submission, profile, by_header)
    told = {one.what: one.why for one in not_checked(submission, profile, by_header)}
    assert "Content beyond headers and samples of 1 R data, 1 compressed FASTQ files" in told
    checked(submission, profile, full)
    assert not [one for one in not_checked(submission, profile, full) if "FASTQ" in one.what]


def test_long_reading_is_announced(
    write: Write, found: Discover, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_LONG", 1)
    write("WES/Level_1/a.fastq.gz", gzip.compress(READS * 1000, mtime=0))
    told: list[Estimate] = []
    shown: list[tuple[int, int, str]] = []
    inspecting = looking(profile, is_full=True)
    inspecting.announce = told.append
    inspecting.progress = lambda done, total, name: shown.append((done, total, name))
    checked(found(), profile, inspecting)
    [one] = told
    assert (one.files, one.bytes) == (1, found().files[0].size)
    assert one.seconds > 0
    assert shown[0] == (0, one.bytes, "WES/Level_1/a.fastq.gz")
    assert shown[-1] == (one.bytes, one.bytes, "")


def test_estimates_grow_with_size(write: Write, found: Discover) -> None:
    for number in range(4):
        write(f"WES/Level_1/{number}.fastq.gz", gzip.compress(READS * 1000, mtime=0))
    assert estimate(found().files).files == 4
    assert estimate([]) == Estimate(0, 0, 0.0)


def test_a_file_that_cannot_be_opened_takes_no_time(found: Discover, write: Write) -> None:
    path = write("WES/Level_1/a.fastq.gz", READS)
    files = found().files
    Path(path).unlink()
    assert estimate(files).seconds == 0.0
