"""Rows of files that were deleted for good from tables and grids: what was read of them before is kept nowhere."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F

from theatrum.drivers.db.transactions import in_writing
from theatrum.kernel import clock
from theatrum.repository.files.errors import RowsWereErased
from theatrum.repository.files.models import ErasedRows, FileHandle


def note_erased(*, holder: str, holder_ids: Collection[int]) -> None:
    """Note that rows of files were deleted for good from tables or grids."""
    moment = clock.now()
    for number in sorted(set(holder_ids)):
        changed = {"erased_on": moment, "times": F("times") + 1}
        if not ErasedRows.objects.filter(holder=holder, holder_id=number).update(**changed):
            ErasedRows.objects.create(holder=holder, holder_id=number, erased_on=moment)


def times_erased(holder: str, holder_id: int) -> int:
    """Return how often rows were deleted for good from a table or a grid: ask before they are read."""
    return ErasedRows.objects.filter(holder=holder, holder_id=holder_id).values_list("times", flat=True).first() or 0


def require_there(holder: str, holder_id: int, *, times: int) -> None:
    """Return quietly if no row was deleted for good since ``times_erased`` said so often. Raises RowsWereErased.

    In a transaction that writes, who is about to delete some waits, or is waited for.
    """
    sources = FileHandle.objects.filter(copied_rows__holder=holder, copied_rows__holder_id=holder_id)
    if in_writing():
        numbers = list(sources.values_list("pk", flat=True))
        list(FileHandle.objects.select_for_update().filter(pk__in=numbers).order_by("pk").values_list("pk"))
    # A purged handle has neither bytes nor address.
    if times_erased(holder, holder_id) != times or sources.filter(key="", url="").exists():
        raise RowsWereErased


def require_none_since(holder: str, holder_id: int, moment: datetime) -> None:
    """Return quietly if no row was deleted for good since a moment. Raises RowsWereErased."""
    if ErasedRows.objects.filter(holder=holder, holder_id=holder_id, erased_on__gte=moment).exists():
        raise RowsWereErased
