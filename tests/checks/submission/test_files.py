import ast
import gzip
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
import pytest

import theatrum.checks.submission.files
from tests.checks.submission.conftest import VERSION, Discover, Write
from theatrum.checks.findings import Finding, Group, Severity
from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission.codes import CODES
from theatrum.checks.submission.files import check_files, not_checked
from theatrum.checks.submission.found import FileRows, Submission

READS = gzip.compress(b"@r\nACGT\n+\nIIII\n", mtime=0)
BAM = gzip.compress(b"BAM\1" + bytes(40), mtime=0)
Check = Mapping[str, list[Finding]]


def _rows(
    component: str | None, *paths: str, written: str = "fastq.gz", file: str = "t.csv", first: int = 1
) -> FileRows:
    frame = pl.DataFrame({"FILENAME": paths, "FILE_FORMAT": [written] * len(paths)})
    return FileRows(component=component, file=file, sheet=None, frame=frame, first_row=first)


def _check(
    submission: Submission, profile: Profile, metadata: Sequence[FileRows] = (), *, final: bool = False
) -> list[Group]:
    groups = check_files(submission, metadata, profile, version=VERSION, final=final)
    # The small files of these tests are small on purpose.
    return [group for group in groups if group.finding.code != "file.small"]


def _one(groups: list[Group], code: str) -> Group:
    same = [group for group in groups if group.finding.code == code]
    assert len(same) == 1, [group.finding.code for group in groups]
    return same[0]


def _codes(groups: list[Group]) -> list[str]:
    return [group.finding.code for group in groups]


@pytest.mark.requirement("R76")
@pytest.mark.parametrize(
    "path",
    [
        "WES/Level_1/a.fastq.gz",
        "v8_ingest/WES/Level_1/a.fastq.gz",
        "Level_1/a.fastq.gz",
        "./WES/Level_1/a.fastq.gz",
        "WES\\Level_1\\a.fastq.gz",
        "HTAN2_CRC/v8_ingest/WES/Level_1/a.fastq.gz",
    ],
)
def test_one_row_a_file_is_clean(write: Write, found: Discover, profile: Profile, path: str) -> None:
    write("v8_ingest/WES/Level_1/a.fastq.gz", READS)
    assert _check(found(), profile, [_rows("BulkWESLevel1", path)]) == []


@pytest.mark.requirement("R76")
@pytest.mark.parametrize(("final", "severity"), [(False, Severity.WARNING), (True, Severity.ERROR)])
def test_a_row_without_file_may_be_uploaded_until_the_end(
    write: Write, found: Discover, profile: Profile, *, final: bool, severity: Severity
) -> None:
    write("WES/Level_1/a.fastq.gz", READS)
    rows = [_rows("BulkWESLevel1", "WES/Level_1/a.fastq.gz", "WES/Level_1/b_other.fastq.gz", first=11)]
    group = _one(_check(found(), profile, rows, final=final), "file.missing")
    assert (group.finding.severity, list(group.rows), group.finding.column) == (severity, [12], "FILENAME")


def test_a_slip_of_the_pen_gets_the_file_that_was_meant(write: Write, found: Discover, profile: Profile) -> None:
    write("WES/Level_1/sample_1_tumor.fastq.gz", READS)
    groups = _check(found(), profile, [_rows("BulkWESLevel1", "WES/Level_1/sample_1_tumour.fastq.gz")])
    assert _one(groups, "file.missing").finding.suggestions == ("WES/Level_1/sample_1_tumor.fastq.gz",)
    groups = _check(found(), profile, [_rows("BulkWESLevel1", "WES/Level_1/sample_2_tumor.fastq.gz")])
    assert _one(groups, "file.missing").finding.suggestions == ()


def test_a_thousand_missing_files_read_as_one(write: Write, found: Discover, profile: Profile) -> None:
    paths = [f"WES/Level_1/{number}.fastq.gz" for number in range(1000)]
    groups = _check(found(), profile, [_rows("BulkWESLevel1", *paths)])
    assert _one(groups, "file.missing").rows == tuple(range(1, 1001))


@pytest.mark.requirement("R76", "R146")
@pytest.mark.parametrize(("final", "severity"), [(False, Severity.WARNING), (True, Severity.ERROR)])
def test_a_file_without_row(
    write: Write, found: Discover, profile: Profile, *, final: bool, severity: Severity
) -> None:
    write("WES/Level_1/a.fastq.gz", READS)
    finding = _one(_check(found(), profile, final=final), "file.not_annotated").finding
    assert (finding.file, finding.severity) == ("WES/Level_1/a.fastq.gz", severity)


def test_a_folder_of_files_without_rows_is_told_once(write: Write, found: Discover, profile: Profile) -> None:
    for number in range(100):
        write(f"WES/Level_1/{number}.fastq.gz", READS)
    finding = _one(_check(found(), profile), "file.not_annotated").finding
    assert finding.file == "WES/Level_1"
    assert "100 files of this folder, such as 0.fastq.gz" in finding.message


@pytest.mark.requirement("R76")
def test_two_rows_for_one_file_in_one_table_or_two(write: Write, found: Discover, profile: Profile) -> None:
    write("WES/Level_1/a.fastq.gz", READS)
    path = "WES/Level_1/a.fastq.gz"
    group = _one(_check(found(), profile, [_rows("BulkWESLevel1", path, path)]), "file.annotated_twice")
    assert (group.rows, group.finding.severity) == ((1, 2), Severity.ERROR)
    tables = [_rows("BulkWESLevel1", path, file=name) for name in ("one.csv", "two.csv")]
    groups = [group for group in _check(found(), profile, tables) if group.finding.code == "file.annotated_twice"]
    assert [group.finding.file for group in groups] == ["one.csv", "two.csv"]


@pytest.mark.requirement("R77")
def test_a_name_without_folder_is_told_what_to_write(write: Write, found: Discover, profile: Profile) -> None:
    write("upload/wes/level-1/a.fastq.gz", READS)
    finding = _one(_check(found(), profile, [_rows("BulkWESLevel1", "a.fastq.gz")]), "file.path_form").finding
    assert finding.suggestions == ("WES/Level_1/a.fastq.gz",)


def test_a_path_that_ends_as_a_folder(write: Write, found: Discover, profile: Profile) -> None:
    write("WES/Level_1/a.fastq.gz", READS)
    rows = [_rows("BulkWESLevel1", "WES/Level_1/")]
    assert _one(_check(found(), profile, rows), "file.path_is_folder").finding.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("path", "code"),
    [("other/a.fastq.gz", "file.path_differs"), ("WES/Level_1/A.fastq.gz", "file.name_case")],
)
def test_paths_that_miss_by_a_little(write: Write, found: Discover, profile: Profile, path: str, code: str) -> None:
    write("WES/Level_1/a.fastq.gz", READS)
    groups = _check(found(), profile, [_rows("BulkWESLevel1", path)])
    assert _codes(groups) == [code]
    assert groups[0].finding.suggestions == ("WES/Level_1/a.fastq.gz",)


def test_files_of_one_name_in_many_folders(write: Write, found: Discover, profile: Profile) -> None:
    for run in range(3):
        write(f"WES/Level_1/run{run}/a.fastq.gz", READS)
    exact = [_rows("BulkWESLevel1", *(f"WES/Level_1/run{run}/a.fastq.gz" for run in range(3)))]
    assert _check(found(), profile, exact) == []
    short = _check(found(), profile, [_rows("BulkWESLevel1", "WES/a.fastq.gz")])
    assert _codes(short) == ["file.ambiguous"]


def test_the_table_beside_it_says_which_file_is_meant(write: Write, found: Discover, profile: Profile) -> None:
    write("a/x.fastq.gz", READS)
    write("b/x.fastq.gz", READS)
    rows = [_rows("BulkWESLevel1", "x/x.fastq.gz", file=f"{folder}/t.csv") for folder in "ab"]
    assert set(_codes(_check(found(), profile, rows))) == {"file.path_differs"}


@pytest.mark.requirement("R80")
def test_a_file_in_the_folder_of_another_level(write: Write, found: Discover, profile: Profile) -> None:
    write("WES/Level_1/a.fastq.gz", READS)
    write("Clinical/Diagnosis/b.fastq.gz", READS)
    rows = [_rows("scRNALevel1", "WES/Level_1/a.fastq.gz")]
    messages = [
        group.finding.message for group in _check(found(), profile, rows) if group.finding.code == "file.misplaced"
    ]
    assert len(messages) == 2
    assert "scRNALevel1" in messages[1]
    assert "Diagnosis" in messages[0]


@pytest.mark.requirement("R78")
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("WES/Level_3/a.vcf", None),
        ("WES/Level_3/a.VCF", None),
        ("WES/Level_3/a.maf", ("file.format_needs_approval", Severity.WARNING)),
        ("WES/Level_3/a.h5ad", ("file.format_not_accepted", Severity.ERROR)),
        ("WES/Level_3/a.docx", ("file.format_not_accepted", Severity.ERROR)),
        ("WES/Level_1/a.bam", ("file.format_doubtful", Severity.WARNING)),
        ("Imaging/MultiplexMicroscopy/Level_3/a.ome.tif", None),
        ("Imaging/MultiplexMicroscopy/Level_2/a.tif", ("file.format_needs_approval", Severity.WARNING)),
        ("SpatialOmics/Level_1/a.tgz", None),
    ],
)
def test_formats_of_a_level(
    write: Write, found: Discover, profile: Profile, name: str, told: tuple[str, Severity] | None
) -> None:
    write(name, b"x")
    component = found().files[0].component
    groups = _check(found(), profile, [_rows(component, name, written="")])
    seen = [(group.finding.code, group.finding.severity) for group in groups if "content" not in group.finding.code]
    assert seen == ([told] if told else [])


def test_an_unknown_file_without_row_is_told_once(write: Write, found: Discover, profile: Profile) -> None:
    write("WES/Level_1/README.md", b"hello")
    assert _codes(_check(found(), profile)) == ["file.not_annotated"]


@pytest.mark.requirement("R79")
def test_the_format_of_a_row_against_the_name(write: Write, found: Discover, profile: Profile) -> None:
    write("WES/Level_1/a.fastq.gz", READS)
    rows = [_rows("BulkWESLevel1", "WES/Level_1/a.fastq.gz", written="bam")]
    finding = _one(_check(found(), profile, rows), "file.format_differs").finding
    assert (finding.suggestions, finding.column, finding.value) == (("fastq.gz",), "FILE_FORMAT", "bam")
    write("Imaging/MultiplexMicroscopy/Level_3/a.ome.tiff", b"II*\0")
    image = _rows("MultiplexMicroscopyLevel3", "Imaging/MultiplexMicroscopy/Level_3/a.ome.tiff", written="tiff")
    assert "file.format_differs" not in _codes(_check(found(), profile, [image]))


@pytest.mark.requirement("R79")
@pytest.mark.parametrize(
    ("name", "content", "is_wrong"),
    [
        ("WES/Level_2/a.bam", BAM, False),
        ("WES/Level_2/b.bam", gzip.compress(b"text", mtime=0), True),
        ("WES/Level_2/c.cram", b"CRAM\3\0", False),
        ("WES/Level_1/d.fastq.gz", b"@r\nA\n+\nI\n", True),
        ("WES/Level_3/e.vcf", b"##fileformat=VCFv4.3\n", False),
        ("scRNA_seq/Level_3_4/f.h5ad", b"\x89HDF\r\n\x1a\n", False),
        ("scRNA_seq/Level_3_4/g.h5ad", b"PK\3\4", True),
    ],
)
def test_the_first_bytes_against_the_name(
    write: Write, found: Discover, profile: Profile, name: str, content: bytes, *, is_wrong: bool
) -> None:
    write(name, content)
    assert ("file.content_differs" in _codes(_check(found(), profile))) == is_wrong


@pytest.mark.requirement("R125", "R130")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("SpatialOmics/Level_3/a.fastq.gz", READS),
        ("SpatialOmics/Level_3/b.bam", BAM),
        ("SpatialOmics/Level_3/c.bam.bai", b"BAI\1"),
        ("SpatialOmics/Level_3/d.tar.gz", READS),
        ("WES/Level_3/e.vcf.gz", BAM),
        ("WES/Level_3/f.vcf", b"@HD\tVN:1.6\n"),
        ("Imaging/DigitalPathology/g.svs", b"CRAM\3\0"),
        ("Clinical/Demographics/h.cram", b"CRAM\3\0"),
    ],
)
def test_reads_in_the_open_by_name_or_content(
    write: Write, found: Discover, profile: Profile, name: str, content: bytes
) -> None:
    write(name, content)
    finding = _one(_check(found(), profile), "file.controlled_format").finding
    assert (finding.severity, finding.file) == (Severity.ERROR, name)


@pytest.mark.requirement("R130")
def test_reads_where_access_is_controlled_are_fine(write: Write, found: Discover, profile: Profile) -> None:
    write("SpatialOmics/Level_1/a.gz", READS)
    assert "file.controlled_format" not in _codes(_check(found(), profile))


@pytest.mark.requirement("R83")
def test_empty_is_an_error_and_small_a_warning(write: Write, found: Discover, profile: Profile) -> None:
    write("WES/Level_1/a.fastq.gz", b"")
    write("WES/Level_1/b.fastq.gz", READS + bytes(1_000_000))
    write("WES/Level_1/c.fastq.gz", READS)
    write("SpatialOmics/Level_3/d.tar.gz", gzip.compress(b""))
    groups = check_files(found(), [], profile, version=VERSION)
    sizes = {
        (group.finding.file or "").rpartition("/")[2]: (group.finding.code, group.finding.severity)
        for group in groups
        if group.finding.requirement == "R83"
    }
    assert sizes == {
        "a.fastq.gz": ("file.empty", Severity.ERROR),
        "c.fastq.gz": ("file.small", Severity.WARNING),
    }


@pytest.mark.requirement("R82")
@pytest.mark.parametrize("name", ["a b.fastq.gz", "ä.fastq.gz", "a(1).fastq.gz", "a.fastq.gz\n", "a\n.fastq.gz"])
def test_names_that_programs_trip_over(write: Write, found: Discover, profile: Profile, name: str) -> None:
    write(f"WES/Level_1/{name}", READS)
    finding = _one(_check(found(), profile), "file.name_characters").finding
    assert finding.severity is Severity.WARNING
    assert (finding.file or "").isprintable()


def test_names_that_differ_in_case_only(write: Write, found: Discover, profile: Profile) -> None:
    write("WES/Level_1/a.fastq.gz", READS)
    write("WES/Level_1/A.fastq.gz", READS)
    alike = [group for group in _check(found(), profile) if group.finding.code == "file.name_case"]
    # Where the file system cannot hold both, there is nothing to tell.
    assert len(alike) == (2 if len(found().files) == 2 else 0)


@pytest.mark.requirement("R72")
def test_a_table_that_is_itself_submitted_has_its_format_checked(
    write: Write, found: Discover, profile: Profile
) -> None:
    write("Clinical/Tier2/t.tsv", b"HTAN Participant ID\tx\nHTA201_1\t1\n")
    write("Clinical/Demographics/d.tsv", b"HTAN Participant ID\tSex\nHTA201_1\tx\n")
    rule = profile.overlay.files.accepted_for("ClinicalTier2", VERSION)
    told = [
        group.finding.file for group in _check(found(), profile) if group.finding.code == "file.format_not_accepted"
    ]
    assert told == (["Clinical/Tier2/t.tsv"] if rule else [])


def test_a_matrix_in_a_folder_without_order_is_found_by_its_row(
    write: Write, found: Discover, profile: Profile
) -> None:
    write("cells.csv", b"CellID,x\n1,2\n")
    groups = _check(found(), profile, [_rows("MultiplexMicroscopyLevel4", "up/cells.csv", written="csv")])
    assert groups == []


def test_a_file_that_vanishes_during_the_check_is_told(write: Write, found: Discover, profile: Profile) -> None:
    path = write("WES/Level_1/a.fastq.gz", READS)
    submission = found()
    path.unlink()
    assert "file.vanished" in _codes(_check(submission, profile))


@pytest.mark.requirement("R149")
def test_what_nobody_looked_at_is_listed(write: Write, found: Discover, profile: Profile) -> None:
    for number in range(2):
        write(f"WES/Level_2/{number}.bam", BAM)
    write("notes.txt", b"x")
    entries = [entry.what for entry in not_checked(found(), profile)]
    assert entries == ["Content of 2 BAM files", "1 other file: notes.txt"]


def test_every_code_is_described(profile: Profile) -> None:
    folder = Path(theatrum.checks.submission.files.__file__).parent
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.py") if path.name != "codes.py"]
    constants = (node.value for text in texts for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
    used = {value for value in constants if isinstance(value, str) and re.fullmatch(r"file\.[a-z_]{2,}", value)}
    named = {f"file.{rule.code}" for rule in profile.overlay.files.names}
    assert (used | named) - {"file.component"} == set(CODES)
