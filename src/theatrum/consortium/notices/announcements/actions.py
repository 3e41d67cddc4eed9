"""Writing, ending and putting away announcements."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.centers.sight import require_dcc_administrator
from theatrum.consortium.notices.announcements.models import LONGEST_TEXT, Announcement, Audience, Dismissal, Kind
from theatrum.consortium.notices.announcements.queries import TO, get_announcement
from theatrum.consortium.notices.errors import AnnouncementIsInvalid
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit


@dataclass(frozen=True)
class AnnouncementFields:
    """What an administrator writes; without a beginning it stands at once, without an end until it is ended."""

    text: str
    kind: Kind = Kind.INFO
    audience: Audience = Audience.SIGNED_IN
    centers: Collection[str] = ()
    link: str = ""
    starts_on: datetime | None = None
    ends_on: datetime | None = None


def announce(*, actor: Actor, fields: AnnouncementFields) -> Announcement:
    """Put a text above every page. Raises NotEntitled, AnnouncementIsInvalid."""
    require_dcc_administrator(actor, to=TO)
    moment = clock.now()
    starts_on = fields.starts_on or moment
    _require_valid(fields, starts_on)
    made = Announcement.objects.create(
        text=" ".join(fields.text.split()),
        kind=fields.kind,
        audience=fields.audience,
        centers=sorted(set(fields.centers)) if fields.audience is Audience.CENTERS else [],
        link=fields.link,
        starts_on=starts_on,
        ends_on=fields.ends_on,
        made_by=actor.id,
        made_on=moment,
    )
    after = {"text": made.text, "audience": made.audience, "centers": made.centers}
    audit.record(actor.id, "announcement_made", subject_kind="announcement", subject_id=made.pk, after=after)
    return made


def end_announcement(*, actor: Actor, announcement_id: int) -> Announcement:
    """Take a text away from every page, now. Raises NotEntitled, AnnouncementNotFound."""
    found = get_announcement(actor, announcement_id)
    moment = clock.now()
    found.ends_on = moment
    found.save(update_fields=["ends_on"])
    audit.record(actor.id, "announcement_ended", subject_kind="announcement", subject_id=found.pk)
    return found


def dismiss(*, actor: Actor, announcement_id: int) -> None:
    """Put an announcement away for oneself; one that is not there is away already."""
    if not actor.is_anonymous and Announcement.objects.filter(pk=announcement_id).exists():
        Dismissal.objects.get_or_create(announcement_id=announcement_id, user_id=actor.id)


def _require_valid(fields: AnnouncementFields, starts_on: datetime) -> None:
    if not 0 < len(" ".join(fields.text.split())) <= LONGEST_TEXT:
        raise AnnouncementIsInvalid(reason=f"An announcement has a text of up to {LONGEST_TEXT} characters.")
    if fields.ends_on is not None and fields.ends_on <= starts_on:
        raise AnnouncementIsInvalid(reason="It would end before it begins. Choose a later end.")
    if fields.link and (not fields.link.startswith("/") or fields.link.startswith("//")):
        raise AnnouncementIsInvalid(reason="The link must be a path of this server, such as /calendar.")
    if unknown := set(fields.centers) - set(known_centers(in_force())):
        raise AnnouncementIsInvalid(reason=f"There is no center {', '.join(sorted(unknown))}.")
