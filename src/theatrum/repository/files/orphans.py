"""Bytes in the store that nothing knows of: their process died between storing them and noting their handle."""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from itertools import islice

from theatrum.drivers.blobs.installed import store
from theatrum.drivers.blobs.protocol import ListedBlob
from theatrum.kernel import clock
from theatrum.repository.files.models import FileHandle, Upload, Verification

SWEEP = "files.sweep_orphans"
# Whoever stores bytes notes the handle within minutes; an upload of days has its row from the beginning.
AGE = timedelta(days=1)
_AT_ONCE = 500


def orphans(*, age: timedelta = AGE, most: int | None = None) -> Iterator[ListedBlob]:
    """Yield the blobs that are older than ``age`` and of no handle and no upload.

    ``most`` is how many of what is stored are looked at.
    """
    stored = islice(store().blobs(before=clock.now() - age), most)
    uploads: set[str] | None = None
    while some := list(islice(stored, _AT_ONCE)):
        # Once is enough: what began later is not old enough to be among the keys.
        uploads = _of_uploads() if uploads is None else uploads
        yield from _unknown(some, uploads)


def sweep() -> int:
    """Delete them, and what came for uploads that were never noted; returns how many of both."""
    count = 0
    for blob in orphans():
        store().delete(blob.key)
        count += 1
    tickets = store().unfinished(before=clock.now() - AGE)
    while some := list(islice(tickets, _AT_ONCE)):
        known = set(Upload.objects.filter(ticket__in=some).values_list("ticket", flat=True))
        for ticket in set(some) - known:
            store().abort(ticket)
            count += 1
    return count


def _of_uploads() -> set[str]:
    """Return the keys that uploads have or will have."""
    return {store().key_of(ticket) for ticket in Upload.objects.exclude(ticket="").values_list("ticket", flat=True)}


def _unknown(blobs: Sequence[ListedBlob], uploads: Collection[str]) -> list[ListedBlob]:
    """Return which blobs nothing knows. What failed its check is deleted by a job of its own, or here if that died."""
    handles = FileHandle.objects.filter(key__in=[one.key for one in blobs]).exclude(verification=Verification.FAILED)
    known = set(handles.values_list("key", flat=True))
    return [one for one in blobs if one.key not in known and one.key not in uploads]
