"""What a store of file bytes can do, whatever it stands on: plain files, or an S3-compatible service.

The store knows bytes, sizes and checksums only: who may read or write, file names, deduplication
and the records of uploads are the repository's. Every call is synchronous and thread-safe; sizes
and offsets are bytes, checksums lower-case hex, part numbers count from 1. No call may be made
inside a database transaction: all of them do I/O.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol

LONGEST_URL_LIFE = timedelta(minutes=15)
INLINE_DIGEST = 64 * 1024**2

Progress = Callable[[int, int], None]
"""Told the bytes done and the bytes in all."""


@dataclass(frozen=True, slots=True)
class HeldPart:
    """A part whose bytes are durably in the store. ``md5`` is empty where that is known no more."""

    number: int
    size: int
    md5: str


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A URL, and the headers that must accompany the request made to it."""

    url: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Digest:
    """The checksums of a whole blob."""

    md5: str
    sha256: str


@dataclass(frozen=True, slots=True)
class DigestPending:
    """How many of a blob's bytes have been read for its checksums so far."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class BlobStat:
    """A complete blob: its opaque key and its size."""

    key: str
    size: int


@dataclass(frozen=True, slots=True)
class ListedBlob:
    """A blob as a list of many has it; ``size`` is None where the list does not tell it along."""

    key: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """A blob that the server itself wrote, with its checksums."""

    key: str
    size: int
    digest: Digest


class BlobStore(Protocol):
    """A store of blobs: written once, in parts that may come in any order; then never changed.

    Domain errors are those of ``errors``. A failing disk raises OSError, a failing network StoreUnavailable, which
    is one.
    """

    @property
    def minimum_part_size(self) -> int:
        """The least size of a part that is not the last one."""

    def begin(self, upload_id: str, *, size: int, part_size: int) -> str:
        """Open an upload and return its handle: opaque text up to 1,500 characters; keep it.

        ``upload_id`` is the caller's and never used again for another upload. Asking again with the
        handle lost may return a new handle or the same one; the same one keeps its parts. No space
        is set aside for the size that is claimed. A blob of no bytes is one part of no bytes.
        Raises PlanInvalid, StoreFull, UploadConflict (same id, other sizes: where the store remembers ids).
        """

    def key_of(self, upload: str) -> str:
        """Return the key that an upload's blob will have, or has. Purely computed. Raises UploadNotFound."""

    def sign_parts(self, upload: str, numbers: Sequence[int]) -> dict[int, SignedRequest]:
        """Return for each part where to PUT its bytes, during the next 15 minutes.

        Purely computed for most stores: thousands at once are fine. Raises UploadNotFound, PartOutOfRange.
        """

    def held_parts(self, upload: str) -> dict[int, HeldPart]:
        """Return the parts that are durably held; all of them when the upload is complete.

        Raises UploadNotFound.
        """

    def confirm_part(self, upload: str, number: int, *, md5: str) -> HeldPart:
        """Check that a part is held and has this MD5. Changes nothing, so it may be asked at any time.

        Raises UploadNotFound, PartOutOfRange, PartMissing, PartMismatch.
        """

    def complete(self, upload: str) -> str:
        """Turn an upload into a blob and return its key; asked again it returns the same key.

        Takes milliseconds whatever the size: nothing is copied and nothing hashed.
        Raises UploadNotFound, PartsMissing.
        """

    def abort(self, upload: str) -> None:
        """Forget an upload and its bytes; without effect on a completed or an unknown one."""

    def put(self, chunks: Iterable[bytes]) -> StoredBlob:
        """Store bytes that the server made, as a new blob. Raises StoreFull."""

    def stat(self, key: str) -> BlobStat:
        """Return what is known of a blob without reading it. Raises BlobNotFound."""

    def exists(self, key: str) -> bool:
        """Tell whether there is a complete blob under this key."""

    def open(self, key: str) -> BinaryIO:
        """Open a blob for reading at any offset; the caller closes it. Raises BlobNotFound.

        Where each read is a request, reading raises BlobNotFound too, once the blob is deleted.
        """

    def digest(self, key: str) -> Digest | DigestPending:
        """Return the checksums, if they are known or at most ``INLINE_DIGEST`` bytes away from it.

        Otherwise says how far the reading has come, and lets it go on where the store reads by itself.
        Raises BlobNotFound.
        """

    def compute_digest(self, key: str, *, progress: Progress | None = None) -> Digest:
        """Return the checksums, reading as much as that takes: for jobs, not for requests.

        Raises BlobNotFound, and StoreClosed when the process is shutting down.
        """

    def sign_download(
        self, key: str, *, file_name: str, content_type: str, lifetime: timedelta = ..., reader: str = ""
    ) -> str:
        """Return a URL that gives the bytes to whoever holds it, for at most 15 minutes.

        It carries ``X-Amz-Date`` and ``X-Amz-Expires``, understands single ranges, and answers as an
        attachment of this name. Purely computed: an unknown key is found out at its use. ``reader`` says who it is
        for; where the bytes are given by this server, its locks are told at each use.
        """

    def blobs(self, *, before: datetime) -> Iterator[ListedBlob]:
        """Yield the blobs that are there since before a moment, in no order; that of an upload, since it began."""

    def unfinished(self, *, before: datetime) -> Iterator[str]:
        """Yield the handles of uploads that began before a moment and are neither complete nor aborted, in no order."""

    def delete(self, key: str) -> None:
        """Remove a blob; without effect when there is none. Who is reading it may finish, where it is a plain file."""

    def tidy(self) -> None:
        """Put right what crashes left behind; for a job, now and then. May take minutes."""

    def close(self) -> None:
        """Stop background reading at the next chunk; later calls raise StoreClosed where they need it."""
