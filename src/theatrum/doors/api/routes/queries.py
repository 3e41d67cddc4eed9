"""Queries of tables and views: pages with what belongs to them, whole results as CSV, and the columns of views."""

from typing import Annotated

from ninja.params.functions import Query
from pydantic import BeforeValidator

from theatrum.doors.api import asyncjobs
from theatrum.doors.api.asyncjobs import Order
from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.views import columns as column_view
from theatrum.doors.api.views import queries as view
from theatrum.doors.api.wire import queries as wire
from theatrum.doors.api.wire.columns import ColumnModelList
from theatrum.drivers.jobs.queries import JobStatus
from theatrum.kernel.ids import parse_entity_id
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor, Scope
from theatrum.repository.files import derived
from theatrum.repository.files.erasing import require_none_since
from theatrum.repository.tables import jobs
from theatrum.repository.tables.sql import downloads, question
from theatrum.repository.tables.views.defaults import default_columns
from theatrum.repository.tables.views.scope import read_scope

routes = Routes(tag="queries")


def _as_token(value: object) -> object:
    return {"token": value} if isinstance(value, str) else value


# Clients send the whole token, or only its text.
NextPage = Annotated[wire.QueryNextPageToken, BeforeValidator(_as_token)]


def start_query(request: ApiRequest, entity_id: str, body: wire.QueryBundleRequest) -> Order:
    """Want a page of a result, and what is known of the whole of it."""
    view.require_same(entity_id, body.entity_id)
    asked, parts = view.read_question(body.query), view.read_parts(body.part_mask)
    return Order(jobs.QUERY, {**_whom(request.actor), "asked": question.to_json(asked), "parts": int(parts)})


def start_next_page(request: ApiRequest, entity_id: str, body: NextPage) -> Order:
    """Want the page that follows."""
    return Order(jobs.NEXT_PAGE, {**_whom(request.actor), "token": body.token})


def show_bundle(request: ApiRequest, job: JobStatus) -> JsonObject:
    """Answer the parts that were asked for, unless a file was locked meanwhile whose rows came in."""
    if isinstance(job.result, dict):
        number = int(job.result["node_id"])
        derived.require_open(request.actor, derived.Holder.TABLE, number)
        # What was read before a purge is not answered after it.
        require_none_since(derived.Holder.TABLE, number, job.created_at)
    return view.bundle_json(job)


def start_download(request: ApiRequest, entity_id: str, body: wire.DownloadFromTableRequest) -> Order:
    """Want a whole result as a CSV file."""
    view.require_same(entity_id, body.entity_id)
    asked = question.to_json(view.read_question(body), view.read_csv(body))
    is_large = downloads.is_large(parse_entity_id(entity_id))
    job = jobs.DOWNLOAD_LARGE if is_large else jobs.DOWNLOAD
    return Order(job, {**_whom(request.actor), "asked": asked}, is_quick=not is_large)


def show_download(request: ApiRequest, job: JobStatus) -> JsonObject:
    """Answer where the file is."""
    return view.download(job)


def start_suggestion(request: ApiRequest, body: wire.ViewColumnModelRequest) -> Order:
    """Want columns for the annotations in a scope."""
    told = body.view_scope
    scope = read_scope(told.scope, told.view_type_mask, told.view_type)
    arguments = {"scope_ids": list(scope.ids), "mask": scope.mask, "page": body.next_page_token}
    with_derived = bool(body.include_derived_annotations)
    return Order(jobs.SUGGEST, {**_whom(request.actor), **arguments, "with_derived": with_derived})


def show_suggestion(request: ApiRequest, job: JobStatus) -> JsonObject:
    """Answer the columns."""
    return view.suggested(job)


@routes.get("column/tableview/defaults", writes=True)
def get_default_columns(
    request: ApiRequest,
    view_entity_type: str | None = Query(None, alias="viewEntityType"),
    view_type_mask: int | None = Query(None, alias="viewTypeMask"),
) -> ColumnModelList:
    """List the columns that a view of these types has if nobody says otherwise."""
    found = default_columns(actor=request.actor, view_type=view_entity_type, mask=view_type_mask)
    return ColumnModelList(list_=column_view.column_models(found))


def _whom(actor: Actor) -> dict[str, object]:
    return {"actor_id": actor.id, "scopes": sorted(scope.value for scope in actor.scopes)}


_QUERY = "entity/{entity_id}/table/query"
asyncjobs.add_pair(
    routes, f"{_QUERY}/async", start_query, shown=show_bundle, is_public=True, answers=wire.QueryResultBundle
)
asyncjobs.add_pair(
    routes, f"{_QUERY}/nextPage/async", start_next_page, shown=show_bundle, is_public=True,
    answers=wire.QueryResultBundle,
)  # fmt: skip
asyncjobs.add_pair(
    routes, "entity/{entity_id}/table/download/csv/async", start_download, shown=show_download, is_public=True,
    scope=Scope.DOWNLOAD, answers=wire.DownloadFromTableResult,
)  # fmt: skip
asyncjobs.add_pair(
    routes, "column/view/scope/async", start_suggestion, shown=show_suggestion, is_public=True,
    answers=wire.ViewColumnModelResponse,
)  # fmt: skip
