"""The terminal's and the script's view of one small mess, letter by letter.

After a wording was changed on purpose: ``python -m tests.checks.report.test_golden`` writes the files anew.
"""

import io
import json
from pathlib import Path

import pytest

from tests.checks.report.mess import report
from theatrum.checks.report.json_report import write_json
from theatrum.checks.report.look import Look
from theatrum.checks.report.text_report import text_lines

FOLDER = Path(__file__).parent / "golden"


def _texts() -> dict[str, str]:
    stream = io.BytesIO()
    write_json(stream, report())
    lines = text_lines(report(), Look(width=80, paths=["sample"]))
    return {"mess.txt": "\n".join(lines) + "\n", "mess.json": stream.getvalue().decode()}


@pytest.mark.parametrize("name", ["mess.txt", "mess.json"])
def test_report_reads_as_it_did(name: str) -> None:
    assert _texts()[name] == (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.requirement("R149")
def test_json_says_by_which_versions_and_when_it_was_judged() -> None:
    told = json.loads(_texts()["mess.json"])
    assert set(told) == {"findings", "groups", "summary"}
    summary = told["summary"]
    assert (summary["model"], summary["overlay"], summary["engine"]) == ("1.0.0", "1.0.0", "0.1.0")
    assert summary["time"] == "2026-11-26T12:00:00+00:00"
    assert summary["inputs"][0]["sha256"] == "ab" * 32
    assert summary["counts"]["error"] == sum(one["severity"] == "error" for one in told["findings"])
    assert all(
        one["code"].partition(".")[0] in {"schema", "table", "file", "links", "cardinality", "privacy"}
        for one in told["findings"]
    )


def test_no_line_is_wider_than_the_terminal() -> None:
    for width in (60, 80, 120):
        wide = [line for line in text_lines(report(), Look(width=width)) if len(line) > width]
        assert wide == []


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in _texts().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
