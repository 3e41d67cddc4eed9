"""Institutions, and at which of them a center has people."""

from collections.abc import Collection
from typing import Any

from django.db import IntegrityError
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import queries
from theatrum.consortium.centers.errors import CenterIsInvalid
from theatrum.consortium.centers.models import LONGEST_NAME, Affiliation, CenterInstitution, Institution
from theatrum.consortium.centers.sight import require_dcc_administrator
from theatrum.drivers.db.transactions import savepoint
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit


def institutions(*, fragment: str = "") -> QuerySet[Institution]:
    """Return institutions by name, each with how many ``centers_count`` and active ``people_count`` it has."""
    found = Institution.objects.order_by("name", "pk")
    if fragment:
        found = found.filter(Q(name__icontains=fragment) | Q(place__icontains=fragment))
    # Counted apart: joined, each center of an institution would be counted with each of its people.
    there = CenterInstitution.objects.filter(institution=OuterRef("pk"))
    people = Affiliation.objects.filter(institution=OuterRef("pk"), ended_on=None)
    return found.annotate(centers_count=_count(there, "center_id"), people_count=_count(people, "user"))


def institutions_of(center_id: str) -> QuerySet[Institution]:
    """Return the institutions of a center by name."""
    return Institution.objects.filter(centers__center_id=center_id).order_by("name", "pk")


def get_institution(institution_id: int) -> Institution:
    """Return an institution. Raises CenterIsInvalid."""
    found = Institution.objects.filter(pk=institution_id).first()
    if found is None:
        raise CenterIsInvalid(reason=f"There is no institution {institution_id}.")
    return found


def add_institution(*, actor: Actor, name: str, place: str = "") -> Institution:
    """Make an institution known. Raises NotEntitled, CenterIsInvalid."""
    actor = require_dcc_administrator(actor, to="add institutions")
    name, place = _line(name), " ".join(place.split())[:LONGEST_NAME]
    _require_free_name(name)
    try:
        with savepoint():
            made = Institution.objects.create(name=name, place=place, made_by=actor.id, made_on=clock.now())
    except IntegrityError as error:
        raise CenterIsInvalid(reason=f"There is an institution called {name} already.") from error
    audit.record(actor.id, "institution_added", subject_kind="institution", subject_id=made.pk, after={"name": name})
    return made


def rename_institution(*, actor: Actor, institution_id: int, name: str, place: str = "") -> Institution:
    """Give an institution another name or place. Raises NotEntitled, CenterIsInvalid."""
    actor = require_dcc_administrator(actor, to="change institutions")
    found = get_institution(institution_id)
    before = {"name": found.name, "place": found.place}
    name = _line(name)
    _require_free_name(name, but=found.pk)
    found.name, found.place = name, " ".join(place.split())[:LONGEST_NAME]
    found.save(update_fields=["name", "place"])
    after = {"name": found.name, "place": found.place}
    audit.record(
        actor.id,
        "institution_changed",
        subject_kind="institution",
        subject_id=found.pk,
        before=before,
        after=after,
    )
    return found


def place_institutions(*, actor: Actor, center_id: str, institution_ids: Collection[int]) -> list[Institution]:
    """Say at which institutions a center has people, all of them; those of people and agreements stay.

    Raises NotEntitled, CenterIsInvalid.
    """
    actor = require_dcc_administrator(actor, to="say where centers have people")
    wanted = {one: get_institution(one) for one in institution_ids}
    if not wanted:
        raise CenterIsInvalid(reason="Choose at least one institution.")
    known = CenterInstitution.objects.filter(center_id=center_id)
    before = set(known.values_list("institution_id", flat=True))
    gone = before - wanted.keys()
    kept = Affiliation.objects.filter(center_id=center_id, institution__in=gone, ended_on=None)
    if one := kept.select_related("institution", "user").first():
        house = one.institution.name if one.institution else ""
        reason = f"{one.user.get_full_name()} is filed for {center_id} at {house}: change that first."
        raise CenterIsInvalid(reason=reason)
    known.filter(institution__in=gone).delete()
    fresh = [CenterInstitution(center_id=center_id, institution_id=one) for one in wanted if one not in before]
    CenterInstitution.objects.bulk_create(fresh)
    if gone or fresh:
        audit.record(
            actor.id,
            "center_institutions_changed",
            subject_kind="center",
            subject_id=center_id,
            before=sorted(before),
            after=sorted(wanted),
        )
    return list(wanted.values())


def note_profile(*, actor: Actor, profile: Profile) -> int:
    """Make the institutions known that the profile names, for centers that have none yet; returns how many centers.

    Called at each start: again changes nothing, and what an administrator changed stays.
    """
    placed = set(CenterInstitution.objects.values_list("center_id", flat=True))
    left = [center for center in profile.centers.values() if center.id not in placed]
    if not left:
        return 0
    known = {name.lower(): number for number, name in Institution.objects.values_list("pk", "name")}
    for center in left:
        for name in center.houses:
            if name.lower() not in known:
                known[name.lower()] = add_institution(actor=actor, name=name).pk
        numbers = [known[name.lower()] for name in center.houses]
        place_institutions(actor=actor, center_id=center.id, institution_ids=numbers)
    return len(left)


def houses_of(center_ids: Collection[str]) -> dict[str, list[str]]:
    """Return the names of the institutions of each of these centers; one query for any number."""
    found: dict[str, list[str]] = {}
    rows = CenterInstitution.objects.filter(center_id__in=list(center_ids)).order_by("institution__name")
    for center_id, name in rows.values_list("center_id", "institution__name"):
        found.setdefault(center_id, []).append(name)
    return dict(sorted(found.items(), key=lambda item: queries.in_order(item[0])))


def _count(rows: QuerySet[Any], field: str) -> Coalesce:
    """Return, for use in a query, how many different values a field has in rows that refer to the outer one."""
    counted = rows.order_by().values("institution").annotate(count=Count(field, distinct=True)).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _line(name: str) -> str:
    text = " ".join(name.split())
    if not 0 < len(text) <= LONGEST_NAME:
        raise CenterIsInvalid(reason=f"Give a name of 1 to {LONGEST_NAME} characters.")
    return text


def _require_free_name(name: str, *, but: int = 0) -> None:
    if Institution.objects.filter(name__iexact=name).exclude(pk=but).exists():
        raise CenterIsInvalid(reason=f"There is an institution called {name} already.")
