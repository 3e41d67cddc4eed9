"""The verdict on a table equals that of jsonschema-rs on each of its rows: keyword by keyword, place by place."""

from collections import Counter
from collections.abc import Mapping, Sequence

import polars as pl
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from theatrum.checks.columns.judging import Verdict, plan_for
from theatrum.checks.columns.reading import read_row
from theatrum.checks.columns.row_rules import key_of
from theatrum.checks.model.compiled import CompiledSchema, compile_schema
from theatrum.checks.model.errors import SchemaUnusable
from theatrum.kernel.jsontext import JsonObject, JsonValue

NAMES = ["A", "B", "C", "L"]
TEXTS = [
    *["a", "b", "ab", "Stage IV", "stage", "true", "True", "false", "yes", "None", "NA", "null", "-", "", " a"],
    *["0", "1", "1.0", "2", "-1", "10", "1e2", "01", "0.5", "9007199254740993", "1" * 30, "1.5e400", "é", "٣", "a\n"],
    *["a, b", "a,b,a", "a; b", '["a", 1]', "[]", ",", "[1, 2]", '"a, b"', "HTA201_1", "HTA201_1_B2", "HTA201_1_B2\n"],
]
VALUES: list[JsonValue] = ["a", "b", "ab", "true", "1", 1, 1.0, 0, 2, 0.5, True, False, None, ["a"], "a, b"]
PATTERNS = [
    "^a",
    "b$",
    "^(?=.{1,3}$)[ab]+$",
    r"\d",
    r"^\w+$",
    "^(?!a)",
    "a|b",
    "^a|b$",
    r"(?<=a)b",
    r"^[^a]*$",
    "^.$",
    r"^\s*$",
]
ID = r"^(?=.{1,50}$)(HTA2[0-2][0-9])_(0000|EXT[0-9]{1,18}|[0-9]{1,21})_(B[0-9]{1,20})$"
DRAFTS = [
    "https://json-schema.org/draft-07/schema",
    "http://json-schema.org/draft-04/schema#",
    "http://json-schema.org/draft-06/schema#",
    "https://json-schema.org/draft/2019-09/schema",
    "https://json-schema.org/draft/2020-12/schema",
]


def _cell_keywords() -> st.SearchStrategy[JsonObject]:
    kinds = st.sampled_from(["string", "integer", "number", "boolean", "array", "null", "object"])
    small = st.integers(0, 3)
    return st.fixed_dictionaries(
        {},
        optional={
            "type": kinds | st.lists(kinds, min_size=1, max_size=3, unique=True),
            "enum": st.lists(st.sampled_from(VALUES), min_size=1, max_size=4, unique_by=repr),
            "const": st.sampled_from(VALUES),
            "pattern": st.sampled_from([*PATTERNS, ID]),
            "minimum": st.sampled_from([0, 1, 0.5, -1, 10**20]),
            "maximum": st.integers(0, 10),
            "exclusiveMinimum": st.integers(0, 2),
            "multipleOf": st.sampled_from([1, 2, 0.5]),
            "minLength": small,
            "maxLength": small,
            "minItems": small,
            "uniqueItems": st.booleans(),
            "format": st.sampled_from(["date", "email"]),
            "items": st.sampled_from(
                [{"enum": ["a", "b"]}, {"type": "string", "pattern": "^a"}, {"type": "integer"}, True]
            ),
            "description": st.just("what it is"),
        },
    )


def _cell_schemas() -> st.SearchStrategy[JsonValue]:
    refs: st.SearchStrategy[JsonValue] = st.just({"$ref": "#/definitions/D"})
    plain: st.SearchStrategy[JsonValue] = _cell_keywords()
    return st.recursive(
        plain | refs | st.booleans(),
        lambda inner: st.tuples(
            _cell_keywords(),
            st.fixed_dictionaries(
                {},
                optional={
                    "allOf": st.lists(inner, min_size=1, max_size=2),
                    "anyOf": st.lists(inner, min_size=1, max_size=2),
                    "oneOf": st.lists(inner, min_size=1, max_size=2),
                    "not": inner,
                    "if": inner,
                    "then": inner,
                    "else": inner,
                },
            ),
        ).map(lambda pair: {**pair[0], **pair[1]}),
        max_leaves=4,
    )


def _row_keywords() -> st.SearchStrategy[JsonObject]:
    names: st.SearchStrategy[JsonValue] = st.lists(st.sampled_from([*NAMES, "Z"]), max_size=2, unique=True).map(list)
    needs_z: st.SearchStrategy[JsonValue] = st.just({"required": ["Z"]})
    return st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(st.sampled_from(NAMES), _cell_schemas(), max_size=3),
            "required": names,
            "additionalProperties": st.sampled_from([{}, True]),
            "dependencies": st.dictionaries(st.sampled_from(NAMES), names | needs_z, max_size=2),
            "dependentRequired": st.dictionaries(st.sampled_from(NAMES), names, max_size=2),
            "dependentSchemas": st.dictionaries(st.sampled_from(NAMES), needs_z, max_size=1),
            "type": st.just("object"),
        },
    )


def _odd_keywords() -> st.SearchStrategy[JsonObject]:
    """Return what columns cannot express."""
    return st.fixed_dictionaries(
        {},
        optional={
            "additionalProperties": st.sampled_from([False, {"type": "string"}]),
            "patternProperties": st.just({"^[AB]": {"minLength": 2}}),
            "propertyNames": st.just({"pattern": "^[ABL]$"}),
            "minProperties": st.integers(0, 3),
            "enum": st.just([{"A": "a"}, {}]),
            "type": st.sampled_from(["string", ["object", "null"]]),
        },
    )


def _schemas(draft: st.SearchStrategy[str]) -> st.SearchStrategy[JsonObject]:
    rows = st.recursive(
        _row_keywords(),
        lambda inner: st.tuples(
            _row_keywords(),
            st.fixed_dictionaries(
                {},
                optional={
                    "allOf": st.lists(inner, min_size=1, max_size=2),
                    "anyOf": st.lists(inner, min_size=1, max_size=2),
                    "oneOf": st.lists(inner, min_size=1, max_size=2),
                    "not": inner,
                    "if": inner,
                    "then": inner,
                    "else": inner | st.booleans(),
                },
            ),
            st.one_of(st.just({}), st.just({}), st.just({}), _odd_keywords()),
        ).map(lambda parts: {**parts[0], **parts[1], **parts[2]}),
        max_leaves=4,
    )
    definitions: JsonObject = {"D": {"type": "string", "pattern": "^a"}}
    return st.tuples(draft, rows).map(lambda pair: {**pair[1], "$schema": pair[0], "definitions": definitions})


def _tables() -> st.SearchStrategy[list[dict[str, str | None]]]:
    row = st.fixed_dictionaries({name: st.none() | st.sampled_from(TEXTS) for name in [*NAMES, "OTHER"]})
    return st.lists(row, min_size=1, max_size=6)


def _found(verdict: Verdict) -> list[Counter[object]]:
    rows: list[Counter[object]] = [Counter() for _ in range(verdict.frame.height)]
    for fault in verdict.faults:
        for index in fault.rows:
            rows[index][(fault.keyword, fault.instance, fault.walked, fault.named)] += 1
    return rows


def _expected(schema: CompiledSchema, rows: Sequence[Mapping[str, str | None]]) -> list[Counter[object]]:
    readings = plan_for(schema).readings
    return [Counter(key_of(violation) for violation in schema.judge(read_row(readings, row))) for row in rows]


def _compiled(schema: JsonObject) -> CompiledSchema:
    try:
        return compile_schema(schema)
    except SchemaUnusable:
        reject()  # older drafts refuse more


def _frame(rows: Sequence[Mapping[str, str | None]]) -> pl.DataFrame:
    texts = [{name: text if text and text.strip() else None for name, text in row.items()} for row in rows]
    return pl.DataFrame(texts, schema=dict.fromkeys(rows[0], pl.String))


@pytest.mark.requirement("R64")
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(_schemas(st.sampled_from(DRAFTS[:1] * 3 + DRAFTS)), _tables())
def test_table_is_judged_as_its_rows_are(schema: JsonObject, rows: list[dict[str, str | None]]) -> None:
    compiled = _compiled(schema)
    for judge in (plan_for(compiled).judge, plan_for(compiled).judge_columns):
        assert _found(judge(_frame(rows))) == _expected(compiled, rows)
