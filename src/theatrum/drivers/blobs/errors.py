"""What can be wrong with a request to a store of bytes."""

from theatrum.kernel.errors import DomainError, Kind


class PlanInvalid(DomainError):
    """The sizes of an upload make no sense together."""

    code = "blobs.plan_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class UploadConflict(DomainError):
    """The upload was begun before with other sizes."""

    code = "blobs.upload_conflict"
    kind = Kind.CONFLICT
    template = (
        "This upload was begun with {size} bytes in parts of {part_size}; it cannot go on with other sizes. "
        "Start a new upload."
    )


class UploadNotFound(DomainError):
    """There is no such upload, or it was aborted."""

    code = "blobs.upload_not_found"
    kind = Kind.NOT_FOUND
    template = "There is no such upload: it never began, or it was aborted. Start a new upload."


class UploadComplete(DomainError):
    """Other bytes came for a part of an upload that is complete."""

    code = "blobs.upload_complete"
    kind = Kind.CONFLICT
    template = "The upload is complete, and part {number} differs from what it holds. Start a new upload."


class PartOutOfRange(DomainError):
    """The upload has no part of this number."""

    code = "blobs.part_out_of_range"
    kind = Kind.INVALID
    template = "There is no part {number}: the upload has parts 1 to {count}."


class PartLengthWrong(DomainError):
    """A part is longer or shorter than its place in the file."""

    code = "blobs.part_length_wrong"
    kind = Kind.INVALID
    template = "Part {number} must have {expected} bytes, but {actual} came. Send the whole part once more."


class PartOvertaken(DomainError):
    """Another request is sending, or has sent, other bytes for the same part."""

    code = "blobs.part_overtaken"
    kind = Kind.CONFLICT
    template = "Part {number} is being sent by a newer request at the same moment, so this one was dropped."


class PartMissing(DomainError):
    """The part has not arrived, or only in part."""

    code = "blobs.part_missing"
    kind = Kind.INVALID
    template = "Part {number} has not arrived completely. Send it, then add it."


class PartMismatch(DomainError):
    """The part that is held has another MD5."""

    code = "blobs.part_mismatch"
    kind = Kind.INVALID
    template = "Part {number} arrived with MD5 {held}, not {claimed}: it was changed on its way. Send it once more."


class PartsMissing(DomainError):
    """An upload cannot be completed yet."""

    code = "blobs.parts_missing"
    kind = Kind.INVALID
    template = "The upload is not complete: {count} parts have not arrived, the first of them part {first}."


class StoreFull(DomainError):
    """No room: the quota is used up, or the disk nearly is."""

    code = "blobs.store_full"
    kind = Kind.LIMIT
    template = "There is no room for {needed} more bytes: {reason}. Ask an administrator for room."


class BlobNotFound(DomainError):
    """There are no bytes under this key."""

    code = "blobs.not_found"
    kind = Kind.NOT_FOUND
    template = "The bytes of this file are not here: they were deleted, or the address is not one of this server's."


class SignatureInvalid(DomainError):
    """A signed address is not one that this server gave out."""

    code = "blobs.signature_invalid"
    kind = Kind.FORBIDDEN
    template = "This address was not signed by this server, or was changed. Ask for a new one."


class SignatureExpired(DomainError):
    """A signed address was used after its time."""

    code = "blobs.signature_expired"
    kind = Kind.FORBIDDEN
    template = "This address has expired. Ask for a new one."


class StoreUnavailable(ConnectionError):
    """The service that holds the bytes is out of reach, refuses this server, or failed; no fault of who asks."""

    def __init__(self, reason: str, *, code: str = "") -> None:
        """Say why in words of ours, as what the service wrote may hold names; and with which code it answered."""
        super().__init__(f"The store of files cannot be used now: {reason}.")
        self.code = code


class StoreOfAnother(StoreUnavailable):
    """The place in the bucket belongs to another installation."""

    def __init__(self, *, bucket: str, prefix: str) -> None:
        """Name the place."""
        super().__init__(
            f"s3://{bucket}/{prefix} belongs to another installation, which would lose its files to this one. "
            "Set THEATRUM_BLOBS_URL to a place of its own"
        )


class StoreClosed(RuntimeError):
    """The process is shutting down; whoever was waiting starts again in the next one."""
