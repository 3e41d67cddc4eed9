"""Download lists on the wire."""

from typing import Annotated, Literal

from pydantic import Field

from theatrum.doors.api.wire.message import MODEL, Long, Wire, WireTime
from theatrum.doors.api.wire.tables import CsvTableDescriptor

DOWNLOAD = MODEL + "download."


class DownloadListItem(Wire):
    """A file on a list, and the version of it; without one, whichever is current."""

    file_entity_id: str
    version_number: Long | None = None


class AddBatchOfFilesToDownloadListRequest(Wire):
    """Files to put on the list."""

    batch_to_add: list[DownloadListItem] = Field(max_length=100_000)


class AddBatchOfFilesToDownloadListResponse(Wire):
    """How many came onto the list."""

    number_of_files_added: int


class RemoveBatchOfFilesFromDownloadListRequest(Wire):
    """Files to take off the list."""

    batch_to_remove: list[DownloadListItem] = Field(max_length=100_000)


class RemoveBatchOfFilesFromDownloadListResponse(Wire):
    """How many went off the list."""

    number_of_files_removed: int


class AddToDownloadListRequest(Wire):
    """A folder whose files shall be put on the list."""

    parent_id: str | None = None
    query: dict[str, object] | None = None
    use_version_number: bool | None = None


class AddToDownloadListResponse(Wire):
    """How many came onto the list."""

    concrete_type: str = DOWNLOAD + "AddToDownloadListResponse"
    number_of_files_added: int


class DownloadListManifestRequest(Wire):
    """A manifest of the list, in this form."""

    csv_table_descriptor: CsvTableDescriptor | None = None


class DownloadListManifestResponse(Wire):
    """The manifest's handle."""

    concrete_type: str = DOWNLOAD + "DownloadListManifestResponse"
    result_file_handle_id: str


class DownloadListPackageRequest(Wire):
    """A ZIP of the list's files, with a manifest or without."""

    zip_file_name: str | None = None
    include_manifest: bool | None = None
    csv_table_descriptor: CsvTableDescriptor | None = None


class DownloadListPackageResponse(Wire):
    """The ZIP's handle."""

    concrete_type: str = DOWNLOAD + "DownloadListPackageResponse"
    result_file_handle_id: str


class Sort(Wire):
    """How to sort."""

    field: Literal[
        "fileName",
        "projectName",
        "synId",
        "versionNumber",
        "addedOn",
        "createdBy",
        "createdOn",
        "fileSize",
        "isEligibleForPackaging",
    ]
    direction: Literal["ASC", "DESC"] = "ASC"


class AvailableFilesRequest(Wire):
    """Which files of the list may be downloaded."""

    concrete_type: Literal["org.sagebionetworks.repo.model.download.AvailableFilesRequest"]
    next_page_token: str | None = None
    filter: Literal["eligibleForPackaging", "ineligibleForPackaging"] | None = None
    sort: list[Sort] | None = Field(None, max_length=9)


class FilesStatisticsRequest(Wire):
    """How many files are on the list."""

    concrete_type: Literal["org.sagebionetworks.repo.model.download.FilesStatisticsRequest"]


class ActionRequiredRequest(Wire):
    """What must be done before the rest may be downloaded."""

    concrete_type: Literal["org.sagebionetworks.repo.model.download.ActionRequiredRequest"]
    next_page_token: str | None = None


Details = Annotated[
    AvailableFilesRequest | FilesStatisticsRequest | ActionRequiredRequest, Field(discriminator="concrete_type")
]


class DownloadListQueryRequest(Wire):
    """A question about the list."""

    request_details: Details


class DownloadListItemResult(Wire):
    """A file that may be downloaded."""

    file_entity_id: str
    version_number: int
    file_name: str
    added_on: WireTime
    project_id: str
    project_name: str
    created_by: str
    created_on: WireTime
    file_size_bytes: int
    is_eligible_for_packaging: bool
    file_handle_id: str


class AvailableFilesResponse(Wire):
    """Files that may be downloaded."""

    concrete_type: str = DOWNLOAD + "AvailableFilesResponse"
    page: list[DownloadListItemResult]
    next_page_token: str | None = None


class FilesStatisticsResponse(Wire):
    """How many files are on the list, and how large they are."""

    concrete_type: str = DOWNLOAD + "FilesStatisticsResponse"
    total_number_of_files: int
    number_of_files_available_for_download: int
    number_of_files_available_for_download_and_eligible_for_packaging: int
    sum_of_file_sizes_available_for_download: int
    number_of_files_requiring_action: int


class RequestDownload(Wire):
    """That the permission to download must be asked for."""

    concrete_type: str = DOWNLOAD + "RequestDownload"
    benefactor_id: int


class ActionRequiredCount(Wire):
    """What must be done, and for how many files."""

    action: RequestDownload
    count: int


class ActionRequiredResponse(Wire):
    """What must be done."""

    concrete_type: str = DOWNLOAD + "ActionRequiredResponse"
    page: list[ActionRequiredCount]
    next_page_token: str | None = None


class DownloadListQueryResponse(Wire):
    """The answer to a question about the list."""

    concrete_type: str = DOWNLOAD + "DownloadListQueryResponse"
    response_details: AvailableFilesResponse | FilesStatisticsResponse | ActionRequiredResponse
