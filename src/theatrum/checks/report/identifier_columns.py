"""Whole columns of identifiers, beyond their form: whose they are. Numbers may be chosen freely, gaps included."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import polars as pl

from theatrum.checks.columns.lists import split_list
from theatrum.checks.findings import Finding, Group, Severity, Source
from theatrum.checks.links.records import Records
from theatrum.checks.profile.identifier_shapes import IdentifierAttribute, Identifiers

_LISTED = 12
_ROW, _TEXT, _CENTER = "row", "text", "center"


@dataclass(frozen=True, slots=True)
class Centers:
    """The ids of all centers there are, and that of the submitting one where it is known."""

    registered: Collection[str]
    submitting: str | None = None

    def expected(self) -> Collection[str]:
        """Return the centers whose identifiers need no second look."""
        return self.registered if self.submitting is None else (self.submitting,)


def check_identifiers(records: Records, identifiers: Identifiers, centers: Centers) -> list[Group]:
    """Return what is wrong with the centers of the identifiers of a table.

    What has not the form of an identifier at all is left to its pattern.
    """
    groups: list[Group] = []
    for column in records.frame.columns:
        entry = identifiers.attribute(records.component, column)
        if entry is not None:
            groups += _check_column(records, identifiers, entry, centers)
    return groups


def _check_column(
    records: Records, identifiers: Identifiers, entry: IdentifierAttribute, centers: Centers
) -> Iterator[Group]:
    for prefix, rows in _strangers(records, identifiers, entry, centers):
        if prefix in centers.registered and entry.other_center == "ignore":
            continue
        finding = _finding(identifiers, entry, centers, prefix)
        placed = replace(finding, file=records.file, sheet=records.sheet, component=records.component)
        yield Group(placed, rows)


def _strangers(
    records: Records, identifiers: Identifiers, entry: IdentifierAttribute, centers: Centers
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield centers that are none of those expected, and the rows whose identifiers begin with them."""
    cells = records.frame.select(
        pl.int_range(pl.len()).alias(_ROW) + records.first_row, pl.col(entry.attribute).alias(_TEXT)
    )
    # Most rows are the center's own: telling them by their beginning spares taking them apart.
    is_list = pl.col(_TEXT).str.contains(r"[,;\[]")
    own = [pl.col(_TEXT).str.starts_with(f"{center}_") for center in centers.expected()]
    doubtful = cells.filter(pl.col(_TEXT).is_not_null() & (is_list | ~pl.any_horizontal(pl.lit(value=False), *own)))
    if doubtful.is_empty():
        return
    found = _with_center(_items(doubtful), identifiers, entry)
    strange = found.filter(~pl.col(_CENTER).is_in(list(centers.expected())))
    for (prefix,), part in strange.group_by([_CENTER], maintain_order=True):
        if identifiers.is_center(str(prefix)):
            yield str(prefix), tuple(part[_ROW].unique(maintain_order=True).to_list())


def _items(cells: pl.DataFrame) -> pl.DataFrame:
    """Return one row an identifier, where a cell may hold several."""
    is_list = pl.col(_TEXT).str.contains(r"[,;\[]")
    single, several = cells.filter(~is_list), cells.filter(is_list)
    if several.is_empty():
        return single
    taken_apart = [(row, str(item)) for row, text in several.rows() for item in split_list(text)]
    apart = pl.DataFrame(taken_apart, schema=cells.schema, orient="row")
    return pl.concat([single, apart]).sort(_ROW, maintain_order=True)


def _with_center(cells: pl.DataFrame, identifiers: Identifiers, entry: IdentifierAttribute) -> pl.DataFrame:
    """Return the cells that have the form of an identifier, with the center each begins with."""
    forms = identifiers.forms
    patterns = [forms.parts_pattern(kind) for kind in entry.kinds if "(?P<center>" in forms.parts_pattern(kind)]
    if not patterns:
        return cells.clear().with_columns(pl.col(_TEXT).alias(_CENTER))
    parts = [pl.col(_TEXT).str.extract_groups(pattern).struct.field(_CENTER) for pattern in patterns]
    return cells.with_columns(pl.coalesce(parts).alias(_CENTER)).drop_nulls(_CENTER)


def _finding(identifiers: Identifiers, entry: IdentifierAttribute, centers: Centers, prefix: str) -> Finding:
    exists, column = prefix in centers.registered, entry.attribute
    is_error = not exists or entry.other_center == "error"
    return Finding(
        code="identifier.other_center" if exists else "identifier.unregistered",
        severity=Severity.ERROR if is_error else Severity.WARNING,
        message=f"{column} begins with the id of {'another center' if exists else 'a center that does not exist'}.",
        fix=_fix(centers) if is_error else "Make sure that the other center's is meant.",
        column=column,
        value=prefix,
        source=Source.OVERLAY,
        requirement=identifiers.own_requirement if exists else identifiers.registered_requirement,
    )


def _fix(centers: Centers) -> str:
    if centers.submitting is not None:
        return f"Begin with {centers.submitting}, the id of your center."
    return f"Begin with the id of your center: {', '.join(sorted(centers.registered)[:_LISTED])}."
