"""Which announcements somebody reads."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.centers.sight import require_dcc_administrator
from theatrum.consortium.notices.announcements.models import Announcement, Audience, Dismissal
from theatrum.consortium.notices.errors import AnnouncementNotFound
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor

TO = "write announcements"


def shown_to(user_id: int | None) -> list[Announcement]:
    """Return what stands above the pages of a person now, or of who is not signed in; one query while there is none."""
    found = list(_current(user_id))
    if user_id is None or all(one.audience != Audience.CENTERS for one in found):
        return found
    mine = set(Affiliation.objects.filter(user_id=user_id, ended_on=None).values_list("center_id", flat=True))
    return [one for one in found if one.audience != Audience.CENTERS or _is_for(one, mine)]


def announcements(actor: Actor) -> QuerySet[Announcement]:
    """Return all announcements, newest first, to who writes them. Raises NotEntitled."""
    require_dcc_administrator(actor, to=TO)
    return Announcement.objects.order_by("-starts_on", "-pk")


def get_announcement(actor: Actor, announcement_id: int) -> Announcement:
    """Return an announcement to who writes them. Raises NotEntitled, AnnouncementNotFound."""
    found = announcements(actor).filter(pk=announcement_id).first()
    if found is None:
        raise AnnouncementNotFound(id=announcement_id)
    return found


def _current(user_id: int | None) -> QuerySet[Announcement]:
    moment = clock.now()
    found = Announcement.objects.filter(Q(ends_on=None) | Q(ends_on__gt=moment), starts_on__lte=moment)
    if user_id is None:
        return found.filter(audience=Audience.EVERYBODY).order_by("starts_on", "pk")
    put_away = Dismissal.objects.filter(announcement=OuterRef("pk"), user_id=user_id)
    return found.exclude(Exists(put_away)).order_by("starts_on", "pk")


def _is_for(announcement: Announcement, centers: set[str]) -> bool:
    return bool(centers) and (not announcement.centers or not centers.isdisjoint(announcement.centers))
