"""The local store: plain files in one folder tree, shared by the processes of one installation.

An upload is a folder with its bytes, sparse, and its record. Completing it is one rename of that
folder. Whatever moment a process dies at, the disk holds either the old state or an upload that can
go on. Nothing is allocated for a size that a client merely claims.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, TypeVar

from theatrum.drivers.blobs.digesting import Digesting
from theatrum.drivers.blobs.errors import (
    BlobNotFound,
    PartMismatch,
    PartMissing,
    PartsMissing,
    UploadConflict,
    UploadNotFound,
)
from theatrum.drivers.blobs.folders import CONTENT, RECORD, Folders, handle_of, new_key, sync
from theatrum.drivers.blobs.part_writer import PartWriter
from theatrum.drivers.blobs.plan import Plan, make_plan
from theatrum.drivers.blobs.protocol import (
    INLINE_DIGEST,
    LONGEST_URL_LIFE,
    BlobStat,
    Digest,
    DigestPending,
    HeldPart,
    Progress,
    SignedRequest,
    StoredBlob,
)
from theatrum.drivers.blobs.record import PartSlot, PartState, Record
from theatrum.drivers.blobs.room import Room, charged, full_disk_told
from theatrum.drivers.blobs.signing import UrlSigner
from theatrum.kernel import clock

T = TypeVar("T")


class LocalBlobs:
    """A ``BlobStore`` on plain files. ``quota`` and ``reserve`` are as in ``room.Room``."""

    minimum_part_size = 1

    def __init__(
        self, root: Path, *, signer: UrlSigner, quota: int = 0, reserve: int = 0, digest_threads: int = 2
    ) -> None:
        self._folders = Folders(root)
        self._signer = signer
        self._room = Room(root, quota=quota, reserve=reserve)
        self._digesting = Digesting(self._folders, threads=digest_threads)

    def begin(self, upload_id: str, *, size: int, part_size: int) -> str:
        """See ``BlobStore``; the same id always has the same handle."""
        plan = make_plan(size, part_size)
        handle = handle_of(upload_id)
        if (known := self._known_plan(handle)) is None:
            self._room.require(size)
            known = self._make_upload(handle, plan)
        if known != plan:
            raise UploadConflict(size=known.size, part_size=known.part_size)
        return handle

    def sign_parts(self, upload: str, numbers: Sequence[int]) -> dict[int, SignedRequest]:
        """See ``BlobStore``."""
        with self._record(upload) as record:
            for number in numbers:
                record.plan.require(number)
        return {number: SignedRequest(self._signer.part(upload, number), {}) for number in numbers}

    def receive_part(self, upload: str, number: int) -> PartWriter:
        """Open a part for the bytes of one PUT: what the signed part URLs lead to.

        Raises UploadNotFound, PartOutOfRange, StoreFull.
        """

        def opened(folder: Path) -> PartWriter:
            return PartWriter(folder, number, room=self._room, finished=lambda: self._digesting.advance_soon(upload))

        return self._visit_upload(upload, opened)

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
            self._seal(record)
        blob = self._blob(upload)
        try:
            self._folders.place(self._upload(upload), blob)
        except OSError as error:
            # Completed before, or by another request in this moment, or aborted in this moment.
            if not blob.exists():
                raise UploadNotFound from error
            sync(blob.parent)
        self._digesting.advance_soon(upload)
        return upload

    def abort(self, upload: str) -> None:
        """See ``BlobStore``."""
        if (folder := self._folders.upload(upload)) is not None:
            self._remove(folder)
        self._digesting.forget(upload)

    def put(self, chunks: Iterable[bytes]) -> StoredBlob:
        """See ``BlobStore``."""
        folder = self._folders.aside()
        taken = 0
        md5, sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
        try:
            with (folder / CONTENT).open("xb") as file:
                for chunk in chunks:
                    self._room.charge(len(chunk))
                    taken += len(chunk)
                    md5.update(chunk)
                    sha256.update(chunk)
                    with full_disk_told(len(chunk)):
                        file.write(chunk)
                with full_disk_told(taken):
                    file.flush()
                    os.fsync(file.fileno())
            stored = StoredBlob(new_key(), taken, Digest(md5.hexdigest(), sha256.hexdigest()))
            _record_whole(folder, stored)
            self._folders.place(folder, self._blob(stored.key))
        except BaseException:
            self._room.refund(taken)
            shutil.rmtree(folder)
            raise
        return stored

    def stat(self, key: str) -> BlobStat:
        """See ``BlobStore``."""
        with self._blob_record(key) as record:
            return BlobStat(key=key, size=record.plan.size)

    def exists(self, key: str) -> bool:
        """See ``BlobStore``."""
        folder = self._folders.blob(key)
        return folder is not None and folder.exists()

    def open(self, key: str) -> BinaryIO:
        """See ``BlobStore``."""
        try:
            return (self._blob(key) / CONTENT).open("rb")
        except FileNotFoundError:
            raise BlobNotFound from None

    def digest(self, key: str) -> Digest | DigestPending:
        """See ``BlobStore``."""
        with self._blob_record(key) as record:
            known, size = record.digest, record.plan.size
        if known:
            return known
        done = self._digesting.position(key)
        if size - done <= INLINE_DIGEST:
            return self.compute_digest(key)
        self._digesting.advance_soon(key)
        return DigestPending(done=done, total=size)

    def compute_digest(self, key: str, *, progress: Progress | None = None) -> Digest:
        """See ``BlobStore``."""
        if not self.exists(key):
            raise BlobNotFound
        try:
            return self._digesting.read_all(key, progress=progress)
        except FileNotFoundError:
            raise BlobNotFound from None

    def sign_download(
        self, key: str, *, file_name: str, content_type: str, lifetime: timedelta = LONGEST_URL_LIFE
    ) -> str:
        """See ``BlobStore``."""
        return self._signer.download(key, file_name=file_name, content_type=content_type, lifetime=lifetime)

    def delete(self, key: str) -> None:
        """See ``BlobStore``."""
        if (folder := self._folders.blob(key)) is not None:
            self._remove(folder)
        self._digesting.forget(key)

    def recount(self) -> int:
        """Count what is taken afresh from the disk: at start, or after a restore."""
        return self._room.recount()

    def tidy(self) -> None:
        """Delete what processes that died were preparing or removing, a day later."""
        self._folders.tidy(before=(clock.now() - timedelta(days=1)).timestamp())

    def close(self) -> None:
        """See ``BlobStore``."""
        self._digesting.close()

    def _make_upload(self, handle: str, plan: Plan) -> Plan:
        """Make the folder of an upload, or find that another request just has; return the plan in force."""
        folder = self._folders.aside()
        try:
            _prepare(folder, plan)
            self._folders.place(folder, self._upload(handle))
        except OSError:
            shutil.rmtree(folder)
            if (known := self._known_plan(handle)) is None:
                raise
            return known
        return plan

    def _known_plan(self, handle: str) -> Plan | None:
        try:
            with self._record(handle) as record:
                return record.plan
        except UploadNotFound:
            return None

    def _seal(self, record: Record) -> None:
        with record.locked():
            if record.sealed:
                return
            slots = record.parts()
            missing = [number for number, slot in enumerate(slots, start=1) if slot.state != PartState.HELD]
            if missing:
                raise PartsMissing(count=len(missing), first=missing[0])
            record.seal()
            if len(slots) == 1:
                record.write_digest(Digest(slots[0].md5.hex(), slots[0].sha256.hex()))

    def _remove(self, folder: Path) -> None:
        if (doomed := self._folders.take(folder)) is not None:
            self._room.refund(charged(doomed))
            shutil.rmtree(doomed)

    def _record(self, upload: str) -> Record:
        return self._visit_upload(upload, lambda folder: Record.open(folder / RECORD))

    def _visit_upload(self, upload: str, visitor: Callable[[Path], T]) -> T:
        try:
            return self._folders.visit(upload, visitor)
        except FileNotFoundError:
            raise UploadNotFound from None

    def _upload(self, upload: str) -> Path:
        folder = self._folders.upload(upload)
        if folder is None:
            raise UploadNotFound
        return folder

    def _blob_record(self, key: str) -> Record:
        try:
            return Record.open(self._blob(key) / RECORD)
        except FileNotFoundError:
            raise BlobNotFound from None

    def _blob(self, key: str) -> Path:
        folder = self._folders.blob(key)
        if folder is None:
            raise BlobNotFound
        return folder


def _prepare(folder: Path, plan: Plan) -> None:
    descriptor = os.open(folder / CONTENT, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with full_disk_told(plan.size):
            # Sparse: it takes no room until the bytes come.
            os.ftruncate(descriptor, plan.size)
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
    Record.create(folder / RECORD, plan).close()
    sync(folder)


def _record_whole(folder: Path, stored: StoredBlob) -> None:
    md5, sha256 = bytes.fromhex(stored.digest.md5), bytes.fromhex(stored.digest.sha256)
    with Record.create(folder / RECORD, Plan(stored.size, max(1, stored.size))) as record:
        record.write_part(1, PartSlot(PartState.HELD, bytes(16), stored.size, md5, sha256), durably=True)
        record.seal()
        record.write_digest(stored.digest)
    sync(folder)


def _held(number: int, slot: PartSlot) -> HeldPart:
    return HeldPart(number=number, size=slot.length, md5=slot.md5.hex())
