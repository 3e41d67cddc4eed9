"""What a cell of text stands for, by what the schema declares."""

import pytest

from theatrum.checks.columns.judging import judge_row, plan_for
from theatrum.checks.columns.lists import join_list, split_list
from theatrum.checks.columns.reading import read_row, readings_of
from theatrum.checks.model.compiled import compile_schema
from theatrum.kernel.jsontext import JsonObject, JsonValue

SCHEMA = compile_schema(
    {
        "properties": {
            "TEXT": {"type": "string"},
            "AGE": {"type": "integer", "minimum": 0},
            "SIZE": {"type": "number"},
            "DONE": {"type": "boolean"},
            "KIND": {"type": "string", "enum": ["Biopsy", "None"]},
            "AGENTS": {"type": "array", "items": {"enum": ["Cisplatin", "Interferon, alpha", "X"]}},
            "COUNTS": {"type": "array", "items": {"type": "integer"}},
            "OPEN": {},
            "EITHER": {"type": ["string", "integer"]},
            "TESTED": {},
        },
        "if": {"properties": {"TESTED": {"const": True}}, "required": ["TESTED"]},
        "then": {"required": ["SIZE"]},
    }
)


def _read(name: str, text: str) -> JsonValue:
    row: JsonObject = read_row(readings_of(SCHEMA), {name: text})
    return row.get(name, "absent")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("TEXT", "5", "5"),
        ("TEXT", " a ", " a "),
        ("TEXT", "true", "true"),
        ("TEXT", "", "absent"),
        ("TEXT", "  ", "absent"),
        ("AGE", "5", 5),
        ("AGE", "5.0", 5.0),
        ("AGE", "-1", -1),
        ("AGE", "1e3", 1000.0),
        ("AGE", "007", "007"),
        ("AGE", "1,234", "1,234"),
        ("AGE", "5 ", "5 "),
        ("AGE", "1e999", "1e999"),
        ("AGE", "٣", "٣"),
        ("SIZE", "0.1", 0.1),
        ("SIZE", ".5", ".5"),
        ("DONE", "TRUE", True),
        ("DONE", "False", False),
        ("DONE", "yes", "yes"),
        ("DONE", "1", "1"),
        ("OPEN", "5", "5"),
        ("EITHER", "5", 5),
        ("EITHER", "five", "five"),
        ("TESTED", "true", True),
        ("UNKNOWN_TO_THE_SCHEMA", "5", "5"),
    ],
)
def test_cell_is_what_the_schema_declares(name: str, text: str, value: JsonValue) -> None:
    found = _read(name, text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.requirement("R66")
@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("AGENTS", "Cisplatin", ["Cisplatin"]),
        ("AGENTS", "Cisplatin, X", ["Cisplatin", "X"]),
        ("AGENTS", "X;Cisplatin", ["X", "Cisplatin"]),
        ("AGENTS", "Interferon, alpha", ["Interferon, alpha"]),
        ("AGENTS", "X, Interferon, alpha, X", ["X", "Interferon, alpha", "X"]),
        ("AGENTS", '"Interferon, alpha", X', ["Interferon, alpha", "X"]),
        ("AGENTS", '["X", "Interferon, alpha"]', ["X", "Interferon, alpha"]),
        ("AGENTS", " X ,, ", ["X"]),
        ("AGENTS", "[]", "absent"),
        ("AGENTS", " , ", "absent"),
        ("AGENTS", "[X", ["[X"]),
        ("AGENTS", "[NaN]", ["[NaN]"]),
        ("COUNTS", "1, 2", [1, 2]),
        ("COUNTS", '["1", 2]', [1, 2]),
        ("COUNTS", "1, two", [1, "two"]),
    ],
)
def test_list_stands_in_one_cell(name: str, text: str, value: JsonValue) -> None:
    assert _read(name, text) == value


@pytest.mark.parametrize("items", [["a"], ["a", "b"], ["a, b", "c"], ['say "x"', "b; c"], ["[a]", "b"]])
def test_list_is_written_as_it_is_read(items: list[str]) -> None:
    assert split_list(join_list(items)) == items


@pytest.mark.parametrize("word", ["NA", "N/A", "null", "None", "-", "#N/A", "nan"])
def test_word_for_missing_is_empty_where_the_model_does_not_take_it(word: str) -> None:
    assert _read("AGE", word) == "absent"
    assert _read("AGENTS", word) == "absent"
    # Any text is a value here, so this one is.
    assert _read("TEXT", word) == word
    assert _read("KIND", word) == (word if word == "None" else "absent")


def test_row_is_judged_as_in_a_table() -> None:
    found = judge_row(SCHEMA, {"AGE": "old", "TESTED": "true", "KIND": "NA", "AGENTS": "Cisplatin, Y"})
    assert sorted((item.keyword, *map(str, item.instance_path)) for item in found) == [
        ("enum", "AGENTS", "1"),
        ("required",),
        ("type", "AGE"),
    ]
    assert judge_row(SCHEMA, {"AGE": "5", "UNKNOWN": "x"}) == []


def test_plan_is_made_once() -> None:
    assert plan_for(SCHEMA) is plan_for(compile_schema(SCHEMA.schema))
