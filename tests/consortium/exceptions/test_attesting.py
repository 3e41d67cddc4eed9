"""Attestations: due where there is content, signed in the words in force, withdrawn."""

import pytest

from tests.support.center_scene import CENTER, RELEASE, CenterScene, fill
from theatrum.consortium.exceptions import attesting
from theatrum.consortium.exceptions.attesting import Due, Signing
from theatrum.consortium.exceptions.errors import NotYourDecision, RequestIsInvalid
from theatrum.consortium.exceptions.models import Affirmation
from theatrum.consortium.readiness.checklist import attestations_due
from theatrum.consortium.readiness.counting import counts_of
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor

pytestmark = pytest.mark.django_db

SLIDES = "DigitalPathologyData"


def _due() -> dict[tuple[str, str], Due]:
    found = attestations_due(counts_of([CENTER])[CENTER])
    return {(one.component, one.attestation.attestation): one for one in found}


def _sign(actor: Actor, *attestations: str, name: str = "Ada Lovelace") -> list[Affirmation]:
    signing = attesting.draft_signing(
        Signing(center_id=CENTER, release=RELEASE, component=SLIDES, attestations=attestations, name=name)
    )
    with writing():
        return attesting.sign_attestations(actor=actor, signing=signing)


def test_due_is_what_concerns_a_dataset_with_content(scene: CenterScene) -> None:
    assert _due() == {}
    fill(scene)
    assert {key for component, key in _due() if component == SLIDES} == {"imaging_plan", "redaction", "dearrayed"}
    assert ("BiospecimenData", "rebased") in _due()
    assert not any(component == "Demographics" for component, _ in _due())


def test_signed_words_are_kept_and_can_be_withdrawn(scene: CenterScene) -> None:
    fill(scene)
    [signed] = _sign(scene.it.wrangler, "redaction")
    assert signed.sha256 == attesting.digest_of(signed)
    assert len(signed.sha256) == 64
    assert _due()[SLIDES, "redaction"].is_signed
    assert _sign(scene.it.representative, "redaction") == []
    Affirmation.objects.filter(pk=signed.pk).update(version=0)
    assert _due()[SLIDES, "redaction"].is_outdated
    [again] = _sign(scene.it.representative, "redaction")
    with writing():
        attesting.withdraw_affirmation(actor=scene.it.wrangler, number=again.pk, reason="One was missed.")
    assert _due()[SLIDES, "redaction"].affirmation is None
    assert Affirmation.objects.count() == 2


def test_who_signs_and_what(scene: CenterScene) -> None:
    fill(scene)
    for nobody in (scene.it.liaison, scene.neighbor, scene.it.admin):
        with pytest.raises(NotYourDecision, match="Principal Investigator"):
            _sign(nobody, "redaction")
    for attestations, name, told in (
        (("redaction",), " ", "full name"),
        ((), "Ada", "Choose"),
        (("rebased",), "Ada", "no attestation"),
    ):
        with pytest.raises(RequestIsInvalid, match=told):
            _sign(scene.it.wrangler, *attestations, name=name)
