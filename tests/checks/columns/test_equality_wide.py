"""Equality of verdicts once more, on schemas and texts that nobody would think of.

``test_equality`` draws from short lists, where a mistake is likely to be met; here everything is made up.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import polars as pl
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from tests.checks.columns.made import Maker
from theatrum.checks.columns.judging import plan_for
from theatrum.checks.columns.reading import read_row
from theatrum.checks.columns.row_rules import key_of
from theatrum.checks.model.compiled import compile_schema
from theatrum.checks.model.errors import SchemaUnusable
from theatrum.kernel.jsontext import JsonObject

Rows = Sequence[Mapping[str, str | None]]


def difference(schema: JsonObject, rows: Rows) -> tuple[object, object] | None:
    """Return what columns found and what row by row was found, None where these are equal. Raises SchemaUnusable."""
    compiled = compile_schema(schema)
    plan = plan_for(compiled)
    found: list[Counter[object]] = [Counter() for _ in rows]
    for fault in plan.judge_columns(_frame(rows)).faults:
        for index in fault.rows:
            found[index][(fault.keyword, fault.instance, fault.walked, fault.named)] += 1
    expected = [Counter(key_of(one) for one in compiled.judge(read_row(plan.readings, row))) for row in rows]
    return None if found == expected else (found, expected)


@pytest.mark.parametrize(
    ("shape", "texts"),
    [
        ({"pattern": "^[ -~]+$"}, ["a", "5!", "-", "é"]),
        ({"pattern": r"^[!-\]]{2}$"}, ["5A", "aa"]),
        ({"pattern": "^[+--]$"}, [",", "-", "."]),
        ({"pattern": r"^(?=.{1,3}$)\d+$"}, ["12", "\u0663", "1\u0663"]),
        ({"pattern": r"^\d+$"}, ["12", "\u0663"]),
        ({"contentMediaType": "application/json"}, ["a", "1", "{}"]),
        ({"contentEncoding": "base64"}, ["a", "YQ=="]),
    ],
)
def test_cells_are_judged_as_by_the_reference(shape: JsonObject, texts: list[str]) -> None:
    schema: JsonObject = {"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"A": shape}}
    assert difference(schema, [{"A": text} for text in texts]) is None


@pytest.mark.parametrize(
    "around",
    [
        {"dependentSchemas": {"A": {"$ref": "#"}}, "anyOf": [False]},
        {"dependentSchemas": {"A": {"$ref": "#", "const": {}}}, "anyOf": [False]},
        {"allOf": [{"$ref": "#/$defs/D"}], "$defs": {"D": {"not": {"$ref": "#/allOf/0"}, "required": ["Z"]}}},
    ],
)
def test_parts_that_refer_in_a_circle_are_judged_with_the_whole(around: JsonObject) -> None:
    schema: JsonObject = {"$schema": "https://json-schema.org/draft/2020-12/schema", **around}
    assert difference(schema, [{"A": "5"}, {"A": None}]) is None


def test_what_two_columns_ask_for_is_missed_twice() -> None:
    schema: JsonObject = {
        "$schema": "https://json-schema.org/draft/2019-09/schema",
        "additionalProperties": False,
        "dependentRequired": {"A": ["L"], "B": ["L"]},
    }
    assert difference(schema, [{"A": None, "B": None}, {"A": "a", "B": "a"}]) is None


def test_a_long_chain_of_references_is_no_circle() -> None:
    definitions: JsonObject = {f"D{number}": {"$ref": f"#/definitions/D{number + 1}"} for number in range(500)}
    schema: JsonObject = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "allOf": [{"$ref": "#/definitions/D0"}],
        "definitions": {**definitions, "D500": {"required": ["B"]}},
    }
    assert difference(schema, [{"A": "5", "B": None}]) is None


def _frame(rows: Rows) -> pl.DataFrame:
    texts = [{name: text if text and text.strip() else None for name, text in row.items()} for row in rows]
    return pl.DataFrame(texts, schema=dict.fromkeys(rows[0], pl.String))


@pytest.mark.requirement("R64")
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(st.integers(0, 2**63))
def test_any_table_is_judged_as_its_rows_are(seed: int) -> None:
    made = Maker(seed)
    try:
        assert difference(made.schema(), made.rows()) is None
    except SchemaUnusable:
        reject()  # not every combination is a schema
