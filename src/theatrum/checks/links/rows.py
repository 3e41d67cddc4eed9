"""Rows picked by tests of their cells."""

from collections.abc import Mapping

import polars as pl

from theatrum.checks.links.case import Case
from theatrum.checks.links.tables import ROW
from theatrum.checks.profile.link_shapes import CellTest, Rows


def pick(case: Case, picked: Rows) -> pl.Series:
    """Return the rows that a rule speaks of, over all its components."""
    parts = [pick_in(case, component, picked.where) for component in picked.components]
    return pl.concat(parts) if parts else pl.Series([], dtype=ROW)


def pick_in(case: Case, component: str, tests: Mapping[str, CellTest]) -> pl.Series:
    """Return the rows of a component for which all tests hold."""
    rows = case.tables.rows(component)
    if rows.is_empty():
        return rows
    for name, test in tests.items():
        # Tests are asked of the rows that are left.
        texts = case.tables.column(component, name).gather(rows - case.tables.span(component)[0])
        rows = rows.filter(_holds(texts, test))
    return rows


def _holds(texts: pl.Series, test: CellTest) -> pl.Series:
    if test.present is False:
        return texts.is_null()
    mask = texts.is_not_null()
    plain = texts.str.strip_chars().str.to_lowercase()
    if test.one_of is not None:
        mask &= plain.is_in([value.lower() for value in test.one_of])
    if test.none_of is not None:
        mask &= ~plain.is_in([value.lower() for value in test.none_of])
    if test.matches is not None:
        mask &= texts.str.contains(f"(?i)(?:{test.matches})")
    if test.matches_none is not None:
        mask &= ~texts.str.contains(f"(?i)(?:{test.matches_none})")
    return mask.fill_null(value=False)
