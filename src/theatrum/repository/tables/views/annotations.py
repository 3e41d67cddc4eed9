"""The SQL that yields an annotation as a typed cell: the first value, or all of them where a cell is a list.

What an annotation's text cannot be, is no value: ``abc`` in a column of whole numbers is null, as in Synapse.
An annotation that a schema derives counts where the entity has none of its own.
"""

import re

from django.db import connection

from theatrum.repository.tables.column import Column, ColumnType
from theatrum.repository.tables.sql.engines import literals
from theatrum.repository.tables.sql.values import Sort, sort_of

# What the keys of annotations may be; no entity has one of another name.
_KEY = re.compile(r"[A-Za-z0-9,_.]{1,256}")
_INTEGER = r"'^[+-]?[0-9]{1,18}$'"
_DOUBLE = r"'^[+-]?([0-9]{1,250}(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,2})?$'"
_NO_NUMBER = r"'^[+-]?(nan|inf|infinity)$'"


def _bare(pattern: str) -> str:
    """Return a pattern as it stands in a template, whose braces are doubled."""
    return pattern.replace("{", "{{").replace("}", "}}")


_TEMPLATES = {
    "postgresql": {
        Sort.INTEGER: f"(CASE WHEN {{0}} ~ {_bare(_INTEGER)} THEN {{0}}::bigint END)",
        Sort.DOUBLE: (
            f"(CASE WHEN {{0}} ~ {_bare(_DOUBLE)} OR {{0}} ~* {_bare(_NO_NUMBER)} THEN {{0}}::double precision END)"
        ),
        Sort.BOOLEAN: "(CASE lower({0}) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END)",
        Sort.DOCUMENT: "to_jsonb({0})",
    },
    "sqlite": {
        Sort.INTEGER: "to_integer({0})",
        Sort.DOUBLE: "to_any_double({0})",
        Sort.BOOLEAN: "(CASE lower({0}) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END)",
        Sort.DOCUMENT: "json_quote({0})",
    },
}


def annotation_sql(column: Column, *, derives: bool) -> str:
    """Return the SQL of a column that shows the annotation of its name; ``d`` has what schemas derive."""
    if _KEY.fullmatch(column.name) is None:
        return _nothing(column.column_type)
    if column.column_type.is_list:
        return _list(column, derives=derives)
    return _typed(_first(column.name, derives=derives), column.column_type)


def _nothing(column_type: ColumnType) -> str:
    if connection.vendor == "postgresql":
        types = {
            Sort.INTEGER: "bigint",
            Sort.DOUBLE: "double precision",
            Sort.BOOLEAN: "boolean",
            Sort.DOCUMENT: "jsonb",
        }
        return f"NULL::{types.get(sort_of(column_type), 'text')}"
    return "NULL"


def _first(key: str, *, derives: bool) -> str:
    """Return the text of the first value."""
    if connection.vendor == "postgresql":
        name = literals.text(key)
        own, derived = (f"({of} -> {name} -> 'value' ->> 0)" for of in ("v.annotations", "d.derived"))
    else:
        path = literals.text(f'$."{key}".value[0]')
        own, derived = (f"json_extract({of}, {path})" for of in ("v.annotations", "d.derived"))
    return f"coalesce({own}, {derived})" if derives else own


def _typed(text: str, column_type: ColumnType) -> str:
    template = _TEMPLATES[connection.vendor].get(sort_of(column_type), "{0}")
    return template.format(text)


def _list(column: Column, *, derives: bool) -> str:
    if connection.vendor == "postgresql":
        name = literals.text(column.name)
        own, derived = (f"({of} -> {name} -> 'value')" for of in ("v.annotations", "d.derived"))
        values = f"coalesce({own}, {derived})" if derives else own
        gathered, items = "jsonb_agg", f"jsonb_array_elements_text({values}) AS i(value)"
    else:
        path = literals.text(f'$."{column.name}".value')
        own, derived = (f"json_extract({of}, {path})" for of in ("v.annotations", "d.derived"))
        values = f"coalesce({own}, {derived})" if derives else own
        gathered, items = "json_group_array", f"json_each({values}) AS i"
    if column.column_type.item in {ColumnType.STRING, ColumnType.ENTITYID}:
        return values
    item = _typed("i.value", column.column_type.item)
    if column.column_type.item is ColumnType.BOOLEAN and connection.vendor != "postgresql":
        item = f"json(CASE {item} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END)"
    # Without a value there is no list, rather than an empty one.
    return f"CASE WHEN {values} IS NOT NULL THEN (SELECT {gathered}({item}) FROM {items}) END"  # noqa: S608  # names are checked
