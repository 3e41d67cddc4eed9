"""Who may answer for an associate member, and for which of them nobody does any more."""

from collections.abc import Collection

from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers.models import Affiliation, CenterKind, CenterRecord
from theatrum.repository.accounts.models import TeamMember, User


def roles(profile: Profile) -> tuple[str, ...]:
    """Return the roles that sponsor; none where the profile has no policy for associate members."""
    policy = profile.admission.associates if profile.admission else None
    return tuple(policy.sponsors) if policy is not None else ()


def may_sponsor(profile: Profile, user: User, sponsor_center: str) -> bool:
    """Tell whether somebody may answer for an associate member, at a center or, where none is named, for the network.

    Whose account is closed may not.
    """
    if not user.is_active:
        return False
    if not sponsor_center:
        return TeamMember.objects.filter(user=user, team__name__in=_teams(profile)).exists()
    held = Affiliation.objects.filter(user=user, center_id=sponsor_center, role__in=roles(profile), ended_on=None)
    return held.exists()


def centers_of(profile: Profile, user: User) -> list[str]:
    """Return the centers at which somebody with an open account may answer for an associate member."""
    held = Affiliation.objects.filter(user=user, user__is_active=True, role__in=roles(profile), ended_on=None)
    return sorted(set(held.values_list("center_id", flat=True)))


def sponsors_of(profile: Profile, center_ids: Collection[str]) -> dict[str, tuple[str, bool]]:
    """Return which of some centers are associate members: each one's sponsor by name, and whether they still may be.

    No query where all are of the profile, else three.
    """
    added = [one for one in center_ids if one not in profile.centers]
    if not added:
        return {}
    found = list(
        CenterRecord.objects.filter(pk__in=added, kind=CenterKind.ASSOCIATE, is_added=True).select_related("sponsor")
    )
    people = {one.sponsor_id for one in found if one.sponsor_id is not None}
    forms = Affiliation.objects.filter(user_id__in=people, role__in=roles(profile), ended_on=None)
    members = TeamMember.objects.filter(user_id__in=people, team__name__in=_teams(profile))
    held = {*forms.values_list("user_id", "center_id")}
    held |= {(number, "") for number in members.values_list("user_id", flat=True)}
    return {
        one.pk: (
            one.sponsor.get_full_name() if one.sponsor else "",
            one.sponsor is not None and one.sponsor.is_active and (one.sponsor_id, one.sponsor_center) in held,
        )
        for one in found
    }


def _teams(profile: Profile) -> list[str]:
    held = (profile.roles[role] for role in roles(profile))
    return sorted({role.team for role in held if role.scope == "network" and role.team})
