"""Bytes in the store that nothing knows of: their process died between storing them and noting their handle."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice

from theatrum.drivers.blobs.installed import store
from theatrum.kernel import clock
from theatrum.repository.files.models import FileHandle, Upload, Verification

SWEEP = "files.sweep_orphans"
# Whoever stores bytes notes the handle within minutes; an upload of days has its row from the beginning.
AGE = timedelta(days=1)
_AT_ONCE = 500


def orphans(*, age: timedelta = AGE, most: int | None = None) -> Iterator[str]:
    """Yield the keys of bytes that are older than ``age`` and of no handle and no upload.

    ``most`` is how many of what is stored are looked at.
    """
    keys = islice(store().keys(before=clock.now() - age), most)
    while some := list(islice(keys, _AT_ONCE)):
        yield from _unknown(some)


def sweep() -> int:
    """Delete them; returns how many."""
    count = 0
    for key in orphans():
        store().delete(key)
        count += 1
    return count


def _unknown(keys: Sequence[str]) -> list[str]:
    """Return which keys nothing knows. What failed its check is deleted by a job of its own, or here if that died."""
    handles = FileHandle.objects.filter(key__in=keys).exclude(verification=Verification.FAILED)
    known = set(handles.values_list("key", flat=True))
    known |= set(Upload.objects.filter(ticket__in=keys).values_list("ticket", flat=True))
    return [key for key in keys if key not in known]
