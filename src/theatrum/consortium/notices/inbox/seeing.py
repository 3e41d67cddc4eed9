"""What a person may see of what they were told: judged again whenever it is told or shown."""

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from theatrum.consortium.centers import sight as centers
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.events import sight
from theatrum.consortium.events.models import Event
from theatrum.consortium.notices.inbox.models import Notice, Reach
from theatrum.repository.access.permissions import Actor


def own(user_id: int) -> QuerySet[Notice]:
    """Return the notices of a person that no lost affiliation hides, as one condition of SQL."""
    mine = Affiliation.objects.filter(user_id=user_id, ended_on=None).values("center_id")
    is_mine = Q(center_id="") | ~Q(reach=Reach.MEMBER) | Q(center_id__in=mine)
    return Notice.objects.filter(is_mine, user_id=user_id, is_withdrawn=False)


def visible(actor: Actor, notices: Iterable[Notice]) -> list[Notice]:
    """Return those notices of an actor, with their events, that they may see now."""
    some = list(notices)
    seen = {event.pk for event in sight.seen(actor, [notice.event for notice in some])}
    limits = {one.reach for one in some if one.center_id}
    open_ = {"", *centers.centers_seen(actor)} if limits & {Reach.MEMBER, Reach.STAFF} else {""}
    is_of_network = Reach.NETWORK in limits and centers.holds_network_role(actor)

    def is_open(one: Notice) -> bool:
        if one.reach == Reach.NETWORK:
            return is_of_network
        return one.reach == Reach.NAMED or one.center_id in open_

    return [one for one in some if one.event_id in seen and is_open(one)]


def may_be_told(actor: Actor, event: Event, reach: Reach) -> bool:
    """Tell whether an actor may see an event that is about to reach them."""
    if reach is Reach.NETWORK and not centers.holds_network_role(actor):
        return False
    if event.center_id and reach in {Reach.MEMBER, Reach.STAFF} and not centers.may_see(actor, event.center_id):
        return False
    return bool(sight.seen(actor, [event]))


def withdraw(notices: Collection[int]) -> None:
    """Take notices, by id, out of lists and counts, inside the open transaction."""
    Notice.objects.filter(pk__in=notices).update(is_withdrawn=True, waits_for="")
