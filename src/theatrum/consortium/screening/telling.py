"""Telling people of incidents and of screenings that do not move: texts without anything that was found.

How they are delivered is the business of a room above, which ``wiring`` puts in here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, TypedDict

from theatrum.consortium.screening.models import (
    Decision,
    Incident,
    IncidentEvent,
    IncidentFile,
    IncidentState,
    Screening,
    State,
)
from theatrum.consortium.screening.people import concerned
from theatrum.drivers import installation
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.hooks import Hooks
from theatrum.kernel.ids import entity_id


@dataclass(frozen=True)
class About:
    """What a message is about, for who shows it: a page of this server, a center, an incident."""

    link: str = "/privacy"
    center: str = ""
    incident_id: int | None = None


class _Told(TypedDict):
    """A message, as ``deliver`` takes it."""

    subject: str
    text: str
    about: About


class Delivery(Protocol):
    """Somebody who delivers messages in the server's name."""

    def draft(self, *, subject: str, text: str, about: About) -> object:
        """Prepare a message outside of any transaction."""

    def send(self, *, draft: object, recipient_ids: Collection[int]) -> None:
        """Send what was prepared, inside the open transaction."""


_deliveries = Hooks[Delivery]()


def register(delivery: Delivery) -> None:
    """Add a way in which messages are delivered."""
    _deliveries.register(delivery)


def deliver(*, subject: str, text: str, about: About) -> list[tuple[Delivery, object]]:
    """Prepare a message for every delivery; see ``send_all``."""
    return [(delivery, delivery.draft(subject=subject, text=text, about=about)) for delivery in _deliveries]


def send_all(drafts: Collection[tuple[Delivery, object]], recipient_ids: Collection[int]) -> None:
    """Send what ``deliver`` prepared, inside the open transaction."""
    for delivery, draft in drafts:
        if recipient_ids:
            delivery.send(draft=draft, recipient_ids=recipient_ids)


def tell_event(event_id: int) -> None:
    """Tell of a step of an incident, once; that it is locked counts as told from then on."""
    event = IncidentEvent.objects.select_related("incident").filter(pk=event_id, told_on=None).first()
    if event is None:
        return
    incident = event.incident
    about = About(f"/privacy/incidents/{incident.pk}", incident.center, incident.pk)
    drafts = deliver(subject=subject_of(incident, event), text=text_of(incident, event), about=about)
    recipients = concerned(incident.center, incident.uploader_id)
    with writing():
        mine = IncidentEvent.objects.select_for_update(of=("self",)).filter(pk=event_id, told_on=None)
        if not mine.update(told_on=clock.now()):
            return
        send_all(drafts, recipients)


def tell_rejected(batch: str) -> None:
    """Tell who sent files, their centers and liaisons that a reviewer wants others; once for each center.

    Who belongs to no center is told of their own files only.
    """
    decisions = Decision.objects.filter(batch=batch, undone_on=None, told_on=None).select_related("screening")
    by_center: dict[tuple[str, int], list[Decision]] = {}
    for decision in decisions:
        mine = decision.screening
        by_center.setdefault((mine.center, 0 if mine.center else mine.uploader_id), []).append(decision)
    for (center, _), some in by_center.items():
        uploaders = {one.screening.uploader_id for one in some}
        people = {number for uploader in uploaders for number in concerned(center, uploader)}
        subject = f"Please upload again: {len(some)} files were rejected"
        drafts = deliver(subject=subject, text=_rejected(some), about=About(_page_of(some[0].screening), center))
        with writing():
            # Done again after it was broken off, or by two, each center is told once.
            untold = Decision.objects.filter(pk__in=[one.pk for one in some], told_on=None)
            if untold.update(told_on=clock.now()):
                send_all(drafts, sorted(people))


def tell_copies(incident_id: int) -> int:
    """Tell who has the same bytes as the file of an incident that theirs is locked too, once, and not whose that is.

    Returns of how many files. Whom the incident itself concerns is told of that.
    """
    incident, count = Incident.objects.get(pk=incident_id), 0
    informed = set(concerned(incident.center, incident.uploader_id))
    for copy in IncidentFile.objects.filter(incident=incident, is_owner_told=False).order_by("pk"):
        found = Screening.objects.filter(pk=copy.handle_id, state=State.BLOCKED).first()
        people = set(concerned(found.center, found.uploader_id)) - informed if found else set[int]()
        drafts = deliver(**_of_copy(found)) if found and people else []
        with writing():
            if IncidentFile.objects.filter(pk=copy.pk, is_owner_told=False).update(is_owner_told=True):
                send_all(drafts, sorted(people))
                count += bool(drafts)
    return count


def _of_copy(found: Screening) -> _Told:
    what = f"entity {entity_id(found.node_id)}" if found.node_id else f"file handle {found.pk}"
    text = (
        f"The file of {what} is locked: its bytes are known to hold what may identify a person.\n\n"
        "Nobody but the reviewers can download it. The coordinating center deletes it; do not send it on, and delete "
        "copies that you have shared. Remove what identifies a person, run theatrum check on the file, and upload it "
        "as a new version of the same entity.\n"
    )
    return _Told(subject="A file of yours is locked", text=text, about=About(_page_of(found), found.center))


def _page_of(found: Screening) -> str:
    return f"/entities/{entity_id(found.node_id)}" if found.node_id else f"/privacy/files/{found.pk}"


def _rejected(decisions: Sequence[Decision]) -> str:
    named = [entity_id(one.screening.node_id) if one.screening.node_id else str(one.screening_id) for one in decisions]
    return (
        f"A reviewer has looked at these files and cannot let them pass: {', '.join(named)}.\n\n"
        f"The reason: {decisions[0].reason}\n\n"
        "Nobody but the reviewers can read them. Their pages say at which places something stands. Remove it "
        "(theatrum redact cleans headers of images), run theatrum check, and upload each as a new version of the same "
        "entity.\n"
    )


def subject_of(incident: Incident, event: IncidentEvent) -> str:
    """Return the subject of a message: number, center and step."""
    where = f" at {incident.center}" if incident.center else ""
    return f"Privacy incident {incident.pk}{where}: {_STEPS[IncidentState(event.state)]}"


def text_of(incident: Incident, event: IncidentEvent) -> str:
    """Return the text of a message: what is the case and what is to be done, without a name or a value."""
    found = ", ".join(one.replace("_", " ") for one in incident.classes) or "identifying data"
    what = f"entity {entity_id(incident.node_id)}" if incident.node_id else "a file that was uploaded"
    address = f"{installation.settings().base_url}/privacy/incidents/{incident.pk}"
    lines = [
        f"Incident {incident.pk} is about {what}. Screening found what may identify a person: {found}.",
        _DONE[IncidentState(event.state)],
        f"What is known, and what comes next: {address}",
        "This message and that page show places and classes only, never what was found.",
    ]
    return "\n\n".join(lines) + "\n"


_STEPS: dict[IncidentState, str] = {
    IncidentState.DETECTED: "detected",
    IncidentState.LOCKED: "a file is locked",
    IncidentState.NOTIFIED: "those concerned were told",
    IncidentState.PURGED: "the content is deleted",
    IncidentState.RESUBMISSION_REQUESTED: "please upload a clean file",
    IncidentState.RESUBMITTED: "a new file has come",
    IncidentState.REVALIDATED: "the new file is clear",
    IncidentState.CLOSED: "closed",
    IncidentState.FALSE_ALARM: "a false alarm",
}
_DONE: dict[IncidentState, str] = {
    IncidentState.DETECTED: "It is being locked.",
    IncidentState.LOCKED: (
        "The file is locked: nobody but the reviewers can download it. The coordinating center deletes it; do not send "
        "it on, and delete copies that you have shared."
    ),
    IncidentState.NOTIFIED: "The center, its liaison and the privacy office were told.",
    IncidentState.PURGED: "The content was deleted here, with all copies and what was made of it.",
    IncidentState.RESUBMISSION_REQUESTED: (
        "The content was deleted here, with all copies and what was made of it. Remove what identifies a person, run "
        "theatrum check on the file, and upload it as a new version of the same entity."
    ),
    IncidentState.RESUBMITTED: "A new file has come, and is being screened.",
    IncidentState.REVALIDATED: "The new file was screened and found clear.",
    IncidentState.CLOSED: "Nothing more has to be done.",
    IncidentState.FALSE_ALARM: "It was looked at and identifies nobody: the file is open again.",
}
