"""Setting cells of many rows at once: the rows that pass filters, in operations of one group."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

import polars as pl

from theatrum.drivers.jobs import running
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.cells import Cells, cell
from theatrum.repository.grids.changes import Change, Sender
from theatrum.repository.grids.editing import edit, part_of
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.filters import Filters
from theatrum.repository.grids.models import Replica, Workspace
from theatrum.repository.grids.policy import LONGEST_CELL, MOST_CELLS
from theatrum.repository.grids.refusing import Entering, given_texts, require_clean
from theatrum.repository.grids.selecting import matching, require_columns

LONGEST_PATTERN = 1_000


class Otherwise(StrEnum):
    """What becomes of a cell whose new value cannot be made; the wire's words."""

    SET_NULL = "SET_NULL"
    SET_UNDEFINED = "SET_UNDEFINED"
    SKIP_UPDATE = "SKIP_UPDATE"
    USE_EMPTY_STRING = "USE_EMPTY_STRING"


@dataclass(frozen=True, slots=True)
class Literal:
    """The same text in every row; None empties the cell."""

    column: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Template:
    """A text made of other cells of the row, named in braces; then what a pattern finds in it, put together anew."""

    column: str
    source: str
    pattern: str | None = None
    replacement: str = "$1"
    on_no_match: Otherwise = Otherwise.SKIP_UPDATE
    on_missing: Otherwise = Otherwise.SKIP_UPDATE


@dataclass(frozen=True, slots=True)
class Update:
    """What is set, in which rows, and in how many of them at most."""

    settings: Sequence[Literal | Template]
    filters: Filters
    limit: int | None = None


class _SkippedError(Exception):
    """This cell stays as it is."""


def update_rows(
    actor: Actor, workspace: Workspace, updates: Sequence[Update], *, replica: Replica | None = None
) -> list[int]:
    """Apply updates one after the other; returns how many rows each of them met. Raises as ``edit``.

    Each update sees what those before it have done.
    """
    sender = Sender(replica_id=replica.replica_id if replica else None)
    return [_update(actor, workspace, update, sender, replica) for update in updates]


def _update(actor: Actor, workspace: Workspace, update: Update, sender: Sender, replica: Replica | None) -> int:
    if not update.settings:
        raise GridIsInvalid(reason="An update needs 'set': at least one column and its value.")
    require_columns(workspace, [setting.column for setting in update.settings])
    for setting in update.settings:
        _require_pattern(setting)
    met = 0
    for changes in _pieces(workspace, update, replica):
        edit(actor, workspace, Change(cells=changes), sender=part_of(sender))
        met += len(changes)
        running.progress(met, workspace.last_number, "updating rows")
    return met


def _pieces(
    workspace: Workspace, update: Update, replica: Replica | None
) -> Iterator[dict[int, Mapping[int, str | None]]]:
    """Yield the changes, as many rows at a time as one operation may have."""
    # All rows that are met are those of one moment, before the first of them is changed.
    met = list(islice(_met(workspace, update, replica), update.limit))
    # Where a cell may not be stored, nothing of the update is.
    require_clean(workspace, (Entering(number, None, given_texts(cells)) for number, cells in met))
    room = max(1, MOST_CELLS // len(update.settings))
    for start in range(0, len(met), room):
        yield dict(met[start : start + room])


def _met(
    workspace: Workspace, update: Update, replica: Replica | None
) -> Iterator[tuple[int, Mapping[int, str | None]]]:
    slots = workspace.slots
    same = {slots[setting.column]: setting.text for setting in update.settings if isinstance(setting, Literal)}
    is_same = len(same) == len(update.settings)
    for row in matching(workspace, update.filters, replica):
        changes = same if is_same else dict(_texts(update, slots, row.cells or []))
        if changes:
            yield row.number, changes


def _texts(update: Update, slots: Mapping[str, int], cells: Cells) -> Iterator[tuple[int, str | None]]:
    for setting in update.settings:
        try:
            text = setting.text if isinstance(setting, Literal) else _filled(setting, slots, cells)
        except _SkippedError:
            continue
        yield slots[setting.column], text


def _filled(template: Template, slots: Mapping[str, int], cells: Cells) -> str | None:
    missing, length = False, _Length(template.column)

    def value(match: re.Match[str]) -> str:
        nonlocal missing
        slot = slots.get(match[1])
        text = None if slot is None else cell(cells, slot)
        missing = missing or text is None
        return length.add(text)

    made = _PLACES.sub(value, template.source)
    if missing and template.on_missing is not Otherwise.USE_EMPTY_STRING:
        _skip_if(template.on_missing)
        return None
    if template.pattern is None:
        return made or None
    groups = pl.Series([made]).str.extract_groups(f"({template.pattern})")[0]
    found = [*groups.values()]
    if found[0] is None:
        _skip_if(template.on_no_match)
        return None
    length = _Length(template.column)
    return _GROUPS.sub(lambda match: length.add(_group(found, int(match[1]))), template.replacement) or None


def _group(found: Sequence[str | None], number: int) -> str:
    return (found[number] or "") if number < len(found) else ""


class _Length:
    """How long a text has become that is being put together; what would be too long is not made at all."""

    def __init__(self, column: str) -> None:
        self._column, self._length = column, 0

    def add(self, text: str | None) -> str:
        """Return a text that is added. Raises GridIsInvalid."""
        self._length += len(text or "")
        if self._length > LONGEST_CELL:
            reason = f"A template for {self._column} makes a text of more than {LONGEST_CELL:,} characters."
            raise GridIsInvalid(reason=reason)
        return text or ""


def _skip_if(wanted: Otherwise) -> None:
    if wanted is Otherwise.SKIP_UPDATE:
        raise _SkippedError


def _require_pattern(setting: Literal | Template) -> None:
    """Refuse a pattern that does not compile. Patterns are those of Rust: they take linear time, whatever they are."""
    if isinstance(setting, Literal) or setting.pattern is None:
        return
    if len(setting.pattern) > LONGEST_PATTERN:
        raise GridIsInvalid(
            reason=f"The pattern has {len(setting.pattern):,} characters; {LONGEST_PATTERN:,} is the most."
        )
    try:
        pl.Series([""]).str.extract_groups(f"({setting.pattern})")
    except pl.exceptions.PolarsError as error:
        raise GridIsInvalid(reason=f"The pattern {setting.pattern[:100]!r} cannot be used: {error}") from error


_PLACES = re.compile(r"\{([^{}]*)\}")
_GROUPS = re.compile(r"\$([0-9])")
