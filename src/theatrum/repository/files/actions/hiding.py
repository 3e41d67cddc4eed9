"""Names of files that nobody may read for now: another text stands in their place, and the audit quotes them no more.

Who keeps the text meanwhile, and who may see it, is the business of the room that hides it.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from theatrum.kernel.ids import new_etag
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.files.models import FileHandle, Upload

# Programs tell by it what a file is; nothing else of a name stays.
_KNOWN = (
    r"(\.(csv|tsv|xlsx|parquet|json|txt|ome\.tiff?|tiff?|svs|ndpi|qptiff|dcm|bam|cram|fastq|fq|vcf|maf|h5ad|pdf|png"
    r"|jpe?g|zip|tar))?(\.gz)?"
)
_ENDING = re.compile(rf"{_KNOWN}$", re.IGNORECASE)
_ADDRESS = "https://blocked.invalid/"
# An entity beside another one of its name has a number behind it. Nothing else of a name that begins so is ours.
_SAID = r"\((name withheld|blocked)\)"
_STAND_IN = re.compile(rf"File (syn)?\d+ {_SAID}{_KNOWN}( \(\d+\))?|{re.escape(_ADDRESS)}\d+", re.IGNORECASE)


class Place(StrEnum):
    """Where a name stands."""

    HANDLE = "handle"
    ADDRESS = "address"
    UPLOAD = "upload"
    ENTITY = "entity"
    VERSION = "version"


@dataclass(frozen=True, slots=True)
class Named:
    """A name of a file: where it stands, the id of what has it, and the text."""

    handle_id: int
    place: Place
    subject_id: str
    text: str = field(repr=False)


def stand_in(number: object, name: str) -> str:
    """Return what is shown in place of a name: of what it names, and what kind of file that is, no more."""
    ending = _ENDING.search(name)
    return f"File {number} (name withheld){ending[0].lower() if ending else ''}"


def is_stand_in(text: str) -> bool:
    """Tell whether a text stands in place of a hidden one."""
    return _STAND_IN.fullmatch(text) is not None


def names_of(handle_ids: Collection[int]) -> Iterator[Named]:
    """Yield the names that files have as handles, addresses and uploads."""
    for number, name, url in FileHandle.objects.filter(pk__in=handle_ids).values_list("pk", "file_name", "url"):
        yield Named(number, Place.HANDLE, str(number), name)
        if url:
            yield Named(number, Place.ADDRESS, str(number), url)
    for upload in Upload.objects.filter(handle_id__in=handle_ids):
        yield Named(upload.handle_id or 0, Place.UPLOAD, str(upload.pk), upload.file_name)


def hide_name(*, actor: Actor, named: Named) -> None:
    """Put another text in place of a name that ``names_of`` returned."""
    put_name(actor=actor, named=named, text=shown_for(named, named.handle_id))


def put_name(*, actor: Actor, named: Named, text: str) -> None:
    """Write a text where a name stands, and blank what the audit quotes of that."""
    if named.place is Place.UPLOAD:
        Upload.objects.filter(pk=named.subject_id).update(file_name=text)
        _forget(named, "upload")
        return
    changed = {"url": text} if named.place is Place.ADDRESS else {"file_name": text}
    FileHandle.objects.filter(pk=named.subject_id).update(etag=new_etag(), **changed)
    _forget(named, "filehandle")
    audit.record(actor.id, "file_name_changed", subject_kind="filehandle", subject_id=named.subject_id)


def shown_for(named: Named, number: object) -> str:
    """Return what is shown in place of a name or an address of what has a number."""
    return f"{_ADDRESS}{number}" if named.place is Place.ADDRESS else stand_in(number, named.text)


def stand_in_of(named: Named) -> str:
    """Return what is shown in place of the name of a file, an upload or a version."""
    return stand_in(named.handle_id, named.text)


def _forget(named: Named, kind: str) -> None:
    audit.purge_quotes(subject_kind=kind, subject_ids=[named.subject_id], text=named.text)
