"""Rows are valid by construction, for every component and any schema with conditions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.synthesis.made import PLAN, chance
from theatrum.checks.columns.reading import read_row, readings_of
from theatrum.checks.model.compiled import compile_schema
from theatrum.checks.synthesis.cells import cell_of
from theatrum.checks.synthesis.rows import ComponentIsUnfillable, RowMaker
from theatrum.kernel.jsontext import JsonObject

_MAKERS = {part.name: RowMaker(part.name, part.schemas) for part in PLAN.parts.values()}
_READINGS = {schema.digest: readings_of(schema) for part in PLAN.parts.values() for schema in part.schemas}


@pytest.mark.requirement("R64")
@pytest.mark.parametrize("component", list(PLAN.parts))
@settings(max_examples=15)
@given(st.integers())
def test_every_component_has_valid_rows_that_survive_their_cells(component: str, seed: int) -> None:
    row = _MAKERS[component].make(chance(seed))
    cells = {name: cell_of(value) for name, value in row.items()}
    for schema in PLAN.parts[component].schemas:
        assert schema.judge(row) == []
        assert schema.judge(read_row(_READINGS[schema.digest], cells)) == []


def test_conditions_are_honoured_and_given_values_kept() -> None:
    schema: JsonObject = {
        "properties": {
            "KIND": {"enum": ["gene", "transcript", "other"]},
            "ID": {"type": "string"},
            "NOTE": {"type": "string"},
            "LEVEL": {"type": "integer", "minimum": 0, "maximum": 9},
        },
        "required": ["KIND", "LEVEL"],
        "allOf": [
            {
                "if": {"properties": {"KIND": {"const": "gene"}}, "required": ["KIND"]},
                "then": {"required": ["ID"], "properties": {"ID": {"pattern": "^ENSG[0-9]+$"}}},
            },
            {
                "if": {"properties": {"LEVEL": {"minimum": 4}}, "required": ["LEVEL"]},
                "then": {"not": {"required": ["NOTE"]}},
            },
        ],
    }
    compiled = compile_schema(schema)
    maker, source = RowMaker("X", [compiled]), chance(3)
    rows = [maker.make(source, {"KIND": "gene"}) for _ in range(100)]
    assert all(compiled.accepts(row) and row["KIND"] == "gene" for row in rows)
    assert {"NOTE" in row for row in rows} == {True, False}


def test_columns_that_are_left_out_come_only_where_a_condition_asks() -> None:
    schema: JsonObject = {
        "properties": {"A": {"enum": ["yes", "no"]}, "B": {"type": "string"}},
        "required": ["A"],
        "if": {"properties": {"A": {"const": "yes"}}, "required": ["A"]},
        "then": {"required": ["B"]},
    }
    maker, source = RowMaker("X", [compile_schema(schema)], left_out=["B"]), chance(1)
    assert all(("B" in row) == (row["A"] == "yes") for row in (maker.make(source) for _ in range(50)))


def test_contradictions_are_told_with_their_place() -> None:
    schema: JsonObject = {"properties": {"A": {"type": "string", "pattern": "^(?=b)a$"}}, "required": ["A"]}
    with pytest.raises(ComponentIsUnfillable, match="no valid row of X could be made: pattern at #/properties/A"):
        RowMaker("X", [compile_schema(schema)]).make(chance(1))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ([], None),
        (True, "true"),
        (1.5, "1.5"),
        (["a", "b"], "a,b"),
        (["a, b", "c"], '["a, b", "c"]'),
        ([" a"], '[" a"]'),
        ([1, 2], "1,2"),
    ],
)
def test_cells(value: bool | float | list[str] | None, text: str | None) -> None:  # noqa: FBT001  # a value of JSON
    assert cell_of([*value] if isinstance(value, list) else value) == text
