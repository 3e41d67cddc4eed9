"""What an entity gets from the server, and rows that a table gets, is looked at before: nobody finds it waiting.

It is the same look at the same bytes by the same judge. Only what is clear is settled ahead; whatever else is seen
waits for the job, which looks once the entity has the file, and does what follows.
"""

from collections.abc import Collection, Mapping

from theatrum.consortium.screening import incidents, settling
from theatrum.consortium.screening.engine import version_in_force
from theatrum.consortium.screening.looking import Look, look_at
from theatrum.consortium.screening.models import Screening, State
from theatrum.consortium.screening.subjects import Subject, subject_in, subjects_of
from theatrum.drivers.blobs.errors import BlobNotFound
from theatrum.drivers.db.transactions import writing
from theatrum.repository.entities.models import Node
from theatrum.repository.files.models import FileHandle, Verification


def look_ahead(handle: FileHandle, node_id: int) -> bool:
    """Settle a file that an entity has or gets next, if it is clear; tells whether it is. Opens a transaction."""
    if handle.verification != Verification.VERIFIED or incidents.are_known(handle):
        return False
    if not Screening.objects.filter(pk=handle.pk, state=State.WAITING).exists():
        return False
    version, subject = version_in_force(), subject_in(handle, Node.objects.get(pk=node_id))
    try:
        look = look_at(subject, _unseen)
    except BlobNotFound:
        # The job finds that out, too, and holds the file.
        return False
    return _is_clear(look) and _settle(subject, look, version)


def seen_as_they_are(known: Collection[Screening], handles: Mapping[int, FileHandle]) -> frozenset[int]:
    """Return which files were found clear as what they are now: by the same judge, under the same names."""
    version = version_in_force() if known else ""
    clear = {one.pk: one.subject for one in known if one.state == State.CLEAR and one.version == version}
    if not clear:
        return frozenset()
    now = subjects_of([handles[number] for number in clear])
    return frozenset(number for number, subject in clear.items() if now[number].fingerprint == subject)


def _is_clear(look: Look) -> bool:
    return not (look.is_unreadable or look.counts.get("block") or look.counts.get("hold"))


def _settle(subject: Subject, look: Look, version: str) -> bool:
    with writing():
        taken = settling.begin(subject.handle.pk)
        return taken is not None and settling.settle(taken=taken, subject=subject, look=look, version=version)


def _unseen(done: int, total: int) -> None:
    """Show no progress: whoever waits sees that of their own work."""
