"""When people want mails about a topic: as they have set it, or as the topic says."""

from collections.abc import Collection, Mapping

from theatrum.consortium.events.topics import TOPICS, Mailing
from theatrum.consortium.notices.errors import TopicIsMailed, TopicNotFound
from theatrum.consortium.notices.inbox.models import Preference
from theatrum.drivers.db.transactions import savepoint
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.errors import NotAllowed
from theatrum.repository.audit import actions as audit


def mailing_of(topic: str, user_ids: Collection[int]) -> dict[int, Mailing]:
    """Return when each of some people is to be mailed about a topic, in one query."""
    found = Preference.objects.filter(topic=topic, user_id__in=user_ids)
    wanted = {one.user_id: _effective(topic, Mailing(one.mailing)) for one in found}
    return {number: wanted.get(number, TOPICS[topic].mailing) for number in user_ids}


def preferences_of(user_id: int) -> dict[str, Mailing]:
    """Return when a person is mailed about each topic."""
    found = dict(Preference.objects.filter(user_id=user_id).values_list("topic", "mailing"))
    return {key: _effective(key, Mailing(found.get(key, topic.mailing))) for key, topic in TOPICS.items()}


def set_preferences(*, actor: Actor, wanted: Mapping[str, Mailing]) -> None:
    """Say when one wants mails about topics. Raises TopicNotFound, TopicIsMailed, NotAllowed."""
    if actor.is_anonymous:
        raise NotAllowed(reason="Sign in to choose what you are told by mail.")
    before = preferences_of(actor.id)
    for key, mailing in wanted.items():
        topic = TOPICS.get(key)
        if topic is None:
            raise TopicNotFound(topic=key)
        if mailing is Mailing.NEVER and not topic.may_be_turned_off:
            raise TopicIsMailed(name=topic.name)
    changed = {key: mailing for key, mailing in wanted.items() if before[key] is not mailing}
    keep(actor.id, changed)
    if changed:
        audit.record(actor.id, "notice_preferences_set", subject_kind="user", subject_id=actor.id, after=changed)


def keep(user_id: int, wanted: Mapping[str, Mailing]) -> None:
    """Write preferences down, without asking who wants it."""
    for key, mailing in wanted.items():
        with savepoint():
            Preference.objects.update_or_create(user_id=user_id, topic=key, defaults={"mailing": mailing})


def _effective(topic: str, mailing: Mailing) -> Mailing:
    # A topic may have become one that everybody is mailed about after somebody turned it off.
    is_refused = mailing is Mailing.NEVER and not TOPICS[topic].may_be_turned_off
    return TOPICS[topic].mailing if is_refused else mailing
