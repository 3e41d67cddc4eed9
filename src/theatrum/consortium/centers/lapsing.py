"""Personnel forms of people who are still to come: whether they still hold, and what is told where they do not."""

from collections.abc import Collection, Mapping

from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import sight
from theatrum.consortium.centers.models import LONGEST_REASON, Affiliation, ExpectedPerson
from theatrum.consortium.events.actions import publish
from theatrum.kernel import clock
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.principals import OPERATOR_ID
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.audit import actions as audit

_SHOWN = 30


def why_lapsed(profile: Profile, expected: ExpectedPerson, user: User | None = None) -> str:
    """Say why a form would give nothing now; empty where it holds. ``user`` is the person, once they have an account.

    Who filed it must represent the center still; an administrator of the coordinating center who filed who is to
    represent it must be one still. Who has left the center since it was filed does not come back by it.
    """
    if user is not None and _has_left(expected, user):
        return f"{user.get_full_name()} has left {expected.center_id} since it was filed."
    if expected.filed_by == OPERATOR_ID:
        return ""
    filer = User.objects.filter(pk=expected.filed_by).first()
    name = filer.get_full_name() if filer else "Who filed it"
    if filer is None or not filer.is_active:
        return f"{name} has no open account any more, and filed it."
    role = profile.roles.get(expected.role)
    if sight.represents(actor_of(filer), expected.center_id):
        return ""
    if role is not None and role.represents and sight.is_dcc_administrator(actor_of(filer)):
        return ""
    return f"{name} filed it, and does not represent {expected.center_id} any more."


def lapsed_among(profile: Profile, forms: Collection[ExpectedPerson]) -> Mapping[int, str]:
    """Return which of the forms of a center would give nothing now, and why, by number; some queries a filer."""
    alike = {(one.filed_by, one.role): one for one in forms}
    found = {key: why_lapsed(profile, one) for key, one in alike.items()}
    return {one.pk: why for one in forms if (why := found[one.filed_by, one.role])}


def lapse(profile: Profile, expected: ExpectedPerson, *, user: User, why: str) -> None:
    """End the form of somebody who came and gets nothing by it, with the reason; tell its center and the person."""
    expected.ended_on, expected.end_reason = clock.now(), why[:LONGEST_REASON]
    expected.save(update_fields=["ended_on", "end_reason"])
    facts = {"center": expected.center_id, "role": expected.role, "filed_by": expected.filed_by}
    audit.record(user.pk, "expectation_lapsed", subject_kind="expected_person", subject_id=expected.pk, before=facts)
    role = profile.roles.get(expected.role)
    publish(
        topic="personnel",
        center_id=expected.center_id,
        people=[user.pk],
        title=f"{user.get_full_name()} is not {role.name if role else expected.role} of {expected.center_id}",
        text=f"The account was opened, but the personnel form gives nothing: {why} Somebody who represents "
        f"{expected.center_id} has to file it again.",
        link=f"/centers/{expected.center_id}/people",
        by=user.pk,
    )


def lapsed_at(center_id: str) -> list[ExpectedPerson]:
    """Return the forms of a center that gave nothing when their people came, latest first."""
    found = ExpectedPerson.objects.filter(center_id=center_id, affiliation=None).exclude(end_reason="")
    return list(found.order_by("-ended_on", "-pk")[:_SHOWN])


def _has_left(expected: ExpectedPerson, user: User) -> bool:
    ended = Affiliation.objects.filter(user=user, center_id=expected.center_id, ended_on__gte=expected.filed_on)
    still = Affiliation.objects.filter(user=user, center_id=expected.center_id, ended_on=None)
    return ended.exists() and not still.exists()
