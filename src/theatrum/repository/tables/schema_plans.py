"""From one list of columns to another: what is added, removed, and put in another's place."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from theatrum.repository.tables.column import Column, ColumnType
from theatrum.repository.tables.columns import get_columns
from theatrum.repository.tables.definitions import check_schema
from theatrum.repository.tables.errors import ChangeIsInvalid
from theatrum.repository.tables.requests import ColumnSwap


@dataclass(frozen=True)
class SchemaPlan:
    """The columns as they shall be, and how to get there."""

    columns: Sequence[Column]
    removed: Sequence[Column] = ()
    added: Sequence[Column] = ()
    # Pairs of an old column and the one that takes its place and its cells.
    replaced: Sequence[tuple[Column, Column]] = field(default_factory=tuple)


def plan_lists(old: Sequence[Column], new: Sequence[Column]) -> SchemaPlan:
    """Plan the way from one list of columns to another, where no column takes the place of an old one."""
    old_ids, new_ids = {column.id for column in old}, {column.id for column in new}
    return SchemaPlan(
        columns=new,
        removed=[column for column in old if column.id not in new_ids],
        added=[column for column in new if column.id not in old_ids],
    )


def plan_changes(
    old: Sequence[Column],
    changes: Sequence[ColumnSwap],
    order: Sequence[int] | None,
    *,
    table: str,
    keeps_rows: bool = True,
) -> SchemaPlan:
    """Plan the changes that a request names. Raises ChangeIsInvalid, ColumnIsInvalid, ColumnNotFound."""
    ids = [column.id for column in old]
    pairs: list[tuple[int, int]] = []
    for change in changes:
        ids = _changed(ids, change, pairs, table)
    if order is not None:
        if set(order) != set(ids) or len(order) != len(set(order)):
            raise ChangeIsInvalid(
                reason="The provided ordered column IDs does not match resulting columns in the table schema."
            )
        ids = list(order)
    new = get_columns(ids)
    check_schema(new, keeps_rows=keeps_rows)
    return _plan(old, new, pairs)


def _changed(ids: list[int], change: ColumnSwap, pairs: list[tuple[int, int]], table: str) -> list[int]:
    old, new = change.old_id, change.new_id
    if old is None:
        if new is None:
            raise ChangeIsInvalid(reason="A column change must name an oldColumnId, a newColumnId, or both.")
        return [*ids, new]
    if new is None:
        return [column_id for column_id in ids if column_id != old]
    if old not in ids:
        raise ChangeIsInvalid(
            reason=f"Cannot update column: {old} since it is not currently a column of table: {table}"
        )
    if old != new:
        pairs.append((old, new))
    return [new if column_id == old else column_id for column_id in ids]


def _plan(old: Sequence[Column], new: Sequence[Column], pairs: Sequence[tuple[int, int]]) -> SchemaPlan:
    before, after = {column.id: column for column in old}, {column.id: column for column in new}
    # A column that was swapped twice in one request has come from the first one.
    came_from: dict[int, int] = {}
    for old_id, new_id in pairs:
        came_from[new_id] = came_from.pop(old_id, old_id)
    kept = {new: old for new, old in came_from.items() if new in after and old in before and old not in after}
    replaced = [(before[old_id], after[new_id]) for new_id, old_id in kept.items() if new_id not in before]
    gone, come = {pair[0].id for pair in replaced}, {pair[1].id for pair in replaced}
    for one, other in replaced:
        check_replacement(one, other)
    return SchemaPlan(
        columns=new,
        removed=[column for column in old if column.id not in after and column.id not in gone],
        added=[column for column in new if column.id not in before and column.id not in come],
        replaced=replaced,
    )


def check_replacement(old: Column, new: Column) -> None:
    """Return quietly if a column may take the cells of another. Raises ChangeIsInvalid."""
    one, other = old.column_type, new.column_type
    if one is other:
        return
    if ColumnType.FILEHANDLEID in {one, other}:
        raise ChangeIsInvalid(reason=f"Cannot change a column of type {one} to type {other}")
    if ColumnType.JSON in {one, other}:
        raise ChangeIsInvalid(reason="Cannot change from/to a JSON column type")
    if one.is_list and not other.is_list:
        raise ChangeIsInvalid(reason="Cannot perform schema change from _LIST type to non-_LIST type")
    if one.is_list and other.is_list:
        raise ChangeIsInvalid(reason="Cannot change a _LIST to a different type of _LIST")
    if other.is_list and other.item is not one:
        raise ChangeIsInvalid(reason="Cannot convert to a TYPE_LIST that does not match the original TYPE")
    if other is ColumnType.STRING_LIST and (old.maximum_size or 0) > (new.maximum_size or 0):
        raise ChangeIsInvalid(
            reason="Cannot convert to a STRING_LIST column with a smaller maximum size string length than original"
        )
