"""Ending mails about topics by a signed link: whoever holds it can do just that, without signing in."""

from collections.abc import Collection

from django.core import signing

from theatrum.consortium.events.topics import TOPICS, Mailing
from theatrum.consortium.notices.errors import LinkIsInvalid
from theatrum.consortium.notices.inbox.preferences import keep
from theatrum.repository.accounts.principals import OPERATOR_ID
from theatrum.repository.audit import actions as audit

_SALT = "notices.unsubscribe"


def token_for(user_id: int, topics: Collection[str]) -> str:
    """Return the signed part of a link that ends a person's mails about topics."""
    return signing.dumps({"user": user_id, "topics": list(topics)}, salt=_SALT)


def read_token(token: str) -> tuple[int, list[str]]:
    """Return the person and the topics of a link. Raises LinkIsInvalid."""
    try:
        found = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise LinkIsInvalid from None
    topics = [key for key in found["topics"] if key in TOPICS and TOPICS[key].may_be_turned_off]
    return int(found["user"]), topics


def unsubscribe(*, token: str) -> list[str]:
    """End the mails that a link is about; their notices stay in the inbox. Returns the topics. Raises LinkIsInvalid."""
    user_id, topics = read_token(token)
    keep(user_id, dict.fromkeys(topics, Mailing.NEVER))
    after = dict.fromkeys(topics, Mailing.NEVER.value)
    # Whoever holds the link need not be the person.
    audit.record(OPERATOR_ID, "notice_mails_ended", subject_kind="user", subject_id=user_id, after=after)
    return topics
