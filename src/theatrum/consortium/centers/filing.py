"""Personnel forms: filing, changing and ending affiliations. Teams, and with them all permissions, follow at once."""

from theatrum.checks.profile.network_shapes import Center
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import affiliations, queries, sight
from theatrum.consortium.centers.errors import AffiliationIsInvalid, AffiliationNotFound, NotEntitled
from theatrum.consortium.centers.following import settle_teams
from theatrum.consortium.centers.models import (
    LONGEST_NAME,
    LONGEST_PHONE,
    LONGEST_REASON,
    Affiliation,
    CenterInstitution,
    LiaisonAssignment,
)
from theatrum.consortium.centers.records import record_of
from theatrum.consortium.events.actions import publish
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.principals import OPERATOR_ID
from theatrum.repository.accounts.queries import find_user
from theatrum.repository.audit import actions as audit


def file_affiliation(
    *,
    actor: Actor,
    profile: Profile,
    user_id: int,
    center_id: str,
    role: str,
    institution_id: int | None = None,
    title: str = "",
    phone: str = "",
) -> Affiliation:
    """File the personnel form of a person for one role at one center: one form for each.

    Who represents the center files it; while nobody does, an administrator of the coordinating center files who is to.
    Raises CenterNotFound, RoleNotFound, UserNotFound, NotEntitled, AffiliationIsInvalid.
    """
    center, held = queries.get_center(profile, center_id), queries.center_role(profile, role)
    record_of(actor, center_id)
    require_filing(actor, center, represents=held.represents)
    return enter(
        actor=actor,
        profile=profile,
        center=center,
        user=find_user(user_id),
        role=role,
        institution_id=valid_institution(center_id, institution_id),
        title=valid_text(title, LONGEST_NAME, "title"),
        phone=valid_text(phone, LONGEST_PHONE, "telephone number"),
    )


def enter(*, actor: Actor, profile: Profile, center: Center, user: User, role: str, **facts: object) -> Affiliation:
    """Store an affiliation whose right to be filed was looked at. Raises AffiliationIsInvalid."""
    # One after the other at a center: two forms of one person at one moment settle their teams together.
    record_of(actor, center.id)
    if not user.is_active:
        raise AffiliationIsInvalid(reason=f"The account of {user.username} is closed: open it first.")
    if Affiliation.objects.filter(user=user, center_id=center.id, role=role, ended_on=None).exists():
        name = profile.roles[role].name
        raise AffiliationIsInvalid(reason=f"{user.get_full_name()} is {name} of {center.id} already.")
    made = Affiliation.objects.create(
        user=user, center_id=center.id, role=role, filed_by=actor.id, filed_on=clock.now(), **facts
    )
    settle_teams(actor=actor, profile=profile, user_id=user.pk, center=center)
    after = {"user": user.pk, "center": center.id, "role": role}
    audit.record(actor.id, "affiliation_filed", subject_kind="affiliation", subject_id=made.pk, after=after)
    _tell(actor, made, f"{user.get_full_name()} is {profile.roles[role].name} of {center.id} now")
    return made


def change_affiliation(
    *,
    actor: Actor,
    profile: Profile,
    affiliation_id: int,
    institution_id: int | None = None,
    title: str = "",
    phone: str = "",
) -> Affiliation:
    """Change what a form says beside the role: another role is another form.

    Raises AffiliationNotFound, NotEntitled, AffiliationIsInvalid.
    """
    found = _locked(actor, affiliation_id)
    center = queries.get_center(profile, found.center_id)
    held = profile.roles.get(found.role)
    require_filing(actor, center, represents=held is not None and held.represents)
    new = {
        "institution_id": valid_institution(center.id, institution_id),
        "title": valid_text(title, LONGEST_NAME, "title"),
        "phone": valid_text(phone, LONGEST_PHONE, "telephone number"),
    }
    before = {name: getattr(found, name) for name in new}
    for name, value in new.items():
        setattr(found, name, value)
    found.save(update_fields=list(new))
    audit.record(
        actor.id, "affiliation_changed", subject_kind="affiliation", subject_id=found.pk, before=before, after=new
    )
    return found


def end_affiliation(*, actor: Actor, profile: Profile, affiliation_id: int, reason: str = "") -> Affiliation:
    """End an affiliation; what only it gave, the person cannot do from now on.

    Who represents the center ends it, the person themselves, and administrators of the coordinating center.
    Raises AffiliationNotFound, NotEntitled, AffiliationIsInvalid.
    """
    found = _locked(actor, affiliation_id)
    if not (found.user_id == actor.id or sight.represents(actor, found.center_id) or sight.is_dcc_administrator(actor)):
        raise NotEntitled(reason=f"People of {found.center_id} are filed by who represents the center.")
    leave(actor=actor, profile=profile, found=found, reason=valid_text(reason, LONGEST_REASON, "reason"))
    return found


def leave(*, actor: Actor, profile: Profile, found: Affiliation, reason: str) -> None:
    """End an affiliation whose end may be; ended already, it stays as it is."""
    record_of(actor, found.center_id)
    if not Affiliation.objects.filter(pk=found.pk, ended_on=None).exists():
        return
    found.ended_on, found.ended_by, found.end_reason = clock.now(), actor.id, reason
    found.save(update_fields=["ended_on", "ended_by", "end_reason"])
    center = queries.find_center(profile, found.center_id)
    if center is not None:
        settle_teams(actor=actor, profile=profile, user_id=found.user_id, center=center)
    before = {"user": found.user_id, "center": found.center_id, "role": found.role}
    audit.record(actor.id, "affiliation_ended", subject_kind="affiliation", subject_id=found.pk, before=before)
    known = profile.roles.get(found.role)
    name = known.name if known else found.role
    _tell(actor, found, f"{found.user.get_full_name()} is {name} of {found.center_id} no more")


def leave_all(actor: Actor, user_id: int) -> None:
    """End what somebody is at all centers, and as a liaison: their account is closed."""
    profile, moment = in_force(), clock.now()
    found = Affiliation.objects.select_for_update(of=("self",)).select_related("user")
    for one in found.filter(user_id=user_id, ended_on=None).order_by("center_id", "pk"):
        leave(actor=actor, profile=profile, found=one, reason="The account was closed.")
    guided = LiaisonAssignment.objects.filter(user_id=user_id, until=None)
    for center_id in guided.values_list("center_id", flat=True):
        audit.record(actor.id, "liaison_left", subject_kind="center", subject_id=center_id, before=user_id)
    guided.update(until=moment)


def require_filing(actor: Actor, center: Center, *, represents: bool) -> None:
    """Return quietly for who may file such a form. Raises NotEntitled."""
    if actor.id == OPERATOR_ID or sight.represents(actor, center.id):
        return
    if not affiliations.may_file(actor, center.id):
        reason = f"People of {center.id} are filed by its principal investigator or administrator."
        raise NotEntitled(reason=reason)
    if not represents:
        reason = f"Nobody represents {center.id} yet. File its principal investigator first; they file everybody else."
        raise NotEntitled(reason=reason)


def _locked(actor: Actor, affiliation_id: int) -> Affiliation:
    affiliations.get_affiliation(actor, affiliation_id)
    found = Affiliation.objects.select_for_update(of=("self",)).select_related("user").filter(pk=affiliation_id).first()
    if found is None or found.ended_on is not None:
        raise AffiliationNotFound(id=affiliation_id)
    return found


def valid_institution(center_id: str, institution_id: int | None) -> int | None:
    """Return an institution that the center has. Raises AffiliationIsInvalid."""
    if institution_id is None:
        return None
    if not CenterInstitution.objects.filter(center_id=center_id, institution_id=institution_id).exists():
        raise AffiliationIsInvalid(reason=f"{center_id} has no people at this institution: choose one of the center's.")
    return institution_id


def valid_text(value: str, longest: int, what: str) -> str:
    """Return a text on one line. Raises AffiliationIsInvalid for one that is too long."""
    text = " ".join(value.split())
    if len(text) > longest:
        raise AffiliationIsInvalid(reason=f"A {what} has at most {longest} characters; this one has {len(text)}.")
    return text


def _tell(actor: Actor, one: Affiliation, title: str) -> None:
    publish(
        topic="personnel",
        center_id=one.center_id,
        subject_kind="affiliation",
        subject_id=str(one.pk),
        people=[one.user_id],
        title=title,
        link=f"/centers/{one.center_id}/people",
        by=actor.id,
    )
