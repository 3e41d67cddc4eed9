"""Translating a whole query: the SELECT list, conditions, groups, order and page, over one relation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from theatrum.repository.tables.column import ColumnType
from theatrum.repository.tables.sql import expressions, predicates
from theatrum.repository.tables.sql.dialect import written
from theatrum.repository.tables.sql.errors import SqlIsInvalid
from theatrum.repository.tables.sql.scope import Scope
from theatrum.repository.tables.sql.values import Sort, Value, as_sort

_LARGEST = 2**63 - 1
# As many values as both databases select at once.
_COLUMNS_LIMIT = 1500


@dataclass(frozen=True)
class Output:
    """One column of a result: its name, its type, and its id if it is a column as it stands."""

    name: str
    column_type: ColumnType
    column_id: int | None


@dataclass(frozen=True)
class Translated:
    """A query ready to run over the relation, which it calls ``q``.

    With ``has_rows`` the result begins with row id and version (and etag), and each row is one of the
    relation; without, rows are groups or distinct values.
    """

    sql: str
    outputs: Sequence[Output]
    has_rows: bool
    has_etag: bool


@dataclass(frozen=True)
class _Item:
    value: Value
    output: Output
    alias: str


def translate(scope: Scope, query: exp.Select, *, with_etag: bool = False) -> Translated:
    """Return a query in the engine's SQL. Raises SqlIsInvalid, UnknownColumn."""
    items = _items(scope, query)
    groups = _groups(scope, query, items)
    distinct = query.args.get("distinct") is not None
    is_aggregate = bool(groups) or any(item.value.is_aggregate for item in items)
    if is_aggregate:
        _check_groups(items, groups)
    where = _where(scope, query)
    order = _order(scope, query, items, groups if is_aggregate else None)
    # Last, when it is known whether a list is unnested anywhere.
    has_rows = not (is_aggregate or distinct or scope.unnested)
    has_etag = has_rows and with_etag and scope.relation.has_etag
    heads = ["r.row_id", "r.row_version", *(["r.row_etag"] if has_etag else [])] if has_rows else []
    listed = [*heads, *(f"{_shown(scope, item.value)} AS o{at}" for at, item in enumerate(items))]
    first = "SELECT DISTINCT" if distinct else "SELECT"
    selected = f"{first} {', '.join(listed)} FROM q AS r{_joins(scope)}"
    if has_rows:
        sql = _paged(selected, where, _ordered(scope, order, items=items, is_aggregate=False), _page(query))
        return Translated(sql, [item.output for item in items], has_rows, has_etag)
    body = f"{selected}{where}{_grouped(groups)}"
    if distinct:
        body = f"SELECT * FROM ({body}) AS d{_distinct_order(scope, order, items)}"  # noqa: S608  # made of parts that we wrote
    else:
        body += _ordered(scope, order, items=items, is_aggregate=is_aggregate)
    return Translated(body + _page(query), [item.output for item in items], has_rows, has_etag)


def translate_count(scope: Scope, query: exp.Select) -> str:
    """Return the SQL of how many rows a query has, its own page aside. Raises as ``translate``."""
    bare = query.copy()
    for part in ("order", "limit", "offset"):
        bare.set(part, None)
    inner = translate(scope, bare)
    if inner.has_rows:
        return f"SELECT count(*) FROM q AS r{_where(scope, bare)}"  # noqa: S608  # made of parts that we wrote
    return f"SELECT count(*) FROM ({inner.sql}) AS counted"  # noqa: S608  # as above


def condition_of(scope: Scope, query: exp.Select) -> str:
    """Return the WHERE clause of a query, with its word, or nothing. Raises as ``translate``."""
    return _where(scope, query)


def page_of(query: exp.Select) -> tuple[int | None, int]:
    """Return the LIMIT and OFFSET that a query says. Raises SqlIsInvalid."""
    limit, offset = query.args.get("limit"), query.args.get("offset")
    return (_number(limit, "LIMIT") if limit else None), (_number(offset, "OFFSET") if offset else 0)


def is_aggregated(query: exp.Select) -> bool:
    """Tell whether a query groups its rows."""
    return query.args.get("group") is not None


def _items(scope: Scope, query: exp.Select) -> list[_Item]:
    listed = query.expressions
    if len(listed) > _COLUMNS_LIMIT:
        raise SqlIsInvalid(reason=f"The query selects {len(listed)} columns; {_COLUMNS_LIMIT} is the most.")
    if any(isinstance(item, exp.Star) for item in listed):
        if len(listed) > 1:
            raise SqlIsInvalid(reason="* stands alone in a SELECT list, or every column is named.")
        return [_item_of(scope, exp.column(column.name, quoted=True)) for column in scope.relation.columns]
    return [_item_of(scope, item) for item in listed]


def _item_of(scope: Scope, node: exp.Expr) -> _Item:
    alias = node.alias if isinstance(node, exp.Alias) else ""
    inner = node.this if isinstance(node, exp.Alias) else node
    value = expressions.translate(scope, inner)
    name = alias or (_column_name(scope, inner) if isinstance(inner, exp.Column) else _function_name(inner))
    column_id = None if alias and value.column_id is None else value.column_id
    return _Item(value, Output(name, value.column_type, column_id), alias)


def _column_name(scope: Scope, node: exp.Column) -> str:
    found = scope.find(node.name)
    return found.name if found else node.name


def _function_name(node: exp.Expr) -> str:
    """Return what a computed column is called: as it is written, without quotation marks around names."""
    bare = node.copy()
    for identifier in bare.find_all(exp.Identifier):
        identifier.set("quoted", False)
    return written(bare)


def _shown(scope: Scope, value: Value) -> str:
    is_shown_as_text = value.sort in {Sort.INSTANT, Sort.DOCUMENT}
    return as_sort(scope.engine, value, Sort.TEXT).sql if is_shown_as_text else value.sql


def _named(scope: Scope, node: exp.Expr, items: Sequence[_Item]) -> Value:
    """Translate what GROUP BY and ORDER BY name: a column, an alias, the number of an item, or any value."""
    if isinstance(node, exp.Column) and not node.table:
        aliased = [item.value for item in items if item.alias and item.alias.lower() == node.name.lower()]
        if aliased and scope.find(node.name) is None:
            return aliased[0]
    if isinstance(node, exp.Literal) and not node.is_string:
        position = int(node.name) if node.name.isdecimal() else 0
        if not 1 <= position <= len(items):
            raise SqlIsInvalid(reason=f"{node.name} is not the number of one of the {len(items)} columns selected.")
        return items[position - 1].value
    return expressions.translate(scope, node)


def _groups(scope: Scope, query: exp.Select, items: Sequence[_Item]) -> list[Value]:
    group = query.args.get("group")
    groups = [_named(scope, node, items) for node in group.expressions] if group else []
    if any(value.is_aggregate for value in groups):
        raise SqlIsInvalid(reason="GROUP BY cannot take an aggregate, such as COUNT or MAX.")
    return groups


def _grouped(groups: Sequence[Value]) -> str:
    # A literal would be taken for the number of a column.
    listed = [value.sql for value in groups if value.literal is None]
    return f" GROUP BY {', '.join(listed)}" if listed else ""


def _check_groups(items: Sequence[_Item], groups: Sequence[Value]) -> None:
    for item in items:
        if not _is_grouped(item.value, groups):
            reason = f"{item.output.name} is neither an aggregate nor in GROUP BY: a group has many values of it."
            raise SqlIsInvalid(reason=reason)


def _is_grouped(value: Value, groups: Sequence[Value]) -> bool:
    whole = {group.sql for group in groups}
    return value.sql in whole or value.bare <= whole


def _joins(scope: Scope) -> str:
    return "".join(scope.engine.unnested(f"r.{field}", alias) for field, alias in scope.unnested.items())


def _where(scope: Scope, query: exp.Select) -> str:
    where = query.args.get("where")
    if where is None:
        return ""
    condition = predicates.translate(scope, where.this)
    if condition.is_aggregate:
        raise SqlIsInvalid(reason="WHERE cannot take an aggregate, such as COUNT or MAX.")
    return f" WHERE {condition.sql}"


def _order(
    scope: Scope, query: exp.Select, items: Sequence[_Item], groups: Sequence[Value] | None
) -> list[tuple[Value, bool]]:
    order = query.args.get("order")
    found = []
    for node in order.expressions if order else []:
        value = _named(scope, node.this, items)
        if groups is not None and not _is_grouped(value, groups):
            raise SqlIsInvalid(
                reason=f"{written(node.this)[:200]} in ORDER BY is neither an aggregate nor in GROUP BY."
            )
        found.append((value, bool(node.args.get("desc"))))
    if groups is None and any(value.is_aggregate for value, _ in found):
        raise SqlIsInvalid(reason="ORDER BY takes an aggregate only where rows are grouped.")
    return found


def _terms(scope: Scope, value: Value, *, descending: bool) -> list[str]:
    """Return terms of ORDER BY: text without its case first, then as it is, so that the order is one."""
    if value.sort is not Sort.TEXT:
        return [scope.engine.ordered(value.sql, descending=descending)]
    keys = (scope.engine.folded(value.sql), value.sql)
    return [scope.engine.ordered(scope.engine.sorted(key), descending=descending) for key in keys]


def _ordered(scope: Scope, order: list[tuple[Value, bool]], *, items: Sequence[_Item], is_aggregate: bool) -> str:
    terms = [term for value, down in order for term in _terms(scope, value, descending=down) if value.literal is None]
    # Pages neither repeat nor miss a row or a group.
    if not is_aggregate:
        terms.append("r.row_id")
    else:
        rest = [item.value for item in items if not item.value.is_aggregate and item.value.literal is None]
        terms += [term for value in rest for term in _terms(scope, value, descending=False)]
    return f" ORDER BY {', '.join(terms)}" if terms else ""


def _distinct_order(scope: Scope, order: list[tuple[Value, bool]], items: Sequence[_Item]) -> str:
    terms = []
    for value, descending in order:
        places = [at for at, item in enumerate(items) if item.value.sql == value.sql]
        if not places:
            raise SqlIsInvalid(reason="With SELECT DISTINCT, ORDER BY takes only what is selected.")
        terms += _terms(scope, replace(value, sql=f"d.o{places[0]}"), descending=descending)
    for at, item in enumerate(items):
        terms += _terms(scope, replace(item.value, sql=f"d.o{at}"), descending=False)
    return f" ORDER BY {', '.join(terms)}"


def _paged(selected: str, where: str, order: str, page: str) -> str:
    """Return a query of rows; those of a page are found first, and then their cells, which may cost more to compute."""
    if not page:
        return f"{selected}{where}{order}"
    found = f"SELECT r.row_id FROM q AS r{where}{order}{page}"  # noqa: S608  # made of parts that we wrote
    return f"{selected} WHERE r.row_id IN ({found}){order}"


def _page(query: exp.Select) -> str:
    limit, offset = page_of(query)
    if limit is None and not offset:
        return ""
    return f" LIMIT {_LARGEST if limit is None else limit} OFFSET {offset}"


def _number(node: exp.Expr, word: str) -> int:
    value = node.args.get("expression")
    text = value.name if isinstance(value, exp.Literal) and not value.is_string else ""
    if not text.isdecimal() or int(text) > _LARGEST:
        raise SqlIsInvalid(reason=f"{word} takes a whole number.")
    return int(text)
