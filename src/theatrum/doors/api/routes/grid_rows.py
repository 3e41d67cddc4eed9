"""Grids: their rows, read and set, as CSV in and out, and brought together with their source."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from theatrum.doors.api import asyncjobs
from theatrum.doors.api.asyncjobs import Order
from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.views import grids as view
from theatrum.doors.api.wire import grid_queries, grids
from theatrum.doors.api.wire.schemas import ValidationSummaryStatistics
from theatrum.doors.api.wire.tables import CsvTableDescriptor
from theatrum.drivers.jobs.queries import JobStatus
from theatrum.kernel.ids import entity_id
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.files.policy import valid_file_name
from theatrum.repository.files.queries import own_handle, parse_handle_id
from theatrum.repository.grids import jobs, queries
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.requests import QUERY, UPDATES

routes = Routes(tag="grid rows")


def start_query(request: ApiRequest, body: grid_queries.GridQueryJobRequest) -> Order:
    """Ask a grid for rows."""
    workspace = queries.get_workspace(request.actor, body.session_id)
    queries.own_replica(request.actor, workspace, body.replica_id)
    query = view.read_query(body.query_request.query)
    sent = QUERY.dump_python(query, mode="json")
    # A page of any grid is read in milliseconds.
    is_small = jobs.is_small(workspace) or not query.filters.looks_at_all
    return _order(request, workspace, jobs.QUERY_ROWS, is_small=is_small, replica_id=body.replica_id, query=sent)


def show_query(request: ApiRequest, job: JobStatus) -> JsonObject:
    """Answer the page of rows."""
    return view.query_result(_result(job))


def start_update(request: ApiRequest, body: grid_queries.GridUpdateJobRequest) -> Order:
    """Set cells of a grid."""
    workspace = queries.get_workspace(request.actor, body.session_id)
    queries.own_replica(request.actor, workspace, body.replica_id)
    updates = [view.read_update(one) for one in body.update_request.update.batch]
    sent = UPDATES.dump_python(updates, mode="json")
    return _order(request, workspace, jobs.UPDATE, replica_id=body.replica_id, updates=sent)


def show_update(request: ApiRequest, job: JobStatus) -> JsonObject:
    """Answer how many rows each update met."""
    met = _result(job)["met"]
    response = grid_queries.GridUpdateResponse(update_results=met, total_rows_updated=sum(met))
    return view.as_answer(grid_queries.GridUpdateJobResponse(update_response=response))


def start_import(request: ApiRequest, body: grids.GridCsvImportRequest) -> Order:
    """Take the rows of a CSV into a grid."""
    workspace = queries.get_workspace(request.actor, body.session_id)
    handle = own_handle(request.actor, parse_handle_id(body.file_handle_id))
    arguments = {"handle_id": handle.pk, "descriptor": _descriptor(body.csv_descriptor)}
    schema = [column.name for column in body.schema_]
    is_small = jobs.is_small_file(handle) and jobs.is_small(workspace)
    return _order(request, workspace, jobs.IMPORT, is_small=is_small, schema=schema, **arguments)


def show_import(request: ApiRequest, job: JobStatus) -> JsonObject:
    """Answer what became of the rows."""
    result = _result(job)
    return view.as_answer(
        grids.GridCsvImportResponse(
            session_id=result["session_id"],
            total_count=result["total"],
            created_count=result["created"],
            updated_count=result["updated"],
        )
    )


def start_download(request: ApiRequest, body: grids.DownloadFromGridRequest) -> Order:
    """Ask for the rows of a grid as a CSV."""
    workspace = queries.get_workspace(request.actor, body.session_id)
    return _order(
        request,
        workspace,
        jobs.DOWNLOAD,
        descriptor=_descriptor(body.csv_table_descriptor),
        has_header=body.write_header is not False,
        has_row_ids=body.include_row_id_and_row_version is not False,
        has_etags=body.include_etag is not False,
        file_name=valid_file_name(body.file_name or f"grid-{workspace.session_id}.csv"),
    )


def show_download(request: ApiRequest, job: JobStatus) -> JsonObject:
    """Answer the file."""
    result = _result(job)
    return view.as_answer(
        grids.DownloadFromGridResult(session_id=result["session_id"], results_file_handle_id=str(result["handle_id"]))
    )


def start_export(request: ApiRequest, body: grids.GridRecordSetExportRequest) -> Order:
    """Write a grid to its record set as a new version."""
    workspace = queries.get_workspace(request.actor, body.session_id)
    return _order(request, workspace, jobs.EXPORT, token=str(uuid4()))


def show_export(request: ApiRequest, job: JobStatus) -> JsonObject:
    """Answer the version that was written."""
    result = _result(job)
    return view.as_answer(
        grids.GridRecordSetExportResponse(
            session_id=result["session_id"],
            record_set_id=entity_id(result["record_set_id"]),
            record_set_version_number=result["version"],
            validation_summary_statistics=ValidationSummaryStatistics.model_validate(result["summary"]),
            validation_file_handle_id=str(result["validation_handle_id"]),
        )
    )


def start_synchronization(request: ApiRequest, body: grids.SynchronizeGridRequest) -> Order:
    """Bring a grid and its source together."""
    workspace = queries.get_workspace(request.actor, body.grid_session_id)
    pushes = body.sync_type != "PULL"
    return _order(request, workspace, jobs.SYNCHRONIZE, token=str(uuid4()), pushes=pushes)


def show_synchronization(request: ApiRequest, job: JobStatus) -> JsonObject:
    """Answer what people should know."""
    result = _result(job)
    workspace = queries.get_workspace(request.actor, result["session_id"])
    return view.as_answer(
        grids.SynchronizeGridResponse(
            grid_session_id=workspace.session_id,
            grid_session=view.session(workspace),
            error_messages=result["messages"],
        )
    )


asyncjobs.add_pair(
    routes,
    "grid/session/query/async",
    start_query,
    shown=show_query,
    is_public=True,
    answers=grid_queries.GridQueryJobResponse,
)
asyncjobs.add_pair(
    routes, "grid/session/update/async", start_update, shown=show_update, answers=grid_queries.GridUpdateJobResponse
)
asyncjobs.add_pair(
    routes, "grid/import/csv/async", start_import, shown=show_import, answers=grids.GridCsvImportResponse
)
asyncjobs.add_pair(
    routes, "grid/download/csv/async", start_download, shown=show_download, answers=grids.DownloadFromGridResult
)
asyncjobs.add_pair(
    routes, "grid/export/recordset/async", start_export, shown=show_export, answers=grids.GridRecordSetExportResponse
)
asyncjobs.add_pair(
    routes,
    "grid/synchronize/async",
    start_synchronization,
    shown=show_synchronization,
    status=200,
    answers=grids.SynchronizeGridResponse,
)


def _order(
    request: ApiRequest, workspace: Workspace, name: str, *, is_small: bool | None = None, **arguments: object
) -> Order:
    is_small = jobs.is_small(workspace) if is_small is None else is_small
    given = {"actor_id": request.actor.id, "session_id": workspace.session_id, **arguments}
    return Order(name if is_small else jobs.large(name), given, is_quick=is_small)


def _descriptor(descriptor: CsvTableDescriptor | None) -> Mapping[str, object]:
    return {} if descriptor is None else descriptor.model_dump(by_alias=True, exclude_none=True)


def _result(job: JobStatus) -> dict[str, Any]:
    if not isinstance(job.result, dict):
        raise TypeError("a job on a grid always has a result")
    return job.result
