"""Affirmations of datasets: what is due, signing, and withdrawing."""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from theatrum.checks.profile.attestation_shapes import Attestation
from theatrum.consortium.centers import sight
from theatrum.consortium.centers.affiliations import active_of
from theatrum.consortium.centers.models import CenterRecord
from theatrum.consortium.events.actions import publish
from theatrum.consortium.exceptions.errors import NotYourDecision, RequestIsInvalid
from theatrum.consortium.exceptions.models import Affirmation
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.submissions.planning import components_of
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor, Scope
from theatrum.repository.audit import actions as audit

_LONGEST_NAME = 250


@dataclass(frozen=True, slots=True)
class Due:
    """An attestation of a dataset: signed in the version that is in force, in an older one, or not at all."""

    center_id: str
    component: str
    attestation: Attestation
    affirmation: Affirmation | None

    @property
    def is_signed(self) -> bool:
        """Whether the text in force is signed."""
        return self.affirmation is not None and self.affirmation.version == self.attestation.in_force.version

    @property
    def is_outdated(self) -> bool:
        """Whether an older text was signed."""
        return self.affirmation is not None and not self.is_signed

    @property
    def blocks(self) -> bool:
        """Whether it is missing and has to be there."""
        return not self.is_signed and self.attestation.is_required


def due_of(datasets: Iterable[tuple[str, str]], release: int) -> list[Due]:
    """Return what is to be affirmed of datasets, each a center and a component; one query for all."""
    some = list(datasets)
    known = {
        (one.center_id, one.component, one.attestation): one
        for one in Affirmation.objects.filter(
            center_id__in={center for center, _ in some}, release=release, withdrawn_on=None
        )
    }
    return [
        Due(center, component, one, known.get((center, component, one.attestation)))
        for center, component in some
        for one in in_force().attestations.attestations
        if one.concerns(component)
    ]


def signed_of(actor: Actor, center_id: str, release: int) -> list[Affirmation]:
    """Return all that was signed of a release, what was withdrawn included, latest first. Raises CenterNotFound."""
    sight.require_seen(actor, center_id)
    return list(Affirmation.objects.filter(center_id=center_id, release=release).order_by("-signed_on", "-id"))


def may_sign(actor: Actor, center_id: str) -> bool:
    """Tell whether somebody affirms for a center: who represents it, or is its wrangler."""
    if Scope.MODIFY not in actor.scopes:
        return False
    return any(one.center_id == center_id and one.role in signer_roles() for one in active_of(actor.id))


def signer_roles() -> Collection[str]:
    """Return the roles that affirm: of who represents a center, and of its wrangler."""
    profile = in_force()
    wrangler = profile.onboarding.wrangler if profile.onboarding else None
    return {role.role for role in profile.roles.values() if role.represents} | ({wrangler} if wrangler else set())


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What somebody signs: attestations of a dataset, in their own name."""

    center_id: str
    release: int
    component: str
    attestations: Collection[str]
    name: str


def draft_signing(signing: Signing) -> Signing:
    """Return what is signed as it may be stored. Raises RequestIsInvalid."""
    name = " ".join(signing.name.split())
    if not name or len(name) > _LONGEST_NAME or "\0" in name:
        raise RequestIsInvalid(reason="Type your full name to sign.")
    if not signing.attestations:
        raise RequestIsInvalid(reason="Choose what to sign.")
    if signing.component not in components_of(signing.center_id, signing.release):
        raise RequestIsInvalid(reason="There is no such dataset.")
    for key in signing.attestations:
        _concerning(key, signing.component)
    return replace(signing, name=name)


def sign_attestations(*, actor: Actor, signing: Signing) -> list[Affirmation]:
    """Sign the texts in force; what is signed in them already stays. ``signing`` comes from ``draft_signing``.

    Raises NotYourDecision.
    """
    _require_signer(actor, signing.center_id)
    # Two people who sign at once sign one after the other.
    CenterRecord.objects.select_for_update().filter(pk=signing.center_id).first()
    found = [_sign(actor, signing, _concerning(key, signing.component)) for key in sorted(set(signing.attestations))]
    return [one for one in found if one is not None]


def withdraw_affirmation(*, actor: Actor, number: int, reason: str) -> Affirmation:
    """Withdraw what was signed: it is due again. Raises RequestIsInvalid, NotYourDecision, CenterNotFound."""
    found = Affirmation.objects.select_for_update().filter(pk=min(number, 2**62), withdrawn_on=None).first()
    if found is None:
        raise RequestIsInvalid(reason="Nobody has signed this, or it was withdrawn already.")
    sight.require_seen(actor, found.center_id)
    _require_signer(actor, found.center_id)
    found.withdrawn_by, found.withdrawn_on, found.withdrawn_reason = actor.id, clock.now(), reason.strip()
    found.save(update_fields=["withdrawn_by", "withdrawn_on", "withdrawn_reason"])
    _remember(actor, found, "attestation_withdrawn")
    publish(
        topic="exception",
        center_id=found.center_id,
        release=found.release,
        subject_kind="attestation",
        subject_id=str(found.pk),
        people={found.signed_by},
        title=f"{found.center_id} has withdrawn an attestation of {found.component}",
        link=f"/centers/{found.center_id}/attestations",
        by=actor.id,
    )
    return found


def digest_of(affirmation: Affirmation) -> str:
    """Return the SHA-256 of what was signed: canonical JSON, so that anybody can compute it again."""
    said = {
        "center": affirmation.center_id,
        "release": affirmation.release,
        "component": affirmation.component,
        "attestation": affirmation.attestation,
        "version": affirmation.version,
        "text": affirmation.text,
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _sign(actor: Actor, signing: Signing, attestation: Attestation) -> Affirmation | None:
    text = attestation.in_force
    dataset = {"center_id": signing.center_id, "release": signing.release, "component": signing.component}
    old = Affirmation.objects.filter(**dataset, attestation=attestation.attestation, withdrawn_on=None).first()
    if old is not None:
        if old.version == text.version:
            return None
        old.withdrawn_by, old.withdrawn_on = actor.id, clock.now()
        old.withdrawn_reason = f"Version {text.version} took its place."
        old.save(update_fields=["withdrawn_by", "withdrawn_on", "withdrawn_reason"])
    found = Affirmation(
        **dataset,
        attestation=attestation.attestation,
        version=text.version,
        text=text.text,
        signed_by=actor.id,
        signed_name=signing.name,
        signed_on=clock.now(),
    )
    found.sha256 = digest_of(found)
    found.save()
    _remember(actor, found, "attestation_signed")
    return found


def _concerning(key: str, component: str) -> Attestation:
    found = in_force().attestations.attestation(key)
    if found is None or not found.concerns(component):
        raise RequestIsInvalid(reason=f"{component} has no attestation of this name.")
    return found


def _require_signer(actor: Actor, center_id: str) -> None:
    if not may_sign(actor, center_id):
        names = [role.name for role in in_force().roles.values() if role.role in signer_roles()]
        raise NotYourDecision(reason=f"Attestations of {center_id} are signed by its {' or '.join(names)}.")


def _remember(actor: Actor, affirmation: Affirmation, action: str) -> None:
    after = {
        "center": affirmation.center_id,
        "release": affirmation.release,
        "component": affirmation.component,
        "attestation": affirmation.attestation,
        "version": affirmation.version,
        "sha256": affirmation.sha256,
    }
    audit.record(actor.id, action, subject_kind="attestation", subject_id=affirmation.pk, after=after)
