"""PostgreSQL's way of saying it."""

from theatrum.repository.tables.sql.engines import literals

_TYPES = {"text": "text", "integer": "bigint", "double": "double precision", "boolean": "boolean"}
# What a text must look like to be one; anything else is null rather than an error.
_LOOKS = {
    "integer": r"^[+-]?[0-9]{1,18}$",
    "double": r"^[+-]?([0-9]{1,250}(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,2})?$",
    "boolean": r"^(true|false|TRUE|FALSE|True|False)$",
}
_AGGREGATES = {
    "STD": "stddev_pop",
    "STDDEV": "stddev_pop",
    "STDDEV_POP": "stddev_pop",
    "STDDEV_SAMP": "stddev_samp",
    "VARIANCE": "var_pop",
    "VAR_POP": "var_pop",
    "VAR_SAMP": "var_samp",
    "JSON_ARRAYAGG": "jsonb_agg",
}
_MOVING = {"STD", "STDDEV", "STDDEV_POP", "STDDEV_SAMP", "VARIANCE", "VAR_POP", "VAR_SAMP", "AVG"}


class PostgresqlEngine:
    """See ``Engine``."""

    name = "postgresql"

    def text(self, value: str) -> str:
        return literals.text(value)

    def boolean(self, *, value: bool) -> str:
        return "TRUE" if value else "FALSE"

    def folded(self, sql: str) -> str:
        return f"lower({sql})"

    def folded_literal(self, value: str) -> str:
        return literals.text(value.lower()) if value.isascii() else f"lower({literals.text(value)})"

    def sorted(self, sql: str) -> str:
        return f'({sql}) COLLATE "C"'

    def cast(self, sql: str, kind: str) -> str:
        if kind not in _LOOKS:
            return f"({sql})::{_TYPES[kind]}"
        looks = literals.text(_LOOKS[kind])
        return f"(CASE WHEN ({sql})::text ~ {looks} THEN ({sql})::text::{_TYPES[kind]} END)"

    def finite(self, sql: str) -> str:
        return f"nullif({sql}, 'NaN'::double precision)"

    def is_nan(self, sql: str) -> str:
        return f"({sql} = 'NaN'::double precision)"

    def is_infinite(self, sql: str) -> str:
        return f"({sql} IN ('Infinity'::double precision, '-Infinity'::double precision))"

    def rounded(self, sql: str, digits: str) -> str:
        return f"round(({sql})::numeric, ({digits})::int)::double precision"

    def quotient(self, left: str, right: str) -> str:
        return f"trunc(({left})::numeric / nullif(({right})::numeric, 0))::bigint"

    def whole(self, sql: str) -> str:
        return sql

    def part(self, name: str, instant: str) -> str:
        moment = f"(to_timestamp({instant}) AT TIME ZONE 'UTC')"
        return f"floor(extract({name} FROM {moment}))::bigint"

    def instant_text(self, instant: str, *, with_time: bool) -> str:
        pattern = "YYYY-MM-DD HH24:MI:SS" if with_time else "YYYY-MM-DD"
        return f"to_char(to_timestamp({instant}) AT TIME ZONE 'UTC', '{pattern}')"

    def months_later(self, instant: str, months: int) -> str:
        moved = f"(to_timestamp({instant}) AT TIME ZONE 'UTC') + interval '{months:d} months'"
        return f"extract(epoch FROM {moved})::double precision"

    def items(self, sql: str, alias: str) -> str:
        return f"jsonb_array_elements_text({sql}) AS {alias}(value)"

    def item(self, alias: str, kind: str) -> str:
        return f"{alias}.value" if kind == "text" else f"{alias}.value::{_TYPES[kind]}"

    def unnested(self, sql: str, alias: str) -> str:
        return f" LEFT JOIN LATERAL {self.items(sql, alias)} ON TRUE"

    def json_text(self, sql: str, steps: list[str | int]) -> str:
        path = ", ".join(literals.text(str(step)) for step in steps)
        return f"(({sql}) #>> ARRAY[{path}]::text[])"

    def json_document(self, pairs: list[tuple[str, str]] | None, items: list[str]) -> str:
        if pairs is not None:
            return f"jsonb_build_object({', '.join(f'{key}, {value}' for key, value in pairs)})::text"
        return f"jsonb_build_array({', '.join(items)})::text"

    def json_item(self, sql: str, kind: str) -> str:
        return f"({sql})::{_TYPES[kind]}" if kind in _TYPES else f"({sql})::jsonb"

    def aggregate(self, name: str, sql: str, *, kind: str, distinct: bool) -> str:
        called = _AGGREGATES.get(name, name.lower())
        if name in _MOVING:
            sql = f"({sql})::double precision"
        if kind == "boolean" and name in {"MIN", "MAX"}:
            return f"{called}(({sql})::int)::boolean"
        if kind == "text" and name in {"MIN", "MAX"}:
            return f"{called}({self.sorted(sql)})"
        found = f"{called}({'DISTINCT ' if distinct else ''}{sql})"
        if name == "SUM":
            return f"({found})::{'bigint' if kind == 'integer' else 'double precision'}"
        return f"({found})::text" if name == "JSON_ARRAYAGG" else found

    def joined(self, sql: str, separator: str, *, order: tuple[str, bool] | None, distinct: bool) -> str:
        key, descending = order or (sql, False)
        direction = "DESC" if descending else "ASC"
        if distinct:
            return f'string_agg(DISTINCT ({sql}) COLLATE "C", {separator} ORDER BY ({sql}) COLLATE "C" {direction})'
        return f"string_agg({sql}, {separator} ORDER BY {key} {direction})"

    def ordered(self, sql: str, *, descending: bool) -> str:
        return f"{sql} {'DESC NULLS LAST' if descending else 'ASC NULLS FIRST'}"
