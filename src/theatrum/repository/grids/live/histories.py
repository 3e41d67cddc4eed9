"""The past of one cell: who wrote what, when, over what."""

from collections.abc import Iterator

from theatrum.kernel import clock
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.cells import cell
from theatrum.repository.grids.live.operations import names_of, person
from theatrum.repository.grids.log import Log, log_of
from theatrum.repository.grids.models import Operation, Workspace

MOST_ITEMS = 500


def history_of(workspace: Workspace, *, number: int, slot: int) -> list[JsonObject]:
    """Return what happened to a cell, newest first; what a purge has taken is left out."""
    touching = Operation.objects.filter(workspace=workspace, first_row__lte=number, last_row__gte=number)
    found: list[tuple[Operation, str | None, str | None]] = []
    for operation in touching.select_related("payload").order_by("-sequence").iterator(chunk_size=100):
        log = log_of(operation)
        if log is not None:
            found += [(operation, before, after) for before, after in _changes(log, number, slot)]
        if len(found) >= MOST_ITEMS:
            break
    names = names_of({operation.actor_id for operation, _, _ in found})
    return [
        {
            "sequence": operation.sequence,
            "at": clock.wire_time(operation.at),
            "by": person(operation.actor_id, names),
            "from": before,
            "to": after,
            "kind": str(operation.kind),
        }
        for operation, before, after in found
    ]


def _changes(log: Log, number: int, slot: int) -> Iterator[tuple[str | None, str | None]]:
    yield from ((before, after) for row, place, before, after in log.cells if (row, place) == (number, slot))
    yield from ((None, text) for row, cells in log.inserted if row == number and (text := cell(cells, slot)))
    yield from ((text, None) for row, cells in log.deleted if row == number and (text := cell(cells, slot)))
