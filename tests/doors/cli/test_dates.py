"""``theatrum dates``: files in, files without dates out, and nothing said that may say who somebody is."""

import csv
import json
import os
import random
import re
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from theatrum.checks.dates.writings import holds_date
from theatrum.doors.cli.main import theatrum

SECRETS = ("1950-02-28", "28.02.1950", "2000-02-29", "2001-03-01")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(theatrum, ["dates", *map(str, arguments)])


def write(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    return write(
        tmp_path / "clinic.csv",
        "ID,DOB,DATE_OF_DIAGNOSIS,Collection date,SEX",
        "HTA201_1,1950-02-28,2000-02-29,2001-03-01,Female",
        "HTA201_2,28.02.1950,2000-02-29,,Male",
    )


@pytest.mark.requirement("R67")
def test_dates_become_ages_and_the_plan_is_shown(clinic: Path) -> None:
    output = clinic.with_name("ages.csv")
    result = run(clinic, "--birth", "DOB", "--output", output)
    assert result.exit_code == 0
    assert "DATE_OF_DIAGNOSIS  becomes AGE_IN_DAYS_AT_DIAGNOSIS (by its name)" in result.stdout
    assert re.search(r"DOB +is left out: date of birth", result.stdout)
    assert output.read_text(encoding="utf-8") == (
        "ID,AGE_IN_DAYS_AT_DIAGNOSIS,AGE_IN_DAYS_AT_SPECIMEN_COLLECTION,SEX\n"
        "HTA201_1,18263,18629,Female\nHTA201_2,18263,,Male\n"
    )
    assert not any(secret in result.output for secret in SECRETS)


def test_dry_run_writes_nothing(clinic: Path) -> None:
    result = run(clinic, "--birth", "DOB", "--dry-run")
    assert result.exit_code == 0
    assert [path.name for path in clinic.parent.iterdir()] == ["clinic.csv"]
    facts = json.loads(run(clinic, "--birth", "DOB", "--dry-run", "--json").stdout)
    assert facts["tables"][0]["becomes"]["DATE_OF_DIAGNOSIS"] == "AGE_IN_DAYS_AT_DIAGNOSIS"


def test_nothing_is_written_over(clinic: Path) -> None:
    before = clinic.read_bytes()
    for output in (clinic, clinic.parent):
        result = run(clinic, "--birth", "DOB", "--output", output)
        assert result.exit_code == 1
        assert "is there already" in result.output
    link = clinic.with_name("link.csv")
    link.symlink_to(clinic)
    assert run(clinic, "--birth", "DOB", "--output", link).exit_code == 1
    assert clinic.read_bytes() == before


@pytest.mark.requirement("R68")
def test_a_date_that_would_stay_is_refused_unless_the_column_is_kept(tmp_path: Path) -> None:
    rows = [f"{year}-02-28,x,{note}" for year, note in ((1950, "born 1950-02-28"), (1951, ""), (1952, ""))]
    path = write(tmp_path / "notes.csv", "DOB,A,NOTE", *rows)
    output = tmp_path / "ages.csv"
    result = run(path, "--birth", "DOB", "--output", output)
    assert result.exit_code == 1
    assert "error: notes.csv, column NOTE, row 1: A calendar date stands in a column that would stay." in result.output
    assert "1950" not in result.output
    assert not output.exists()
    assert run(path, "--birth", "DOB", "--drop", "NOTE", "--output", output).exit_code == 0
    assert table(output) == [{"A": "x"}] * 3


@pytest.mark.requirement("R69")
def test_days_since_enrolment_are_told_and_counted_from_birth(tmp_path: Path) -> None:
    path = write(tmp_path / "trial.csv", "DOB,ENROLLED,DAYS", "1950-01-01,2000-01-01,10", "1960-01-01,2000-01-01,-5")
    wrong = run(path, "--birth", "DOB", "--map", "DAYS=AGE_IN_DAYS_AT_FOLLOWUP", "--dry-run")
    assert "A number stands here instead of a date." in wrong.output
    right = tmp_path / "right.csv"
    arguments = ("--index", "ENROLLED", "--indexed", "DAYS=AGE_IN_DAYS_AT_FOLLOWUP", "--output", right)
    assert run(path, "--birth", "DOB", *arguments).exit_code == 0
    assert [row["AGE_IN_DAYS_AT_FOLLOWUP"] for row in table(right)] == ["18272", "14605"]
    # As if enrolment were birth: small ages of adults.
    small = run(path, "--birth", "ENROLLED", "--index-age", "DAYS", "--dry-run")
    assert small.exit_code == 1
    enrolled = write(tmp_path / "small.csv", "DOB,FOLLOWUP_DATE", "2000-01-01,2000-02-01", "2001-01-01,2002-01-01")
    assert "were the days counted from birth?" in run(enrolled, "--birth", "DOB", "--dry-run").output
    children = run(enrolled, "--birth", "DOB", "--dry-run", "--center", "HTA205")
    assert "were the days counted from birth?" not in children.output


@pytest.mark.requirement("R70")
def test_high_ages_are_told_and_not_capped(tmp_path: Path) -> None:
    path = write(tmp_path / "old.csv", "DOB,DX_DATE", "1900-01-01,2000-01-01")
    output = tmp_path / "ages.csv"
    result = run(path, "--birth", "DOB", "--output", output)
    assert result.exit_code == 0
    assert "warning: old.csv, column AGE_IN_DAYS_AT_DIAGNOSIS, row 1: " in result.output
    assert table(output) == [{"AGE_IN_DAYS_AT_DIAGNOSIS": "36524"}]


def test_an_age_on_the_index_day_needs_no_date_of_birth(tmp_path: Path) -> None:
    path = write(tmp_path / "trial.csv", "AGE,MONTHS", "20000,1.5", "20001,")
    output = tmp_path / "ages.csv"
    arguments = ("--index-age", "AGE", "--indexed-months", "MONTHS=AGE_IN_DAYS_AT_FOLLOWUP", "--output", output)
    assert run(path, *arguments).exit_code == 0
    assert table(output) == [
        {"AGE": "20000", "AGE_IN_DAYS_AT_FOLLOWUP": "20046"},
        {"AGE": "20001", "AGE_IN_DAYS_AT_FOLLOWUP": ""},
    ]
    assert run(path, "--dry-run").exit_code == 2
    assert 'Did you mean "AGE"?' in run(path, "--index-age", "AGES", "--dry-run").output


def test_workbooks_keep_their_sheets_and_real_dates(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "Patients"
    first.append(["MRN", "DOB", "Code"])
    first.append(["007", datetime(1950, 2, 28), 5])  # noqa: DTZ001  # a spreadsheet knows no time zones
    visits = book.create_sheet("Visits")
    visits.append(["MRN", "FOLLOWUP_DATE"])
    visits.append(["007", date(2000, 2, 29)])
    path, output = tmp_path / "clinic.xlsx", tmp_path / "ages.xlsx"
    book.save(path)
    assert run(path, "--birth", "DOB", "--id", "MRN", "--output", output).exit_code == 0
    made = openpyxl.load_workbook(output)
    assert [list(row) for row in made["Patients"].iter_rows(values_only=True)] == [["MRN", "Code"], ["007", 5]]
    assert list(made["Visits"].iter_rows(values_only=True)) == [("MRN", "AGE_IN_DAYS_AT_FOLLOWUP"), ("007", 18263)]
    refused = run(path, "--birth", "DOB", "--id", "MRN", "--output", tmp_path / "ages.csv")
    assert refused.exit_code == 1
    assert "name an --output that ends in .xlsx" in refused.output


def test_births_come_from_another_table(tmp_path: Path) -> None:
    people = write(tmp_path / "people.csv", "MRN,DOB,ZIP", "a,1950-02-28,1", "b,1960-01-01,2")
    visits = write(tmp_path / "visits.csv", "MRN,DX_DATE", "b,1960-01-02", "a,2000-02-29", "c,2000-01-01")
    arguments = ("--births", people, "--id", "MRN", "--birth", "DOB")
    assert "column DX_DATE, row 3: The row has no date of birth." in run(visits, *arguments, "--dry-run").output
    several = tmp_path / "made"
    both = write(tmp_path / "more.csv", "MRN,DEATH_DATE", "a,2000-03-01")
    write(visits, "MRN,DX_DATE", "b,1960-01-02", "a,2000-02-29")
    assert run(visits, both, *arguments, "--output", several).exit_code == 0
    assert [row["AGE_IN_DAYS_AT_DIAGNOSIS"] for row in table(several / "visits.csv")] == ["1", "18263"]
    assert table(several / "more.csv") == [{"MRN": "a", "AGE_IN_DAYS_AT_DEATH": "18264"}]
    assert sorted(path.name for path in several.iterdir()) == ["more.csv", "visits.csv"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--dry-run", "--map", "DOB"),
        ("--dry-run", "--map", "DX=DIAGNOSIS"),
        ("--dry-run", "--indexed", "A=AGE_IN_DAYS_AT_FOLLOWUP"),
        ("--dry-run", "--index", "A", "--index-age", "B"),
        ("--dry-run", "--births", "x.csv"),
        (),
    ],
)
def test_misuse_is_told(clinic: Path, arguments: tuple[str, ...]) -> None:
    assert run(clinic, "--birth", "DOB", *arguments).exit_code == 2


def test_an_attribute_that_is_none_is_told(clinic: Path) -> None:
    wrong = run(clinic, "--birth", "DOB", "--map", "DATE_OF_DIAGNOSIS=AGE_IN_DAYS_AT_DIAGNOSES", "--dry-run")
    assert wrong.exit_code == 2
    assert "Did you mean AGE_IN_DAYS_AT_DIAGNOSIS?" in wrong.output


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    for name, text in (("a.csv", "A,A\n1,2\n"), ("b.txt", "x"), ("c.csv", "")):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        result = run(path, "--birth", "DOB", "--output", tmp_path / "out.csv")
        assert result.exit_code == 1, name
        assert f"error: {name}" in result.output
    assert not (tmp_path / "out.csv").exists()


def test_a_process_leaves_nothing_but_its_output(clinic: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    output = tmp_path / "ages.xlsx"
    environment = {**os.environ, "HOME": str(home), "TMPDIR": str(home)}
    command: list[str | Path] = [
        Path(sys.executable).with_name("theatrum"),
        "dates",
        clinic,
        "--birth",
        "DOB",
        "--output",
        output,
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert list(home.iterdir()) == []
    assert not any(secret in done.stdout + done.stderr for secret in SECRETS)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ages.xlsx", "clinic.csv", "home"]


def test_a_place_that_cannot_be_written_is_told_without_a_date(clinic: Path) -> None:
    result = run(clinic, "--birth", "DOB", "--output", clinic / "ages.csv")
    assert result.exit_code == 1
    assert not any(secret in result.output for secret in SECRETS)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.dates(date(1900, 1, 1), date(2030, 1, 1)),
            st.one_of(st.dates(date(1900, 1, 1), date(2030, 1, 1)).map(str), st.text(max_size=9)),
            st.sampled_from(["", "fine", "seen 3/4/2020", "=1+1"]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_is_in_the_file_no_date_is_said_or_written(rows: list[tuple[date, str, str]], tmp_path: Path) -> None:
    path, output = tmp_path / "any.csv", tmp_path / "ages.csv"
    output.unlink(missing_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["DOB", "DX_DATE", "NOTE"], *rows])
    result = run(path, "--birth", "DOB", "--output", output)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.exit_code in (0, 1)
    assert output.exists() == (result.exit_code == 0)
    said = result.output + (output.read_text(encoding="utf-8") if output.exists() else "")
    assert not any(str(birth) in said for birth, _, _ in rows)
    assert not any(holds_date(word) for word in said.split())


@pytest.mark.requirement("R67")
def test_a_synthetic_center_gets_its_ages_back(tmp_path: Path) -> None:
    """Every age of a synthetic center as a date of somebody born on a day made up, and back."""
    folder = tmp_path / "center"
    synth = ["synth", "--center", "HTA201", "--participants", "3", "--no-files", "--seed", "5", "--output", folder]
    assert CliRunner().invoke(theatrum, [*map(str, synth)]).exit_code == 0
    chance = random.Random(5)  # noqa: S311  # no secret is made of it
    births: dict[str, date] = {}
    checked = 0
    for path in sorted(folder.rglob("*.csv")):
        rows = table(path)
        ages = [name for name in rows[0] if name.startswith("AGE_IN_DAYS_")]
        if not ages:
            continue
        dated = [dict(row) for row in rows]
        for row in dated:
            person = next(value for name, value in row.items() if name.startswith("HTAN_") and value)
            person = "_".join(person.split("_")[:2])
            born = births.setdefault(person, date(1901, 1, 1) + timedelta(chance.randrange(12_000)))
            row["DATE_OF_BIRTH"] = str(born)
            for name in ages:
                row[name] = str(born + timedelta(int(row[name]))) if row[name].isdigit() else row[name]
        given = tmp_path / f"dated-{path.name}"
        with given.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(dated[0]))
            writer.writeheader()
            writer.writerows(dated)
        output = tmp_path / f"ages-{path.name}"
        result = run(given, "--birth", "DATE_OF_BIRTH", "--output", output)
        assert result.exit_code == 0, result.output
        assert table(output) == rows
        assert not any(holds_date(cell) for row in table(output) for cell in row.values())
        checked += 1
    assert checked >= 5
