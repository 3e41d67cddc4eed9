"""The functions of Synapse's SQL that compute one value of others. What is not named here does not exist."""

import re
from collections.abc import Callable, Sequence

from sqlglot import exp

from theatrum.repository.tables.column import ColumnType
from theatrum.repository.tables.sql import expressions, moments
from theatrum.repository.tables.sql.errors import SqlIsInvalid
from theatrum.repository.tables.sql.scope import Scope
from theatrum.repository.tables.sql.values import Sort, Value, as_sort, number, plain

Arguments = Sequence[exp.Expr]
_GROWTH_LIMIT = 1000
_STEP = re.compile(r"""\.(?:"([^"\\]*)"|([A-Za-z_][A-Za-z0-9_]*))|\[([0-9]{1,9})\]""")
_NOT_OFFERED = frozenset(
    {"CRC32", "JSON_OVERLAPS", "JSON_SEARCH", "JSON_QUOTE", "TEXT_MATCHES", "FROM_DAYS", "SUBSTRING"}
)


def translate(scope: Scope, name: str, arguments: Arguments) -> Value:
    """Return a call of a function. Raises SqlIsInvalid, UnknownColumn."""
    if moments.is_one(name):
        return moments.translate(scope, name, arguments)
    known = _FUNCTIONS.get(name)
    if known is None:
        told = "is not offered by this server" if name in _NOT_OFFERED else "is not a function of Synapse's SQL"
        raise SqlIsInvalid(reason=f"{name} {told}.")
    counts, function = known
    if len(arguments) not in counts:
        raise SqlIsInvalid(reason=f"{name} takes {_told(counts)}, not {len(arguments)}.")
    return function(scope, arguments)


def stands_alone(name: str) -> bool:
    """Tell whether a word is a function that needs no parentheses."""
    return name.upper() in moments.WITHOUT_PARENTHESES


def _told(counts: range) -> str:
    if counts.stop > 100:
        return f"{counts.start} arguments or more"
    return f"{counts.start} to {counts.stop - 1} arguments" if len(counts) > 1 else f"{counts.start} argument(s)"


def _texts(scope: Scope, arguments: Arguments) -> list[Value]:
    return [expressions.translate_as(scope, argument, Sort.TEXT) for argument in arguments]


def _concat(scope: Scope, arguments: Arguments) -> Value:
    texts = _texts(scope, arguments)
    return plain(f"({' || '.join(text.sql for text in texts)})", Sort.TEXT, *texts)


def _text_function(called: str, of_sqlite: str) -> Callable[[Scope, Arguments], Value]:
    def translated(scope: Scope, arguments: Arguments) -> Value:
        texts = _texts(scope, arguments)
        name = of_sqlite if scope.engine.name == "sqlite" else called
        return plain(f"{name}({', '.join(text.sql for text in texts)})", Sort.TEXT, *texts)

    return translated


def _replace(scope: Scope, arguments: Arguments) -> Value:
    if _growth(arguments) > _GROWTH_LIMIT:
        reason = f"REPLACE may make a text {_GROWTH_LIMIT} times as long at most, also where one stands in another."
        raise SqlIsInvalid(reason=reason)
    texts = _texts(scope, arguments)
    return plain(f"replace({', '.join(text.sql for text in texts)})", Sort.TEXT, *texts)


def _growth(arguments: Arguments) -> float:
    """Return how many times as long REPLACE may make a text: what is put in, against what is taken out."""
    nested = (node for one in arguments for node in one.find_all(exp.Anonymous) if _is_replace(node))
    inner = max((_growth(node.expressions) for node in nested), default=1.0)
    old, new = (one.name if isinstance(one, exp.Literal) else None for one in arguments[1:3])
    if new is None:
        # Cells are put in, which are as long as any text: once, but not into each other.
        return 1.0 if inner == 1.0 else _GROWTH_LIMIT + 1.0
    return inner * max(1.0, len(new) / max(1, len(old or "")))


def _is_replace(node: exp.Expr) -> bool:
    return isinstance(node, exp.Anonymous) and str(node.this).upper() == "REPLACE" and len(node.expressions) == 3


def _round(scope: Scope, arguments: Arguments) -> Value:
    values = [expressions.finite(scope, number(scope.engine, expressions.translate(scope, one))) for one in arguments]
    digits = values[1].sql if len(values) > 1 else "0"
    if len(values) > 1 and (values[1].literal is None or not 0 <= int(float(values[1].literal)) <= 30):
        raise SqlIsInvalid(reason="ROUND takes the number of decimals as a whole number from 0 to 30.")
    double = as_sort(scope.engine, values[0], Sort.DOUBLE)
    return plain(scope.engine.rounded(double.sql, digits), Sort.DOUBLE, *values)


def _coalesce(scope: Scope, arguments: Arguments) -> Value:
    values, sort = expressions.alike(scope, [expressions.translate(scope, argument) for argument in arguments])
    return plain(f"coalesce({', '.join(value.sql for value in values)})", sort, *values)


def _nullif(scope: Scope, arguments: Arguments) -> Value:
    values, sort = expressions.alike(scope, [expressions.translate(scope, argument) for argument in arguments])
    return plain(f"nullif({values[0].sql}, {values[1].sql})", sort, *values)


def _current_user(scope: Scope, _arguments: Arguments) -> Value:
    return Value(str(scope.actor_id), Sort.INTEGER, ColumnType.USERID)


def _unnest(scope: Scope, arguments: Arguments) -> Value:
    if not isinstance(arguments[0], exp.Column):
        raise SqlIsInvalid(reason="UNNEST takes the name of a column that holds lists.")
    named = scope.column(arguments[0].name, table=arguments[0].table)
    column = scope.find(arguments[0].name)
    if column is None or not named.column_type.is_list:
        raise SqlIsInvalid(reason=f"UNNEST takes a column that holds lists; {arguments[0].name} does not.")
    item = column.column_type.item
    sort = _item_sort(item)
    sql = scope.engine.item(scope.unnest(column), sort.value)
    return Value(sql, sort, item, bare=frozenset({sql}))


def _item_sort(item: ColumnType) -> Sort:
    if item in {ColumnType.STRING, ColumnType.ENTITYID}:
        return Sort.TEXT
    return Sort.BOOLEAN if item is ColumnType.BOOLEAN else Sort.INTEGER


def _json_extract(scope: Scope, arguments: Arguments) -> Value:
    document, path = expressions.translate(scope, arguments[0]), arguments[1]
    if document.sort is not Sort.DOCUMENT or not (isinstance(path, exp.Literal) and path.is_string):
        raise SqlIsInvalid(reason="JSON_EXTRACT takes a column of JSON and a path, such as '$.name' or '$[0]'.")
    return plain(scope.engine.json_text(document.sql, steps_of(path.name)), Sort.TEXT, document)


def steps_of(path: str) -> list[str | int]:
    """Return the steps of a JSON path: names and positions. Raises SqlIsInvalid."""
    steps, at = list[str | int](), 1
    while path.startswith("$") and at < len(path) and (step := _STEP.match(path, at)):
        quoted, name, position = step.groups()
        steps.append(int(position) if position is not None else quoted if quoted is not None else name)
        at = step.end()
    if not steps or at < len(path):
        raise SqlIsInvalid(reason=f"{path[:100]!r} is not a JSON path of names and positions, such as '$.name[0]'.")
    return steps


def _json_unquote(scope: Scope, arguments: Arguments) -> Value:
    # What is extracted has no quotation marks here.
    return expressions.translate_as(scope, arguments[0], Sort.TEXT)


def _json_array(scope: Scope, arguments: Arguments) -> Value:
    values = [expressions.finite(scope, expressions.translate(scope, argument)) for argument in arguments]
    items = [scope.engine.json_item(value.sql, value.sort.value) for value in values]
    return plain(scope.engine.json_document(None, items), Sort.TEXT, *values, column_type=ColumnType.JSON)


def _json_object(scope: Scope, arguments: Arguments) -> Value:
    if len(arguments) % 2:
        raise SqlIsInvalid(reason="JSON_OBJECT takes pairs of a name and a value.")
    names = _texts(scope, arguments[::2])
    values = [expressions.finite(scope, expressions.translate(scope, argument)) for argument in arguments[1::2]]
    items = [scope.engine.json_item(value.sql, value.sort.value) for value in values]
    pairs = list(zip((name.sql for name in names), items, strict=True))
    document = scope.engine.json_document(pairs, [])
    return plain(document, Sort.TEXT, *names, *values, column_type=ColumnType.JSON)


_ANY = range(1, 1000)
_FUNCTIONS: dict[str, tuple[range, Callable[[Scope, Arguments], Value]]] = {
    "CONCAT": (_ANY, _concat),
    "REPLACE": (range(3, 4), _replace),
    "UPPER": (range(1, 2), _text_function("upper", "to_upper")),
    "LOWER": (range(1, 2), _text_function("lower", "fold")),
    "TRIM": (range(1, 2), _text_function("btrim", "trim")),
    "ROUND": (range(1, 3), _round),
    "IFNULL": (range(2, 3), _coalesce),
    "COALESCE": (range(2, 1000), _coalesce),
    "NULLIF": (range(2, 3), _nullif),
    "CURRENT_USER": (range(1), _current_user),
    "UNNEST": (range(1, 2), _unnest),
    "JSON_EXTRACT": (range(2, 3), _json_extract),
    "JSON_UNQUOTE": (range(1, 2), _json_unquote),
    "JSON_ARRAY": (range(1000), _json_array),
    "JSON_OBJECT": (range(1000), _json_object),
}
