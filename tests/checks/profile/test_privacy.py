"""The policy of a profile on identifying data: read, cross-checked, and refused with a place."""

from pathlib import Path

import pytest

from tests.checks.profile.test_overlay import FILES, OVERLAY
from theatrum.checks.classes import Kind, Strength, Where
from theatrum.checks.findings import Verdict
from theatrum.checks.profile.errors import ProfileInvalid
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.privacy_shapes import PrivacyPolicy

PRIVACY = """\
version: 3.0.0
verdicts:
  - {kinds: [email], where: [name], verdict: block, requirement: R1}
  - {kinds: [url], verdict: "off"}
  - {strength: weak, verdict: note}
ages: {action: hold, cap: 80, requirement: R2}
fields:
  - {names: [Serial Number], about: Of a camera., verdict: note}
allowed:
  - {kinds: [date], columns: [NOTE], components: [Photo], shape: '[0-9]{4}', about: A year.}
  - {kinds: [url], about: Anywhere.}
harmless:
  - {name: tags, about: Tags of fishes., pattern: 'NORTH-[0-9]{1,9}', examples: [NORTH-7]}
"""


def _load(folder: Path, old: str = "", new: str = "") -> PrivacyPolicy:
    assert PRIVACY.count(old) >= 1, old
    written = PRIVACY.replace(old, new, 1) if old else PRIVACY
    for name, content in {**FILES, "overlay.yaml": OVERLAY, "privacy.yaml": written}.items():
        file = folder / "reef" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return load_profile(ProfileFolder.at(folder / "reef")).privacy


def test_the_first_rule_that_fits_counts(tmp_path: Path) -> None:
    policy = _load(tmp_path)
    outcome = policy.outcome(Kind.EMAIL, Where.NAME, Strength.WEAK)
    assert outcome is not None
    assert (outcome.verdict, outcome.requirement) == (Verdict.BLOCK, "R1")
    assert policy.outcome(Kind.URL, Where.TEXT, Strength.STRONG) is None
    weak, other = (policy.outcome(Kind.EMAIL, Where.CELL, strength) for strength in (Strength.WEAK, Strength.STRONG))
    assert weak is not None
    assert weak.verdict is Verdict.NOTE
    assert other is not None
    assert other.verdict is Verdict.HOLD


def test_ages_have_an_action_of_their_own(tmp_path: Path) -> None:
    outcome = _load(tmp_path).outcome(Kind.AGE, Where.CELL, Strength.WEAK)
    assert outcome is not None
    assert (outcome.verdict, outcome.requirement) == (Verdict.HOLD, "R2")
    assert _load(tmp_path, "action: hold", 'action: "off"').outcome(Kind.AGE, Where.CELL, Strength.STRONG) is None


def test_fields_are_told_whatever_the_rules_say(tmp_path: Path) -> None:
    policy = _load(tmp_path)
    assert policy.of_field(Kind.DEVICE, "serial number").verdict is Verdict.NOTE
    assert policy.of_field(Kind.DEVICE, "Other").verdict is Verdict.HOLD
    assert policy.of_field(Kind.URL, "Other").verdict is Verdict.NOTE


def test_what_may_stand_in_a_column(tmp_path: Path) -> None:
    policy = _load(tmp_path)
    assert [rule.kinds for rule in policy.allowed_in("NOTE", "Photo")] == [(Kind.DATE,), (Kind.URL,)]
    assert [rule.kinds for rule in policy.allowed_in("NOTE", "Else")] == [(Kind.URL,)]


def test_without_a_file_everything_is_held(tmp_path: Path) -> None:
    _load(tmp_path)
    (tmp_path / "reef" / "privacy.yaml").unlink()
    policy = load_profile(ProfileFolder.at(tmp_path / "reef")).privacy
    assert policy == PrivacyPolicy()
    outcome = policy.outcome(Kind.SSN, Where.CELL, Strength.STRONG)
    assert outcome is not None
    assert outcome.verdict is Verdict.HOLD


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("kinds: [email]", "kinds: [mail]", "verdicts[0].kinds[0]"),
        ("columns: [NOTE]", "columns: [NOTES]", "allowed[0].columns[0]"),
        ("components: [Photo]", "components: [Foto]", "allowed[0].components[0]"),
        ("shape: '[0-9]{4}'", "shape: '[0-9'", "allowed[0].shape"),
        ("shape: '[0-9]{4}'", "shape: '[0-9]+'", "allowed[0].shape"),
        ("{1,9}', examples", "{1,9}(?=x)', examples", "harmless[0].pattern"),
        ("[NORTH-7]", "[SOUTH-7]", "harmless[0].examples[0]"),
        ("verdict: note}", "verdict: lock}", "verdicts[2].verdict"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(ProfileInvalid) as caught:
        _load(tmp_path, old, new)
    assert told in str(caught.value)
