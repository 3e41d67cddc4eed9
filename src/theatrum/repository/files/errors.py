"""What files refuse."""

from theatrum.kernel.errors import DomainError, Kind


class UploadIsInvalid(DomainError):
    """The request for an upload makes no sense."""

    code = "files.upload_is_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class FileIsTooLarge(DomainError):
    """The file is larger than this installation accepts."""

    code = "files.file_is_too_large"
    kind = Kind.LIMIT
    template = "The file has {size} bytes; this server accepts at most {limit}."


class NoSuchUpload(DomainError):
    """No upload has this id, or it was cleared away."""

    code = "files.no_such_upload"
    kind = Kind.NOT_FOUND
    template = "There is no upload {id}: it never began, or it was cleared away. Start the upload again."


class UploadIsNotYours(DomainError):
    """Somebody else started the upload."""

    code = "files.upload_is_not_yours"
    kind = Kind.FORBIDDEN
    template = "Only the user that started a multipart upload can get it or go on with it."


class PartsAreMissing(DomainError):
    """An upload cannot be completed yet."""

    code = "files.parts_are_missing"
    kind = Kind.INVALID
    template = (
        "Missing {count} part(s), the first of them part {first}. "
        "All parts must be added before a file upload can be completed."
    )


class FileWasChanged(DomainError):
    """What arrived is not what was promised."""

    code = "files.file_was_changed"
    kind = Kind.INVALID
    template = (
        "The bytes that arrived have MD5 {held}, but {claimed} was promised: the file was changed while it was "
        "sent. Upload it once more."
    )


class FileHandleNotFound(DomainError):
    """No file handle has this id."""

    code = "files.handle_not_found"
    kind = Kind.NOT_FOUND
    template = "The file handle {id} could not be found."


class HandleIsNotYours(DomainError):
    """A handle is used directly by somebody who did not make it."""

    code = "files.handle_is_not_yours"
    kind = Kind.FORBIDDEN
    template = "Only the creator of a FileHandle can access it directly by its ID. FileHandleId = {id}"


class HandleIsInUse(DomainError):
    """A handle is to be deleted that something still refers to."""

    code = "files.handle_is_in_use"
    kind = Kind.CONFLICT
    template = "The file handle {id} cannot be deleted: an entity refers to it. Delete that version first."


class FileIsBroken(DomainError):
    """The check of the whole file found that its bytes are not those that were promised."""

    code = "files.file_is_broken"
    kind = Kind.NOT_FOUND
    template = "The bytes of {name!r} arrived damaged and cannot be downloaded. Its owner must upload it once more."


class FileIsLocked(DomainError):
    """A rule of the consortium keeps the bytes shut for now. Its name is not told: that may be why."""

    code = "files.file_is_locked"
    kind = Kind.FORBIDDEN
    template = "File {id} is locked and cannot be downloaded now.{why}"


class RowsWereErased(DomainError):
    """Rows of a file were deleted for good while somebody read them."""

    code = "files.rows_were_erased"
    kind = Kind.CONFLICT
    template = "Rows that this was made of were deleted for good while it was made. Ask once more."


class NotAssociated(DomainError):
    """The actor may not download the file through this object, or the object does not have it."""

    code = "files.not_associated"
    kind = Kind.FORBIDDEN
    template = "You may not download file {id} through {kind} {associate}."


class LinkIsInvalid(DomainError):
    """A link to a file elsewhere cannot be what it is."""

    code = "files.link_is_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class FileIsElsewhere(DomainError):
    """The bytes of a link are needed here."""

    code = "files.file_is_elsewhere"
    kind = Kind.INVALID
    template = "{name!r} is a link to a file elsewhere: this server does not have its bytes. Upload the file first."


class StorageLocationNotFound(DomainError):
    """No storage location has this number."""

    code = "files.storage_location_not_found"
    kind = Kind.NOT_FOUND
    template = "Storage location setting: '{id}' does not exist. Location 1 is always there."


class StorageLocationIsNotYours(DomainError):
    """Somebody else made the storage location."""

    code = "files.storage_location_is_not_yours"
    kind = Kind.FORBIDDEN
    template = "Only the creator can access storage location settings. Storage location = {id}"


class StorageLocationIsInvalid(DomainError):
    """The storage location is none that this server can keep files in."""

    code = "files.storage_location_is_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class NoPreview(DomainError):
    """The file is no text, or its bytes were not verified yet."""

    code = "files.no_preview"
    kind = Kind.NOT_FOUND
    template = "There is no preview of {name!r}: previews are made of texts, once the server has verified their bytes."
