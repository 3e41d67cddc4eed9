"""A center that knows people and tubes by ids of its own: ``theatrum ids assign`` makes a submission of its tables."""

import csv
import re
from pathlib import Path

from click.testing import CliRunner, Result

from theatrum.doors.cli.main import theatrum

_ID = re.compile(r"HTA201_\d+(_B\d+)?|HTA201_\w+_B\d+")
_REFERENCES = "ADJACENT_BIOSPECIMEN_IDS"


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(theatrum, list(map(str, arguments)))
    assert result.exit_code == 0, result.output
    return result


def with_local_ids(path: Path, local: dict[str, str]) -> None:
    """Put a made-up local id in the place of each identifier; those of external controls stay."""

    def named(match: re.Match[str]) -> str:
        kind = "tube" if "_B" in match[0] else "MRN"
        return local.setdefault(match[0], f"{kind}-{len(local)}")

    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?<![A-Z0-9_])(?:" + _ID.pattern + r")(?![A-Z0-9_])", named, text), encoding="utf-8")


def test_a_submission_made_from_local_ids_is_clean(tmp_path: Path) -> None:
    center, out = tmp_path / "center", tmp_path / "out"
    run("synth", "--center", "HTA201", "--participants", "4", "--no-files", "--output", center)
    local: dict[str, str] = {}
    for path in sorted(center.rglob("*.csv")):
        with_local_ids(path, local)
    common = ("--center", "HTA201", "--crosswalk", tmp_path / "my.crosswalk.csv")
    out.mkdir()
    for path in sorted(center.rglob("Clinical/*/*.csv")):
        named = ("--kind", "participant", "--column", "HTAN_PARTICIPANT_ID")
        run("ids", "assign", path, *common, *named, "--output", out / path.name)
    specimens = center / "Biospecimen/BiospecimenData.csv"
    specimen = ("--kind", "biospecimen", "--column", "HTAN_BIOSPECIMEN_ID", "--parent-column", "HTAN_PARENT_ID")
    with specimens.open(encoding="utf-8", newline="") as stream:
        has_references = _REFERENCES in next(csv.reader(stream))
    more = ("--reference-column", _REFERENCES) if has_references else ()
    run("ids", "assign", specimens, *common, *specimen, *more, "--output", out / specimens.name)
    made = "".join(path.read_text(encoding="utf-8") for path in out.iterdir())
    assert len(local) > 8
    assert not re.search(r"(tube|MRN)-\d", made)
    run("check", out, "--center", "HTA201")
