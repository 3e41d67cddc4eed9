"""An identifier is told in words, and what misses its form with how to write it."""

import pytest

from theatrum.checks.numbering.telling import Teller, Told
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.identifier_shapes import Misreading, MisreadingExample
from theatrum.checks.profile.loading import load_profile

PROFILE = load_profile(ProfileFolder.packaged("htan2"))
MISREAD = [
    (misreading, example)
    for misreading in PROFILE.overlay.identifiers.misreadings
    if not misreading.components and not misreading.attributes
    for example in misreading.examples
    if "entity" not in example.kinds
]


def tell(text: str, center: str | None = None) -> Told:
    return Teller(PROFILE, center).tell(text)


def test_kinds_and_slots_in_words() -> None:
    specimen = tell("HTA201_12_B3")
    assert specimen.sentence() == "a biospecimen id of HTA201 (Pancreas Pre-Cancer Atlas) under participant HTA201_12"
    assert tell("HTA201_0000_D1").is_pooled
    assert "several participants" in tell("HTA201_0000_D1").sentence()
    assert "external control" in tell("HTA201_EXT4").sentence()
    assert tell("syn12").sentence() == "an entity id"
    assert not any(tell(text).problems for text in ("HTA201_12", "HTA201_007", "HTA201_EXT4_P1", "syn12"))


@pytest.mark.requirement("R22")
@pytest.mark.requirement("R23")
def test_centers_are_held_against_the_registry_and_the_own_one() -> None:
    assert [problem.code for problem in tell("HTA219_1").problems] == ["identifier.unregistered"]
    [other] = tell("HTA202_1", "HTA201").problems
    assert (other.code, other.requirement) == ("identifier.other_center", "R23")
    assert not tell("HTA202_1").problems


@pytest.mark.parametrize(("misreading", "example"), MISREAD, ids=lambda one: getattr(one, "text", None))
def test_every_misreading_of_the_profile_is_told(misreading: Misreading, example: MisreadingExample) -> None:
    [problem] = tell(example.text).problems
    assert problem.fix
    assert example.mended in (None, problem.suggestion), misreading.code


@pytest.mark.requirement("R32")
def test_phase_1_is_explained() -> None:
    [problem] = tell("HTA3_8001_1").problems
    assert (problem.code, problem.requirement) == ("identifier.phase_1", "R32")
    assert "Phase 1" in problem.message
