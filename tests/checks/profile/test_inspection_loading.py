"""Reading what files must hold: how broken rules are told."""

from pathlib import Path

import pytest

from theatrum.checks.profile.errors import ProfileInvalid
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.inspection_loading import read_inspections
from theatrum.checks.profile.inspection_shapes import Inspections
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.overlay_shapes import Overlay

RULES = """\
declared:
  - {column: WIDTH, fact: SIZE_X, components: [Photo], requirement: R1}
matrices:
  - components: [Catch]
    genes: {pattern: '^G[0-9]+$', expects: a gene}
    columns:
      - {column: diver, kind: diver, fact: divers, expects: a diver}
      - {column: sea, values: [North, South], expects: a sea}
findings:
  - {codes: ["format.ome_*"], components: [Photo], severity: "off"}
  - {codes: [format.unreadable], severity: warning}
"""
OVERLAY = {
    "version": "1.0.0",
    "organization": "ReefNetwork",
    "rules": [{"rule": "wide", "about": "How wide.", "components": ["Photo"], "add": {"WIDTH": {"about": "Pixels."}}}],
    "identifiers": {
        "kinds": [
            {
                "kind": "diver",
                "name": "a diver id",
                "about": "A person.",
                "pattern": "^D[0-9]+$",
                "template": "D{number}",
                "examples": ["D1"],
            }
        ]
    },
}


def _read(folder: Path, text: str | None) -> Inspections:
    if text is not None:
        (folder / "inspections.yaml").write_text(text, encoding="utf-8")
    overlay = Overlay.model_validate(OVERLAY)
    return read_inspections(ProfileFolder(folder, "reef"), overlay=overlay, models={}, components={"Photo", "Catch"})


def test_without_the_file_nothing_is_asked(tmp_path: Path) -> None:
    assert _read(tmp_path, None) == Inspections()


def test_rules_are_found(tmp_path: Path) -> None:
    rules = _read(tmp_path, RULES)
    off = rules.rule_for("format.ome_date", "Photo")
    assert off is not None
    assert off.severity == "off"
    assert rules.rule_for("format.ome_date", "Catch") is None
    assert rules.rule_for("format.unreadable", None) is not None
    matrix = rules.matrix_rules("Catch")
    assert matrix is not None
    assert matrix.columns[0].pattern == "^D[0-9]+$", "that of the kind of identifier"
    assert rules.matrix_rules("Photo") is None


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("components: [Photo], requirement", "components: [Fish], requirement", "declared[0].components[0]", "'Fish'"),
        ("column: WIDTH", "column: HEIGHT", "declared[0].column", "'HEIGHT'"),
        ("kind: diver", "kind: shark", "matrices[0].columns[0].kind", "'shark'"),
        ("'^G[0-9]+$'", "'^G[0-9'", "matrices[0].genes.pattern", "regular expression"),
        ("{column: sea,", "{column: diver,", "matrices[0].columns[1]", "twice"),
        ("kind: diver,", "kind: diver, values: [a],", "matrices[0].columns[0]", "both say"),
        ("format.unreadable", "unreadable", "findings[1].codes[0]", "pattern"),
        ("severity: warning", "severity: bad", "findings[1].severity", "error"),
    ],
)
def test_what_does_not_hold_is_told_with_its_place(tmp_path: Path, old: str, new: str, place: str, says: str) -> None:
    with pytest.raises(ProfileInvalid) as told:
        _read(tmp_path, RULES.replace(old, new, 1))
    assert place in str(told.value)
    assert says in str(told.value)


def test_the_packaged_profile() -> None:
    rules = load_profile(ProfileFolder.packaged("htan2")).inspections
    matrix = rules.matrix_rules("scRNALevel3and4")
    assert matrix is not None
    assert {column.requirement for column in matrix.columns} == {"R98", "R99", "R100"}
