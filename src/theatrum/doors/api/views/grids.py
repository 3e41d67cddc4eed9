"""Grids, their replicas and rows as the wire shows them."""

from collections.abc import Sequence
from typing import cast

from pydantic import BaseModel

from theatrum.doors.api.wire import grid_queries, grids
from theatrum.doors.api.wire.message import Wire
from theatrum.kernel.ids import entity_id
from theatrum.kernel.jsontext import JsonObject
from theatrum.kernel.paging import Page
from theatrum.repository.grids.cells import cell_text
from theatrum.repository.grids.filters import CellIs, Comparison, Filters, MessageLike
from theatrum.repository.grids.models import Replica, Workspace
from theatrum.repository.grids.policy import parse_row_id
from theatrum.repository.grids.requests import Query, Shown
from theatrum.repository.grids.updating import Literal, Otherwise, Template, Update


def as_answer(message: Wire) -> JsonObject:
    """Return a message as the JSON that a job answers."""
    return cast("JsonObject", message.model_dump(mode="json", by_alias=True, exclude_none=True))


def session(workspace: Workspace) -> grids.GridSession:
    """Return a grid."""
    return grids.GridSession(
        session_id=workspace.session_id,
        started_by=str(workspace.started_by),
        started_on=workspace.started_on,
        etag=workspace.etag,
        modified_on=workspace.modified_on,
        last_replica_id_client=workspace.last_client_replica,
        last_replica_id_service=workspace.last_service_replica,
        grid_json_schema_id=workspace.schema_id or None,
        source_entity_id=entity_id(workspace.source_id),
        source_entity_version_number=workspace.source_version,
        owner_principal_id=str(workspace.owner_id),
        authorization_mode=workspace.authorization,
    )


def session_page(found: Sequence[Workspace], page: Page) -> grids.ListGridSessionsResponse:
    """Return a page of grids; one more than the page means that there is another."""
    token = page.next_token() if len(found) > page.limit else None
    return grids.ListGridSessionsResponse(page=[session(one) for one in found[: page.limit]], next_page_token=token)


def replica(found: Replica, workspace: Workspace) -> grids.GridReplica:
    """Return a seat at a grid."""
    return grids.GridReplica(
        grid_session_id=workspace.session_id,
        replica_id=found.replica_id,
        created_by=str(found.created_by),
        created_on=found.created_on,
    )


def replica_page(found: Sequence[Replica], page: Page, workspace: Workspace) -> grids.ListGridReplicasResponse:
    """Return a page of seats."""
    token = page.next_token() if len(found) > page.limit else None
    shown = [replica(one, workspace) for one in found[: page.limit]]
    return grids.ListGridReplicasResponse(page=shown, next_page_token=token)


def query_result(result: JsonObject) -> JsonObject:
    """Return what a query found. Not through the models: they would leave out the cells that are null."""
    found = _Result.model_validate(result)
    return {
        "queryResult": {
            "selectColumns": [{"columnName": name} for name in found.columns],
            "rows": [_row(found.columns, row) for row in found.rows],
        }
    }


class _Result(BaseModel):
    columns: list[str]
    rows: list[JsonObject]


def _row(columns: list[str], row: JsonObject) -> JsonObject:
    values = row["values"]
    shown: JsonObject = {"data": dict(zip(columns, values, strict=True)) if isinstance(values, list) else {}}
    if row.get("id") is not None:
        shown["rowId"] = row["id"]
    if row.get("validation") is not None:
        shown["validationResults"] = row["validation"]
    return shown


def read_query(asked: grid_queries.GridQuery) -> Query:
    """Return what a query of the wire means."""
    return Query(
        shown=[_shown(item) for item in asked.column_selection],
        filters=read_filters(asked.filters),
        limit=asked.limit,
        offset=asked.offset or 0,
        has_messages=bool(asked.include_validation_messages),
    )


def _shown(item: grid_queries.SelectItem) -> Shown:
    match item:
        case grid_queries.SelectByName():
            return Shown("column", item.column_name)
        case grid_queries.SelectSelection():
            return Shown("selected")
        case grid_queries.CountStar():
            return Shown("count", item.alias or "")
        case _:
            return Shown("all")


def read_filters(filters: Sequence[grid_queries.Filter] | None) -> Filters:
    """Return what filters of the wire mean. Raises GridIsInvalid for a row id that is none."""
    given = filters or []
    return Filters(
        cells=[
            CellIs(one.column_name, Comparison(one.operator), one.value)
            for one in given
            if isinstance(one, grid_queries.CellValueFilter)
        ],
        messages=[
            MessageLike(one.validation_result_value, is_like=one.operator == "LIKE")
            for one in given
            if isinstance(one, grid_queries.RowValidationResultFilter)
        ],
        is_valid=[one.value for one in given if isinstance(one, grid_queries.RowIsValidFilter)],
        rows=[
            frozenset(parse_row_id(text) for text in one.row_ids_in)
            for one in given
            if isinstance(one, grid_queries.RowIdFilter)
        ],
        is_selected=[one.is_selected for one in given if isinstance(one, grid_queries.RowSelectionFilter)],
    )


def read_update(asked: grid_queries.GridUpdate) -> Update:
    """Return what an update of the wire means."""
    return Update([_setting(one) for one in asked.set_], read_filters(asked.filters), asked.limit)


def _setting(asked: grid_queries.SetValue) -> Literal | Template:
    if isinstance(asked, grid_queries.LiteralSetValue):
        return Literal(asked.column_name, cell_text(asked.value))
    return Template(
        asked.column_name,
        asked.source_template,
        pattern=asked.pattern,
        replacement="$1" if asked.replacement is None else asked.replacement,
        on_no_match=Otherwise(asked.on_match_failure or Otherwise.SKIP_UPDATE),
        on_missing=Otherwise(asked.on_missing_value or Otherwise.SKIP_UPDATE),
    )
