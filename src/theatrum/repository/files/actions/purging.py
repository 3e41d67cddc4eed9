"""Deleting what files hold for good, with all that was made of them: their handles stay, and say nothing any more."""

from collections.abc import Collection

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat

from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.files.actions.handles import DELETE_BYTES
from theatrum.repository.files.derived import Holder
from theatrum.repository.files.models import CopiedRows, DerivedFile, FileHandle, PackedFile, Upload, Verification
from theatrum.repository.files.policy import OCTETS


def made_of(handle_ids: Collection[int]) -> set[int]:
    """Return the ids of files that hold bytes or rows of others: previews, packages, results; and of these in turn."""
    found, fresh = set[int](), set(handle_ids)
    while fresh:
        rows = CopiedRows.objects.filter(handle_id__in=fresh)
        of_rows = Q()
        for holder in (Holder.TABLE, Holder.GRID):
            of_rows |= Q(holder=holder, holder_id__in=rows.filter(holder=holder).values("holder_id"))
        more = {
            *FileHandle.objects.filter(preview_of__in=fresh).values_list("pk", flat=True),
            *PackedFile.objects.filter(source__in=fresh).values_list("package_id", flat=True),
            *DerivedFile.objects.filter(of_rows).values_list("handle_id", flat=True),
        }
        fresh = more - found - set(handle_ids)
        found |= fresh
    return found


def blank_handles(*, actor: Actor, handle_ids: Collection[int]) -> list[str]:
    """Take from handles all that they say of their bytes, which are deleted by a job; returns the keys of these.

    What the audit keeps of their names goes too: its events stay, with keyed hashes.
    """
    rows = FileHandle.objects.select_for_update(of=("self",)).filter(pk__in=handle_ids).exclude(key="", url="", md5="")
    stored = dict(rows.values_list("pk", "key"))
    for number in stored:
        audit.record(actor.id, "file_purged", subject_kind="filehandle", subject_id=number)
    name = Concat(Value("purged-"), Cast(F("pk"), CharField()), output_field=CharField())
    FileHandle.objects.filter(pk__in=stored).update(
        file_name=name,
        key="",
        url="",
        md5="",
        sha256="",
        size=0,
        content_type=OCTETS,
        etag=new_etag(),
        verification=Verification.FAILED,
        verified_on=clock.now(),
    )
    uploads = Upload.objects.filter(handle_id__in=stored)
    audit.purge_subjects(subject_kind="filehandle", subject_ids=list(stored))
    audit.purge_subjects(subject_kind="upload", subject_ids=list(uploads.values_list("pk", flat=True)))
    uploads.update(file_name="purged", md5="", request_hash=None)
    keys = sorted({key for key in stored.values() if key})
    for key in keys:
        outbox.later(DELETE_BYTES, blob=key)
    return keys
