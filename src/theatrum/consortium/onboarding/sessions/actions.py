"""Keeping sessions and who heard them."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from theatrum.consortium.centers.sight import is_staff
from theatrum.consortium.events.actions import publish
from theatrum.consortium.onboarding.sessions import queries
from theatrum.consortium.onboarding.sessions.errors import NotForYou, SessionIsInvalid, SessionNotFound
from theatrum.consortium.onboarding.sessions.models import LONGEST_LINK, LONGEST_TITLE, Attendance, How, Session
from theatrum.consortium.onboarding.sessions.queries import Held
from theatrum.kernel import clock
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.audit import actions as audit
from theatrum.repository.files import arrivals
from theatrum.repository.files.queries import own_handle

_LINK = re.compile(r"/(?!/)\S*|https://\S+|syn[0-9]+")
_MOST_LINES = 30
# What events and the audit call a session.
SUBJECT = "information_session"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """A session as somebody wants it."""

    title: str
    held_on: date | None = None
    agenda: Collection[str] = ()
    preparation: Collection[str] = ()
    slides: str = ""
    recording: str = ""
    required: bool = True
    is_public: bool = False


def keep_session(*, actor: Actor, key: str, fields: Fields) -> Session:
    """Add a session, or change one that is there. Raises NotForYou, SessionIsInvalid."""
    _require_staff(actor)
    known = queries.by_key().get(key)
    row, _ = Session.objects.update_or_create(
        key=_valid_key(key), defaults={**_valid(fields), "changed_by": actor.id, "changed_on": clock.now()}
    )
    after: JsonObject = {"title": row.title, "held_on": row.held_on.isoformat() if row.held_on else None}
    after |= {"is_public": row.is_public}
    audit.record(actor.id, "session_kept", subject_kind=SUBJECT, subject_id=row.key, after=after)
    if row.recording and not (known is not None and known.recording):
        _tell(actor, row, "There is a recording to watch")
    elif row.held_on and row.held_on != (known.held_on if known else None) and row.held_on >= clock.now().date():
        _tell(actor, row, f"It is held on {row.held_on:%Y-%m-%d}")
    return row


def attach_slides(*, actor: Actor, key: str, handle_id: int | None) -> Session:
    """Keep a file of the actor's as the slides of a session, in place of those before; None takes them away.

    Raises NotForYou, SessionNotFound, SessionIsInvalid, FileHandleNotFound, HandleIsNotYours.
    """
    _require_staff(actor)
    session = queries.get_session(key)
    if handle_id is not None and own_handle(actor, handle_id).is_link:
        raise SessionIsInvalid(reason="Only a file that was uploaded can be attached; a link goes into its field.")
    row = Session.objects.select_for_update(of=("self",)).filter(pk=key).first() or _row(actor, session)
    before, row.document_id = row.document_id, handle_id
    row.changed_by, row.changed_on = actor.id, clock.now()
    row.save()
    arrivals.taken([handle_id])
    audit.record(
        actor.id,
        "session_slides_kept",
        subject_kind=SUBJECT,
        subject_id=key,
        before=before,
        after=handle_id,
    )
    return row


def mark_attended(*, actor: Actor, key: str, user_ids: Collection[int]) -> int:
    """Note who attended a session; returns how many of them were new. Raises NotForYou, SessionNotFound."""
    _require_staff(actor)
    session = queries.get_session(key)
    known = set(User.objects.filter(pk__in=user_ids, is_active=True).values_list("pk", flat=True))
    attended = Attendance.objects.filter(session=session.key, user_id__in=known, how=How.ATTENDED)
    new = known - set(attended.values_list("user_id", flat=True))
    for number in sorted(new):
        Attendance.objects.update_or_create(
            session=session.key,
            user_id=number,
            defaults={"how": How.ATTENDED, "said_by": actor.id, "said_on": clock.now()},
        )
        _remember(actor, session.key, number, "session_attended")
    return len(new)


def unmark_attended(*, actor: Actor, key: str, user_id: int) -> None:
    """Take back that somebody attended. Raises NotForYou, SessionNotFound."""
    _require_staff(actor)
    session = queries.get_session(key)
    if Attendance.objects.filter(session=session.key, user_id=user_id).delete()[0]:
        _remember(actor, session.key, user_id, "session_not_attended")


def say_watched(*, actor: Actor, key: str) -> None:
    """Say of oneself that one watched the recording. Raises SessionNotFound, SessionIsInvalid."""
    session = queries.get_seen(actor, key)
    if not session.recording:
        raise SessionIsInvalid(reason=f"There is no recording of {session.title} yet.")
    moment = clock.now()
    _, is_new = Attendance.objects.get_or_create(
        session=session.key, user_id=actor.id, defaults={"how": How.WATCHED, "said_by": actor.id, "said_on": moment}
    )
    if is_new:
        _remember(actor, session.key, actor.id, "session_watched")


def _require_staff(actor: Actor) -> None:
    if not is_staff(actor):
        raise NotForYou


def _valid_key(key: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,99}", key):
        raise SessionNotFound(key=key[:100])
    return key


def _valid(fields: Fields) -> dict[str, object]:
    title = " ".join(fields.title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise SessionIsInvalid(reason=f"A session has a title of at most {LONGEST_TITLE} signs.")
    for link in (fields.slides.strip(), fields.recording.strip()):
        if link and (len(link) > LONGEST_LINK or not _LINK.fullmatch(link)):
            reason = "A link is an address that begins with https://, a path of this server, or the id of a file here."
            raise SessionIsInvalid(reason=reason)
    lists = {name: [" ".join(line.split()) for line in getattr(fields, name)] for name in ("agenda", "preparation")}
    kept = {name: [line for line in lines if line][:_MOST_LINES] for name, lines in lists.items()}
    links = {"slides": fields.slides.strip(), "recording": fields.recording.strip()}
    return {
        "title": title,
        "held_on": fields.held_on,
        "required": fields.required,
        "is_public": fields.is_public,
        **kept,
        **links,
    }


def _row(actor: Actor, session: Held) -> Session:
    """Return a row for a session of the profile, as it stands there."""
    return Session(
        key=session.key,
        title=session.title,
        held_on=session.held_on,
        agenda=list(session.agenda),
        preparation=list(session.preparation),
        slides=session.slides,
        recording=session.recording,
        required=session.required,
        is_public=session.is_public,
        changed_by=actor.id,
        changed_on=clock.now(),
    )


def _remember(actor: Actor, key: str, user_id: int, what: str) -> None:
    audit.record(actor.id, what, subject_kind="user", subject_id=user_id, after={"session": key})


def _tell(actor: Actor, session: Session, what: str) -> None:
    publish(
        topic="session",
        subject_kind=SUBJECT,
        subject_id=session.key,
        title=f"Information session: {session.title}",
        text=f"{what}.",
        link="/sessions",
        by=actor.id,
    )
