"""What a person does with their inbox."""

from theatrum.consortium.notices.errors import NoticeNotFound
from theatrum.consortium.notices.inbox.models import Notice
from theatrum.consortium.notices.inbox.queries import Filter, notices_of
from theatrum.consortium.notices.inbox.seeing import own, visible
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor


def read_notice(*, actor: Actor, notice_id: int) -> Notice:
    """Mark a notice of one's own as read and return it with its event. Raises NoticeNotFound."""
    notice = own(actor.id).select_related("event").filter(pk=notice_id).first()
    if notice is None or not visible(actor, [notice]):
        raise NoticeNotFound(id=notice_id)
    if notice.read_on is None:
        notice.read_on = clock.now()
        notice.save(update_fields=["read_on"])
    return notice


def unread_notice(*, actor: Actor, notice_id: int) -> None:
    """Mark a notice of one's own as not read yet. Raises NoticeNotFound."""
    if not own(actor.id).filter(pk=notice_id).update(read_on=None):
        raise NoticeNotFound(id=notice_id)


def read_all(*, actor: Actor, wanted: Filter) -> int:
    """Mark all notices that are wanted as read; returns how many."""
    found = notices_of(actor.id, wanted).filter(read_on=None).order_by()
    return Notice.objects.filter(pk__in=found.values("pk")).update(read_on=clock.now())
