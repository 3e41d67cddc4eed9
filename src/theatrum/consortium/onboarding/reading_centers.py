"""What is known of the gates of centers, read from the rooms below; each in one or two queries for any number."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import F, Min, OrderBy, QuerySet, Window
from django.db.models.functions import RowNumber

from theatrum.consortium.centers import sponsoring
from theatrum.consortium.centers.agreements import in_effect
from theatrum.consortium.centers.models import (
    Affiliation,
    Agreement,
    AgreementState,
    CenterRecord,
    CenterState,
    LiaisonAssignment,
)
from theatrum.consortium.onboarding.facts import Fact
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel import clock

_NAMES = ("user__first_name", "user__last_name", "user__username")


def liaison(center_ids: Collection[str], release: int | None) -> Mapping[str, Fact]:  # noqa: ARG001  # of any release
    """Read which centers have a liaison."""
    found = LiaisonAssignment.objects.filter(center_id__in=center_ids, until=None, user__is_active=True)
    return {
        center: Fact(True, since, _name(*said))
        for center, since, *said in found.values_list("center_id", "since", *_NAMES)
    }


def wrangler(center_ids: Collection[str], release: int | None) -> Mapping[str, Fact]:  # noqa: ARG001  # as above
    """Read which centers have somebody in the role that the profile calls the wrangler's."""
    profile = in_force()
    role = profile.onboarding.wrangler if profile.onboarding else None
    held = _people(center_ids, [role] if role else []).filter(user__is_active=True)
    first = _first(held, "filed_on").values_list("center_id", "filed_on", *_NAMES)
    return {center: Fact(True, since, _name(*said)) for center, since, *said in first}


def agreement(center_ids: Collection[str], release: int | None) -> Mapping[str, Fact]:  # noqa: ARG001  # as above
    """Read whose agreement is in effect; one that was sent and not executed is begun."""
    sent = Agreement.objects.filter(center_id__in=center_ids, state=AgreementState.SENT)
    found = {
        one.center_id: Fact(False, _moment(one.sent_on), f"version {one.version} was sent", is_begun=True)
        for one in sent.order_by("pk")
    }
    executed = Agreement.objects.filter(in_effect(), center_id__in=center_ids).order_by("pk")
    for center_id, day, version in executed.values_list("center_id", "executed_on", "version"):
        found[center_id] = Fact(True, _moment(day), f"version {version}", is_begun=True)
    return found


def personnel(center_ids: Collection[str], release: int | None) -> Mapping[str, Fact]:  # noqa: ARG001  # as above
    """Read which centers have forms of those who represent them and of those who submit."""
    roles = in_force().roles.values()
    filed: dict[str, dict[str, datetime]] = {}
    for part in ("represents", "submits"):
        names = [role.role for role in roles if getattr(role, part)]
        first = _people(center_ids, names).order_by().values("center_id").annotate(first=Min("filed_on"))
        for row in first:
            filed.setdefault(row["center_id"], {})[part] = row["first"]
    return {
        center: Fact(len(parts) == 2, max(parts.values()), is_begun=True)  # both parts
        for center, parts in filed.items()
    }


def certified_user(center_ids: Collection[str], release: int | None) -> Mapping[str, Fact]:  # noqa: ARG001  # as above
    """Read which centers have somebody certified among those who submit."""
    submits = [role.role for role in in_force().roles.values() if role.submits]
    certified = _people(center_ids, submits).filter(user__is_certified=True, user__is_active=True)
    quiz = in_force().quiz
    if quiz is not None and quiz.certification.valid_days is not None:
        end = clock.now() - timedelta(days=quiz.certification.valid_days)
        certified = certified.exclude(user__certified_on__lte=end)
    order = F("user__certified_on").asc(nulls_last=True)
    first = _first(certified, order).values_list("center_id", "user__certified_on", *_NAMES)
    return {center: Fact(True, since, _name(*said)) for center, since, *said in first}


def sponsor(center_ids: Collection[str], release: int | None) -> Mapping[str, Fact]:  # noqa: ARG001  # as above
    """Read which associate members somebody answers for still; nobody else needs one."""
    found = sponsoring.sponsors_of(in_force(), center_ids)
    needless = Fact(is_open=True, is_needless=True)
    return {one: Fact(found[one][1], note=found[one][0]) if one in found else needless for one in center_ids}


def active(center_ids: Collection[str], release: int | None) -> Mapping[str, Fact]:  # noqa: ARG001  # as above
    """Read which centers are active; a suspended one says why."""
    found = CenterRecord.objects.filter(pk__in=center_ids)
    return {
        center_id: Fact(state == CenterState.ACTIVE, since, _active_note(state, reason), is_begun=project is not None)
        for center_id, state, since, reason, project in found.values_list(
            "pk", "state", "since", "state_reason", "project_id"
        )
    }


def _active_note(state: str, reason: str) -> str:
    if state != CenterState.SUSPENDED:
        return ""
    return f"suspended: {reason}" if reason else "suspended"


def _people(center_ids: Collection[str], roles: Iterable[str]) -> QuerySet[Affiliation]:
    found = Affiliation.objects.filter(center_id__in=center_ids, role__in=list(roles), ended_on=None)
    return found.order_by("filed_on", "pk")


def _first(found: QuerySet[Affiliation], order: str | OrderBy) -> QuerySet[Affiliation]:
    """Return of each center the first form in an order: one row a center is read, not all of them."""
    place = Window(RowNumber(), partition_by="center_id", order_by=[order, "pk"])
    return found.annotate(place=place).filter(place=1).order_by()


def _name(first: str, last: str, username: str) -> str:
    """Return what ``User.get_full_name`` would, of a row: two hundred people are named, and nothing else is asked."""
    return f"{first} {last}".strip() or username


def _moment(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), tzinfo=UTC)
