"""The half of the local store that takes bytes: uploads, from their first part to completion.

An upload is a folder with its bytes, sparse, and its record. Completing it is one rename of that
folder. Nothing is allocated for a size that a client merely claims.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from theatrum.drivers.blobs.digesting import Digesting
from theatrum.drivers.blobs.errors import PartMismatch, PartMissing, PartsMissing, UploadConflict, UploadNotFound
from theatrum.drivers.blobs.folders import CONTENT, RECORD, Folders, handle_of, sync
from theatrum.drivers.blobs.part_writer import PartWriter
from theatrum.drivers.blobs.plan import Plan, make_plan
from theatrum.drivers.blobs.protocol import Digest, HeldPart, SignedRequest
from theatrum.drivers.blobs.record import PartSlot, PartState, Record
from theatrum.drivers.blobs.room import Room, charged, full_disk_told
from theatrum.drivers.blobs.signing import UrlSigner

T = TypeVar("T")


class LocalUploads:
    """The multipart life of ``BlobStore`` on plain files."""

    def __init__(self, folders: Folders, *, room: Room, digesting: Digesting, signer: UrlSigner) -> None:
        self._folders = folders
        self._room = room
        self._digesting = digesting
        self._signer = signer

    def begin(self, upload_id: str, *, size: int, part_size: int) -> str:
        """See ``BlobStore``; here the same id always has the same handle, which becomes the key."""
        plan = make_plan(size, part_size)
        handle = handle_of(upload_id)
        if (known := self._known_plan(handle)) is None:
            self._room.require(size)
            known = self._make_upload(handle, plan)
        if known != plan:
            raise UploadConflict(size=known.size, part_size=known.part_size)
        return handle

    def key_of(self, upload: str) -> str:
        """See ``BlobStore``; here it is the handle."""
        return upload

    def unfinished(self, *, before: datetime) -> Iterator[str]:
        """See ``BlobStore``."""
        return self._folders.uploads(before=before.timestamp())

    def sign_parts(self, upload: str, numbers: Sequence[int]) -> dict[int, SignedRequest]:
        """See ``BlobStore``."""
        with self._record(upload) as record:
            for number in numbers:
                record.plan.require(number)
        return {number: SignedRequest(self._signer.part(upload, number), {}) for number in numbers}

    def receive_part(self, upload: str, number: int, *, announced: int | None = None) -> PartWriter:
        """Open a part for the bytes of one PUT: what the signed part URLs lead to.

        ``announced`` is the length that the client says it will send; the wrong one changes nothing.
        Raises UploadNotFound, PartOutOfRange, PartLengthWrong, StoreFull.
        """

        def finished() -> None:
            self._digesting.advance_soon(upload)

        def opened(folder: Path) -> PartWriter:
            return PartWriter(folder, number, announced=announced, room=self._room, finished=finished)

        return self._visit(upload, opened)

    def held_parts(self, upload: str) -> dict[int, HeldPart]:
        """See ``BlobStore``."""
        with self._record(upload) as record:
            slots = enumerate(record.parts(), start=1)
            return {number: _held(number, slot) for number, slot in slots if slot.state == PartState.HELD}

    def confirm_part(self, upload: str, number: int, *, md5: str) -> HeldPart:
        """See ``BlobStore``."""
        with self._record(upload) as record:
            record.plan.require(number)
            slot = record.part(number)
        if slot.state != PartState.HELD:
            raise PartMissing(number=number)
        if slot.md5.hex() != md5.lower():
            raise PartMismatch(number=number, held=slot.md5.hex(), claimed=md5)
        return _held(number, slot)

    def complete(self, upload: str) -> str:
        """See ``BlobStore``."""
        with self._record(upload) as record:
            _seal(record)
        target = self._folders.blob(upload)
        try:
            self._folders.place(self._folders.upload(upload), target)
        except OSError as error:
            # Completed before, or by another request in this moment; else aborted in this moment.
            if not target.exists():
                raise UploadNotFound from error
            sync(target.parent)
        self._digesting.advance_soon(upload)
        return upload

    def abort(self, upload: str) -> None:
        """See ``BlobStore``."""
        self._remove(self._folders.upload, upload)
        self._digesting.forget(upload)

    def _make_upload(self, handle: str, plan: Plan) -> Plan:
        """Make the folder of an upload, or find that another request just has; return the plan in force."""
        folder = self._folders.aside()
        try:
            _prepare(folder, plan)
            # Asked once more: another one that was made and completed meanwhile has left this place, and a second
            # would stand before its bytes.
            with self._folders.making(handle):
                known = self._known_plan(handle)
                if known is None:
                    self._folders.place(folder, self._folders.upload(handle))
                    return plan
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        shutil.rmtree(folder)
        return known

    def _known_plan(self, handle: str) -> Plan | None:
        try:
            with self._record(handle) as record:
                return record.plan
        except UploadNotFound:
            return None

    def _remove(self, place: Callable[[str], Path], name: str) -> None:
        try:
            doomed = self._folders.take(place(name))
        except FileNotFoundError:
            return
        self._room.refund(charged(doomed))
        shutil.rmtree(doomed)

    def _record(self, upload: str) -> Record:
        return self._visit(upload, lambda folder: Record.open(folder / RECORD))

    def _visit(self, upload: str, visitor: Callable[[Path], T]) -> T:
        try:
            return self._folders.visit(upload, visitor)
        except FileNotFoundError:
            raise UploadNotFound from None


def _prepare(folder: Path, plan: Plan) -> None:
    descriptor = os.open(folder / CONTENT, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with full_disk_told(plan.size):
            # Sparse: it takes no room until the bytes come, and with them its length becomes durable.
            os.ftruncate(descriptor, plan.size)
    finally:
        os.close(descriptor)
    with Record.create(folder / RECORD, plan) as record:
        record.sync()
    sync(folder)


def _seal(record: Record) -> None:
    with record.locked():
        if record.sealed:
            return
        slots = record.parts()
        missing = [number for number, slot in enumerate(slots, start=1) if slot.state != PartState.HELD]
        if missing:
            raise PartsMissing(count=len(missing), first=missing[0])
        record.seal()
        if len(slots) == 1:
            # The part's checksums are the whole's. After the seal: before it, the part could still change.
            record.write_digest(Digest(slots[0].md5.hex(), slots[0].sha256.hex()), durably=False)


def _held(number: int, slot: PartSlot) -> HeldPart:
    return HeldPart(number=number, size=slot.length, md5=slot.md5.hex())
