"""What a column's definition may say, and its normal form: equal definitions are one column. Pure.

The words of refusals are Synapse's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from theatrum.kernel.jsontext import JsonObject, sha256
from theatrum.repository.tables.cells import LIST_LIMIT, checked_text
from theatrum.repository.tables.column import Column, ColumnType, FacetType, JsonSubColumn
from theatrum.repository.tables.errors import ColumnIsInvalid

NAME_LIMIT = 256
ENUM_LIMIT = 100
STRING_LIMIT = 1000
DEFAULT_STRING = 50
RESERVED = frozenset({"ROW_ID", "ROW_VERSION", "ROW_ETAG", "ROW_BENEFACTOR", "ROW_SEARCH_CONTENT", "ROW_HASH_CODE"})
WIDTH_LIMIT = 64_000
COLUMN_LIMIT = 152
# As much as one page of a query holds, if every cell were as long as it may be.
BYTES_PER_PAGE = 512_000

_SIZED = {ColumnType.STRING, ColumnType.LINK, ColumnType.STRING_LIST}
_NO_DEFAULT = {
    ColumnType.ENTITYID,
    ColumnType.SUBMISSIONID,
    ColumnType.EVALUATIONID,
    ColumnType.FILEHANDLEID,
    ColumnType.USERID,
    ColumnType.LARGETEXT,
    ColumnType.MEDIUMTEXT,
    ColumnType.ENTITYID_LIST,
    ColumnType.USERID_LIST,
}
_ANY_FACET = {ColumnType.INTEGER, ColumnType.STRING}
_RANGES = {ColumnType.DOUBLE, ColumnType.DATE}
_NO_FACET = {ColumnType.FILEHANDLEID, ColumnType.LINK, ColumnType.LARGETEXT, ColumnType.MEDIUMTEXT, ColumnType.JSON}


def normal(column: Column) -> Column:
    """Return a definition in its normal form. Raises ColumnIsInvalid."""
    name = checked_name(column.name)
    check_facet(column.facet_type, column.column_type)
    sized = replace(
        column,
        name=name,
        maximum_size=_size(column),
        maximum_list_length=_list_length(column),
        default_value=None,
        enum_values=None,
        json_sub_columns=_sub_columns(column),
    )
    choices = _choices(column, sized)
    chosen = replace(sized, enum_values=choices)
    return replace(chosen, default_value=_default(column, chosen))


def digest(column: Column) -> str:
    """Return the hash of a definition in its normal form; the id is no part of it."""
    return sha256(definition(column))


def definition(column: Column) -> JsonObject:
    """Return a definition under the wire's names, without the id; absent is absent."""
    subs = sub_definitions(column.json_sub_columns)
    found: JsonObject = {
        "name": column.name,
        "columnType": column.column_type.value,
        "maximumSize": column.maximum_size,
        "maximumListLength": column.maximum_list_length,
        "defaultValue": column.default_value,
        "facetType": column.facet_type.value if column.facet_type else None,
        "enumValues": list(column.enum_values) if column.enum_values is not None else None,
        "jsonSubColumns": None if subs is None else [*subs],
    }
    return {name: value for name, value in found.items() if value is not None}


def sub_definitions(found: Sequence[JsonSubColumn] | None) -> "list[JsonObject] | None":
    """Return the parts of a JSON column under the wire's names."""
    if found is None:
        return None
    return [_without_absent(sub) for sub in found]


def checked_name(name: str) -> str:
    """Return the name of a column without outer blanks. Raises ColumnIsInvalid."""
    trimmed = name.strip()
    if not trimmed:
        raise ColumnIsInvalid(reason="ColumnModel.name is required and must not be the empty string.")
    if len(trimmed) > NAME_LIMIT:
        raise ColumnIsInvalid(reason=f"Column name must be: {NAME_LIMIT} characters or less.")
    if trimmed.upper() in RESERVED:
        raise ColumnIsInvalid(reason=f"The column name: {trimmed} is a system reserved column name.")
    return trimmed


def check_facet(facet: FacetType | None, column_type: ColumnType) -> None:
    """Return quietly if a type of column can have such a facet. Raises ColumnIsInvalid."""
    if facet is None or column_type in _ANY_FACET:
        return
    if column_type is ColumnType.JSON:
        raise ColumnIsInvalid(
            reason="A column of type JSON cannot have a facet type.  Instead, the jsonSubColumns of a JSON column"
            " can be faceted."
        )
    if column_type in _NO_FACET:
        raise ColumnIsInvalid(reason=f"The ColumnType:{column_type} can not be faceted")
    if column_type in _RANGES and facet is not FacetType.RANGE:
        raise ColumnIsInvalid(reason="Date columns can only be ranges")
    if column_type not in _RANGES and facet is not FacetType.ENUMERATION:
        raise ColumnIsInvalid(reason=f"{column_type} columns can only be enumeration faceted")


def check_schema(columns: Sequence[Column], *, keeps_rows: bool) -> None:
    """Return quietly if these may be the columns of one table or view. Raises ColumnIsInvalid.

    What keeps no rows of its own may be wider than Synapse allows: its rows are as long as what they show.
    """
    if len(columns) > COLUMN_LIMIT:
        raise ColumnIsInvalid(reason=f"Too many columns. The limit is {COLUMN_LIMIT} columns per table")
    seen: dict[str, int] = {}
    for column in columns:
        if column.id in seen.values():
            raise ColumnIsInvalid(reason=f"Duplicate column: '{column.name}'")
        if column.name in seen:
            raise ColumnIsInvalid(reason=f"Duplicate column name: '{column.name}'")
        seen[column.name] = column.id
    width = sum(width_of(column) for column in columns)
    if keeps_rows and width > WIDTH_LIMIT:
        raise ColumnIsInvalid(
            reason=f"Too much data per column. The maximum size for a row is about {WIDTH_LIMIT} bytes."
            f" The size for the given columns would be {width} bytes"
        )


def rows_per_page(columns: Sequence[Column]) -> int | None:
    """Return how many rows of these columns one page of a query has at most; None without columns."""
    width = sum(width_of(column) for column in columns)
    return max(1, BYTES_PER_PAGE // width) if width else None


def width_of(column: Column) -> int:
    """Return how many bytes of the width of a row a column counts for, as Synapse counts."""
    size, length = column.maximum_size or 0, column.maximum_list_length or 1
    if column.column_type in _SIZED:
        return 4 * size * length
    return _WIDTHS[column.column_type.item] * (length if column.column_type.is_list else 1)


_WIDTHS: Mapping[ColumnType, int] = {
    ColumnType.MEDIUMTEXT: 421,
    ColumnType.LARGETEXT: 2133,
    ColumnType.JSON: 2133,
    ColumnType.BOOLEAN: 5,
    ColumnType.INTEGER: 20,
    ColumnType.DATE: 20,
    ColumnType.SUBMISSIONID: 20,
    ColumnType.EVALUATIONID: 20,
    ColumnType.FILEHANDLEID: 20,
    ColumnType.USERID: 20,
    ColumnType.DOUBLE: 23,
    ColumnType.ENTITYID: 44,
}


def _size(column: Column) -> int | None:
    if column.column_type not in _SIZED:
        return _small(column.maximum_size, "maximumSize")
    if column.maximum_size is None:
        return DEFAULT_STRING
    if column.maximum_size > STRING_LIMIT:
        raise ColumnIsInvalid(reason=f"ColumnModel.maxSize for a STRING cannot exceed: {STRING_LIMIT}")
    if column.maximum_size < 1:
        raise ColumnIsInvalid(reason="ColumnModel.maxSize for a STRING must be greater than 0")
    return column.maximum_size


def _list_length(column: Column) -> int | None:
    if not column.column_type.is_list:
        return _small(column.maximum_list_length, "maximumListLength")
    if column.maximum_list_length is None:
        return LIST_LIMIT
    if column.maximum_list_length > LIST_LIMIT:
        raise ColumnIsInvalid(reason=f"ColumnModel.maximumListLength for a LIST column cannot exceed: {LIST_LIMIT}")
    if column.maximum_list_length < 2:
        raise ColumnIsInvalid(reason="ColumnModel.maximumListLength for a LIST column must be at least 2")
    return column.maximum_list_length


def _small(number: int | None, what: str) -> int | None:
    """Return a number that means nothing for this type of column, and that is kept all the same."""
    if number is not None and not 0 <= number < 2**31:
        raise ColumnIsInvalid(reason=f"ColumnModel.{what} must be 0 to {2**31 - 1}, but was {number}.")
    return number


def _choices(column: Column, sized: Column) -> tuple[str, ...] | None:
    if column.enum_values is None:
        return None
    if len(column.enum_values) > ENUM_LIMIT:
        raise ColumnIsInvalid(
            reason=f"Maximum allowed enum values is {ENUM_LIMIT}. This enum has {len(column.enum_values)} values"
        )
    # The choices of a list are those of its items.
    single = replace(sized, column_type=sized.column_type.item, maximum_list_length=None)
    found = {_checked(single, text.strip()) for text in column.enum_values if _counts(column, text)}
    return tuple(sorted(text for text in found if text is not None)) or None


def _counts(column: Column, text: str) -> bool:
    return bool(text.strip()) or column.column_type is ColumnType.STRING


def _default(column: Column, chosen: Column) -> str | None:
    text = column.default_value
    if text is None:
        return None
    trimmed = text.strip()
    if not trimmed and not column.column_type.is_text:
        return None
    if column.column_type in _NO_DEFAULT:
        if not trimmed:
            return None
        raise ColumnIsInvalid(reason=f"Columns of type {column.column_type} cannot have default values.")
    return _checked(chosen, trimmed)


def _checked(column: Column, text: str) -> str | None:
    try:
        return checked_text(column, text)
    except ValueError as error:
        raise ColumnIsInvalid(reason=str(error)) from error


def _sub_columns(column: Column) -> tuple[JsonSubColumn, ...] | None:
    if column.json_sub_columns is None:
        return None
    if column.column_type is not ColumnType.JSON:
        raise ColumnIsInvalid(reason="JsonSubColumns can only set for a column of type: JSON")
    paths: set[str] = set()
    for sub in column.json_sub_columns:
        if sub.json_path in paths:
            raise ColumnIsInvalid(reason=f"Duplicate jsonPath found in jsonSubColumns: '{sub.json_path}'")
        paths.add(sub.json_path)
        _check_sub_column(sub)
    return column.json_sub_columns or None


def _check_sub_column(sub: JsonSubColumn) -> None:
    if not sub.name.strip() or not sub.json_path.strip():
        raise ColumnIsInvalid(reason="JsonSubColumnModel.name and JsonSubColumnModel.jsonPath are required.")
    if sub.column_type is ColumnType.JSON:
        raise ColumnIsInvalid(reason="The columnType of a JsonSubColumnModel cannot be JSON.")
    if sub.column_type.is_list:
        raise ColumnIsInvalid(reason="The columnType of a JsonSubColumnModel cannot be a list.")
    check_facet(sub.facet_type, sub.column_type)


def _without_absent(sub: JsonSubColumn) -> JsonObject:
    found: JsonObject = {
        "name": sub.name,
        "columnType": sub.column_type.value,
        "jsonPath": sub.json_path,
        "facetType": sub.facet_type.value if sub.facet_type else None,
    }
    return {name: value for name, value in found.items() if value is not None}
