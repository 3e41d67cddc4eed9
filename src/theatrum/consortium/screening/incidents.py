"""Incidents: opened when identifying data are found, led from step to step, told to those whom they concern."""

import hmac
from collections.abc import Collection

from django.db.models import Q

from theatrum.checks.findings import Verdict
from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Where
from theatrum.consortium.screening.engine import judge_of
from theatrum.consortium.screening.errors import DecisionIsInvalid, IncidentNotFound
from theatrum.consortium.screening.hiding import NOTHING_WEIGHED, Weighed, hide_names, show_names
from theatrum.consortium.screening.incident_states import FINAL, require_step
from theatrum.consortium.screening.models import (
    FoundPlace,
    Incident,
    IncidentEvent,
    IncidentFile,
    IncidentState,
    Screening,
    State,
)
from theatrum.consortium.screening.people import require_officer
from theatrum.drivers import installation
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.principals import OPERATOR_ID
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.models import Version
from theatrum.repository.files.models import FileHandle
from theatrum.repository.wiki.purging import forget_words

TELL = "screening.tell"
TELL_COPIES = "screening.tell_copies"
PURGE = "screening.purge"
# What those concerned are told of; the rest is between the server and the officers.
_TOLD = frozenset(
    {
        IncidentState.LOCKED,
        IncidentState.RESUBMISSION_REQUESTED,
        IncidentState.RESUBMITTED,
        IncidentState.REVALIDATED,
        IncidentState.CLOSED,
        IncidentState.FALSE_ALARM,
    }
)
LONGEST_REASON = 1000
_WAITING = (IncidentState.RESUBMISSION_REQUESTED,)


def open_incident(*, screening: Screening, weighed: Weighed = NOTHING_WEIGHED) -> Incident:
    """Open the incident of a file that was just blocked, and lock what has the same bytes; an open one takes it in.

    ``weighed`` is what was found in its names already.
    """
    known = Incident.objects.filter(files__handle_id=screening.pk).exclude(state__in=FINAL).first()
    if known is not None:
        return known
    moment = clock.now()
    places = FoundPlace.objects.filter(screening=screening)
    # What a reviewer reports was held.
    codes = list((places.filter(verdict="block") or places.filter(verdict="hold")).values_list("code", flat=True))
    incident = Incident.objects.create(
        opened_on=moment,
        changed_on=moment,
        center=screening.center,
        uploader_id=screening.uploader_id,
        node_id=screening.node_id,
        classes=sorted({code.partition(".")[2] for code in codes}),
    )
    _enter(incident, IncidentState.DETECTED, actor_id=None)
    numbers = same_bytes(screening.handle)
    take_in(incident=incident, handle_ids=numbers, weighed=weighed)
    advance(incident=incident, then=IncidentState.LOCKED)
    return incident


def same_bytes(handle: FileHandle) -> set[int]:
    """Return the handles that have the same bytes as one, itself among them."""
    found = FileHandle.objects.filter(sha256=handle.sha256) if handle.sha256 else FileHandle.objects.none()
    shared = FileHandle.objects.filter(key=handle.key) if handle.key else FileHandle.objects.none()
    return {handle.pk, *found.values_list("pk", flat=True), *shared.values_list("pk", flat=True)}


def take_in(*, incident: Incident, handle_ids: Collection[int], weighed: Weighed = NOTHING_WEIGHED) -> None:
    """Make files part of an incident, and lock them; who has copies that were open until now is told."""
    handles = FileHandle.objects.filter(pk__in=handle_ids).order_by("pk")
    locked = set(Screening.objects.filter(pk__in=handle_ids, state=State.BLOCKED).values_list("pk", flat=True))
    rows = [
        IncidentFile(incident=incident, handle_id=one.pk, digest=_digest(one), is_owner_told=one.pk in locked)
        for one in handles
    ]
    IncidentFile.objects.bulk_create(rows)
    lock_files(handle_ids, weighed=weighed)
    if not all(one.is_owner_told for one in rows):
        outbox.later(TELL_COPIES, key=str(incident.pk), incident_id=incident.pk)


def are_known(handle: FileHandle) -> bool:
    """Tell whether somebody was found in these very bytes before, be they deleted since."""
    digest = _digest(handle)
    known = IncidentFile.objects.filter(digest=digest).exclude(incident__state=IncidentState.FALSE_ALARM)
    return bool(digest) and known.exists()


def _digest(handle: FileHandle) -> str:
    key = installation.secret("screening")
    return hmac.new(key, handle.sha256.encode(), "sha256").hexdigest() if handle.sha256 else ""


def lock_files(numbers: Collection[int], *, weighed: Weighed = NOTHING_WEIGHED) -> None:
    """Lock files for all but those who review, whatever they were before."""
    forget_words(handle_ids=numbers)
    known = Screening.objects.filter(pk__in=numbers)
    known.exclude(state=State.BLOCKED).update(state=State.BLOCKED, since=clock.now(), is_open_meanwhile=False)
    moment, rest = clock.now(), set(numbers) - set(known.values_list("pk", flat=True))
    Screening.objects.bulk_create(
        Screening(handle=handle, state=State.BLOCKED, since=moment, arrived_on=moment, uploader_id=handle.created_by)
        for handle in FileHandle.objects.filter(pk__in=rest)
    )
    hide_names(numbers, weighed=weighed)


def advance(*, incident: Incident, then: IncidentState, actor: Actor | None = None, reason: str = "") -> None:
    """Take a step of an incident, and tell whom it concerns. Raises IncidentIsElsewhere."""
    before = IncidentState(incident.state)
    require_step(incident.pk, before, then)
    incident.state, incident.changed_on = then, clock.now()
    if then in FINAL:
        incident.closed_on = incident.changed_on
    incident.save(update_fields=["state", "changed_on", "closed_on", "resubmitted_handle_id"])
    _enter(incident, then, actor_id=actor.id if actor else None, reason=reason)
    audit.record(
        actor.id if actor else OPERATOR_ID,
        "incident_changed",
        subject_kind="incident",
        subject_id=incident.pk,
        before=before.value,
        after=then.value,
    )


def find_incident(incident_id: int) -> Incident:
    """Return an incident, locked until the end of the transaction. Raises IncidentNotFound."""
    found = Incident.objects.select_for_update().filter(pk=incident_id).first()
    if found is None:
        raise IncidentNotFound(id=incident_id)
    return found


def request_purge(*, actor: Actor, incident_id: int) -> str:
    """Have the content of an incident deleted for good; returns the id of the job. Asked again, it goes on.

    Raises NotAReviewer, IncidentNotFound, IncidentIsElsewhere.
    """
    require_officer(actor)
    incident = find_incident(incident_id)
    if incident.state in {IncidentState.LOCKED, IncidentState.NOTIFIED}:
        require_step(incident.pk, IncidentState(incident.state), IncidentState.PURGED)
    else:
        require_step(incident.pk, IncidentState(incident.state), IncidentState.RESUBMISSION_REQUESTED)
    audit.record(actor.id, "purge_requested", subject_kind="incident", subject_id=incident.pk)
    return outbox.later(PURGE, key=str(incident.pk), owner_id=actor.id, incident_id=incident.pk, actor_id=actor.id)


def call_false_alarm(*, actor: Actor, incident_id: int, reason: str) -> Incident:
    """Say that nothing in the files of an incident identifies anybody, and open them.

    Raises NotAReviewer, IncidentNotFound, IncidentIsElsewhere, DecisionIsInvalid.
    """
    require_officer(actor)
    incident = find_incident(incident_id)
    advance(incident=incident, then=IncidentState.FALSE_ALARM, actor=actor, reason=valid_reason(reason))
    # What another incident is about stays locked until that one is over, too.
    open_ones = Incident.objects.exclude(state__in=FINAL).exclude(pk=incident.pk)
    others = IncidentFile.objects.filter(incident__in=open_ones).values("handle_id")
    files = IncidentFile.objects.filter(incident=incident).exclude(handle_id__in=others)
    mine = list(files.values_list("handle_id", flat=True))
    blocked = Screening.objects.filter(pk__in=mine, state=State.BLOCKED, purged_on=None)
    blocked.update(state=State.ALLOWED, since=clock.now())
    show_names(mine)
    return incident


def close_incident(*, actor: Actor, incident_id: int, reason: str = "") -> Incident:
    """Close an incident whose content is deleted. Raises NotAReviewer, IncidentNotFound, IncidentIsElsewhere."""
    require_officer(actor)
    incident = find_incident(incident_id)
    advance(incident=incident, then=IncidentState.CLOSED, actor=actor, reason=reason[:LONGEST_REASON])
    return incident


def note_purged(*, incident: Incident, actor: Actor) -> None:
    """Say that the content of an incident is gone, and ask for a clean file."""
    if incident.state in {IncidentState.LOCKED, IncidentState.NOTIFIED}:
        advance(incident=incident, then=IncidentState.PURGED, actor=actor)
        advance(incident=incident, then=IncidentState.RESUBMISSION_REQUESTED, actor=actor)


def note_arrival(*, handle_ids: Collection[int]) -> None:
    """Let incidents advance that wait for another file, where their entity has one of these now."""
    waiting = Incident.objects.filter(state=IncidentState.RESUBMISSION_REQUESTED)
    if not waiting.exists():
        return
    for handle_id, node_id in list(
        Version.objects.filter(handle_id__in=handle_ids).values_list("handle_id", "node_id")
    ):
        beside = Version.objects.filter(node_id=node_id).values("handle_id")
        mine = waiting.filter(Q(node_id=node_id) | Q(files__handle_id__in=beside)).exclude(files__handle_id=handle_id)
        numbers = set(mine.values_list("pk", flat=True))
        for incident in Incident.objects.select_for_update().filter(pk__in=numbers, state__in=_WAITING):
            incident.resubmitted_handle_id = handle_id
            advance(incident=incident, then=IncidentState.RESUBMITTED)


def note_clear(*, screening: Screening) -> None:
    """Let incidents advance for which a file came that was found clear; nobody need do more."""
    note_arrival(handle_ids=[screening.pk])
    waiting = Incident.objects.select_for_update().filter(
        resubmitted_handle_id=screening.pk, state=IncidentState.RESUBMITTED
    )
    for incident in waiting:
        advance(incident=incident, then=IncidentState.REVALIDATED)
        advance(incident=incident, then=IncidentState.CLOSED)


def note_blocked_again(*, handle_id: int) -> None:
    """Wait for another file where the one that came is no better."""
    waiting = Incident.objects.select_for_update().filter(
        resubmitted_handle_id=handle_id, state=IncidentState.RESUBMITTED
    )
    for incident in waiting:
        incident.resubmitted_handle_id = None
        advance(incident=incident, then=IncidentState.RESUBMISSION_REQUESTED)


def valid_reason(reason: str) -> str:
    """Return a reason on one line. Raises DecisionIsInvalid for none, a very long one, or one that identifies."""
    text = " ".join(reason.split())
    if not text:
        raise DecisionIsInvalid(reason="Say why: who looks at this later has nothing else to go by.")
    if len(text) > LONGEST_REASON:
        raise DecisionIsInvalid(reason=f"A reason has at most {LONGEST_REASON} characters; this one has {len(text)}.")
    # It is kept, and told to the center.
    found = judge_of(None).text(text, Context(Where.TEXT))
    if any(one.verdict is Verdict.BLOCK for one in found):
        raise DecisionIsInvalid(reason="The reason itself holds what may identify a person. Say it without.")
    return text


def _enter(incident: Incident, state: IncidentState, *, actor_id: int | None, reason: str = "") -> None:
    event = IncidentEvent.objects.create(
        incident=incident, at=clock.now(), actor_id=actor_id, state=state, reason=reason
    )
    if state in _TOLD:
        outbox.later(TELL, key=str(event.pk), event_id=event.pk)
