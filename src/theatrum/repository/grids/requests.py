"""What a query shows, and answering it. Requests are plain values that travel to their jobs as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import TypeAdapter

from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.filters import Filters
from theatrum.repository.grids.models import Replica, Row, Workspace
from theatrum.repository.grids.queries import own_replica
from theatrum.repository.grids.selecting import (
    count,
    id_of,
    matching_page,
    readings_of,
    require_columns,
    shown_values,
    validation_of,
)
from theatrum.repository.grids.updating import Update
from theatrum.repository.grids.waiting import judge_waiting

USUAL_LIMIT = 100
MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Shown:
    """One item of what a query shows: all columns, those selected, one by its name, or the count under a name."""

    kind: Literal["all", "selected", "column", "count"]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What is shown, of which rows."""

    shown: Sequence[Shown]
    filters: Filters
    limit: int | None = None
    offset: int = 0
    has_messages: bool = False


QUERY: TypeAdapter[Query] = TypeAdapter(Query)
UPDATES: TypeAdapter[list[Update]] = TypeAdapter(list[Update])


def answer(actor: Actor, workspace: Workspace, replica_id: int, query: Query) -> JsonObject:
    """Return the columns and rows of a query: ``{"columns": [name], "rows": [{"id", "values", "validation"}]}``.

    Raises GridIsInvalid, ReplicaNotFound, NotYourReplica.
    """
    replica = own_replica(actor, workspace, replica_id)
    if query.filters.is_valid or query.filters.messages:
        judge_waiting(workspace)
    if any(item.kind == "count" for item in query.shown):
        return _counted(workspace, query, replica)
    columns = _columns(workspace, query, replica)
    rows = matching_page(workspace, query.filters, replica, limit=_limit(query), offset=query.offset)
    readings = readings_of(workspace)
    found: list[JsonValue] = [
        {
            "id": id_of(row),
            "values": shown_values(workspace, row, columns, readings),
            "validation": validation_of(row, has_messages=query.has_messages),
        }
        for row in _judged(workspace, rows)
    ]
    return {"columns": [*columns], "rows": found}


def _limit(query: Query) -> int:
    limit = USUAL_LIMIT if query.limit is None else query.limit
    return min(limit, MOST_ROWS)


def _counted(workspace: Workspace, query: Query, replica: Replica) -> JsonObject:
    if len(query.shown) > 1:
        raise GridIsInvalid(reason="A count stands alone: ask for columns by another query.")
    name = query.shown[0].name or "COUNT(*)"
    return {"columns": [name], "rows": [{"values": [count(workspace, query.filters, replica)]}]}


def _columns(workspace: Workspace, query: Query, replica: Replica) -> list[str]:
    found: list[str] = []
    for item in query.shown:
        if item.kind == "column":
            found.append(item.name)
        elif item.kind == "all" or replica.selected_columns is True:
            found += workspace.columns
        else:
            found += [name for name, slot in workspace.slots.items() if slot in replica.selected_columns]
    require_columns(workspace, found)
    return list(dict.fromkeys(found))


def _judged(workspace: Workspace, rows: list[Row]) -> list[Row]:
    """Return the rows with their verdicts: those that wait are judged now."""
    waiting = [row.number for row in rows if row.verdict == "waiting"]
    if not waiting:
        return rows
    judge_waiting(workspace, numbers=waiting)
    fresh = Row.objects.in_bulk([row.pk for row in rows])
    return [fresh[row.pk] for row in rows if row.pk in fresh]
