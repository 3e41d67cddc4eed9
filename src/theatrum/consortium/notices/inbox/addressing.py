"""Whom an event is told: who is named, and the people and the liaison of its center as its topic says."""

from collections.abc import Collection, Mapping

from theatrum.consortium.centers.affiliations import people_of
from theatrum.consortium.centers.liaisons import liaison_of
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.events.audience import audience_of
from theatrum.consortium.events.models import Event
from theatrum.consortium.events.topics import TOPICS, Told
from theatrum.consortium.notices.inbox.models import Reach
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.accounts.models import TeamMember, User


def concerned(event: Event) -> set[int]:
    """Return the people of the event's center whom its topic concerns; the hook of ``events``."""
    topic = TOPICS[event.topic]
    if not event.center_id:
        return _everybody() if Told.EVERYBODY in topic.told else set()
    found = set(people_of(event.center_id).filter(role__in=_roles(topic.told)).values_list("user_id", flat=True))
    if Told.LIAISON in topic.told and (liaison := liaison_of(event.center_id)) is not None:
        found.add(liaison.pk)
    # Who did it knows.
    return found - {event.by}


def recipients(event: Event) -> dict[int, Reach]:
    """Return the active people whom an event is told, and why; whether they may see it is another question."""
    told = _people(audience_of(event))
    if not event.center_id:
        return dict.fromkeys(told, Reach.NAMED)
    members = set(people_of(event.center_id).values_list("user_id", flat=True))
    found = {number: Reach.MEMBER if number in members else Reach.STAFF for number in told}
    if TOPICS[event.topic].reaches_network:
        named = _people({int(number) for number in event.people}) - members
        found |= dict.fromkeys(named, Reach.NETWORK)
    if TOPICS[event.topic].reaches_outsiders:
        found |= dict.fromkeys(_people({int(number) for number in event.people}), Reach.NAMED)
    return found


def addresses(user_ids: Collection[int]) -> Mapping[int, str]:
    """Return the e-mail addresses of those of some people who have one."""
    return dict(User.objects.filter(pk__in=user_ids).exclude(email="").values_list("pk", "email"))


def _roles(told: Collection[Told]) -> list[str]:
    roles = [role for role in in_force().roles.values() if role.scope == "center"]
    if Told.MEMBERS in told:
        return [role.role for role in roles]
    return [
        role.role
        for role in roles
        if (Told.REPRESENTATIVES in told and role.represents) or (Told.SUBMITTERS in told and role.submits)
    ]


def _everybody() -> set[int]:
    return set(Affiliation.objects.filter(ended_on=None).values_list("user_id", flat=True))


def _people(principals: set[int]) -> set[int]:
    """Return the active people among principals, and those in the teams among them."""
    of_teams = TeamMember.objects.filter(team_id__in=principals).values_list("user_id", flat=True)
    return set(User.objects.filter(pk__in=principals | set(of_teams), is_active=True).values_list("pk", flat=True))
