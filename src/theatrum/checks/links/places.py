"""From rows to groups of findings, with file, sheet and row filled in."""

from collections.abc import Sequence
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
    order = placed["set"].unique(maintain_order=True)
    told = placed.filter(pl.col("set").is_in(order.head(MOST_VALUES).implode()))
    rest = placed.filter(~pl.col("set").is_in(order.head(MOST_VALUES).implode()))
    groups: list[Group] = []
    for (_,), members in told.group_by("set", maintain_order=True):
        named = replace(found, message=f"{found.message} {_where(tables, members)}", column=column)
        for (table, value), rows in members.group_by("table", "value", maintain_order=True):
            groups.append(_group(tables, replace(named, value=value), int(str(table)), rows["number"].to_list()))
    return groups + located(tables, found, rest["row"], column=column)


def _where(tables: Tables, members: pl.DataFrame) -> str:
    """Say where the rows of a set stand, such as: It stands in rows 3 and 14 of a.csv and in row 2 of b.csv."""
    shown = members.head(_MOST_PLACES)
    parts = []
    for (table,), rows in shown.group_by("table", maintain_order=True):
        _, file, sheet = tables.tables[int(str(table))]
        numbers = [str(number) for number in rows["number"]]
        word = "row" if len(numbers) == 1 else "rows"
        place = f"sheet {sheet} of {file}" if sheet else file
        parts.append(f"in {word} {_listed(numbers)} of {place}")
    more = members.height - shown.height
    if more:
        parts.append(f"in {more} more")
    return f"It stands {_listed(parts)}."


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def either(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: ``A, B or C``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
