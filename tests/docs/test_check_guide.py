"""The example of the guide to ``theatrum check`` is what the program prints."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from theatrum.doors.cli.main import theatrum

GUIDE = Path(__file__).parents[2] / "docs/guide/check.md"
_BLOCK = re.compile(r"^```(csv|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_example_is_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    # What follows shows hashes, whose key is made for each run.
    blocks = _BLOCK.findall(GUIDE.read_text(encoding="utf-8"))[:4]
    assert [kind for kind, _ in blocks] == ["csv", "text", "csv", "text"]
    for (_, table), (_, shown), code in ((blocks[0], blocks[1], 1), (blocks[2], blocks[3], 0)):
        Path("demographics.csv").write_text(table, encoding="utf-8")
        result = CliRunner().invoke(theatrum, ["check", "demographics.csv"])
        lines = [line for line in result.output.splitlines() if not line.startswith("Judged by")]
        assert lines == shown.splitlines()
        assert result.exit_code == code
