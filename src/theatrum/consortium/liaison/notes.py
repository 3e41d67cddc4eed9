"""Notes on a center that the staff shares: one text with all its versions, which the center never sees."""

from django.db.models import QuerySet

from theatrum.consortium.centers.sight import is_staff, require_seen
from theatrum.consortium.liaison.errors import NotALiaison, NotesAreInvalid, NotesAreStale
from theatrum.consortium.liaison.models import LONGEST_NOTES, NotesVersion
from theatrum.consortium.liaison.texts import private_classes
from theatrum.drivers.db.transactions import savepoint
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor, Scope
from theatrum.repository.audit import actions as audit


def versions_of(actor: Actor, center_id: str) -> QuerySet[NotesVersion]:
    """Return the notes on a center, the newest version first. Raises CenterNotFound, NotALiaison."""
    require_seen(actor, center_id)
    if not is_staff(actor):
        raise NotALiaison(reason="These notes are for the staff of the data coordinating center.")
    return NotesVersion.objects.filter(center_id=center_id).order_by("-number")


def write_notes(*, actor: Actor, center_id: str, text: str, base: int) -> NotesVersion:
    """Write the next version of the notes, made of version ``base``; 0 where there was none.

    Raises CenterNotFound, NotALiaison, NotesAreInvalid, NotesAreStale.
    """
    newest = versions_of(actor, center_id).select_for_update().first()
    if Scope.MODIFY not in actor.scopes:
        raise NotALiaison(reason="You may read these notes only.")
    if len(text) > LONGEST_NOTES:
        raise NotesAreInvalid(reason=f"Notes have up to {LONGEST_NOTES} characters; yours have {len(text)}.")
    if classes := private_classes(text):
        raise NotesAreInvalid(reason=f"They may identify a patient ({', '.join(classes)}). Write them without.")
    number = newest.number if newest else 0
    if number != base:
        raise NotesAreStale(number=number)
    text = text.replace("\r\n", "\n").rstrip()
    if newest is not None and newest.text == text:
        return newest
    with savepoint():
        made = NotesVersion.objects.create(
            center_id=center_id, number=number + 1, text=text, written_by=actor.id, written_on=clock.now()
        )
    audit.record(actor.id, "center_notes_written", subject_kind="center", subject_id=center_id, after=made.number)
    return made
