"""The example in the guide is what the program prints."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from docs.generate import REFERENCE
from theatrum.doors.cli.main import theatrum


def test_the_example_is_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guide = (REFERENCE.parent / "guide" / "dates.md").read_text(encoding="utf-8")
    example = re.search(r"```\n\$ theatrum (.*)\n((?:.*\n)*?)```", guide)
    assert example is not None
    monkeypatch.chdir(tmp_path)
    rows = ["HTA201_1,1950-02-28,2000-02-29,2001-01-01,Female,", "HTA201_2,1960-01-01,1960-12-31,2001-01-01,Male,"]
    text = "\n".join(["HTAN_PARTICIPANT_ID,DOB,DATE_OF_DIAGNOSIS,VISIT_DATE,SEX,NOTE", *rows])
    Path("clinic.csv").write_text(text, encoding="utf-8")

    shown = CliRunner().invoke(theatrum, example[1].split())

    # Ages of a person diagnosed at the age of a year are doubted, on standard error.
    assert shown.stdout == example[2]
