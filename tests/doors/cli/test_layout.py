"""``theatrum layout``: files in disorder come into the folders of a release; the originals stay as they are."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from theatrum.doors.cli.main import theatrum

ROWS = "FILENAME,FILE_FORMAT,HTAN_DATA_FILE_ID,HTAN_PARENT_ID\nx/Tumor 1.bam,bam,HTA201_1_D1,HTA201_1_D2\n"


def run(command: str, *arguments: str | Path) -> Result:
    return CliRunner().invoke(theatrum, [command, *map(str, arguments)])


def plan_of(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["source"]: row for row in csv.DictReader(stream)}


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    folder = tmp_path / "messy"
    (folder / "run 7").mkdir(parents=True)
    (folder / "BulkWESLevel2.csv").write_text(ROWS, encoding="utf-8")
    (folder / "run 7/Tumor 1.bam").write_bytes(b"BAM\1")
    (folder / "notes 2024-03-17.docx").write_bytes(b"x")
    (folder / "my.crosswalk.csv").write_text("local_id,kind,htan_id,site,made_on\n", encoding="utf-8")
    return folder


@pytest.mark.requirement("R80")
def test_a_synthetic_center_in_disorder_finds_its_folders_again(tmp_path: Path) -> None:
    center, flat, out = (tmp_path / name for name in ("center", "flat", "out"))
    run("synth", "--center", "HTA201", "--participants", "1", "--output", center)
    flat.mkdir()
    for path in center.rglob("*"):
        if path.is_file():
            (flat / path.name).hardlink_to(path)
    before = snapshot(flat)
    result = run("layout", flat, "--plan", tmp_path / "plan.xlsx")
    assert result.exit_code == 0, result.output
    result = run("layout", "apply", tmp_path / "plan.xlsx", "--to", out, "--link")
    assert result.exit_code == 0, result.output
    assert snapshot(out / "v8_ingest") == snapshot(center)
    assert snapshot(flat) == before
    assert run("check", out).exit_code == 0


def test_plan_names_what_it_knows_and_how(messy: Path, tmp_path: Path) -> None:
    result = run("layout", messy, "--plan", tmp_path / "plan.csv", "--center", "HTA202")
    assert "2 files have a place (2 sure)" in result.output
    plan = plan_of(tmp_path / "plan.csv")
    assert set(plan) == {"BulkWESLevel2.csv", "run 7/Tumor 1.bam", "notes 2024-03-17.docx"}
    bam = plan["run 7/Tumor 1.bam"]
    assert (bam["action"], bam["folder"], bam["name"]) == ("take", "v8_ingest/WES/Level_2", "Tumor_1.bam")
    assert (bam["why"], bam["data_file_id"]) == ("by its row in BulkWESLevel2.csv", "HTA201_1_D1")
    assert "in its row too" in bam["note"]
    assert "another center" in bam["note"]
    assert plan["notes 2024-03-17.docx"]["action"] == "leave"
    assert "a date" in plan["notes 2024-03-17.docx"]["note"]
    run("layout", messy, "--plan", tmp_path / "ids.csv", "--with-ids")
    assert plan_of(tmp_path / "ids.csv")["run 7/Tumor 1.bam"]["name"] == "HTA201_1_D1_Tumor_1.bam"


def test_files_without_a_row_go_by_folder_and_name(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in ("scRNA_seq/Level_1/run1/a.fastq.gz", "wes level 2 tumor.bam", "slide.svs", "x.fastq.gz"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\x1f\x8b")
    run("layout", folder, "--plan", tmp_path / "plan.csv")
    plan = plan_of(tmp_path / "plan.csv")
    assert plan["scRNA_seq/Level_1/run1/a.fastq.gz"]["folder"] == "v8_ingest/scRNA_seq/Level_1/run1"
    assert plan["wes level 2 tumor.bam"]["component"] == "BulkWESLevel2"
    assert plan["wes level 2 tumor.bam"]["sure"] == "guess"
    assert plan["x.fastq.gz"]["action"] == "leave"
    assert "BulkWESLevel1 or scRNALevel1" in plan["x.fastq.gz"]["note"]


def test_same_names_are_told_apart(tmp_path: Path) -> None:
    folder = tmp_path / "in/WES/Level_2"
    for name in ("a b.bam", "a_b.bam"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    run("layout", tmp_path / "in", "--plan", tmp_path / "plan.csv")
    assert sorted(row["name"] for row in plan_of(tmp_path / "plan.csv").values()) == ["a_b.bam", "a_b_2.bam"]


def test_apply_goes_on_where_it_stopped_and_writes_over_nothing(messy: Path, tmp_path: Path) -> None:
    plan, out = tmp_path / "plan.csv", tmp_path / "out"
    run("layout", messy, "--plan", plan)
    before = snapshot(messy)
    assert "Nothing was done" in run("layout", "apply", plan, "--to", out, "--dry-run").output
    assert not out.exists()
    assert run("layout", "apply", plan, "--to", out).output.endswith("out: 2 placed, 1 left.\n")
    target = out / "v8_ingest/WES/Level_2/Tumor_1.bam"
    target.unlink()
    answer = json.loads(run("layout", "apply", plan, "--to", out, "--json").stdout)
    assert (answer["placed"], answer["there_already"]) == (1, 1)
    target.write_bytes(b"mine")
    result = run("layout", "apply", plan, "--to", out)
    assert result.exit_code == 1
    assert "there is another file already" in result.output
    assert target.read_bytes() == b"mine"
    assert snapshot(messy) == before


def test_apply_refuses_before_it_begins(messy: Path, tmp_path: Path) -> None:
    plan, out = tmp_path / "plan.csv", tmp_path / "out"
    run("layout", messy, "--plan", plan)
    text = plan.read_text(encoding="utf-8")
    assert "lie in one another" in run("layout", "apply", plan, "--to", messy / "out").output
    plan.write_text(text.replace("v8_ingest/WES/Level_2,Tumor", "../../x,Tumor"), encoding="utf-8")
    assert "leads out of where the plan is applied" in run("layout", "apply", plan, "--to", out).output
    plan.write_text(text, encoding="utf-8")
    (out / "v8_ingest").mkdir(parents=True)
    (out / "v8_ingest/WES").symlink_to(tmp_path)
    assert "as a link or a file" in run("layout", "apply", plan, "--to", out).output
    (out / "v8_ingest/WES").unlink()
    (messy / "run 7/Tumor 1.bam").write_bytes(b"changed")
    result = run("layout", "apply", plan, "--to", out)
    assert result.exit_code == 1
    assert "its file has changed since the plan was made" in result.output
    assert not list(out.rglob("*.*"))
    plan.write_text("a,b\n1,2\n", encoding="utf-8")
    assert "has no column action" in run("layout", "apply", plan, "--to", out).output


def test_manifest_copies_nothing(messy: Path, tmp_path: Path) -> None:
    run("layout", messy, "--plan", tmp_path / "plan.csv")
    run("layout", "apply", tmp_path / "plan.csv", "--to", tmp_path / "out", "--manifest")
    assert [path.name for path in (tmp_path / "out").rglob("*")] == ["manifest.csv"]
    with (tmp_path / "out/manifest.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["name"]: row for row in csv.DictReader(stream)}
    assert rows["Tumor_1.bam"]["path"] == str((messy / "run 7/Tumor 1.bam").resolve())
    assert rows["Tumor_1.bam"]["folder"] == "v8_ingest/WES/Level_2"


def test_plan_made_on_a_page_is_applied_from_a_folder(messy: Path, tmp_path: Path) -> None:
    run("layout", messy, "--plan", tmp_path / "made.csv")
    plan = list(plan_of(tmp_path / "made.csv").values())
    for row in plan:
        row["root"], row["state"] = "", row["state"].partition(",")[0]
    with (tmp_path / "plan.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, plan[0])
        writer.writeheader()
        writer.writerows(plan)
    apply = ("layout", "apply", tmp_path / "plan.csv", "--to", tmp_path / "out")
    assert "Name the folder that was laid out with --from" in run(*apply).output
    assert "2 placed" in run(*apply, "--from", messy).output
    assert "2 there already" in run(*apply, "--from", messy).output
    assert (tmp_path / "out/v8_ingest/WES/Level_2/Tumor_1.bam").read_bytes() == b"BAM\1"
    (messy / "run 7/Tumor 1.bam").write_bytes(b"longer than it was")
    assert "has changed since the plan was made" in run(*apply, "--from", messy).output
