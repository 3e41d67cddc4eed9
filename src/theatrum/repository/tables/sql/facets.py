"""Facets: which values a column has in a result and how often, or between which its values are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from theatrum.repository.tables.column import Column, FacetType
from theatrum.repository.tables.sql import statements
from theatrum.repository.tables.sql.cells import cell_text
from theatrum.repository.tables.sql.narrowing import combined
from theatrum.repository.tables.sql.question import NO_VALUE, ChosenRange, ChosenValues, Question
from theatrum.repository.tables.sql.readers.reader import Reader
from theatrum.repository.tables.sql.scope import Scope

# As many values as one facet lists, the most frequent first.
VALUES_LIMIT = 100


@dataclass(frozen=True)
class ValueCount:
    """A value of a facet: how many rows have it, and whether it was chosen."""

    value: str
    count: int
    is_selected: bool


@dataclass(frozen=True)
class Facet:
    """What is known of a column with a facet; values for an enumeration, the ends for a range."""

    column: str
    kind: FacetType
    values: list[ValueCount] = field(default_factory=list)
    least: str | None = None
    most: str | None = None
    chosen_least: str | None = None
    chosen_most: str | None = None


def facets_of(scope: Scope, reader: Reader, query: exp.Select, question: Question) -> Iterator[Facet]:
    """Yield the facets of the relation's columns; each is counted without the choice made in it."""
    for column in scope.relation.columns:
        if column.facet_type is None:
            continue
        narrowed = combined(scope, query, question, without=column.name)
        if column.facet_type is FacetType.ENUMERATION:
            yield _enumeration(scope, reader, narrowed, column, question)
        else:
            yield _range(scope, reader, narrowed, column, question)


def _enumeration(scope: Scope, reader: Reader, query: exp.Select, column: Column, question: Question) -> Facet:
    named = exp.column(column.name, quoted=True)
    value: exp.Expr = exp.Anonymous(this="UNNEST", expressions=[named]) if column.column_type.is_list else named
    counted = exp.Anonymous(this="COUNT", expressions=[exp.Star()])
    asked = _over(query, [value, counted])
    asked.set("group", exp.Group(expressions=[value.copy()]))
    most_first = exp.Ordered(this=counted.copy(), desc=True)
    asked.set("order", exp.Order(expressions=[most_first, exp.Ordered(this=value.copy())]))
    asked.set("limit", exp.Limit(expression=exp.Literal.number(VALUES_LIMIT)))
    # A scope of its own: what it unnests is no business of the query's.
    found = statements.translate(scope.anew(), asked)
    chosen = {
        text for one in question.chosen if isinstance(one, ChosenValues) and one.column == column.name
        for text in one.values
    }  # fmt: skip
    counts = []
    for cell, count in reader.rows(found.sql):
        text = NO_VALUE if cell is None else str(cell_text(column.column_type.item, cell))
        counts.append(ValueCount(value=text, count=int(str(count)), is_selected=text in chosen))
    return Facet(column=column.name, kind=FacetType.ENUMERATION, values=counts)


def _range(scope: Scope, reader: Reader, query: exp.Select, column: Column, question: Question) -> Facet:
    named = exp.column(column.name, quoted=True)
    ends = [exp.Anonymous(this=name, expressions=[named.copy()]) for name in ("MIN", "MAX")]
    [(least, most)] = reader.rows(statements.translate(scope.anew(), _over(query, ends)).sql)
    chosen = next(
        (one for one in question.chosen if isinstance(one, ChosenRange) and one.column == column.name),
        ChosenRange(column.name),
    )
    return Facet(
        column=column.name,
        kind=FacetType.RANGE,
        least=cell_text(column.column_type, least),
        most=cell_text(column.column_type, most),
        chosen_least=chosen.least,
        chosen_most=chosen.most,
    )


def _over(query: exp.Select, selected: Sequence[exp.Expr]) -> exp.Select:
    """Return another SELECT over the rows that a query reads."""
    asked = query.copy()
    for part in ("group", "order", "limit", "offset", "distinct"):
        asked.set(part, None)
    asked.set("expressions", list(selected))
    return asked
