"""``theatrum redact``: files in, cleaned copies out, and nothing said that may say who somebody is."""

import json
import os
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pydicom
import pytest
from click.testing import CliRunner, Result

from tests.checks.formats.dicom.datasets import clean, written
from tests.checks.redaction.tiff.slides import PLANTED, slide
from theatrum.doors.cli.main import theatrum

SLIDE = slide()


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(theatrum, ["redact", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def image(uid: str = "1.2.3.4") -> bytes:
    data = clean()
    data.PatientName, data.PatientID, data.StudyDate = "Okafor^Ada", "4711", "20091229"
    data.StudyInstanceUID = uid
    return written(data)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "slides"
    (root / "deep").mkdir(parents=True)
    (root / "HTA201_1_D1.svs").write_bytes(SLIDE)
    (root / "deep" / "HTA201_1_D2.dcm").write_bytes(image())
    (root / "table.csv").write_text("A,B\n1,2\n")
    return root


def tree(root: Path) -> dict[str, str]:
    """Return the digests of all files below a folder."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.requirement("R104")
def test_copies_stand_beside_originals_which_stay(folder: Path) -> None:
    before = tree(folder)
    result = run(folder)
    assert result.exit_code == 0
    after = tree(folder)
    new = {"HTA201_1_D1.redacted.svs", "deep/HTA201_1_D2.redacted.dcm"}
    assert set(after) == set(before) | new
    assert {name: digest for name, digest in after.items() if name in before} == before
    copy = (folder / "HTA201_1_D1.redacted.svs").read_bytes()
    assert not [text for text in PLANTED if text in copy]
    assert pydicom.dcmread(folder / "deep" / "HTA201_1_D2.redacted.dcm").PatientID == "REMOVED"


def test_the_report_tells_classes_and_places_and_no_value(folder: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    result = run(folder, "--report", report)
    assert "HTA201_1_D1.svs (Aperio SVS)" in result.stdout
    assert "removed   picture         label (IFD 3)" in result.stdout
    assert "3 files: 2 cleaned, 1 of formats that are not cleaned here." in result.stdout
    assert "table.csv" not in result.stdout
    facts = json.loads(report.read_text())
    assert facts["counts"] == {"cleaned": 2, "clean": 0, "refused": 0, "elsewhere": 1, "there": 0}
    first = facts["files"][0]
    assert {"class": "date", "place": "IFD 0", "name": "DateTime", "how": "removed"} in first["taken"]
    assert first["copy"].endswith("HTA201_1_D1.redacted.svs")
    for text in (*PLANTED, b"4711", b"20091229", b"1.2.3.4"):
        assert text.decode() not in result.output + report.read_text()


def test_a_second_run_finds_the_copies_and_writes_nothing(folder: Path) -> None:
    run(folder)
    before = tree(folder)
    result = run(folder)
    assert result.exit_code == 1
    assert "HTA201_1_D1.redacted.svs is there already" in result.stdout
    assert tree(folder) == before


def test_an_output_folder_has_the_tree_of_the_originals(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    assert run(folder, "--output", output).exit_code == 0
    assert set(tree(output)) == {"HTA201_1_D1.svs", "deep/HTA201_1_D2.dcm"}
    again = tmp_path / "again"
    result = run(output, "--output", again)
    assert result.exit_code == 0
    assert "there is nothing to take out; copied to" in result.stdout
    assert tree(again)["HTA201_1_D1.svs"] == tree(output)["HTA201_1_D1.svs"]


def test_an_output_folder_inside_is_no_input(folder: Path) -> None:
    output = folder / "out"
    run(folder, "--output", output)
    before = tree(folder)
    facts = json.loads(run(folder, "--output", output, "--json").stdout)
    assert facts["counts"]["there"] == 2
    assert tree(folder) == before


def test_several_folders_keep_their_names_and_clashes_are_refused(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "more"
    other.mkdir()
    (other / "HTA201_1_D1.svs").write_bytes(SLIDE)
    output = tmp_path / "out"
    assert run(folder, other, "--output", output).exit_code == 0
    assert {"slides/HTA201_1_D1.svs", "more/HTA201_1_D1.svs"} <= set(tree(output))
    one = run(folder / "HTA201_1_D1.svs", other / "HTA201_1_D1.svs", "--output", tmp_path / "flat")
    assert one.exit_code == 1
    assert "Two files would become" in one.output
    assert not (tmp_path / "flat").exists()


def test_a_dry_run_says_the_same_and_writes_nothing(folder: Path, tmp_path: Path) -> None:
    before = tree(tmp_path)
    dry = json.loads(run(folder, "--dry-run", "--json").stdout)
    assert tree(tmp_path) == before
    real = json.loads(run(folder, "--json").stdout)
    assert dry["dry_run"]
    assert [one["taken"] for one in dry["files"]] == [one["taken"] for one in real["files"]]
    assert [one["copy"] for one in dry["files"]] == [one["copy"] for one in real["files"]]
    assert "would become" in run(folder / "HTA201_1_D1.svs", "--dry-run", "--output", tmp_path / "x").stdout


def test_what_remains_is_told_and_fails(tmp_path: Path) -> None:
    path = tmp_path / "HTA201_1_D1.svs"
    path.write_bytes(SLIDE)
    result = run(path, "--keep", "label", "--keep", "macro")
    assert result.exit_code == 1
    assert "remains   hold" in result.stdout
    assert "In 1 copy something is left that blocks, or waits for a reviewer." in result.stdout
    assert path.with_name("HTA201_1_D1.redacted.svs").exists()


def test_a_name_that_says_something_is_told(tmp_path: Path) -> None:
    path = tmp_path / "scan 2009-12-29.svs"
    path.write_bytes(SLIDE)
    result = run(path)
    assert result.exit_code == 1
    assert "name: The name has a calendar date. Rename it" in result.stdout


@pytest.mark.parametrize(("name", "content"), [("a.czi", b"ZISRAWFILE" + bytes(99)), ("a.csv", b"A,B\n1,2\n")])
def test_a_file_that_is_asked_for_and_not_cleaned_is_told(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    result = run(path)
    assert result.exit_code == 1
    assert f"{name}: not cleaned" in result.stdout
    # In a folder, what other checks read is not told; what nothing looks into is.
    assert run(tmp_path).exit_code == (1 if name == "a.czi" else 0)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("cut.svs", SLIDE[: len(SLIDE) // 2], "not cleaned"),
        ("cut.dcm", image()[:900], "not cleaned"),
        ("empty.tiff", b"", "not cleaned"),
        ("lies.tiff", b"II*\0\xff\xff\xff\x7f" + bytes(50), "its first directory is not where the header says"),
    ],
)
def test_what_is_damaged_is_refused_and_nothing_is_written(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(content)
    result = run(tmp_path / name)
    assert told in result.stdout or "of a kind that is not known here" in result.stdout
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert result.exit_code in (0, 1)


def test_new_uids_are_the_same_in_one_run_and_with_the_same_secret(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.dcm").write_bytes(image())
    key = tmp_path / "secret"
    for output in ("a", "b"):
        run(tmp_path / "1.dcm", tmp_path / "2.dcm", "--output", tmp_path / output, "--uid-key", key)
    run(tmp_path / "1.dcm", "--output", tmp_path / "c")
    found = {path.relative_to(tmp_path).as_posix(): pydicom.dcmread(path) for path in tmp_path.glob("[abc]/*.dcm")}
    uids = {name: str(data.StudyInstanceUID) for name, data in found.items()}
    assert len({uids["a/1.dcm"], uids["a/2.dcm"], uids["b/1.dcm"], uids["b/2.dcm"]}) == 1
    assert uids["c/1.dcm"] != uids["a/1.dcm"]
    assert uids["a/1.dcm"].startswith("2.25.")
    assert key.stat().st_mode & 0o77 == 0
    short = tmp_path / "short"
    short.write_text("abc")
    assert run(tmp_path / "1.dcm", "--uid-key", short, "--dry-run").exit_code == 2


def test_links_lead_to_files_once(folder: Path) -> None:
    (folder / "circle").symlink_to(folder, target_is_directory=True)
    (folder / "broken.svs").symlink_to("nowhere")
    result = run(folder, "--dry-run", "--json")
    facts = json.loads(result.stdout)
    assert facts["counts"]["cleaned"] == 2
    assert "This link leads to no file." in result.stdout


def test_an_interrupted_run_leaves_nothing_half(tmp_path: Path) -> None:
    path = tmp_path / "HTA201_1_D1.svs"
    path.write_bytes(SLIDE)
    program = (
        "import os, signal\n"
        "from theatrum.doors.cli import copying\n"
        "copying._by_kernel = copying._by_hand = lambda *_: os.kill(os.getpid(), signal.SIGINT) or 1\n"
        "from theatrum.wiring.main import main\n"
        "main()\n"
    )
    told = subprocess.run([sys.executable, "-c", program, "redact", path], capture_output=True, text=True, check=False)
    assert told.returncode == 130
    assert "interrupted" in told.stderr
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == SLIDE


def test_a_file_that_may_not_be_read_does_not_stop_the_others(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = folder / "HTA201_1_D3.svs"
    secret.write_bytes(SLIDE)
    secret.chmod(0)
    facts = json.loads(run(folder, "--dry-run", "--json").stdout)
    if os.geteuid() == 0:  # who may read everything
        assert facts["counts"]["cleaned"] == 3
    else:
        assert facts["counts"]["refused"] == 1
    assert signal.getsignal(signal.SIGINT) is not None
