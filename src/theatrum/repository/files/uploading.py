"""The half of an upload that speaks with the store: before its action, outside any transaction.

Each step is asked first here, which reads and moves no records, and then recorded by an action:
``begin`` and ``start_upload``, ``confirm`` and ``refuse_part``, ``finish`` and ``complete_upload``.
A crash between the two leaves an upload that the next request finds and goes on with.
"""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from theatrum.drivers import installation
from theatrum.drivers.blobs.errors import PartMismatch, PartMissing, UploadNotFound
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.blobs.protocol import Digest, DigestPending, HeldPart, SignedRequest
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files import locations, policy, queries
from theatrum.repository.files.errors import FileWasChanged, NoSuchUpload, PartsAreMissing, UploadIsInvalid
from theatrum.repository.files.models import Upload, UploadState
from theatrum.repository.files.policy import Wanted, WantedCopy

_CHUNK = 1024**2


@dataclass(frozen=True)
class Begun:
    """A new upload to be recorded, in the place of a dead one if there was one."""

    id: uuid.UUID
    wanted: Wanted
    ticket: str
    replaced_id: uuid.UUID | None


@dataclass(frozen=True)
class Confirmation:
    """Whether a part arrived as it was sent; ``held_md5`` is there when it arrived as something else."""

    number: int
    message: str = ""
    held_md5: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the part counts."""
        return not self.message


@dataclass(frozen=True)
class Finished:
    """An upload whose bytes are one blob; without a digest its verification is pending."""

    upload: Upload
    key: str
    digest: Digest | None
    # Of the bytes that came, in the store; it may be more than was announced.
    size: int = 0
    # Whether what was announced came whole, after a header that nobody had announced.
    has_header: bool = False

    @property
    def is_new(self) -> bool:
        """Whether there is something to record: the upload was not complete before."""
        return bool(self.key)

    @property
    def is_changed(self) -> bool:
        """Whether the bytes are known not to be those that were promised."""
        return self.digest is not None and self.digest.md5 != self.upload.md5 and not self.has_header

    @property
    def md5(self) -> str:
        """The MD5 of all bytes that came, header included."""
        return self.digest.md5 if self.has_header and self.digest else self.upload.md5


def begin(actor: Actor, wanted: Wanted, *, restarts: bool = False) -> Begun | Upload:
    """Return the upload that this request goes on with, or open a new one in the store.

    Raises UploadIsInvalid, FileIsTooLarge, StorageLocationNotFound, StoreFull.
    """
    wanted = policy.valid_upload(wanted, largest=installation.settings().upload_limit)
    locations.require_location(wanted.storage_location_id)
    known = queries.upload_of_request(actor.id, wanted.fingerprint)
    if known is not None and not restarts and is_alive(known):
        return known
    number = uuid.uuid4()
    ticket = store().begin(number.hex, size=wanted.size, part_size=wanted.part_size)
    return Begun(number, wanted, ticket, replaced_id=known.pk if known else None)


def find_copy(actor: Actor, wanted: WantedCopy) -> Upload | None:
    """Return what the same request for a copy made before, if that is still there."""
    known = queries.upload_of_request(actor.id, wanted.fingerprint)
    return known if known is not None and is_alive(known) else None


def is_alive(upload: Upload) -> bool:
    """Tell whether an upload can go on, or its file is still there."""
    if upload.state == UploadState.COMPLETED:
        handle = upload.handle
        return handle is not None and not handle.is_failed and store().exists(handle.key)
    return _held(upload) is not None


def parts_state(upload: Upload) -> str:
    """Return a 1 for each part that has arrived and a 0 for each that has not."""
    count = policy.count_parts(upload.size, upload.part_size)
    if upload.state == UploadState.COMPLETED:
        return "1" * count
    good = _good_parts(upload, _held(upload) or {})
    return "".join("1" if number in good else "0" for number in range(1, count + 1))


def sign_parts(upload: Upload, numbers: Sequence[int]) -> Mapping[int, SignedRequest]:
    """Return where to send parts. Raises UploadIsInvalid, NoSuchUpload, PartOutOfRange."""
    if not 0 < len(numbers) <= policy.MOST_PARTS:
        raise UploadIsInvalid(reason=f"partNumbers must name 1 to {policy.MOST_PARTS} parts, but names {len(numbers)}.")
    try:
        return store().sign_parts(upload.ticket, numbers)
    except UploadNotFound as error:
        raise NoSuchUpload(id=upload.pk) from error


def confirm(upload: Upload, number: int, *, md5: str) -> Confirmation:
    """Ask the store whether a part arrived with this MD5. Raises NoSuchUpload, PartOutOfRange."""
    try:
        store().confirm_part(upload.ticket, number, md5=md5.strip().lower())
    except UploadNotFound as error:
        raise NoSuchUpload(id=upload.pk) from error
    except PartMissing as error:
        return Confirmation(number, message=str(error))
    except PartMismatch as error:
        return Confirmation(number, message=str(error), held_md5=str(error.facts["held"]))
    return Confirmation(number)


def finish(upload: Upload) -> Finished:
    """Make the parts one blob, and check the whole of a small file. Raises PartsAreMissing, NoSuchUpload."""
    if upload.state == UploadState.COMPLETED:
        return Finished(upload, key="", digest=None)
    held = _held(upload)
    if held is None:
        raise NoSuchUpload(id=upload.pk)
    good, count = _good_parts(upload, held), policy.count_parts(upload.size, upload.part_size)
    if len(good) < count:
        first = next(number for number in range(1, count + 1) if number not in good)
        raise PartsAreMissing(count=count - len(good), first=first)
    key = store().complete(upload.ticket)
    digest = store().digest(key)
    size = store().stat(key).size
    if isinstance(digest, DigestPending):
        return Finished(upload, key=key, digest=None, size=size)
    return Finished(upload, key=key, digest=digest, size=size, has_header=_has_header(upload, key, size))


def require_unchanged(finished: Finished) -> None:
    """Raise FileWasChanged if other bytes arrived than were promised; call it once that is recorded."""
    if finished.is_changed and finished.digest is not None:
        raise FileWasChanged(held=finished.digest.md5, claimed=finished.upload.md5)


def _has_header(upload: Upload, key: str, size: int) -> bool:
    """Tell whether the bytes are a promised piece of a table behind a header that was not announced.

    Clients cut tables into pieces in two ways. One promises the MD5 of the piece alone. The other promises that of
    header and piece, but sends the piece from one byte too early to one byte too early: a line's end before it, and
    not its own.
    """
    extra = size - upload.size
    if extra <= 0:
        return False
    piece, shifted = hashlib.md5(usedforsecurity=False), hashlib.md5(usedforsecurity=False)
    with store().open(key) as stored:
        shifted.update(stored.read(extra))
        before = stored.read(1)
        piece.update(before)
        while chunk := stored.read(_CHUNK):
            piece.update(chunk)
            shifted.update(chunk)
    shifted.update(before)
    return piece.hexdigest() == upload.md5 or (before == b"\n" and shifted.hexdigest() == upload.md5)


def _held(upload: Upload) -> Mapping[int, HeldPart] | None:
    try:
        return store().held_parts(upload.ticket)
    except UploadNotFound:
        return None


def _good_parts(upload: Upload, held: Mapping[int, HeldPart]) -> frozenset[int]:
    refused = queries.refused_parts(upload)
    return frozenset(number for number, part in held.items() if refused.get(number) != part.md5)
