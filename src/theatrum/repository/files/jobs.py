"""Background work on files: checking whole files, deleting bytes, clearing away what was given up."""

from theatrum.drivers.blobs.errors import BlobNotFound, PartsMissing, UploadNotFound
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import running
from theatrum.drivers.jobs.registry import Lane, job
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.files import orphans, packing
from theatrum.repository.files.actions import handles, packages, uploads
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.entrynames import Arrangement
from theatrum.repository.files.models import FileHandle, Verification
from theatrum.repository.files.packing import PACK, Entry


@job(handles.VERIFY, lane=Lane.LONG)
def verify_handle(*, handle_id: int) -> None:
    """Read a whole file, and open or fail its handle by what its checksum is."""
    handle = FileHandle.objects.filter(pk=handle_id, verification=Verification.PENDING).first()
    if handle is None:
        return
    try:
        digest = store().compute_digest(handle.key, progress=running.progress)
    except BlobNotFound:
        # Deleted with its handle in the meantime.
        if not FileHandle.objects.filter(pk=handle_id).exists():
            return
        raise
    with writing():
        handles.settle_verification(handle_id=handle_id, digest=digest)


@job(PACK, lane=Lane.LONG)
def pack(*, user_id: int, claims: list[list[str]], file_name: str, arrangement: str) -> dict[str, object]:
    """Put files that a person may download into one ZIP of theirs; says of each whether it is in."""
    actor = accounts.actor_of(accounts.find_user(user_id))
    wanted = [Claim(int(number), kind, associate) for number, kind, associate in claims]
    entries = packing.choose(actor, wanted, Arrangement(arrangement))
    if not any(entry.handle for entry in entries):
        return _packed(None, entries)
    blob = store().put(packing.zipped(entries))
    sources = [entry.handle.pk for entry in entries if entry.handle]
    with writing():
        handle = packages.create_package(actor=actor, blob=blob, file_name=file_name, sources=sources)
    return _packed(handle, entries)


@job(packages.CLEAR)
def clear_packages() -> int:
    """Clear away packages that are some days old; returns how many."""
    count, last = 0, 0
    while True:
        with writing():
            cleared, seen = packages.clear_packages(after=last)
        if seen is None:
            return count
        count, last = count + cleared, seen


@job(handles.DELETE_BYTES)
def delete_bytes(*, blob: str) -> None:
    """Delete the bytes of a key that no handle needs any more."""
    if handles.is_unused(blob):
        store().delete(blob)


@job(orphans.SWEEP, lane=Lane.LONG)
def sweep_orphans() -> int:
    """Delete bytes that nothing knows of; returns how many keys."""
    return orphans.sweep()


@job(uploads.CLEAR)
def clear_unfinished() -> int:
    """Clear away uploads that nobody has gone on with for days; returns how many."""
    count = 0
    while True:
        with writing():
            tickets = uploads.clear_unfinished()
        for ticket in tickets:
            _discard(ticket)
        count += len(tickets)
        if not tickets:
            return count


def _packed(handle: FileHandle | None, entries: list[Entry]) -> dict[str, object]:
    told = [
        {
            "handle_id": entry.claim.handle_id,
            "associate_type": entry.claim.associate_type,
            "associate_id": entry.claim.associate_id,
            "name": entry.name,
            "failure": entry.failure,
            "message": entry.message,
        }
        for entry in entries
    ]
    return {"handle_id": handle.pk if handle else None, "entries": told}


def _discard(ticket: str) -> None:
    store().abort(ticket)
    # Completed in the store when its process died, and never recorded: then it is a blob that nobody has.
    try:
        key = store().complete(ticket)
    except (UploadNotFound, PartsMissing):
        return
    if handles.is_unused(key):
        store().delete(key)
