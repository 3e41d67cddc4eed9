import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.checks.formats.sequencing.test_fastq import reads
from theatrum.checks.findings import Finding, Severity
from theatrum.checks.formats.bytes import Held
from theatrum.checks.formats.inspecting import inspect_file
from theatrum.checks.formats.inspection import Asked
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission.files import check_files
from theatrum.checks.submission.found import Found, Role, Submission
from theatrum.checks.submission.inspecting import Inspecting
from theatrum.checks.submission.pairing import about_pairs

PROFILE = load_profile(ProfileFolder.packaged("htan2"))
COMPONENT = "BulkWESLevel1"


def findings(contents: dict[str, bytes], rows: dict[str, dict[str, str]] | None = None) -> list[Finding]:
    files = [Found(path=Path("/in") / name, name=name, role=Role.DATA, component=COMPONENT) for name in contents]
    looked = {file.path: inspect_file(Held(contents[file.name]), Asked(file.path.name, is_full=True)) for file in files}
    declared = {Path("/in") / name: row for name, row in (rows or {}).items()}
    return list(about_pairs(files, looked, declared, PROFILE))


@pytest.mark.requirement("R93")
def test_mates_of_a_folder_are_held_together() -> None:
    found = findings({"a/x_R1.fastq": reads(30), "a/x_R2.fastq": reads(29, 2), "b/x_R1.fastq": reads(9)})
    assert [(one.code, one.severity, one.file, one.component, one.requirement) for one in found] == [
        ("format.mate_reads_differ", Severity.ERROR, "a/x_R2.fastq", COMPONENT, "R93")
    ]


@pytest.mark.requirement("R93")
def test_what_rows_say_counts() -> None:
    contents = {"x_R1.fastq": reads(9), "y_1.fastq": reads(9), "z_R2.fastq": reads(9, 2)}
    rows = {
        "x_R1.fastq": {"LIBRARY_LAYOUT": "Paired-end", "READ_INDICATOR": "R2"},
        "y_1.fastq": {"LIBRARY_LAYOUT": "Paired-end"},
        "z_R2.fastq": {"LIBRARY_LAYOUT": "Single-end"},
    }
    assert [(one.code, one.file) for one in findings(contents, rows)] == [
        ("format.mate_indicator", "x_R1.fastq"),
        ("format.mate_missing", "x_R1.fastq"),
        ("format.mate_missing", "y_1.fastq"),
    ]


def test_other_files_have_no_mates() -> None:
    assert not findings({"x_R2.csv": b"a,b\n1,2\n", "x.fastq": reads(9)})


@pytest.mark.requirement("R93")
def test_files_of_a_folder_are_checked_for_their_mates(
    write: Callable[[str, bytes], Path], found: Callable[..., Submission], profile: Profile
) -> None:
    write("WES/Level_1/HTA201_1_B1_R1.fastq.gz", gzip.compress(reads(40)))
    write("WES/Level_1/HTA201_1_B1_R2.fastq.gz", gzip.compress(reads(30, 2)))
    inspecting = Inspecting(profile, Judge(profile.privacy, b"key", profile))
    groups = check_files(found(), [], profile, version="1.0.0", inspecting=inspecting)
    [told] = [group.finding for group in groups if group.finding.code.startswith("format.mate")]
    assert (told.code, told.severity) == ("format.mate_reads_differ", Severity.ERROR)
    assert told.file is not None
    assert told.file.endswith("R2.fastq.gz")
