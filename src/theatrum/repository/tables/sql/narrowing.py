"""Putting the options of a question into its query, as Synapse's SQL: one text says it all (``combinedSql``)."""

from collections.abc import Iterable, Sequence

from sqlglot import exp

from theatrum.repository.tables.column import FacetType
from theatrum.repository.tables.sql.errors import SqlIsInvalid
from theatrum.repository.tables.sql.question import (
    NO_VALUE,
    Chosen,
    ChosenRange,
    ChosenValues,
    Filter,
    Question,
    SortBy,
)
from theatrum.repository.tables.sql.scope import Scope
from theatrum.repository.tables.sql.statements import page_of


def combined(scope: Scope, query: exp.Select, question: Question, *, without: str | None = None) -> exp.Select:
    """Return the query with filters, facets and sorting in it; the facet of the column ``without`` left out.

    Raises SqlIsInvalid, UnknownColumn.
    """
    narrowed = query.copy()
    chosen = [one for one in question.chosen if one.column != without]
    conditions = [_filter(scope, one) for one in question.filters]
    conditions += [condition for one in chosen if (condition := _facet(scope, one)) is not None]
    where = narrowed.args.get("where")
    present = [where.this.copy()] if where is not None else []
    if conditions:
        narrowed.set("where", exp.Where(this=_all([*present, *conditions])))
    if question.sort:
        narrowed.set("order", exp.Order(expressions=[_sorted(scope, one) for one in question.sort]))
    return narrowed


def windowed(query: exp.Select, *, limit: int | None, offset: int) -> exp.Select:
    """Return the query with a window on its own page. Raises SqlIsInvalid."""
    own_limit, own_offset = page_of(query)
    shown = query.copy()
    left = None if own_limit is None else max(0, own_limit - offset)
    limits = [number for number in (left, limit) if number is not None]
    shown.set("limit", exp.Limit(expression=exp.Literal.number(min(limits))) if limits else None)
    first = own_offset + offset
    shown.set("offset", exp.Offset(expression=exp.Literal.number(first)) if first or limits else None)
    return shown


def _all(conditions: Sequence[exp.Expr]) -> exp.Expr:
    joined: exp.Expr = exp.Paren(this=conditions[0])
    for condition in conditions[1:]:
        joined = exp.And(this=joined, expression=exp.Paren(this=condition))
    return joined


def _any(conditions: Iterable[exp.Expr]) -> exp.Expr:
    first, *others = conditions
    for condition in others:
        first = exp.Or(this=first, expression=condition)
    return first


def _name(scope: Scope, name: str) -> exp.Column:
    bare = name.strip('"`')
    scope.column(bare)
    return exp.column(bare, quoted=True)


def _text(value: str) -> exp.Expr:
    # Of a token that was made up: bodies of requests hold no NUL.
    if "\x00" in value:
        raise SqlIsInvalid(reason="A value to compare with holds a NUL character: no cell does.")
    literal: exp.Expr = exp.Literal.string(value)
    return literal


def _texts(values: Iterable[str]) -> list[exp.Expr]:
    return [_text(value) for value in values]


def _filter(scope: Scope, asked: Filter) -> exp.Expr:
    if not asked.values:
        raise SqlIsInvalid(reason=f"The filter of the column {asked.column} has no values.")
    column, values = _name(scope, asked.column), _texts(asked.values)
    match asked.operator:
        case "EQUAL":
            return _any(exp.EQ(this=column.copy(), expression=value) for value in values)
        case "IN":
            return exp.In(this=column, expressions=values)
        case "LIKE":
            return _any(exp.Like(this=column.copy(), expression=value) for value in values)
    return exp.Anonymous(this=asked.operator, expressions=[column, *values])


def _facet(scope: Scope, chosen: Chosen) -> exp.Expr | None:
    found = scope.find(chosen.column)
    if found is None or found.facet_type is None:
        scope.column(chosen.column)
        raise SqlIsInvalid(reason=f"The column {chosen.column} has no facet: give it a facetType first.")
    wanted = FacetType.ENUMERATION if isinstance(chosen, ChosenValues) else FacetType.RANGE
    if found.facet_type is not wanted:
        reason = f"The facet of the column {chosen.column} is of type {found.facet_type}, not {wanted}."
        raise SqlIsInvalid(reason=reason)
    if isinstance(chosen, ChosenRange):
        return _range(_name(scope, chosen.column), chosen)
    return _values(_name(scope, chosen.column), chosen, is_list=found.column_type.is_list)


def _values(column: exp.Column, chosen: ChosenValues, *, is_list: bool) -> exp.Expr | None:
    texts = _texts(value for value in chosen.values if value != NO_VALUE)
    parts: list[exp.Expr] = []
    if NO_VALUE in chosen.values:
        parts.append(exp.Is(this=column.copy(), expression=exp.Null()))
    if is_list and texts:
        parts.append(exp.Anonymous(this="HAS", expressions=[column, *texts]))
    else:
        parts += [exp.EQ(this=column.copy(), expression=text) for text in texts]
    return _any(parts) if parts else None


def _range(column: exp.Column, chosen: ChosenRange) -> exp.Expr | None:
    least, most = chosen.least, chosen.most
    if NO_VALUE in {least, most}:
        return exp.Is(this=column, expression=exp.Null())
    if least and most:
        return exp.Between(this=column, low=_text(least), high=_text(most))
    if least:
        return exp.GTE(this=column, expression=_text(least))
    return exp.LTE(this=column, expression=_text(most)) if most else None


def _sorted(scope: Scope, asked: SortBy) -> exp.Ordered:
    return exp.Ordered(this=_name(scope, asked.column), desc=asked.descending)
