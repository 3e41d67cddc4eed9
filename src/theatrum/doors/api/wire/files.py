"""Files on the wire: handles, uploads in parts, addresses to download from."""

from typing import Literal

from pydantic import Field

from theatrum.doors.api.wire.message import MODEL, Long, Wire, WireTime

FILE = MODEL + "file."


class S3FileHandle(Wire):
    """A stored file. It says S3 whatever the store is: clients download other types in one piece only."""

    id: str
    etag: str
    created_by: str
    created_on: WireTime
    modified_on: WireTime
    concrete_type: str = FILE + "S3FileHandle"
    content_type: str
    content_md5: str
    file_name: str
    storage_location_id: int
    content_size: int
    status: str
    bucket_name: str
    key: str
    is_preview: bool = False
    # Ours: pending until the server has computed the checksum of the whole file itself.
    verification: str


class ExternalFileHandle(Wire):
    """A link to a file elsewhere."""

    id: str
    etag: str
    created_by: str
    created_on: WireTime
    modified_on: WireTime
    concrete_type: str = FILE + "ExternalFileHandle"
    content_type: str
    content_md5: str | None = None
    file_name: str
    content_size: int | None = None
    status: str = "AVAILABLE"
    external_url: str = Field(alias="externalURL")


FileHandle = S3FileHandle | ExternalFileHandle


class NewExternalFileHandle(Wire):
    """A link that somebody wants; ``concreteType`` says whether it is one."""

    concrete_type: str = FILE + "ExternalFileHandle"
    content_type: str | None = None
    content_md5: str | None = Field(None, max_length=100)
    file_name: str | None = None
    content_size: Long | None = None
    external_url: str | None = Field(None, alias="externalURL")


class FileHandleResults(Wire):
    """Files that something carries."""

    list_: list[FileHandle] = Field(alias="list")


class FileHandleUpdateRequest(Wire):
    """The handle that a version carries, and the one to carry in its place."""

    old_file_handle_id: str
    new_file_handle_id: str


class FileHandleAssociation(Wire):
    """A file, and the object through which it is asked for."""

    file_handle_id: str
    associate_object_id: str = Field("", max_length=100)
    associate_object_type: str = Field("", max_length=100)


class MultipartRequest(Wire):
    """A request to upload a file in parts, or to copy one: ``concreteType`` says which."""

    concrete_type: str = FILE + "MultipartUploadRequest"
    content_md5_hex: str = Field("", alias="contentMD5Hex", max_length=100)
    content_type: str | None = None
    file_name: str | None = None
    file_size_bytes: Long | None = None
    part_size_bytes: Long | None = None
    storage_location_id: Long | None = None
    generate_preview: bool | None = None
    source_file_handle_association: FileHandleAssociation | None = None


class MultipartUploadStatus(Wire):
    """How far an upload is: a 1 for each part that has arrived."""

    upload_id: str
    started_by: str
    started_on: WireTime
    updated_on: WireTime
    state: str
    parts_state: str
    result_file_handle_id: str | None = None


class BatchPresignedUploadUrlRequest(Wire):
    """Which parts are about to be sent."""

    upload_id: str | None = None
    content_type: str | None = None
    part_numbers: list[Long] = Field(max_length=10_000)


class PartPresignedUrl(Wire):
    """Where to send one part, and the headers to send with it."""

    part_number: int
    upload_presigned_url: str
    signed_headers: dict[str, str]


class BatchPresignedUploadUrlResponse(Wire):
    """Where to send the parts."""

    part_presigned_urls: list[PartPresignedUrl]


class AddPartResponse(Wire):
    """Whether a part arrived as it was sent."""

    upload_id: str
    part_number: int
    add_part_state: Literal["ADD_SUCCESS", "ADD_FAILED"]
    error_message: str | None = None


class BatchFileRequest(Wire):
    """Files to download, each through an object."""

    requested_files: list[FileHandleAssociation] = Field(max_length=100)
    include_file_handles: bool | None = None
    include_pre_signed_urls: bool | None = Field(None, alias="includePreSignedURLs")
    include_preview_pre_signed_urls: bool | None = Field(None, alias="includePreviewPreSignedURLs")


class FileResult(Wire):
    """One file of a batch, or why not."""

    file_handle_id: str
    file_handle: FileHandle | None = None
    pre_signed_url: str | None = Field(None, alias="preSignedURL")
    failure_code: str | None = None


class BatchFileResult(Wire):
    """The files of a batch, in the order asked."""

    requested_files: list[FileResult]


class BulkFileDownloadRequest(Wire):
    """Files to download in one ZIP, each through an object."""

    requested_files: list[FileHandleAssociation] = Field(max_length=10_000)
    zip_file_name: str | None = None
    zip_file_format: Literal["CommandLineCache", "Flat"] = "CommandLineCache"


class FileDownloadSummary(Wire):
    """Whether a file is in a ZIP, and how it is called there, or why not."""

    file_handle_id: str
    associate_object_id: str
    associate_object_type: str
    zip_entry_name: str | None = None
    status: Literal["SUCCESS", "FAILURE"]
    failure_message: str | None = None
    failure_code: str | None = None


class BulkFileDownloadResponse(Wire):
    """A ZIP of files; without an id if none of them is in it."""

    concrete_type: str = FILE + "BulkFileDownloadResponse"
    result_zip_file_handle_id: str | None = None
    user_id: str
    file_summary: list[FileDownloadSummary]


class FileHandleCopyRequest(Wire):
    """A file to make a handle of one's own on."""

    original_file: FileHandleAssociation
    new_file_name: str | None = None
    new_content_type: str | None = None


class BatchFileHandleCopyRequest(Wire):
    """Files to copy."""

    copy_requests: list[FileHandleCopyRequest] = Field(max_length=100)


class FileHandleCopyResult(Wire):
    """One copy, or why not."""

    original_file_handle_id: str
    new_file_handle: FileHandle | None = None
    failure_code: str | None = None


class BatchFileHandleCopyResult(Wire):
    """The copies, in the order asked."""

    copy_results: list[FileHandleCopyResult]
