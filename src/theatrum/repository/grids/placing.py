"""Where new rows stand: positions between those that are there, under the lock of the workspace."""

from collections.abc import Sequence
from itertools import groupby

from django.db import connection
from django.db.models import Max, Min

from theatrum.repository.grids.errors import RowNotFound
from theatrum.repository.grids.models import Row, Workspace
from theatrum.repository.grids.policy import GAP, places_between

_SPREAD = """
    UPDATE grids_row SET position = placed.place * %s
    FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY position, id) AS place FROM grids_row WHERE workspace_id = %s) placed
    WHERE grids_row.id = placed.id
"""


def positions(workspace: Workspace, after: Sequence[int | None]) -> tuple[list[int], bool]:
    """Return a position for each new row, by the number of the row above it: 0 is the top, None the end.

    Several in a row after the same one keep their order. Tells too whether all rows were given other positions.
    Raises RowNotFound.
    """
    found = _try_positions(workspace, after)
    if found is not None:
        return found, False
    spread(workspace, room=len(after))
    return _try_positions(workspace, after) or [], True


def rows_above(workspace: Workspace, placed: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Return for rows (number, position) that are there, from the top, which row is above each; 0 is none."""
    found: list[tuple[int, int, int]] = []
    for number, position in sorted(placed, key=lambda one: one[1]):
        above = Row.objects.filter(workspace=workspace, position__lt=position, is_deleted=False).order_by("-position")
        found.append((number, above.values_list("number", flat=True).first() or 0, position))
    return found


def chained(workspace: Workspace, placed: Sequence[tuple[int, int, int | None]]) -> list[tuple[int, int, int]]:
    """Return the row above each of some new rows (number, position, wanted above), in the order of their coming.

    Of several that came after the same row each is above the next: only the first of them is looked for.
    """
    found: list[tuple[int, int, int]] = []
    wanted: int | None = -1
    for number, position, after in placed:
        if found and after == wanted:
            found.append((number, found[-1][0], position))
        else:
            above = rows_above(workspace, [(number, position)])[0][1]
            found.append((number, above, position))
        wanted = after
    return found


def _try_positions(workspace: Workspace, after: Sequence[int | None]) -> list[int] | None:
    found: list[int] = []
    end: int | None = None
    for number, group in groupby(after):
        count = len(list(group))
        if number is None:
            end = _last(workspace) if end is None else end
            places = places_between(end, None, count)
        else:
            places = places_between(*_neighbours(workspace, number), count)
        if places is None:
            return None
        found += places
        end = places[-1] if number is None else end
    return found


def spread(workspace: Workspace, *, room: int = 0) -> None:
    """Make room between all rows of a workspace, for so many at any one place."""
    with connection.cursor() as cursor:
        cursor.execute(_SPREAD, [max(GAP, 2 * (room + 1)), workspace.id])


def _neighbours(workspace: Workspace, number: int) -> tuple[int | None, int | None]:
    rows = Row.objects.filter(workspace=workspace)
    if number == 0:
        return None, rows.aggregate(first=Min("position"))["first"]
    before = rows.filter(number=number).values_list("position", flat=True).first()
    if before is None:
        raise RowNotFound(session=workspace.session_id, row=number)
    return before, rows.filter(position__gt=before).aggregate(first=Min("position"))["first"]


def _last(workspace: Workspace) -> int:
    found: int | None = Row.objects.filter(workspace=workspace).aggregate(last=Max("position"))["last"]
    return found or 0
