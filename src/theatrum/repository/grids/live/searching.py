"""Looking for texts in a grid, for the texts of a column, and for the next cell with a problem."""

import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connection

from theatrum.repository.grids.cells import Cells, cell
from theatrum.repository.grids.live.arranging import column_texts
from theatrum.repository.grids.live.loading import load_rows
from theatrum.repository.grids.models import Workspace

_PIECE = 2_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: a text, or a part of one; in one column, or in all that are shown."""

    text: str
    slot: int | None = None
    is_whole: bool = False
    is_case: bool = False


def find(workspace: Workspace, wanted: Wanted, *, limit: int) -> tuple[list[tuple[int, int, str]], bool]:
    """Return cells (row, slot, text) from the top, left to right, and whether there are more."""
    found = list(islice(_matching(workspace, wanted), limit + 1)) if wanted.text else []
    return found[:limit], len(found) > limit


def _matching(workspace: Workspace, wanted: Wanted) -> Iterator[tuple[int, int, str]]:
    slots = [slot for slot in workspace.column_order if wanted.slot in {None, slot}]
    matches = _test(wanted)
    for number, cells in _candidates(workspace, wanted):
        texts = ((slot, cell(cells, slot)) for slot in slots)
        yield from ((number, slot, text) for slot, text in texts if text is not None and matches(text))


def texts_of_column(
    workspace: Workspace, slot: int, part: str, *, limit: int
) -> tuple[list[tuple[str | None, int]], bool]:
    """Return the texts of a column with how often each is there, most often first, and whether there are more.

    ``part`` is what they contain, whatever the case; without it the empty cells are counted too.
    """
    counts: dict[str | None, int] = dict(column_texts(workspace, slot)["text"].value_counts().iter_rows())
    lowered = part.lower()
    found: list[tuple[str | None, int]] = [
        (text, count) for text, count in counts.items() if text is not None and lowered in text.lower()
    ]
    if not part and (empty := _live_count(workspace) - sum(counts.values())):
        found.append((None, empty))
    found.sort(key=lambda one: (-one[1], one[0] or ""))
    return found[:limit], len(found) > limit


def slots_with_problems(workspace: Workspace, numbers: Collection[int]) -> dict[int, list[int]]:
    """Return the slots of rows that have a problem, left to right; what is said of a whole row is at the first.

    Rows of which all errors are excepted have none, as those with warnings alone.
    """
    order = list(workspace.column_order)
    return {number: _slots(order, row.text) for number, row in load_rows(workspace, numbers).items()}


def _slots(order: list[int], text: str) -> list[int]:
    told = [finding for finding in json.loads(text)["findings"] if finding["severity"] != "note"]
    standing = [finding for finding in told if "excepted" not in finding]
    if len(standing) < len(told) and not any(finding["severity"] == "error" for finding in standing):
        return []
    slots = {finding["slot"] for finding in standing}
    return [slot for slot in order if slot in slots] or order[:1]


def _test(wanted: Wanted) -> Callable[[str], bool]:
    pattern = re.escape(wanted.text)
    compiled = re.compile(pattern, re.NOFLAG if wanted.is_case else re.IGNORECASE)
    if wanted.is_whole:
        return lambda text: compiled.fullmatch(text) is not None
    return lambda text: compiled.search(text) is not None


def _candidates(workspace: Workspace, wanted: Wanted) -> Iterator[tuple[int, Cells]]:
    """Yield rows that may hold the text, from the top; the database leaves most of the others out."""
    statement = "SELECT number, cells FROM grids_row WHERE workspace_id = %s AND is_deleted = %s"
    parameters: list[int | bool | str] = [workspace.id, False]
    if wanted.text.isascii():
        statement += (
            " AND cells LIKE %s ESCAPE '!'" if connection.vendor == "sqlite" else " AND cells ILIKE %s ESCAPE '!'"
        )
        parameters.append(f"%{_escaped(json.dumps(wanted.text)[1:-1])}%")
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} ORDER BY position, id", parameters)
        while piece := cursor.fetchmany(_PIECE):
            for number, cells in piece:
                yield number, json.loads(cells)


def _escaped(text: str) -> str:
    return re.sub(r"([!%_])", r"!\1", text)


def _live_count(workspace: Workspace) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM grids_row WHERE workspace_id = %s AND is_deleted = %s", [workspace.id, False]
        )
        return int(cursor.fetchone()[0])
