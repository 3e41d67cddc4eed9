"""Many files in one ZIP: which of those asked for go in, and the bytes of the whole as they are made.

Nothing of the package stands in memory or on a disk of its own: pieces go to the store as they come.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import RawIOBase
from typing import TYPE_CHECKING
from zipfile import ZIP64_LIMIT, ZIP_DEFLATED, ZipFile

from django.db.models import Sum

from theatrum.drivers.blobs.installed import store
from theatrum.drivers.jobs import running
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files import downloading
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.downloading import Failure, Found
from theatrum.repository.files.entrynames import Arrangement, namer
from theatrum.repository.files.models import FileHandle

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

PACK = "files.pack"
# Bytes of all the files of one package.
LARGEST_PACKAGE = 1024**3
MOST_FILES = 10_000
_PIECE = 1024**2
_SMALL = 8 * 1024**2
# Most files of sequences and images are compressed already: more effort would gain nothing.
_EFFORT = 1


class Refusal(StrEnum):
    """Why a file is not in a package, in the wire's words, beside those of ``Failure``."""

    DUPLICATE = "DUPLICATE"
    TOO_LARGE = "EXCEEDS_SIZE_LIMIT"
    OTHER = "UNKNOWN_ERROR"


@dataclass(frozen=True)
class Entry:
    """What became of one claim: the name in the package, or why it is not there."""

    claim: Claim
    handle: FileHandle | None = None
    name: str = ""
    failure: Failure | Refusal | None = None
    message: str = ""


def is_quick(claims: Sequence[Claim]) -> bool:
    """Tell whether a package of these takes so little that nobody need wait for a worker."""
    numbers = [claim.handle_id for claim in claims]
    total = FileHandle.objects.filter(pk__in=numbers).aggregate(total=Sum("size"))["total"] or 0
    return total <= _SMALL


def choose(actor: Actor, claims: Sequence[Claim], arrangement: Arrangement) -> list[Entry]:
    """Return for each claim whether it goes in, in the order asked; only what the actor may download does."""
    name, total, seen = namer(arrangement), 0, set[int]()
    entries = []
    for found in downloading.find_many(actor, claims):
        entry = _refused(found, seen=seen, total=total)
        if entry is None and found.handle is not None:
            seen.add(found.handle.pk)
            total += found.handle.size
            entry = Entry(found.claim, found.handle, name=name(found.handle.file_name, found.handle.pk))
        if entry is not None:
            entries.append(entry)
    return entries


def choose_handles(handles: Sequence[FileHandle], arrangement: Arrangement) -> list[Entry]:
    """Return the entries of files that somebody else has chosen and may download."""
    name = namer(arrangement)
    return [Entry(Claim(handle.pk, "", ""), handle, name(handle.file_name, handle.pk)) for handle in handles]


def zipped(entries: Sequence[Entry]) -> Iterator[bytes]:
    """Yield the bytes of a ZIP of the chosen files. Raises BlobNotFound if one is deleted in the meantime."""
    chosen = [(entry.name, entry.handle) for entry in entries if entry.handle is not None]
    done, total = 0, sum(handle.size for _, handle in chosen)
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED, compresslevel=_EFFORT) as package:
        for name, handle in chosen:
            for count in _written(package, name, handle):
                done += count
                running.progress(done, total, handle.file_name)
                yield from sink.drain()
    yield from sink.drain()


def _written(package: ZipFile, name: str, handle: FileHandle) -> Iterator[int]:
    """Write one entry, yielding the bytes that were read after each piece."""
    is_large = handle.size * 1.05 > ZIP64_LIMIT
    with store().open(handle.key) as source, package.open(name, "w", force_zip64=is_large) as target:
        while piece := source.read(_PIECE):
            target.write(piece)
            yield len(piece)


def _refused(found: Found, *, seen: set[int], total: int) -> Entry | None:
    handle = found.handle
    if found.failure is Failure.UNAUTHORIZED:
        what = f"{found.claim.associate_type} {found.claim.associate_id}"
        return Entry(found.claim, failure=found.failure, message=f"You may not download this file through {what}.")
    if handle is None or not (handle.is_link or store().exists(handle.key)):
        return Entry(found.claim, failure=Failure.NOT_FOUND, message="There is no such file.")
    if handle.is_link:
        return Entry(found.claim, failure=Refusal.OTHER, message="Only S3FileHandles can be downloaded.")
    if handle.pk in seen:
        return Entry(found.claim, failure=Refusal.DUPLICATE, message="File already added.")
    if total + handle.size > LARGEST_PACKAGE:
        what = "File exceeds" if handle.size > LARGEST_PACKAGE else "Result file has reached"
        return Entry(found.claim, failure=Refusal.TOO_LARGE, message=f"{what} the maximum size limit.")
    return None


class _Sink(RawIOBase):
    """Where the ZIP is written: it keeps what came until it is fetched, and cannot go back."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: "ReadableBuffer", /) -> int:
        content = bytes(piece)
        self._pieces.append(content)
        return len(content)

    def drain(self) -> Iterator[bytes]:
        """Yield what was written since the last time."""
        pieces, self._pieces = self._pieces, []
        if pieces:
            yield b"".join(pieces)
