"""What a center affirmed for a release, and who may do so."""

from collections.abc import Collection, Mapping

from django.db.models import Exists, OuterRef

from theatrum.checks.profile.checklist_shapes import Acceptance
from theatrum.consortium.centers.affiliations import people_of
from theatrum.consortium.onboarding.checklists.errors import ChecklistNotThere
from theatrum.consortium.onboarding.checklists.models import Signing
from theatrum.consortium.onboarding.facts import Fact
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access.permissions import Actor


def get_acceptance(release: int) -> Acceptance:
    """Return the checklist in force, for a release of the profile. Raises ChecklistNotThere."""
    profile = in_force()
    if profile.checklists.acceptance is None or release not in profile.releases:
        raise ChecklistNotThere(release=release)
    return profile.checklists.acceptance


def signings_of(center_id: str, release: int) -> list[Signing]:
    """Return what a center signed for a release, the newest first."""
    return list(Signing.objects.filter(center_id=center_id, release=release).order_by("-number"))


def latest_of(center_id: str, release: int) -> Signing | None:
    """Return what a center signed last for a release."""
    return Signing.objects.filter(center_id=center_id, release=release).order_by("-number").first()


def signer_roles() -> list[str]:
    """Return the roles whose people sign: those that the checklist names, else those who represent a center."""
    profile = in_force()
    acceptance = profile.checklists.acceptance
    named = acceptance.signed_by if acceptance is not None else ()
    return list(named) or [role.role for role in profile.roles.values() if role.represents]


def may_sign(actor: Actor, center_id: str) -> bool:
    """Tell whether somebody answers for a center."""
    return people_of(center_id).filter(user_id=actor.id, role__in=signer_roles()).exists()


def facts_of(center_ids: Collection[str], release: int | None) -> Mapping[str, Fact]:
    """Return which centers have affirmed all of the version in force for a release, in one query."""
    acceptance = in_force().checklists.acceptance
    if acceptance is None or release is None:
        note = "" if acceptance is None else "No release is open."
        return {center_id: Fact(is_open=acceptance is None, note=note) for center_id in center_ids}
    later = Signing.objects.filter(center_id=OuterRef("center_id"), release=release, number__gt=OuterRef("number"))
    found = Signing.objects.filter(~Exists(later), center_id__in=center_ids, release=release)
    return {one.center_id: _fact(one, acceptance) for one in found}


def _fact(signing: Signing, acceptance: Acceptance) -> Fact:
    if signing.version != acceptance.version:
        note = f"Version {signing.version} was signed; {acceptance.version} is in force."
        return Fact(is_open=False, since=signing.signed_on, note=note, is_begun=True)
    if signing.is_affirmed:
        return Fact(is_open=True, since=signing.signed_on)
    doubts = sum(item["answer"] != "yes" for item in signing.items)
    note = f"{doubts} of {len(signing.items)} statements have a no or unsure."
    return Fact(is_open=False, since=signing.signed_on, note=note, is_begun=True)
