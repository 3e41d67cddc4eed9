"""Rows that should stand there once: keys, natural keys, and rows that are the same in every cell."""

from collections.abc import Sequence

import polars as pl

from theatrum.checks.findings import Group
from theatrum.checks.links.case import Case
from theatrum.checks.links.ids import fits
from theatrum.checks.links.places import alike
from theatrum.checks.links.repeating import repeated
from theatrum.checks.links.tables import ROW
from theatrum.checks.profile.link_shapes import ERROR, UniqueRule

_SETS = pl.Schema({"row": ROW, "set": pl.UInt32, "value": pl.String})


def check_duplicate_rows(case: Case) -> list[Group]:
    """Report rows that are the same in every cell, and remember all but the first of them in ``case.copies``."""
    rule = case.rules.duplicate_rows
    if rule is None:
        return []
    message = "Another row of this component is the same in every cell."
    found = case.finding(
        "links.duplicate_row", rule.strength, message, fix="Keep one of them.", requirement=rule.requirement
    )
    groups: list[Group] = []
    for component in case.tables.components:
        if component in rule.except_components:
            continue
        sets = _same_rows(case, component)
        case.copies.extend(sets.filter(pl.col("row") != pl.col("row").min().over("set"))["row"])
        groups += alike(case.tables, found, sets)
    return groups


def _same_rows(case: Case, component: str) -> pl.DataFrame:
    suspects = case.tables.hashes(component).is_duplicated()
    if not suspects.any():
        return pl.DataFrame(schema=_SETS)
    names = case.tables.columns(component)
    rows = case.tables.rows(component).filter(suspects)
    # Column names are numbered: a table may have a column called row.
    frame = pl.DataFrame({str(index): case.tables.column(component, name) for index, name in enumerate(names)})
    filled = frame.filter(suspects).with_columns(rows).filter(~pl.all_horizontal(pl.exclude("row").is_null()))
    return _sets(filled, [str(index) for index in range(len(names))])


def _sets(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Return the rows that have the same texts in some columns as another row, numbered by what they share."""
    gathered = frame.sort("row").group_by(names, maintain_order=True).agg("row").filter(pl.col("row").list.len() > 1)
    shared = pl.col(names[0]) if len(names) == 1 else pl.lit(None, dtype=pl.String)
    numbered = gathered.with_row_index("set").select(pl.col("row"), pl.col("set"), shared.alias("value"))
    return numbered.explode("row").cast(_SETS)


def check_unique(case: Case) -> list[Group]:
    """Report keys that stand in more than one row, and those that something else is known by."""
    keys = [group for rule in case.rules.unique for group in _repeated(case, "links.duplicate_key", rule)]
    natural = [group for rule in case.rules.natural_keys for group in _repeated(case, "links.natural_key", rule)]
    return [*keys, *_taken(case), *natural]


def _repeated(case: Case, code: str, rule: UniqueRule) -> list[Group]:
    components = rule.components or [
        name for kind in case.rules.kinds if kind.kind == rule.kind for name in kind.components
    ]
    frames = [_keys(case, component, rule.columns) for component in components if case.tables.has([component])]
    if not frames:
        return []
    keys = pl.concat(frames)
    names = [str(index) for index in range(len(rule.columns))]
    hashes = keys[names[0]].hash() if len(names) == 1 else keys.select(names).hash_rows()
    suspects = keys.filter(hashes.is_duplicated())
    wellformed = [
        _well_formed(case, suspects[name], components[0], column)
        for name, column in zip(names, rule.columns, strict=True)
    ]
    kept = suspects.filter(pl.all_horizontal(wellformed)).filter(~pl.col("row").is_in(case.copies))
    sets = _sets(kept, names)
    found = case.finding(code, rule.strength, rule.message, fix=rule.fix, requirement=rule.requirement)
    return alike(case.tables, found, sets, column=rule.columns[0])


def _keys(case: Case, component: str, columns: Sequence[str]) -> pl.DataFrame:
    texts = {str(index): case.tables.column(component, name) for index, name in enumerate(columns)}
    return (
        pl.DataFrame({"row": case.tables.rows(component), **texts})
        .drop_nulls()
        .with_columns(pl.exclude("row").str.strip_chars())
    )


def _well_formed(case: Case, texts: pl.Series, component: str, column: str) -> pl.Series:
    """Return which texts are what the column holds; where it holds no identifiers, all are."""
    kinds = case.identifiers.attribute_kinds(component, column)
    if not kinds:
        return repeated(True, texts.len(), pl.Boolean)
    good = [fits(texts, case.identifiers.kind(kind).pattern) for kind in kinds]
    return pl.DataFrame(good).select(pl.any_horizontal(pl.all())).to_series()


def _taken(case: Case) -> list[Group]:
    """Report identifiers that are known as something of another component."""
    groups: list[Group] = []
    for rule in case.rules.kinds:
        known = case.ids.known.filter(pl.col("component").is_in(rule.components))
        if known.is_empty():
            continue
        here = known.with_columns(
            case.presence.rows.gather(known["code"]).alias("row"),
            case.presence.components.gather(known["code"]).cast(pl.String).alias("own"),
        ).filter(pl.col("row").is_not_null() & (pl.col("own") != pl.col("component")))
        for (component,), rows in here.group_by("component", maintain_order=True):
            message = f"This identifier is known as that of a {component} already."
            fix = "Give this row an identifier of its own."
            found = case.finding("links.duplicate_key", ERROR, message, fix=fix, requirement=rule.requirement)
            groups += case.at(found, rows["row"], rows["code"], column=rule.column)
    return groups
