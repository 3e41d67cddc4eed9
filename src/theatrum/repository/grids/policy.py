"""Limits of a workspace, names of rows, places between rows. Pure."""

import re
from collections.abc import Sequence

from theatrum.repository.grids.errors import GridIsInvalid

# Cells of one operation at most; of more there are several, of one group. Those of seats are shorter: see live.editing.
MOST_CELLS = 5_000
LONGEST_CELL = 100_000
MOST_COLUMNS = 1_000
MOST_ROWS = 2_000_000
# Numbers of rows are exact in every browser, and no database has larger ones.
LARGEST_NUMBER = 2**53
PIECE = 2_000
# Room between two rows, for rows that come between them.
GAP = 2**20
# Replicas of people count up from here, those of the server down from one below.
FIRST_REPLICA = 2**16

_ROW_ID = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})")


def row_id(replica_id: int, number: int) -> str:
    """Return the wire's name of a row: the replica that made it, and its number."""
    return f"{replica_id}.{number}"


def parse_row_id(text: str) -> tuple[int, int]:
    """Read the wire's name of a row. Raises GridIsInvalid."""
    match = _ROW_ID.fullmatch(text)
    if match is None:
        raise GridIsInvalid(reason=f"{text[:80]!r} is no row id: expected two numbers with a point between them.")
    return int(match[1]), int(match[2])


def check_cell(text: str | None, column: str) -> None:
    """Return quietly if a cell can be stored. Raises GridIsInvalid."""
    if reason := flaw_of(text, column):
        raise GridIsInvalid(reason=reason)


def flaw_of(text: str | None, column: str) -> str | None:
    """Return why a text cannot stand in any cell; None where it can."""
    if text is None:
        return None
    if len(text) > LONGEST_CELL:
        return f"A cell of {column} has {len(text):,} characters; {LONGEST_CELL:,} is the most."
    return f"A cell of {column} holds a NUL character: take it out." if "\x00" in text else None


def check_columns(names: Sequence[str]) -> None:
    """Return quietly if a grid can have these columns. Raises GridIsInvalid."""
    if len(names) > MOST_COLUMNS:
        raise GridIsInvalid(reason=f"{len(names):,} columns are more than the {MOST_COLUMNS:,} of a grid.")
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise GridIsInvalid(reason=f"There are two columns named {name!r}: a grid knows them by their names.")
        seen.add(name)


def places_between(before: int | None, after: int | None, count: int) -> list[int] | None:
    """Return positions for so many rows between two others; None where there is no room for them."""
    if before is None:
        before = (after if after is not None else GAP) - GAP * (count + 1)
    if after is None:
        return [before + GAP * (index + 1) for index in range(count)]
    step = (after - before) // (count + 1)
    return [before + step * (index + 1) for index in range(count)] if step else None
