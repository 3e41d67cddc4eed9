"""Packages: ZIPs of other files, made for one download and cleared away some days later."""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import ProtectedError, QuerySet

from theatrum.drivers.blobs.protocol import StoredBlob
from theatrum.drivers.db.transactions import savepoint
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.files.actions.handles import DELETE_BYTES, create_handle_of_blob
from theatrum.repository.files.derived import Holder, Origin
from theatrum.repository.files.models import FileHandle, PackedFile

CLEAR = "files.clear_packages"
ZIP = "application/zip"
LIFE = timedelta(days=7)


def create_package(*, actor: Actor, blob: StoredBlob, file_name: str, sources: Collection[int]) -> FileHandle:
    """Make the handle of a ZIP of other handles, given by their ids. Raises UploadIsInvalid."""
    handle = create_handle_of_blob(
        actor=actor, blob=blob, file_name=file_name, content_type=ZIP, origin=Origin(Holder.LIST)
    )
    # One that was deleted while it was packed has nothing left to lock.
    held = FileHandle.objects.select_for_update(no_key=True).filter(pk__in=sources).values_list("pk", flat=True)
    PackedFile.objects.bulk_create((PackedFile(package=handle, source_id=number) for number in held), batch_size=1000)
    if _old(after=0).exists():
        outbox.later(CLEAR, key="all")
    return handle


def clear_packages(*, after: int, most: int = 100) -> tuple[int, int | None]:
    """Delete old packages with larger ids; returns how many went, and the last id looked at, None at the end.

    One that somebody has put into an entity, a wiki or a message stays.
    """
    found = list(_old(after=after).select_for_update(of=("self",)).order_by("pk")[:most])
    cleared = sum(_delete(handle) for handle in found)
    return cleared, found[-1].pk if found else None


def _old(*, after: int) -> QuerySet[FileHandle]:
    packages = PackedFile.objects.filter(package_id__gt=after).values("package_id")
    return FileHandle.objects.filter(pk__in=packages, created_on__lt=clock.now() - LIFE)


def _delete(handle: FileHandle) -> bool:
    number, key = handle.pk, handle.key
    try:
        with savepoint():
            handle.delete()
    except ProtectedError:
        return False
    audit.record(handle.created_by, "package_cleared", subject_kind="filehandle", subject_id=number)
    outbox.later(DELETE_BYTES, blob=key)
    return True
