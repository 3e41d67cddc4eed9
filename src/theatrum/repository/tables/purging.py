"""Taking the rows of a file out of tables for good, and out of what was kept of these: a few at a time."""

from collections.abc import Collection

from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.files.derived import Holder
from theatrum.repository.files.erasing import note_erased
from theatrum.repository.files.models import CopiedRows
from theatrum.repository.tables import physical
from theatrum.repository.tables.models import TableSnapshot, TableState
from theatrum.repository.tables.relations import snapshot_name, table_name

_PORTION = 5_000


def erase_rows(*, handle_ids: Collection[int]) -> int:
    """Delete the rows that came out of files, whatever was changed in them since; returns how many.

    Whose rows they were stays known, and so what is locked with them, until ``forget_rows``.
    Opens transactions of its own; broken off, it is simply done again.
    """
    count = 0
    for copied in CopiedRows.objects.filter(holder=Holder.TABLE, handle_id__in=handle_ids).order_by("pk"):
        for name in _tables_of(copied.holder_id):
            for first, last in copied.facts.get("rows", []):
                count += _delete(name, int(first), int(last))
    return count


def forget_rows(*, actor: Actor, handle_ids: Collection[int]) -> int:
    """Delete the rows that came out of files, and that they did, which opens their tables again; returns how many.

    Opens transactions of its own; broken off, it is simply done again.
    """
    count = erase_rows(handle_ids=handle_ids)
    for copied in CopiedRows.objects.filter(holder=Holder.TABLE, handle_id__in=handle_ids).order_by("pk"):
        with writing():
            if CopiedRows.objects.filter(pk=copied.pk).delete()[0]:
                note_erased(holder=Holder.TABLE, holder_ids=[copied.holder_id])
                audit.record(actor.id, "table_rows_purged", subject_kind="entity", subject_id=copied.holder_id)
    return count


def forget_tables(node_ids: Collection[int]) -> None:
    """Take away the physical tables of entities that are about to be deleted for good."""
    for node_id in TableState.objects.filter(node_id__in=node_ids).values_list("node_id", flat=True):
        for name in _tables_of(node_id):
            physical.drop_table(name)
    CopiedRows.objects.filter(holder=Holder.TABLE, holder_id__in=node_ids).delete()


def _tables_of(node_id: int) -> list[str]:
    if not TableState.objects.filter(node_id=node_id).exists():
        return []
    kept = TableSnapshot.objects.filter(version__node_id=node_id).values_list("version__number", flat=True)
    return [table_name(node_id), *(snapshot_name(node_id, number) for number in kept)]


def _delete(name: str, first: int, last: int) -> int:
    count = 0
    for start in range(first, last + 1, _PORTION):
        with writing():
            count += physical.delete_stretch(name, start, min(last, start + _PORTION - 1))
    return count
