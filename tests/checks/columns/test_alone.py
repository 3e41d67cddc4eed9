"""A sound text in the place of another, or of none, in a column that stands alone: nothing else is said of the row."""

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from tests.checks.columns.made import Maker
from theatrum.checks.columns.judging import TablePlan, plan_for
from theatrum.checks.columns.reading import read_row
from theatrum.checks.columns.row_rules import key_of
from theatrum.checks.model.compiled import LONGEST_STRING, CompiledSchema, compile_schema
from theatrum.checks.model.errors import SchemaUnusable
from theatrum.kernel.jsontext import JsonObject

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def _plan(schema: JsonObject) -> TablePlan:
    return plan_for(compile_schema({"$schema": DRAFT, **schema}))


def test_texts_are_sound_where_nothing_is_to_be_said_of_them() -> None:
    cells: JsonObject = {
        "A": {"type": "string", "enum": ["a", "b"]},
        "N": {"type": "integer", "minimum": 0},
        "L": {"type": "array", "items": {"type": "string"}},
    }
    plan = _plan({"properties": cells, "required": ["A"]})
    assert plan.sound("A", ["a", "b", "c", " ", ""]) == {"a", "b"}
    assert plan.sound("N", ["1", "-1", "x", "9" * 30, "1e3"]) == {"1"}
    assert plan.sound("L", ["x, y", ";", "x"]) == {"x, y", "x"}
    assert plan.sound("Z", ["x"]) == set()
    assert plan.sound("N", [None, "1"]) == {None, "1"}
    assert plan.sound("A", [None, "a"]) == {"a"}


@pytest.mark.parametrize(
    "around",
    [
        {"dependentRequired": {"A": ["B"]}},
        {"if": {"properties": {"A": {"const": "a"}}}, "then": {"required": ["B"]}},
        {"anyOf": [{"required": ["A"]}, {"required": ["B"]}]},
        {"allOf": [{"properties": {"A": {"type": "string"}}}]},
        {"additionalProperties": False},
    ],
)
def test_a_column_that_stands_beside_another_has_no_sound_text(around: JsonObject) -> None:
    plan = _plan({"properties": {"A": {"enum": ["a"]}, "B": True}, **around})
    assert plan.sound("A", ["a"]) == set()


def test_a_text_too_long_to_be_decided_is_not_sound() -> None:
    plan = _plan({"properties": {"A": {"type": "string", "pattern": "^(a|aa)+$"}}})
    long = "a" * (LONGEST_STRING + 1)
    assert (long in plan.sound("A", [long])) is not plan.schema.is_bounded


def _said(schema: CompiledSchema, plan: TablePlan, row: dict[str, str | None]) -> Counter[object]:
    return Counter((key_of(one), one.decided) for one in schema.judge(read_row(plan.readings, row)))


@pytest.mark.requirement("R64")
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(st.integers(0, 2**63))
def test_any_row_is_judged_as_before(seed: int) -> None:
    made, chance = Maker(seed), random.Random(seed)  # noqa: S311  # rows to test with
    try:
        schema = compile_schema(made.schema())
    except SchemaUnusable:
        reject()  # not every combination is a schema
    plan, rows = plan_for(schema), made.rows()
    for name in rows[0]:
        texts = {row[name] or None for row in rows}
        sound = plan.sound(name, texts)
        for row in rows:
            if (row[name] or None) in sound:
                changed = {**row, name: chance.choice(sorted(sound, key=str))}
                assert _said(schema, plan, changed) == _said(schema, plan, row)
