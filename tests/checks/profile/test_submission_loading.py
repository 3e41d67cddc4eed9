"""Tiers, affirmations and exceptions of a profile: how they are read, and how broken ones are told."""

from pathlib import Path

import pytest

from theatrum.checks.profile.attestation_shapes import Attestations
from theatrum.checks.profile.errors import ProfileInvalid
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.submission_loading import read_attestations, read_tiers
from theatrum.checks.profile.tier_shapes import Tier, Tiers

TIERS = """\
components: {Photo: controlled}
readers: [warden]
texts:
  open: {name: Open, about: For all.}
  controlled: {name: Closed, about: For few.}
"""
ATTESTATIONS = """\
attestations:
  - attestation: dry
    name: Kept dry
    about: No machine sees water.
    components: [Photo]
    versions: [{version: 1, text: It was dry.}, {version: 2, text: It was dry and cold.}]
exceptions:
  - {kind: odd, name: Odd, about: An odd one., codes: ["format.odd_*", schema.enum], columns: [FORMAT], days: 10}
  - {kind: wet, name: Wet, about: A wet one., codes: [format.wet], components: [Photo]}
"""


def _tiers(folder: Path, text: str | None) -> Tiers | None:
    if text is not None:
        (folder / "tiers.yaml").write_text(text, encoding="utf-8")
    return read_tiers(ProfileFolder(folder, "reef"), roles={"warden"}, components={"Photo", "Catch"})


def _attestations(folder: Path, text: str | None) -> Attestations:
    if text is not None:
        (folder / "attestations.yaml").write_text(text, encoding="utf-8")
    return read_attestations(ProfileFolder(folder, "reef"), components={"Photo", "Catch"})


def test_without_files_there_are_none(tmp_path: Path) -> None:
    assert _tiers(tmp_path, None) is None
    assert _attestations(tmp_path, None) == Attestations()


def test_a_component_has_its_tier_or_the_default(tmp_path: Path) -> None:
    tiers = _tiers(tmp_path, TIERS)
    assert tiers is not None
    assert [tiers.of(one) for one in ("Photo", "Catch", None)] == [Tier.CONTROLLED, Tier.OPEN, Tier.OPEN]
    assert tiers.is_any_controlled
    assert Tier.CONTROLLED.rank > Tier.OPEN.rank


def test_the_last_version_is_signed_and_the_first_kind_that_fits_is_asked_for(tmp_path: Path) -> None:
    found = _attestations(tmp_path, ATTESTATIONS)
    dry = found.attestation("dry")
    assert dry is not None
    assert dry.in_force.version == 2
    assert dry.concerns("Photo")
    assert not dry.concerns("Catch")
    assert found.attestation("wet") is None
    kinds = [
        found.kind_of(code, column, "Photo") for code, column in (("format.odd_one", "FORMAT"), ("format.wet", ""))
    ]
    assert [kind.kind for kind in kinds if kind] == ["odd", "wet"]
    assert found.kind_of("schema.enum", "SEX", "Photo") is None
    assert found.kind_of("format.wet", "", "Catch") is None


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Photo: controlled", "Foto: controlled", "no 'Foto'"),
        ("warden", "king", "no 'king'"),
        ("Photo: controlled", "Photo: secret", "components"),
        ("  open: {name: Open, about: For all.}\n", "", "nothing for 'open'"),
    ],
)
def test_broken_tiers_are_told(tmp_path: Path, before: str, after: str, told: str) -> None:
    with pytest.raises(ProfileInvalid, match=told):
        _tiers(tmp_path, TIERS.replace(before, after))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("components: [Photo]\n    versions", "components: [Foto]\n    versions", "no 'Foto'"),
        ("version: 2", "version: 1", "do not rise"),
        ("kind: wet", "kind: odd", "twice"),
        ("codes: [format.wet]", "codes: [privacy.name]", "no exception may be made"),
        ("days: 10", "days: 1000", "more than the 730"),
    ],
)
def test_broken_affirmations_and_exceptions_are_told(tmp_path: Path, before: str, after: str, told: str) -> None:
    with pytest.raises(ProfileInvalid, match=told):
        _attestations(tmp_path, ATTESTATIONS.replace(before, after))


def test_reads_are_controlled_and_images_are_affirmed_in_the_profile_of_htan() -> None:
    profile = load_profile(ProfileFolder.packaged("htan2"))
    assert profile.tiers is not None
    assert profile.tiers.of("BulkWESLevel1") is Tier.CONTROLLED
    assert profile.tiers.of("DigitalPathologyData") is Tier.OPEN
    due = {one.attestation for one in profile.attestations.attestations if one.concerns("DigitalPathologyData")}
    assert due == {"imaging_plan", "redaction", "dearrayed"}
    asked = profile.attestations.kind_of("schema.enum", "FILE_FORMAT", "DigitalPathologyData")
    assert asked is not None
    assert asked.kind == "unlisted_format"
