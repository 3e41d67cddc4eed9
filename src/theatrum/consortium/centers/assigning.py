"""Liaisons: assigning one to a center, handing over, and days of absence with who stands in."""

from datetime import date

from django.db.models import QuerySet

from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import liaisons, queries, sight
from theatrum.consortium.centers.errors import CenterIsInvalid, NotEntitled
from theatrum.consortium.centers.models import LONGEST_REASON, LiaisonAbsence, LiaisonAssignment
from theatrum.consortium.centers.records import record_of
from theatrum.consortium.events.actions import publish
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor, Scope
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.queries import find_user
from theatrum.repository.audit import actions as audit

LONGEST_NOTE = 10_000


def candidates(profile: Profile) -> QuerySet[User]:
    """Return who may guide a center, by name: those with the role that centers name as their liaison."""
    roles = {center.liaison for center in queries.known_centers(profile).values()}
    names = [profile.roles[role].team for role in roles if role in profile.roles]
    found = User.objects.filter(is_active=True, memberships__team__name__in=names)
    return found.distinct().order_by("last_name", "username")


def assign_liaison(
    *, actor: Actor, profile: Profile, center_id: str, user_id: int, note: str = ""
) -> LiaisonAssignment:
    """Let somebody guide a center from now on; whoever did so until now does not any more.

    Raises NotEntitled, CenterNotFound, UserNotFound, CenterIsInvalid.
    """
    queries.get_center(profile, center_id)
    actor = sight.require_dcc_administrator(actor, to="assign liaisons")
    return _assign(actor, profile, center_id=center_id, user_id=user_id, note=_note(note))


def hand_over(*, actor: Actor, profile: Profile, center_id: str, user_id: int, note: str) -> LiaisonAssignment:
    """Pass a center on to another liaison, with a note on where things stand: by its liaison, or an administrator.

    Raises NotEntitled, CenterNotFound, UserNotFound, CenterIsInvalid.
    """
    queries.get_center(profile, center_id)
    assigned = liaisons.assigned_to(center_id)
    is_own = assigned is not None and assigned.user_id == actor.id and liaisons.is_liaison_of(actor, center_id)
    is_own = is_own and Scope.MODIFY in actor.scopes
    if not is_own:
        actor = sight.require_dcc_administrator(actor, to=f"hand over {center_id} in the place of its liaison")
    text = _note(note)
    if not text:
        raise CenterIsInvalid(reason="Write a note for who takes over: what is under way, and what was promised.")
    return _assign(actor, profile, center_id=center_id, user_id=user_id, note=text)


def set_absence(
    *,
    actor: Actor,
    profile: Profile,
    user_id: int,
    stand_in_id: int,
    first_day: date,
    last_day: date,
    note: str = "",
) -> LiaisonAbsence:
    """Say that somebody else stands in for a liaison on some days, at all their centers: by themselves or for them.

    Raises NotEntitled, UserNotFound, CenterIsInvalid.
    """
    _require_self(actor, user_id)
    user, stand_in = find_user(user_id), find_user(stand_in_id)
    _require_candidate(profile, stand_in)
    if user.pk == stand_in.pk:
        raise CenterIsInvalid(reason="Somebody else has to stand in.")
    if last_day < first_day or last_day < clock.now().date():
        raise CenterIsInvalid(reason="The last day of an absence is today or later, and not before its first.")
    known = LiaisonAbsence.objects.filter(
        user=user, ended_on=None, first_day__lte=last_day, last_day__gte=first_day
    ).first()
    if known is not None:
        reason = f"There is an absence from {known.first_day} to {known.last_day} already: end that one first."
        raise CenterIsInvalid(reason=reason)
    made = LiaisonAbsence.objects.create(
        user=user,
        stand_in=stand_in,
        first_day=first_day,
        last_day=last_day,
        note=" ".join(note.split())[:LONGEST_REASON],
        made_by=actor.id,
        made_on=clock.now(),
    )
    after = {"user": user.pk, "stand_in": stand_in.pk, "from": str(first_day), "to": str(last_day)}
    audit.record(actor.id, "liaison_absent", subject_kind="liaison_absence", subject_id=made.pk, after=after)
    title = f"{stand_in.get_full_name()} stands in for {user.get_full_name()} from {first_day} to {last_day}"
    for center_id in LiaisonAssignment.objects.filter(user=user, until=None).values_list("center_id", flat=True):
        _tell(actor, center_id, title, [stand_in.pk, user.pk])
    return made


def end_absence(*, actor: Actor, absence_id: int) -> None:
    """End an absence now, or call it off. Raises NotEntitled, CenterIsInvalid."""
    found = LiaisonAbsence.objects.select_for_update().filter(pk=absence_id, ended_on=None).first()
    if found is None:
        raise CenterIsInvalid(reason=f"There is no absence {absence_id} that goes on.")
    _require_self(actor, found.user_id)
    found.ended_on = clock.now()
    found.save(update_fields=["ended_on"])
    audit.record(actor.id, "liaison_back", subject_kind="liaison_absence", subject_id=found.pk)


def _assign(actor: Actor, profile: Profile, *, center_id: str, user_id: int, note: str) -> LiaisonAssignment:
    user, moment = find_user(user_id), clock.now()
    _require_candidate(profile, user)
    record_of(actor, center_id)
    before = LiaisonAssignment.objects.select_for_update().filter(center_id=center_id, until=None).first()
    if before is not None and before.user_id == user_id:
        return before
    if before is not None:
        before.until = moment
        before.save(update_fields=["until"])
    made = LiaisonAssignment.objects.create(
        center_id=center_id, user=user, since=moment, note=note, assigned_by=actor.id
    )
    audit.record(
        actor.id,
        "liaison_assigned",
        subject_kind="center",
        subject_id=center_id,
        before=before.user_id if before else None,
        after=user_id,
    )
    people = [user_id] if before is None else [user_id, before.user_id]
    _tell(actor, center_id, f"{user.get_full_name()} is the liaison of {center_id} now", people)
    return made


def _require_candidate(profile: Profile, user: User) -> None:
    if not candidates(profile).filter(pk=user.pk).exists():
        roles = {center.liaison for center in queries.known_centers(profile).values()}
        names = " or ".join(sorted(profile.roles[role].name for role in roles if role in profile.roles))
        reason = f"{user.get_full_name()} cannot guide a center: it takes the role {names}. Give it first."
        raise CenterIsInvalid(reason=reason)


def _require_self(actor: Actor, user_id: int) -> None:
    if actor.id == user_id and Scope.MODIFY in actor.scopes:
        return
    if Scope.MODIFY not in actor.scopes or not sight.is_dcc_administrator(actor):
        raise NotEntitled(reason="Liaisons say themselves when they are absent, or an administrator does.")


def _note(note: str) -> str:
    text = note.strip()
    if len(text) > LONGEST_NOTE:
        raise CenterIsInvalid(reason=f"A note has at most {LONGEST_NOTE:,} characters; this one has {len(text):,}.")
    return text


def _tell(actor: Actor, center_id: str, title: str, people: list[int]) -> None:
    publish(
        topic="liaison",
        center_id=center_id,
        subject_kind="center",
        subject_id=center_id,
        people=people,
        title=title,
        link=f"/centers/{center_id}",
        by=actor.id,
    )
