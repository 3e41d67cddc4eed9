"""Column models: defined once, found again by their definition, listed by name."""

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.views import columns as view
from theatrum.doors.api.wire import columns as wire
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.ids import parse_entity_id, parse_number
from theatrum.kernel.paging import page
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.queries import nodes
from theatrum.repository.tables import columns, defining
from theatrum.repository.tables.column import Column
from theatrum.repository.tables.refusing import require_clean_columns
from theatrum.repository.tables.relations import require_columns

routes = Routes(tag="columns")

_MOST = 100


@routes.post("column", status=201, writes=True, transaction=False)
def post_column(request: ApiRequest, body: wire.ColumnModel) -> wire.ColumnModel:
    """Define a column, or find the one that is defined so."""
    return view.column_model(_define(request.actor, [view.read_column(body)])[0])


@routes.post("column/batch", status=201, writes=True, transaction=False)
def post_columns(request: ApiRequest, body: wire.ColumnModelList) -> wire.ColumnModelList:
    """Define columns, or find those that are defined so; the answer has their order."""
    wanted = [view.read_column(model) for model in body.list_]
    return wire.ColumnModelList(list_=view.column_models(_define(request.actor, wanted)))


def _define(actor: Actor, wanted: list[Column]) -> list[Column]:
    require_clean_columns(wanted)
    with writing():
        return defining.create_columns(actor=actor, columns=wanted)


@routes.get("column")
def list_columns(
    request: ApiRequest, prefix: str | None = None, limit: int | None = None, offset: int | None = None
) -> wire.PaginatedColumnModels:
    """List columns by name, those of a prefix only if one is given."""
    found, total = columns.list_columns(prefix, page(limit, offset, cap=_MOST))
    return wire.PaginatedColumnModels(results=view.column_models(found), total_number_of_results=total)


@routes.get("column/{column_id}")
def get_column(request: ApiRequest, column_id: str) -> wire.ColumnModel:
    """Read a column."""
    return view.column_model(columns.get_column(parse_number(column_id, what="column id")))


@routes.get("entity/{entity_id}/column")
def list_entity_columns(request: ApiRequest, entity_id: str) -> wire.PaginatedColumnModels:
    """List the columns of a table or view, in order."""
    found = require_columns(nodes.require_node(request.actor, parse_entity_id(entity_id)))
    return wire.PaginatedColumnModels(results=view.column_models(found), total_number_of_results=len(found))
