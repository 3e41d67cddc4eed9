"""``theatrum synth``: what is printed, what is written, and what is refused."""

import csv
import json
from pathlib import Path

from click.testing import CliRunner, Result

from theatrum.doors.cli.main import theatrum


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(theatrum, ["synth", *map(str, arguments)])


def test_it_says_what_it_made_and_what_comes_next(tmp_path: Path) -> None:
    folder = tmp_path / "center"
    result = run("--center", "HTA201", "--participants", "1", "--output", folder)
    assert result.exit_code == 0
    assert f"{folder}: 1 participants of HTA201" in result.output
    assert f"theatrum check {folder}" in result.output
    with (folder / "Clinical/Demographics/Demographics.csv").open(encoding="utf-8") as stream:
        assert len(list(csv.DictReader(stream))) == 1
    assert list((folder / "WES/Level_1").glob("*.fastq*"))


def test_defects_are_listed_beside_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "center"
    arguments = ("--participants", "2", "--no-files", "--output", folder, "--defects", "schema-missing, key-natural")
    result = run("--center", "HTA201", *arguments, "--json")
    assert result.exit_code == 0
    listed = json.loads((tmp_path / "center.defects.json").read_text(encoding="utf-8"))["defects"]
    assert [defect["name"] for defect in listed] == ["schema-missing", "key-natural"]
    assert json.loads(result.stdout)["defects"] == listed
    with (tmp_path / "center.defects.csv").open(encoding="utf-8") as stream:
        assert [row["file"] for row in csv.DictReader(stream)] == [defect["file"] for defect in listed]
    assert not list(folder.rglob("*defects*"))


def test_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        run("--center", "HTA200", "--participants", "2", "--no-files", "--format", "xlsx", "--output", tmp_path / name)
    files = [path.relative_to(tmp_path / "one") for path in sorted((tmp_path / "one").rglob("*.xlsx"))]
    assert files
    assert all((tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes() for file in files)


def test_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious")
    result = run("--center", "HTA201", "--participants", "1", "--output", tmp_path)
    assert result.exit_code == 1
    assert "is not empty" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_wrong_words_are_told(tmp_path: Path) -> None:
    assert "HTA999 is unknown" in run("--center", "HTA999", "--participants", "1", "--output", tmp_path / "x").output
    assert run("--center", "HTA201", "--participants", "0").exit_code == 2
    result = run("--center", "HTA201", "--participants", "1", "--defects", "schema-typ", "--output", tmp_path / "x")
    assert "Did you mean schema-type?" in result.output
    assert not (tmp_path / "x").exists()


def test_classes_are_listed() -> None:
    result = run("--list-defects")
    assert result.exit_code == 0
    assert "schema-missing " in result.output
    assert "identifier-phase-1" in result.output


def test_planted_identifiers_are_listed_outside_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "planted"
    result = run("--privacy", "--size", "60", "--output", folder)
    assert result.exit_code == 0
    lines = (tmp_path / "planted.truth.jsonl").read_text(encoding="utf-8").splitlines()
    labels = [json.loads(line) for line in lines]
    assert f"with {len(labels)} planted identifiers" in result.output
    assert sum(label["where"] == "cell" for label in labels) == 60
    assert all((folder / label["file"]).is_file() for label in labels)
    assert not list(folder.rglob("*truth*"))
    assert run("--privacy", "--output", folder).exit_code == 1


def test_options_of_another_kind_of_submission_are_refused(tmp_path: Path) -> None:
    refused = (
        (),
        ("--center", "HTA201"),
        ("--privacy", "--participants", "2"),
        ("--privacy", "--defects"),
        ("--center", "HTA201", "--participants", "2", "--size", "9"),
    )
    for arguments in refused:
        assert run(*arguments, "--output", tmp_path / "x").exit_code == 2
    assert "HTA999 is unknown" in run("--privacy", "--center", "HTA999", "--output", tmp_path / "x").output
    assert not (tmp_path / "x.truth.jsonl").exists()
