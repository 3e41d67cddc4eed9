"""The cells of a column as those of another that takes its place: prepared before the lock."""

from collections.abc import Callable

from theatrum.repository.tables import physical
from theatrum.repository.tables.cells import MEDIUMTEXT_LIMIT, Value, as_text, json_text, reader_for
from theatrum.repository.tables.column import Column, ColumnType
from theatrum.repository.tables.errors import ChangeIsInvalid
from theatrum.repository.tables.spooling import Spool

_NUMBERS = {
    ColumnType.INTEGER,
    ColumnType.DATE,
    ColumnType.USERID,
    ColumnType.SUBMISSIONID,
    ColumnType.EVALUATIONID,
    ColumnType.FILEHANDLEID,
}
_TEXTS = {ColumnType.STRING, ColumnType.LINK, ColumnType.MEDIUMTEXT, ColumnType.LARGETEXT}


def is_renaming(old: Column, new: Column) -> bool:
    """Tell whether cells stay as they are: only how they are called, or how long they may be, changes."""
    one, other = old.column_type, new.column_type
    if one.is_list:
        return (new.maximum_size or 0) >= (old.maximum_size or 0) and (new.maximum_list_length or 0) >= (
            old.maximum_list_length or 0
        )
    if one in _TEXTS | {ColumnType.ENTITYID} and other in _TEXTS:
        return True
    return one is other or {one, other} <= _NUMBERS


def check_lengths(table: str, old: Column, new: Column) -> None:
    """Return quietly if the longest text fits the new column. Raises ChangeIsInvalid."""
    limit = _limit(new)
    if limit is None or (old.maximum_size is not None and old.maximum_size <= limit):
        return
    most = physical.longest(table, old)
    if most > limit:
        raise ChangeIsInvalid(
            reason=f"Data too long for column '{new.name}': a value of '{old.name}' has {most} characters,"
            f" and {limit} is the most for the new column."
        )


def convert(table: str, old: Column, new: Column, spool: Spool) -> None:
    """Put the converted cells with the ids of their rows into the spool. Raises ChangeIsInvalid naming the row."""
    turned = _converter(old, new)
    for row_id, cell in physical.column_cells(table, old):
        if cell is None:
            continue
        try:
            value = turned(cell)
        except ValueError as error:
            raise ChangeIsInvalid(
                reason=f"Column '{old.name}' cannot become {new.column_type}: in row {row_id} the value is not"
                f" a valid {new.column_type}. {error}"
            ) from error
        if value is not None:
            spool.add((value, row_id))


def _converter(old: Column, new: Column) -> Callable[[Value], Value | None]:
    one, other = old.column_type, new.column_type
    read = reader_for(new)
    if other.is_list and not one.is_list:
        return lambda cell: read(json_text([cell]))
    if one is ColumnType.DOUBLE and other in _NUMBERS:
        return _whole
    if one is ColumnType.BOOLEAN and other in _NUMBERS:
        return int
    if other is ColumnType.BOOLEAN and one in _NUMBERS:
        return _truth
    return lambda cell: read(as_text(one, cell))


def _whole(cell: Value) -> int:
    number = float(cell)
    if not number.is_integer() or abs(number) >= 2**63:
        raise ValueError(f"{cell} is no whole number of 64 bits")
    return int(number)


def _truth(cell: Value) -> bool:
    if cell not in {0, 1}:
        raise ValueError(f"{cell} is neither 0 nor 1")
    return bool(cell)


def _limit(column: Column) -> int | None:
    if column.column_type in {ColumnType.STRING, ColumnType.LINK}:
        return column.maximum_size
    return MEDIUMTEXT_LIMIT if column.column_type is ColumnType.MEDIUMTEXT else None
