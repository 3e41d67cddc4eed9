"""From rows to groups of findings, with file, sheet and row filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from theatrum.checks.findings import Finding, Group
from theatrum.checks.links.repeating import repeated
from theatrum.checks.links.tables import Tables

# More different values than this in one finding are told without their values: nobody reads a thousand messages.
MOST_VALUES = 1000
_MOST_PLACES = 5


def located(
    tables: Tables, found: Finding, rows: pl.Series, values: pl.Series | None = None, *, column: str | None = None
) -> list[Group]:
    """Return a finding at each row, one group for each table and value, in the order of tables and rows."""
    if rows.is_empty():
        return []
    places = tables.places(rows)
    shown = values if values is not None else repeated(None, rows.len(), pl.String)
    listed = places.with_columns(shown.alias("value")).unique().sort("table", "number", "value")
    gathered = listed.group_by("table", "value", maintain_order=True).agg("number")
    if gathered.height > MOST_VALUES:
        rest = gathered.slice(MOST_VALUES).explode("number").unique(["table", "number"]).sort("table", "number")
        others = rest.group_by("table", maintain_order=True).agg("number")
        no_value = others.with_columns(pl.lit(None, dtype=pl.String).alias("value"))
        gathered = pl.concat([gathered.head(MOST_VALUES), no_value.select(gathered.columns)])
    return [
        _group(tables, replace(found, column=column, value=value), table, numbers)
        for table, value, numbers in gathered.select("table", "value", "number").iter_rows()
    ]


def _group(tables: Tables, found: Finding, table: int, numbers: Sequence[int]) -> Group:
    component, file, sheet = tables.tables[table]
    return Group(replace(found, component=component, file=file, sheet=sheet or None), tuple(numbers))


def alike(tables: Tables, found: Finding, sets: pl.DataFrame, *, column: str | None = None) -> list[Group]:
    """Return a finding for rows that are alike in something: each names all the places of its set.

    ``sets`` has ``row``, ``set`` (rows of one number belong together) and ``value``.
    """
    if sets.is_empty():
        return []
    placed = pl.concat([sets, tables.places(sets["row"])], how="horizontal").sort("table", "number")
    told = placed["set"].unique(maintain_order=True).head(MOST_VALUES)
    is_told = pl.col("set").is_in(told.implode())
    members: dict[int, dict[tuple[int, str | None], list[int]]] = {}
    for number_of_set, table, number, value in (
        placed.filter(is_told).select("set", "table", "number", "value").iter_rows()
    ):
        members.setdefault(number_of_set, {}).setdefault((table, value), []).append(number)
    groups: list[Group] = []
    for places in members.values():
        named = replace(found, message=" ".join(filter(None, (found.message, _where(tables, places)))), column=column)
        for (table, value), numbers in places.items():
            groups.append(_group(tables, replace(named, value=value), table, numbers))
    return groups + located(tables, found, placed.filter(~is_told)["row"], column=column)


def _where(tables: Tables, places: Mapping[tuple[int, str | None], Sequence[int]]) -> str:
    """Say where the rows of a set stand, such as: It stands in rows 3 and 14 of a.csv and in row 2 of b.csv.

    Rows that people call nothing are left out.
    """
    left = _MOST_PLACES
    parts = []
    for (table, _), numbers in places.items():
        shown = numbers[:left]
        left -= len(shown)
        if place := _rows_of(tables, table, shown):
            parts.append(place)
    more = sum(len(numbers) for numbers in places.values()) - _MOST_PLACES
    return f"It stands {_listed([*parts, f'in {more} more'] if more > 0 else parts)}." if parts else ""


def _rows_of(tables: Tables, table: int, numbers: Sequence[int]) -> str:
    if not numbers:
        return ""
    if (names := tables.names(table, numbers)) is not None:
        return f"in {_listed(names)}" if all(names) else ""
    _, file, sheet = tables.tables[table]
    word, place = "row" if len(numbers) == 1 else "rows", f"sheet {sheet} of {file}" if sheet else file
    return f"in {word} {_listed([str(number) for number in numbers])} of {place}"


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def either(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: ``A, B or C``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
