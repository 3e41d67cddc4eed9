"""``theatrum ids``: what is printed, and what is refused."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from theatrum.doors.cli.main import theatrum


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(theatrum, ["ids", *map(str, arguments)])


def following(*arguments: str | Path) -> list[str]:
    result = run("next", "--center", "HTA201", *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout.split()


def test_next_counts_on_from_tables_and_known_ones(tmp_path: Path) -> None:
    (tmp_path / "specimens.csv").write_text("HTAN_BIOSPECIMEN_ID\nHTA201_4_B7\n", encoding="utf-8")
    known = tmp_path / "known.txt"
    known.write_text("id,component,parent\nHTA201_9_B1,BiospecimenData,HTA201_11\n", encoding="utf-8")
    assert following("--kind", "participant") == ["HTA201_1"]
    assert following("--kind", "participant", "--used", tmp_path, "--count", "2") == ["HTA201_5", "HTA201_6"]
    assert following("--kind", "participant", "--used", tmp_path, "--known", known) == ["HTA201_12"]
    under = ("--kind", "biospecimen", "--participant", "HTA201_4")
    assert following(*under, "--used", tmp_path) == ["HTA201_4_B8"]


def test_next_under_the_pool_and_external_ones() -> None:
    assert following("--kind", "data_file", "--pooled") == ["HTA201_0000_D1"]
    assert following("--kind", "participant", "--external") == ["HTA201_EXT1"]
    both = following("--kind", "biospecimen", "--external", "--count", "2")
    assert both == ["HTA201_EXT1_B1", "HTA201_EXT1_B2"]


def test_next_in_the_block_of_a_site(tmp_path: Path) -> None:
    blocks = tmp_path / "sites.yaml"
    blocks.write_text("site A: 1000-1999\n", encoding="utf-8")
    assert following("--kind", "participant", "--blocks", blocks, "--site", "site A") == ["HTA201_1000"]
    result = run("next", "--center", "HTA201", "--kind", "participant", "--blocks", blocks, "--site", "B")
    assert result.exit_code == 1
    assert "Name one with --site: site A." in result.output


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--center", "HTA299", "--kind", "participant"], "There is no center HTA299"),
        (["--center", "HTA201", "--kind", "entity"], "Use one of participant, biospecimen, data_file, panel"),
        (["--center", "HTA201", "--kind", "data_file"], "a participant, a pool or an external control"),
        (["--center", "HTA201", "--kind", "participant", "--pooled"], "numbered under nothing"),
        (["--center", "HTA201", "--kind", "participant", "--site", "A"], "--blocks"),
        (["--center", "HTA201", "--kind", "biospecimen", "--participant", "HTA202_1"], "no participant of HTA201"),
    ],
)
def test_next_refuses_in_one_line(arguments: list[str], reason: str) -> None:
    result = run("next", *arguments)
    assert result.exit_code == 1
    assert reason in result.output


@pytest.mark.requirement("R32")
def test_check_says_what_each_is() -> None:
    result = run("check", "HTA201_12_B3", "HTA3_8001_1", "hta201_1")
    assert result.exit_code == 1
    assert "HTA201_12_B3: a biospecimen id of HTA201 (Pancreas Pre-Cancer Atlas)" in result.output
    assert "Phase 1" in result.output
    assert "-> Write HTA201_1." in result.output
    assert run("check", "HTA201_12_B3").exit_code == 0


def test_check_reads_files(tmp_path: Path) -> None:
    table = tmp_path / "specimens.csv"
    table.write_text(
        'NOTE,HTAN_BIOSPECIMEN_ID,HTAN_PARENT_ID\nx,HTA201_1_B1,HTA201_1\ny,HTA201_2_D,"HTA201_1, HTA201_2"\n',
        encoding="utf-8",
    )
    result = run("check", table)
    assert result.exit_code == 1
    assert result.output.startswith("HTA201_2_D\n")
    assert "Well-formed: 1 biospecimen, 2 participant. With problems: 1." in result.output
    lines = tmp_path / "ids.txt"
    lines.write_text("HTA201_1\n\nHTA202_2\n", encoding="utf-8")
    answer = json.loads(run("check", lines, "--center", "HTA201", "--json").stdout)
    assert [bool(one["problems"]) for one in answer["ids"]] == [False, True]


def test_assign_round_trip_from_local_ids(tmp_path: Path) -> None:
    enrolled, tubes = tmp_path / "enrolled.csv", tmp_path / "tubes.csv"
    enrolled.write_text("MRN,SEX\n00123,Male\n00124,Female\n", encoding="utf-8")
    tubes.write_text("TUBE,MRN\nt-1,00124\nt-2,00124\n", encoding="utf-8")
    common = ("--center", "HTA201", "--crosswalk", tmp_path / "my.crosswalk.csv")
    people = run(
        "assign", enrolled, *common, "--kind", "participant", "--column", "MRN", "--output", tmp_path / "people.xlsx"
    )
    assert people.exit_code == 0, people.output
    assert "2 rows. New identifiers: 2 participant." in people.output
    arguments = ("--kind", "biospecimen", "--column", "TUBE", "--parent-column", "MRN")
    for name in ("once.csv", "again.csv"):
        assert run("assign", tubes, *common, *arguments, "--output", tmp_path / name).exit_code == 0
    text = (tmp_path / "once.csv").read_text(encoding="utf-8")
    assert text == "HTAN_BIOSPECIMEN_ID,HTAN_PARENT_ID\nHTA201_2_B1,HTA201_2\nHTA201_2_B2,HTA201_2\n"
    assert (tmp_path / "again.csv").read_text(encoding="utf-8") == text
    assert run("check", tmp_path / "people.xlsx", tmp_path / "once.csv").exit_code == 0
    assert following("--kind", "participant", "--used", tmp_path / "my.crosswalk.csv") == ["HTA201_3"]


def test_assign_never_writes_over_its_input(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("MRN\n1\n", encoding="utf-8")
    common = ("--center", "HTA201", "--kind", "participant", "--crosswalk", tmp_path / "crosswalk.csv")
    for output, column, reason in ((table, "MRN", "Name another file"), (tmp_path / "o.txt", "MRN", ".csv, .tsv")):
        result = run("assign", table, *common, "--column", column, "--output", output)
        assert result.exit_code == 1
        assert reason in result.output
    result = run("assign", table, *common, "--column", "mrn", "--output", tmp_path / "o.csv")
    assert "The table has no column 'mrn'. Use one of: MRN." in result.output
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == ["t.csv"]


def test_check_leaves_the_crosswalk_out(tmp_path: Path) -> None:
    (tmp_path / "my.crosswalk.csv").write_text("local_id,kind,htan_id,site,made_on\n", encoding="utf-8")
    result = CliRunner().invoke(theatrum, ["check", str(tmp_path), "--format", "json"])
    assert "my.crosswalk" not in result.output
