"""SQLite's way of saying it; what it lacks are functions of ours, which ``sqlite_functions`` adds to a connection."""

from theatrum.repository.tables.sql.engines import literals
from theatrum.repository.tables.sql.folding import fold

_OWN = {
    "STD": "stddev_pop",
    "STDDEV": "stddev_pop",
    "STDDEV_POP": "stddev_pop",
    "STDDEV_SAMP": "stddev_samp",
    "VARIANCE": "var_pop",
    "VAR_POP": "var_pop",
    "VAR_SAMP": "var_samp",
    "BIT_AND": "bits_and",
    "BIT_OR": "bits_or",
    "BIT_XOR": "bits_xor",
    "JSON_ARRAYAGG": "json_group_array",
}


class SqliteEngine:
    """See ``Engine``."""

    name = "sqlite"

    def text(self, value: str) -> str:
        return literals.text(value)

    def boolean(self, *, value: bool) -> str:
        return "1" if value else "0"

    def folded(self, sql: str) -> str:
        return f"fold({sql})"

    def folded_literal(self, value: str) -> str:
        return literals.text(fold(value))

    def sorted(self, sql: str) -> str:
        return sql

    def cast(self, sql: str, kind: str) -> str:
        if kind == "text":
            return f"CAST({sql} AS TEXT)"
        return f"to_{kind}({sql})"

    def finite(self, sql: str) -> str:
        return f"nullif({sql}, 'NaN')"

    def is_nan(self, sql: str) -> str:
        return f"({sql} = 'NaN')"

    def is_infinite(self, sql: str) -> str:
        return f"({sql} IN (9e999, -9e999))"

    def rounded(self, sql: str, digits: str) -> str:
        return f"round_half_up({sql}, {digits})"

    def quotient(self, left: str, right: str) -> str:
        return f"quotient({left}, {right})"

    def whole(self, sql: str) -> str:
        return f"whole({sql})"

    def part(self, name: str, instant: str) -> str:
        return f"instant_part('{name}', {instant})"

    def instant_text(self, instant: str, *, with_time: bool) -> str:
        return f"instant_text({instant}, {int(with_time)})"

    def months_later(self, instant: str, months: int) -> str:
        return f"months_later({instant}, {months:d})"

    def items(self, sql: str, alias: str) -> str:
        return f"json_each({sql}) AS {alias}"

    def item(self, alias: str, kind: str) -> str:  # noqa: ARG002  # SQLite's items have their types
        return f"{alias}.value"

    def unnested(self, sql: str, alias: str) -> str:
        return f" LEFT JOIN {self.items(sql, alias)} ON TRUE"

    def json_text(self, sql: str, steps: list[str | int]) -> str:
        path = literals.text("$" + "".join(f"[{step}]" if isinstance(step, int) else f'."{step}"' for step in steps))
        truth = f"CASE json_type({sql}, {path}) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'"
        return f"({truth} ELSE CAST(json_extract({sql}, {path}) AS TEXT) END)"

    def json_document(self, pairs: list[tuple[str, str]] | None, items: list[str]) -> str:
        if pairs is not None:
            return f"json_object({', '.join(f'{key}, {value}' for key, value in pairs)})"
        return f"json_array({', '.join(items)})"

    def json_item(self, sql: str, kind: str) -> str:
        if kind == "boolean":
            return f"json(CASE {sql} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END)"
        return sql if kind in {"text", "integer", "double"} else f"json({sql})"

    def aggregate(self, name: str, sql: str, *, kind: str, distinct: bool) -> str:  # noqa: ARG002  # see Engine
        return f"{_OWN.get(name, name.lower())}({'DISTINCT ' if distinct else ''}{sql})"

    def joined(self, sql: str, separator: str, *, order: tuple[str, bool] | None, distinct: bool) -> str:
        key, descending = order or (sql, False)
        return f"text_join({sql}, {sql if distinct else key}, {separator}, {int(descending)}, {int(distinct)})"

    def ordered(self, sql: str, *, descending: bool) -> str:
        return f"{sql} {'DESC' if descending else 'ASC'}"
