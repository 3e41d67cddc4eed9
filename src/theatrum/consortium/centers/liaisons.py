"""Who guides which center on behalf of the coordinating center, and who stands in."""

from collections.abc import Iterable

from django.db.models import QuerySet

from theatrum.consortium.centers.models import CenterRecord, LiaisonAbsence, LiaisonAssignment
from theatrum.consortium.centers.queries import in_order
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import TeamMember, User


def liaison_of(center_id: str) -> User | None:
    """Return who guides a center today: its liaison, or who stands in for them; None where nobody is assigned."""
    return liaisons_of([center_id]).get(center_id)


def liaisons_of(center_ids: Iterable[str]) -> dict[str, User]:
    """Return who guides each of these centers today; three queries for any number."""
    found = LiaisonAssignment.objects.filter(center_id__in=list(center_ids), until=None, user__is_active=True)
    assigned = dict(found.values_list("center_id", "user_id"))
    if not assigned:
        return {}
    guides = set(assigned.values())
    standing_in = dict(_today().filter(user__in=guides).order_by("pk").values_list("user_id", "stand_in_id"))
    # Few guide many: each of them is read once.
    people = User.objects.in_bulk({standing_in.get(number, number) for number in guides})
    return {center_id: people[standing_in.get(number, number)] for center_id, number in assigned.items()}


def assigned_to(center_id: str) -> LiaisonAssignment | None:
    """Return who is assigned to a center, whoever stands in today."""
    return LiaisonAssignment.objects.select_related("user").filter(center_id=center_id, until=None).first()


def is_liaison_of(actor: Actor, center_id: str) -> bool:
    """Tell whether somebody guides a center: as its liaison, also on days of absence, or as who stands in today."""
    return center_id in centers_of(actor.id)


def centers_of(user_id: int) -> list[str]:
    """Return the centers that somebody guides: their own, and those of whom they stand in for today; in order.

    Who has the role of a liaison no more guides none, until somebody else is assigned.
    """
    if not _has_role(user_id):
        return []
    absent = _today().filter(stand_in_id=user_id).values_list("user_id", flat=True)
    found = LiaisonAssignment.objects.filter(user_id__in=[user_id, *absent], until=None)
    return sorted(found.values_list("center_id", flat=True), key=in_order)


def guided_by_others(user_id: int) -> QuerySet[CenterRecord]:
    """Return the centers that others guide, for who guides some themselves; none for everybody else.

    What waits at these waits for somebody else.
    """
    own = centers_of(user_id)
    if not own:
        return CenterRecord.objects.none()
    assigned = LiaisonAssignment.objects.filter(until=None, user__is_active=True).exclude(center_id__in=own)
    return CenterRecord.objects.filter(pk__in=assigned.values("center_id"))


def history_of(center_id: str) -> QuerySet[LiaisonAssignment]:
    """Return who guided a center, latest first, each with ``user``."""
    return LiaisonAssignment.objects.filter(center_id=center_id).select_related("user").order_by("-since", "-pk")


def absences_of(user_id: int) -> QuerySet[LiaisonAbsence]:
    """Return the absences of a liaison that are not over, soonest first, each with ``stand_in``."""
    found = LiaisonAbsence.objects.filter(user_id=user_id, ended_on=None, last_day__gte=clock.now().date())
    return found.select_related("stand_in").order_by("first_day", "pk")


def _has_role(user_id: int) -> bool:
    profile = in_force()
    roles = {center.liaison for center in profile.centers.values()}
    if profile.admission is not None:
        roles.add(profile.admission.liaison)
    names = [profile.roles[role].team for role in roles if role in profile.roles]
    return TeamMember.objects.filter(user_id=user_id, team__name__in=names).exists()


def _today() -> QuerySet[LiaisonAbsence]:
    today = clock.now().date()
    found = LiaisonAbsence.objects.filter(first_day__lte=today, last_day__gte=today, ended_on=None)
    return found.filter(stand_in__is_active=True)
