"""Reading the rules between rows: what they become, and how broken ones are told."""

from pathlib import Path

import pytest

from theatrum.checks.profile.errors import ProfileInvalid
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.link_loading import read_links
from theatrum.checks.profile.link_shapes import LinkRules
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.overlay_shapes import Overlay

LINKS = """\
kinds:
  - {kind: diver, components: [Diver], column: DIVER_ID}
references:
  - {rule: seen-by, requirement: R1, components: [Sighting], column: DIVER, kind: diver, exempt: [pooled]}
  - {rule: later, components: [Diver], column: NOT_YET, kind: diver, since: 9.0.0}
presence:
  - rule: photo-of-a-whale
    when: {components: [Sighting], where: {FISH: {matches: whale}}}
    needs: {components: [Photo]}
    strength: warning
    message: There is no photo.
    fix: Add one.
"""
OVERLAY = {
    "version": "1.0.0",
    "organization": "ReefNetwork",
    "rules": [
        {
            "rule": "diver",
            "about": "Who it was.",
            "components": ["Sighting"],
            "add": {"DIVER": {"about": "Who."}},
        }
    ],
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


def _read(folder: Path, text: str | None) -> LinkRules:
    if text is not None:
        (folder / "links.yaml").write_text(text, encoding="utf-8")
    overlay = Overlay.model_validate(OVERLAY)
    components = {"Sighting", "Diver", "Photo"}
    return read_links(ProfileFolder(folder, "reef"), overlay=overlay, models={}, components=components)


def test_rules_are_read(tmp_path: Path) -> None:
    rules = _read(tmp_path, LINKS)
    assert rules.kinds[0].components == ("Diver",)
    assert rules.references[0].strength.ingest == "pending"
    assert rules.references[0].strength.stage == "error"
    assert rules.presence[0].strength.ingest == rules.presence[0].strength.stage == "warning"
    assert rules.presence[0].when.where["FISH"].matches == "whale"


def test_profile_without_such_a_file_has_no_rules(tmp_path: Path) -> None:
    assert _read(tmp_path, None) == LinkRules()


def test_every_rule_of_the_network_is_read() -> None:
    links = load_profile(ProfileFolder.packaged("htan2")).links
    assert {rule.kind for rule in links.kinds} >= {"participant", "biospecimen", "data_file"}
    assert links.lineage.cycles is not None


@pytest.mark.parametrize(
    ("old", "new", "problem", "fix"),
    [
        ("column: DIVER,", "colum: DIVER,", "line 4, key references[0].colum: this key is unknown", "'column'"),
        ("[Sighting], column", "[Siting], column", "references[0].components[0]: this profile has no", "Sighting"),
        ("kind: diver, exempt", "kind: fish, exempt", "references[0].kind: overlay.yaml has no 'fish'", "diver"),
        ("rule: later", "rule: seen-by", "references[1].rule: 'seen-by' stands there twice", "Rename"),
        ("matches: whale", "matches: '('", "when.where.FISH.matches: this is no regular expression", "Correct"),
        ("matches: whale", "matches: '(?!a)b'", "where.FISH.matches: look-around", "without"),
        ("strength: warning", "strength: fatal", "presence[0].strength", "Correct"),
        ("components: [Photo]", "components: []", "presence[0].needs.components", "Correct"),
        ("requirement: R1", "requirement: one", "references[0].requirement", "Correct"),
    ],
)
def test_broken_rules_are_told_with_file_key_and_fix(
    tmp_path: Path, *, old: str, new: str, problem: str, fix: str
) -> None:
    assert old in LINKS
    with pytest.raises(ProfileInvalid) as caught:
        _read(tmp_path, LINKS.replace(old, new, 1))
    assert str(caught.value).startswith("reef/links.yaml, line ")
    assert problem in str(caught.value)
    assert fix in str(caught.value)


def test_column_that_no_version_has_is_told(tmp_path: Path) -> None:
    profile = load_profile(ProfileFolder.packaged("htan2"))
    (tmp_path / "links.yaml").write_text(
        "kinds: [{kind: participant, components: [Demographics], column: HTAN_PATIENT_ID}]", encoding="utf-8"
    )
    with pytest.raises(ProfileInvalid, match="kinds\\[0\\].column: Demographics has no 'HTAN_PATIENT_ID'"):
        read_links(
            ProfileFolder(tmp_path, "htan2"),
            overlay=profile.overlay,
            models=profile.models,
            components={"Demographics"},
        )
