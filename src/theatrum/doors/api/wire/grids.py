"""Messages about grids: sessions, replicas, CSV in and out, synchronization."""

from typing import Literal

from pydantic import Field

from theatrum.doors.api.wire.columns import ColumnModel
from theatrum.doors.api.wire.message import MODEL, Long, Wire, WireTime
from theatrum.doors.api.wire.queries import Query
from theatrum.doors.api.wire.schemas import ValidationSummaryStatistics
from theatrum.doors.api.wire.tables import CsvTableDescriptor

GRID = MODEL + "grid."


class CreateGridRequest(Wire):
    """Open a grid over a record set, or over a query of an entity view."""

    concrete_type: Literal["org.sagebionetworks.repo.model.grid.CreateGridRequest"] | None = None
    record_set_id: str | None = None
    initial_query: Query | None = None
    owner_principal_id: str | None = None
    authorization_mode: str | None = None


class GridSession(Wire):
    """An open grid."""

    session_id: str
    started_by: str
    started_on: WireTime
    etag: str
    modified_on: WireTime
    last_replica_id_client: int
    last_replica_id_service: int
    grid_json_schema_id: str | None = Field(None, alias="gridJsonSchema$Id")
    source_entity_id: str
    source_entity_version_number: int | None = None
    owner_principal_id: str
    authorization_mode: str


class CreateGridResponse(Wire):
    """The grid that was opened."""

    concrete_type: str = GRID + "CreateGridResponse"
    grid_session: GridSession


class ListGridSessionsRequest(Wire):
    """Ask for a page of one's own open grids, of one source if it is named."""

    source_id: str | None = None
    next_page_token: str | None = None


class ListGridSessionsResponse(Wire):
    """A page of open grids."""

    concrete_type: str = GRID + "ListGridSessionsResponse"
    page: list[GridSession]
    next_page_token: str | None = None


class CreateReplicaRequest(Wire):
    """Take a seat at a grid; the grid of the address counts."""

    grid_session_id: str | None = None


class GridReplica(Wire):
    """A seat at a grid."""

    grid_session_id: str
    replica_id: int
    created_by: str
    is_agent_replica: bool = False
    created_on: WireTime


class CreateReplicaResponse(Wire):
    """The seat that was taken."""

    replica: GridReplica


class ListGridReplicasRequest(Wire):
    """Ask for a page of the seats at a grid; the grid of the address counts."""

    grid_session_id: str | None = None
    next_page_token: str | None = None


class ListGridReplicasResponse(Wire):
    """A page of seats."""

    page: list[GridReplica]
    next_page_token: str | None = None


class CreateGridPresignedUrlRequest(Wire):
    """Ask for the address of a grid's websocket."""

    grid_session_id: str | None = None
    replica_id: Long | None = None


class GridCsvImportRequest(Wire):
    """Take the rows of a CSV into a grid."""

    concrete_type: Literal["org.sagebionetworks.repo.model.grid.GridCsvImportRequest"] | None = None
    session_id: str
    file_handle_id: str
    csv_descriptor: CsvTableDescriptor | None = None
    # Names of the columns in order; what types they seem to have is not needed.
    schema_: list[ColumnModel] = Field(alias="schema", max_length=2000)


class GridCsvImportResponse(Wire):
    """What became of the rows of a CSV."""

    concrete_type: str = GRID + "GridCsvImportResponse"
    session_id: str
    total_count: int
    created_count: int
    updated_count: int


class DownloadFromGridRequest(Wire):
    """Ask for the rows of a grid as a CSV."""

    concrete_type: Literal["org.sagebionetworks.repo.model.grid.DownloadFromGridRequest"] | None = None
    session_id: str
    write_header: bool | None = None
    include_row_id_and_row_version: bool | None = None
    include_etag: bool | None = None
    csv_table_descriptor: CsvTableDescriptor | None = None
    file_name: str | None = None


class DownloadFromGridResult(Wire):
    """The file with the rows of a grid."""

    concrete_type: str = GRID + "DownloadFromGridResult"
    session_id: str
    results_file_handle_id: str


class GridRecordSetExportRequest(Wire):
    """Write a grid to its record set as a new version."""

    concrete_type: Literal["org.sagebionetworks.repo.model.grid.GridRecordSetExportRequest"] | None = None
    session_id: str


class GridRecordSetExportResponse(Wire):
    """The version that was written."""

    concrete_type: str = GRID + "GridRecordSetExportResponse"
    session_id: str
    record_set_id: str
    record_set_version_number: int
    validation_summary_statistics: ValidationSummaryStatistics
    validation_file_handle_id: str


class SynchronizeGridRequest(Wire):
    """Bring a grid and its source together."""

    concrete_type: Literal["org.sagebionetworks.repo.model.grid.SynchronizeGridRequest"] | None = None
    grid_session_id: str
    sync_type: Literal["PULL", "PULL_PUSH"] | None = None


class SynchronizeGridResponse(Wire):
    """What people should know of a synchronization."""

    concrete_type: str = GRID + "SynchronizeGridResponse"
    grid_session_id: str
    grid_session: GridSession
    error_messages: list[str]
