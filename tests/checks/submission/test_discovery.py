import io
import os
import socket
import sys
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from tests.checks.submission.conftest import VERSION, Discover, Write
from theatrum.checks.profile.discovery_file import read_discovery
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission.discovery import discover
from theatrum.checks.submission.errors import UnknownComponent
from theatrum.checks.submission.found import Confidence, Role, Submission
from theatrum.checks.submission.recognition import Recogniser

DEMOGRAPHICS = b"HTAN Participant ID,Ethnic Group,Gender Identity,Sex,Race\nHTA201_1,a,b,c,d\n"
OF_FILES = b"FILENAME,FILE_FORMAT,HTAN_DATA_FILE_ID,HTAN_PARENT_ID\nx/a.csv,csv,HTA201_1_D1,HTA201_1_B1\n"
MATRIX = b"CellID,X_centroid,Y_centroid,CD3\n1,2,3,4\n"


def _workbook(sheets: dict[str, list[list[str]]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return stream.getvalue()


def _tables(submission: Submission) -> dict[tuple[str, str | None], str | None]:
    return {(table.name, table.sheet): table.component for table in submission.tables}


def _files(submission: Submission) -> dict[str, tuple[Role, str | None]]:
    return {file.name: (file.role, file.component) for file in submission.files}


def _codes(submission: Submission) -> dict[str | None, str]:
    return {group.finding.file: group.finding.code for group in submission.groups}


def test_a_whole_folder(write: Write, found: Discover) -> None:
    write("v8_ingest/Clinical/Demographics/d.csv", DEMOGRAPHICS)
    write("v8_ingest/WES/Level_1/manifest.csv", OF_FILES)
    write("v8_ingest/WES/Level_1/run1/a.fastq.gz", b"x")
    write("v8_ingest/WES/Level_1/notes.md", b"x")
    write("v8_ingest/README.md", b"x")
    submission = found()
    assert _tables(submission) == {
        ("v8_ingest/Clinical/Demographics/d.csv", None): "Demographics",
        ("v8_ingest/WES/Level_1/manifest.csv", None): "BulkWESLevel1",
    }
    assert _files(submission) == {
        "v8_ingest/README.md": (Role.OTHER, None),
        "v8_ingest/WES/Level_1/notes.md": (Role.DATA, "BulkWESLevel1"),
        "v8_ingest/WES/Level_1/run1/a.fastq.gz": (Role.DATA, "BulkWESLevel1"),
    }
    assert [file.place for file in submission.files] == [
        "README.md",
        "WES/Level_1/notes.md",
        "WES/Level_1/run1/a.fastq.gz",
    ]
    assert not submission.groups


@pytest.mark.parametrize("inside", ["v8_ingest/WES/Level_1", "my/WES/Level_1", "v8_staging/wes/level 1/run"])
def test_the_folder_that_is_given_may_be_a_leaf(write: Write, found: Discover, inside: str) -> None:
    path = write(f"{inside}/a.fastq.gz", b"x")
    for given in (path, path.parent):
        file = found(given).files[0]
        assert (file.name, file.component) == ("a.fastq.gz", "BulkWESLevel1")
        assert file.place.lower().replace(" ", "_").startswith("wes/level_1")


def test_folders_far_above_say_nothing(write: Write, found: Discover) -> None:
    path = write("Biospecimen/lab/2024/batch/t.csv", b"a,b\n1,2\n")
    assert found(path.parent).tables[0].component is None


def test_the_same_folder_in_another_spelling_has_the_place_of_the_tree(write: Write, found: Discover) -> None:
    write("upload2/multiplexed-microscopy/level 4/x/a.h5ad", b"x")
    assert found().files[0].place == "Imaging/MultiplexMicroscopy/Level_4/x/a.h5ad"


def test_a_matrix_in_a_folder_of_files_is_a_file(write: Write, found: Discover) -> None:
    write("Imaging/MultiplexMicroscopy/Level_4/cells.csv", MATRIX)
    write("Imaging/MultiplexMicroscopy/Level_4/about.csv", OF_FILES)
    write("Imaging/MultiplexMicroscopy/Level_4/empty.csv", b"")
    submission = found()
    assert [table.name.rpartition("/")[2] for table in submission.tables] == ["about.csv"]
    assert sorted(file.name.rpartition("/")[2] for file in submission.files) == ["cells.csv", "empty.csv"]


@pytest.mark.requirement("R80")
def test_folder_and_headers_that_disagree_are_told(write: Write, found: Discover) -> None:
    write("Clinical/Diagnosis/d.csv", DEMOGRAPHICS)
    submission = found()
    assert submission.tables[0].component == "Demographics"
    finding = submission.groups[0].finding
    assert finding.code == "file.component_mismatch"
    assert "Diagnosis" in finding.message
    assert "Demographics" in finding.message
    assert "Clinical/Demographics" in (finding.fix or "")


def test_a_table_of_several_possible_levels_is_told(write: Write, found: Discover) -> None:
    write("wes.csv", OF_FILES)
    submission = found()
    assert submission.tables[0].component is None
    assert _codes(submission) == {"wes.csv": "file.component_ambiguous"}
    assert "BulkWESLevel1 or" in submission.groups[0].finding.message


@pytest.mark.requirement("R18")
def test_a_component_that_the_version_lacks_is_told(
    root: Path, write: Write, profile: Profile, recogniser: Recogniser
) -> None:
    model = profile.models[VERSION]
    fewer = {name: shape for name, shape in model.components.items() if name != "Exposure"}
    smaller = replace(profile, models={VERSION: replace(model, components=fewer)})
    write("Clinical/Exposure/t.csv", b"a\n1\n")
    hints = read_discovery(ProfileFolder.packaged("htan2"), profile)
    submission = discover([root], smaller, Recogniser(smaller, VERSION, hints))
    assert _tables(submission) == {("Clinical/Exposure/t.csv", None): None}
    assert _codes(submission) == {"Clinical/Exposure/t.csv": "file.component_unknown"}


def test_a_table_of_nothing_known_is_still_a_table(write: Write, found: Discover) -> None:
    write("t.csv", b"a,b\n1,2\n")
    assert _tables(found()) == {("t.csv", None): None}


def test_each_sheet_is_decided_on_its_own(write: Write, found: Discover) -> None:
    rows = [["HTAN Participant ID", "Ethnic Group", "Gender Identity", "Sex", "Race"], ["HTA201_1", "a", "b", "c", "d"]]
    sheets = {"Sheet1": rows, "Vital Status": [["x"], ["1"]], "Notes": [["hello"]], "Empty": []}
    write("all.xlsx", _workbook(sheets))
    assert _tables(found()) == {
        ("all.xlsx", "Sheet1"): "Demographics",
        ("all.xlsx", "Vital Status"): "VitalStatus",
        ("all.xlsx", "Notes"): None,
    }


def test_a_given_component_wins_but_not_for_data_files(write: Write, found: Discover) -> None:
    path = write("x.csv", b"a,b\n")
    write("Imaging/MultiplexMicroscopy/Level_4/cells.csv", MATRIX)
    table = found(path, component="demographics").tables[0]
    assert (table.component, table.how, table.confidence) == (
        "Demographics",
        "given by --component",
        Confidence.GIVEN,
    )
    assert [file.name.rpartition("/")[2] for file in found(component="demographics").files] == ["cells.csv"]
    with pytest.raises(UnknownComponent):
        found(component="nonsense")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.tsv", DEMOGRAPHICS.replace(b",", b"\t")),
        ("t.csv", b"\xef\xbb\xbf" + DEMOGRAPHICS),
        ("t.csv", DEMOGRAPHICS.decode().encode("utf-16")),
        ("t.csv", DEMOGRAPHICS.replace(b",", b";")),
        ("t.csv", DEMOGRAPHICS + b"HTA201_1,a,b,c,d\n" * 10_000),
        ("t.json", b'[{"HTAN_PARTICIPANT_ID": "x", "SEX": "y", "RACE": "z", "ETHNIC_GROUP": 1, "GENDER_IDENTITY": 2}]'),
        ("t.jsonl", b'{"HTAN_PARTICIPANT_ID": "x", "SEX": "", "RACE": "", "ETHNIC_GROUP": 1, "GENDER_IDENTITY": 2}\n'),
    ],
)
def test_headers_of_every_format(write: Write, found: Discover, name: str, content: bytes) -> None:
    write(name, content)
    assert _tables(found()) == {(name, None): "Demographics"}


def test_headers_of_parquet(write: Write, found: Discover) -> None:
    stream = io.BytesIO()
    pl.DataFrame({name: ["x"] for name in DEMOGRAPHICS.decode().splitlines()[0].split(",")}).write_parquet(stream)
    write("t.parquet", stream.getvalue())
    write("matrix.parquet", b"PAR1 no parquet at all")
    other = io.BytesIO()
    pl.DataFrame({"anything": ["x"]}).write_parquet(other)
    write("Supplement/cells.parquet", other.getvalue())
    submission = found()
    assert _tables(submission) == {("t.parquet", None): "Demographics", ("Supplement/cells.parquet", None): None}
    assert _files(submission) == {"matrix.parquet": (Role.OTHER, None)}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"PK\x03\x04rubbish", b"\0" * 100, b'"', b"\n\n\n"])
def test_broken_tables_are_tables_all_the_same(write: Write, found: Discover, content: bytes) -> None:
    write("Clinical/Therapy/t.csv", content)
    write("Clinical/Therapy/t.xlsx", content)
    assert set(_tables(found()).values()) == {"Therapy"}


def test_json_that_describes_nothing_known_is_no_table(write: Write, found: Discover) -> None:
    write("experiment.json", b'{"instrument": "x"}')
    assert _files(found()) == {"experiment.json": (Role.OTHER, None)}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_what_is_no_file_is_not_opened(
    root: Path, write: Write, found: Discover, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    os.mkfifo("pipe.csv")
    (root / "dead.csv").symlink_to("nowhere")
    write("line\nbreak.csv", b"a\n1\n")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.csv")
        submission = found()
    assert _codes(submission) == {
        "pipe.csv": "file.special",
        "socket.csv": "file.special",
        "dead.csv": "file.broken_link",
    }
    assert [table.name for table in submission.tables] == [r"line\nbreak.csv"]


def test_what_is_left_out_is_counted_and_told(write: Write, found: Discover) -> None:
    for name in (".DS_Store", "a/Thumbs.db", "~$x.xlsx", "archive/1.csv", "archive/b/2.csv"):
        write(name, b"x")
    submission = found()
    assert submission.ignored == 5
    messages = [group.finding.message for group in submission.groups]
    assert messages[0].startswith("3 files that people do not see")
    assert messages[1].startswith("2 files of this folder")


def test_the_answer_is_the_same_every_time(write: Write, found: Discover) -> None:
    for number in range(30):
        write(f"WES/Level_1/r{number % 3}/{number}.fastq.gz", b"x")
    assert found() == found()
