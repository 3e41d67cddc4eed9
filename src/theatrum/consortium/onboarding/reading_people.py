"""What is known of the gates of people, read from accounts and from the rooms below; each in one or two queries."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time

from theatrum.consortium.centers.agreements import in_effect
from theatrum.consortium.centers.models import Affiliation, Agreement
from theatrum.consortium.onboarding.facts import Fact
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.accounts.models import TermsAcceptance
from theatrum.repository.accounts.queries import current_terms


def terms(user_ids: Collection[int], center_id: str) -> Mapping[int, Fact]:  # noqa: ARG001  # the same at every center
    """Read who accepted the terms in force; where there are none, everybody has."""
    newest = current_terms()
    if newest is None:
        return dict.fromkeys(user_ids, Fact(is_open=True))
    found = TermsAcceptance.objects.filter(terms=newest, user_id__in=user_ids)
    note = f"version {newest.version}"
    return {user: Fact(is_open=True, since=at, note=note) for user, at in found.values_list("user_id", "accepted_on")}


def affiliated(user_ids: Collection[int], center_id: str) -> Mapping[int, Fact]:
    """Read who submits for a center; of any center where none is meant."""
    roles = in_force().roles
    found: dict[int, Fact] = {}
    for one in _submitting(user_ids, center_id):
        note = f"{roles[one.role].name}, {one.center_id}"
        found.setdefault(one.user_id, Fact(is_open=True, since=one.filed_on, note=note))
    return found


def institution(user_ids: Collection[int], center_id: str) -> Mapping[int, Fact]:
    """Read whose institution an agreement in effect covers, by the forms with which they submit."""
    forms = list(_submitting(user_ids, center_id))
    signed = Agreement.objects.filter(in_effect(), center_id__in={one.center_id for one in forms})
    covered: dict[tuple[str, int | None], date | None] = {
        (center, number): day for center, number, day in signed.values_list("center_id", "institutions", "executed_on")
    }
    found: dict[int, Fact] = {}
    for one in forms:
        key = (one.center_id, one.institution_id)
        name = one.institution.name if one.institution else "no institution is in the personnel form"
        is_open = one.institution_id is not None and key in covered
        if is_open or one.user_id not in found:
            found[one.user_id] = Fact(is_open=is_open, since=_moment(covered.get(key)), note=name)
    return found


def _submitting(user_ids: Collection[int], center_id: str) -> Iterable[Affiliation]:
    roles = [role.role for role in in_force().roles.values() if role.submits]
    found = Affiliation.objects.filter(user_id__in=user_ids, role__in=roles, ended_on=None)
    found = found.filter(center_id=center_id) if center_id else found
    return found.select_related("institution").order_by("filed_on", "pk")


def _moment(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), tzinfo=UTC)
