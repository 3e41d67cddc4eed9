"""Rows that wait for a verdict: judged piece by piece outside of any transaction, stored unless they changed since."""

from collections.abc import Callable, Collection

from theatrum.drivers.db.transactions import writing
from theatrum.repository.grids import links, news
from theatrum.repository.grids.judging import NOT_JUDGED, Subject
from theatrum.repository.grids.links import joined, of_links
from theatrum.repository.grids.models import Row, RowVerdict, Workspace
from theatrum.repository.grids.policy import PIECE
from theatrum.repository.grids.rows import store_verdicts
from theatrum.repository.grids.sources import judge_of

# How often the whole workspace is gone through, should people change rows as fast as they are judged.
PASSES = 5

Told = Callable[[int], None]


def judge_waiting(workspace: Workspace, *, numbers: Collection[int] | None = None, told: Told | None = None) -> bool:
    """Judge the rows that wait for it, or those of some numbers; ``told`` hears how many were done.

    Where it is asked for all, the links of all rows are judged after that. Returns whether none waits any more.
    """
    has_all = any(not _pass(workspace, numbers, told) for _ in range(PASSES))
    if numbers is None:
        links.follow(workspace, told)
    return has_all


def _pass(workspace: Workspace, numbers: Collection[int] | None, told: Told | None) -> int:
    judge, after, done = judge_of(workspace), 0, 0
    while rows := _some(workspace, numbers, after):
        judged = judge([Subject(row.cells or [], row.source_key, row.base or row.cells) for row in rows])
        settled = [one if one.verdict is not RowVerdict.WAITING else NOT_JUDGED for one in judged]
        with writing():
            store_verdicts([(row, joined(one, of_links(row.findings))) for row, one in zip(rows, settled, strict=True)])
            if told is not None or numbers is not None:
                # A job's work, or rows that two changed at once: people sit at the grid already.
                news.tell(workspace, {"t": "judged", "from": rows[0].number, "to": rows[-1].number})
        after, done = rows[-1].number, done + len(rows)
        if told is not None:
            told(done)
    return done


def _some(workspace: Workspace, numbers: Collection[int] | None, after: int) -> list[Row]:
    waiting = Row.objects.filter(
        workspace=workspace, verdict=RowVerdict.WAITING, is_deleted=False, number__gt=after
    ).order_by("number")
    if numbers is not None:
        waiting = waiting.filter(number__in=numbers)
    return list(waiting[:PIECE])
