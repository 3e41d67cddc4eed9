"""Translating conditions. Text is compared without its case, as Synapse does; items of lists with it (HAS)."""

from collections.abc import Callable, Iterator, Sequence

from sqlglot import exp

from theatrum.repository.tables.column import ColumnType
from theatrum.repository.tables.sql import expressions
from theatrum.repository.tables.sql.dialect import written
from theatrum.repository.tables.sql.errors import SqlIsInvalid
from theatrum.repository.tables.sql.scope import Scope
from theatrum.repository.tables.sql.values import Sort, Value, as_sort, beside, plain

_OPERATORS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_NUMBERS = frozenset({Sort.INTEGER, Sort.DOUBLE})


def translate(scope: Scope, node: exp.Expr) -> Value:
    """Return a condition in the engine's SQL. Raises SqlIsInvalid, UnknownColumn."""
    translator = _TRANSLATORS.get(type(node))
    if translator is None:
        raise SqlIsInvalid(reason=f"{written(node)[:200]} is not a condition.")
    return translator(scope, node)


def _paren(scope: Scope, node: exp.Paren) -> Value:
    return translate(scope, node.this)


def _not(scope: Scope, node: exp.Not) -> Value:
    inner = translate(scope, node.this)
    return plain(f"(NOT {inner.sql})", Sort.BOOLEAN, inner)


def _between(scope: Scope, node: exp.Between) -> Value:
    low = exp.GTE(this=node.this, expression=node.args["low"])
    high = exp.LTE(this=node.this, expression=node.args["high"])
    return _joined("AND", [_comparison(scope, low), _comparison(scope, high)])


def _boolean(scope: Scope, node: exp.Column) -> Value:
    value = expressions.translate(scope, node)
    if value.sort is not Sort.BOOLEAN:
        raise SqlIsInvalid(reason=f"{written(node)} is not a condition: compare it with a value.")
    return value


def _chain(scope: Scope, node: exp.Connector) -> Value:
    """Translate a chain of AND or OR as a tree as flat as can be: databases limit how deep one may be."""
    parts = [translate(scope, part) for part in _links(node)]
    return _joined("AND" if isinstance(node, exp.And) else "OR", parts)


def _links(node: exp.Connector) -> Iterator[exp.Expr]:
    waiting = [node.expression, node.this]
    while waiting:
        part = waiting.pop()
        if type(part) is type(node):
            waiting += [part.expression, part.this]
        else:
            yield part


def _joined(word: str, parts: Sequence[Value]) -> Value:
    texts = [part.sql for part in parts]
    while len(texts) > 1:
        pairs = [texts[at : at + 2] for at in range(0, len(texts), 2)]
        texts = [f"({f' {word} '.join(pair)})" if len(pair) > 1 else pair[0] for pair in pairs]
    return plain(texts[0], Sort.BOOLEAN, *parts)


def _comparison(scope: Scope, node: exp.Expr) -> Value:
    left, right = expressions.translate(scope, node.this), expressions.translate(scope, node.args["expression"])
    return compare(scope, _OPERATORS[type(node)], left, right)


def compare(scope: Scope, operator: str, left: Value, right: Value) -> Value:
    """Return a comparison of two values, of which a literal takes the type of the other. Raises SqlIsInvalid."""
    left, right = expressions.finite(scope, left), expressions.finite(scope, right)
    if left.literal is not None and right.literal is None:
        left = beside(scope.engine, left, right.column_type)
    elif right.literal is not None and left.literal is None:
        right = beside(scope.engine, right, left.column_type)
    if Sort.INSTANT in {left.sort, right.sort}:
        return _moments(scope, operator, left, right)
    if {left.sort, right.sort} <= _NUMBERS or left.sort is right.sort is Sort.BOOLEAN:
        return plain(f"({left.sql} {operator} {right.sql})", Sort.BOOLEAN, left, right)
    texts = [_comparable(scope, value, is_ordered=operator not in {"=", "<>"}) for value in (left, right)]
    return plain(f"({texts[0]} {operator} {texts[1]})", Sort.BOOLEAN, left, right)


def _moments(scope: Scope, operator: str, left: Value, right: Value) -> Value:
    moments = [as_sort(scope.engine, value, Sort.INSTANT) for value in (left, right)]
    return plain(f"({moments[0].sql} {operator} {moments[1].sql})", Sort.BOOLEAN, *moments)


def _comparable(scope: Scope, value: Value, *, is_ordered: bool) -> str:
    if value.literal is not None and value.sort is Sort.TEXT:
        folded = scope.engine.folded_literal(value.literal)
    elif value.sort is Sort.NULL:
        return "NULL"
    else:
        folded = scope.engine.folded(as_sort(scope.engine, value, Sort.TEXT).sql)
    return scope.engine.sorted(folded) if is_ordered else folded


def _in(scope: Scope, node: exp.In) -> Value:
    left = expressions.finite(scope, expressions.translate(scope, node.this))
    values = [expressions.translate(scope, value) for value in node.expressions]
    if any(value.literal is None for value in values):
        return _joined("OR", [compare(scope, "=", left, value) for value in values])
    fitted = [beside(scope.engine, value, left.column_type) for value in values]
    if left.sort in _NUMBERS or left.sort is Sort.BOOLEAN:
        return plain(f"({left.sql} IN ({', '.join(value.sql for value in fitted)}))", Sort.BOOLEAN, left)
    texts = [_comparable(scope, value, is_ordered=False) for value in (left, *fitted)]
    return plain(f"({texts[0]} IN ({', '.join(texts[1:])}))", Sort.BOOLEAN, left)


def _escaped(scope: Scope, node: exp.Escape) -> Value:
    escape = node.expression
    if not (isinstance(escape, exp.Literal) and escape.is_string and len(escape.name) == 1):
        raise SqlIsInvalid(reason="ESCAPE takes one character in quotation marks, such as '!'.")
    if isinstance(node.this, exp.Like):
        return _like(scope, node.this, escape.name)
    if isinstance(node.this, exp.Anonymous):
        return _has(scope, node.this, escape.name)
    raise SqlIsInvalid(reason="ESCAPE belongs to LIKE or HAS_LIKE.")


def _like(scope: Scope, node: exp.Like, escape: str | None = None) -> Value:
    left = expressions.translate_as(scope, node.this, Sort.TEXT)
    found = plain(
        f"({scope.engine.folded(left.sql)} LIKE {_pattern(scope, node.expression, escape)} ESCAPE '\\')",
        Sort.BOOLEAN,
        left,
    )
    return plain(f"(NOT {found.sql})", Sort.BOOLEAN, found) if node.args.get("negate") else found


def _pattern(scope: Scope, node: exp.Expr, escape: str | None) -> str:
    if not isinstance(node, exp.Literal):
        raise SqlIsInvalid(reason="LIKE takes a pattern in quotation marks, such as '%.fastq'.")
    return scope.engine.folded_literal(normal_pattern(node.name, escape or "\\"))


def normal_pattern(pattern: str, escape: str) -> str:
    """Return a pattern of LIKE with a backslash for escape, whatever it was; one at the end stands for itself."""
    found, at = "", 0
    while at < len(pattern):
        char = pattern[at]
        if char == escape:
            at += 1
            char = pattern[at] if at < len(pattern) else escape
            found += f"\\{char}"
        else:
            found += "\\\\" if char == "\\" else char
        at += 1
    return found


def _is(scope: Scope, node: exp.Is) -> Value:
    value = expressions.translate(scope, node.this)
    if isinstance(node.expression, exp.Null):
        return plain(f"({value.sql} IS NULL)", Sort.BOOLEAN, value)
    if not isinstance(node.expression, exp.Boolean):
        raise SqlIsInvalid(reason=f"{written(node)[:200]}: IS takes NULL, TRUE or FALSE.")
    truth = as_sort(scope.engine, value, Sort.BOOLEAN)
    word = scope.engine.boolean(value=bool(node.expression.this))
    return plain(f"(coalesce({truth.sql} = {word}, {scope.engine.boolean(value=False)}))", Sort.BOOLEAN, truth)


def _function(scope: Scope, node: exp.Anonymous) -> Value:
    match str(node.this).upper(), node.expressions:
        case "HAS" | "HAS_LIKE", _:
            return _has(scope, node, None)
        case "ISNAN", [argument]:
            return _test(scope, argument, is_nan=True)
        case "ISINFINITY", [argument]:
            return _test(scope, argument, is_nan=False)
        case "TEXT_MATCHES", _:
            raise SqlIsInvalid(reason="Search must be enabled for TEXT_MATCHES, and this server does not offer it.")
    raise SqlIsInvalid(reason=f"{written(node)[:200]} is not a condition: compare it with a value.")


def _test(scope: Scope, argument: exp.Expr, *, is_nan: bool) -> Value:
    value = expressions.translate(scope, argument)
    if value.sort is not Sort.DOUBLE:
        raise SqlIsInvalid(reason=f"{written(argument)[:200]} is not a DOUBLE: isNaN and isInfinity take no other.")
    test = scope.engine.is_nan if is_nan else scope.engine.is_infinite
    return plain(f"(coalesce({test(value.sql)}, {scope.engine.boolean(value=False)}))", Sort.BOOLEAN, value)


def _has(scope: Scope, node: exp.Anonymous, escape: str | None) -> Value:
    is_like = str(node.this).upper() == "HAS_LIKE"
    listed, *arguments = node.expressions
    value = expressions.translate(scope, listed)
    if not value.column_type.is_list:
        raise SqlIsInvalid(reason=f"{written(listed)[:200]} holds no lists: HAS and HAS_LIKE take a list column.")
    if not all(isinstance(argument, exp.Literal | exp.Boolean) for argument in arguments):
        raise SqlIsInvalid(reason=f"{node.this} takes values in parentheses, such as HAS ('a', 'b').")
    tests = _likes(scope, arguments, escape) if is_like else _items(scope, value.column_type.item, arguments)
    table = scope.engine.items(value.sql, "e")
    found = f"EXISTS (SELECT 1 FROM {table} WHERE {tests})"  # noqa: S608  # made of parts that we wrote
    return plain(f"(CASE WHEN {value.sql} IS NOT NULL THEN {found} END)", Sort.BOOLEAN, value)


def _items(scope: Scope, item: ColumnType, arguments: Sequence[exp.Expr]) -> str:
    values = [expressions.translate(scope, argument) for argument in arguments]
    fitted = [beside(scope.engine, value, item) for value in values]
    return f"{scope.engine.item('e', fitted[0].sort.value)} IN ({', '.join(value.sql for value in fitted)})"


def _likes(scope: Scope, arguments: Sequence[exp.Expr], escape: str | None) -> str:
    text = scope.engine.folded(scope.engine.cast(scope.engine.item("e", "text"), "text"))
    patterns = (_pattern(scope, argument, escape) for argument in arguments)
    return " OR ".join(f"{text} LIKE {pattern} ESCAPE '\\'" for pattern in patterns)


_TRANSLATORS: dict[type[exp.Expr], Callable[..., Value]] = {
    exp.And: _chain,
    exp.Or: _chain,
    exp.Paren: _paren,
    exp.Not: _not,
    **dict.fromkeys(_OPERATORS, _comparison),
    exp.In: _in,
    exp.Between: _between,
    exp.Like: _like,
    exp.Escape: _escaped,
    exp.Is: _is,
    exp.Anonymous: _function,
    exp.Column: _boolean,
}
