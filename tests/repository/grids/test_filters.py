"""Filters: texts like a pattern against a plain oracle, and cells compared as what they stand for."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from theatrum.checks.columns.reading import Reading
from theatrum.kernel.jsontext import JsonValue
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.filters import CellIs, Comparison, cell_test, like

NUMBER, BOOLEAN = Reading(frozenset({"number"})), Reading(frozenset({"boolean"}))
LIST = Reading(frozenset({"array"}), Reading(frozenset({"string"})))


def _oracle(pattern: str, text: str) -> bool:
    """Say the same letter by letter, trying everything."""
    if not pattern:
        return not text
    if pattern[0] == "%":
        return any(_oracle(pattern[1:], text[start:]) for start in range(len(text) + 1))
    if pattern[0] == "\\" and len(pattern) > 1:
        return text[:1] == pattern[1] and _oracle(pattern[2:], text[1:])
    return bool(text) and pattern[0] in ("_", text[0]) and _oracle(pattern[1:], text[1:])


@given(st.text("ab%_\\.", max_size=7), st.text("ab%.\n", max_size=7))
@example("%a_", "aab")
@example("%.", "a.")
@example("a%a", "a")
def test_a_pattern_means_what_it_means_in_sql(pattern: str, text: str) -> None:
    if pattern.endswith("\\") and not pattern.endswith("\\\\"):
        pattern += "a"
    assert like(pattern)(text) is _oracle(pattern, text)


def test_a_pattern_that_takes_too_long_is_refused() -> None:
    with pytest.raises(GridIsInvalid, match="1,000 is the most"):
        like("%" + "_" * 1_000 + "x")
    with pytest.raises(GridIsInvalid, match="1,000 is the most"):
        cell_test(CellIs("a", Comparison.LIKE, "%" * 1_001), {"a": 0}, {})


@pytest.mark.parametrize(
    ("reading", "text", "comparison", "value", "passes"),
    [
        (NUMBER, "1.50", "EQUALS", 1.5, True),
        (NUMBER, "1.50", "NOT_EQUALS", 2, True),
        (NUMBER, "10", "GREATER_THAN", 9, True),
        (NUMBER, "10", "LESS_THAN_OR_EQUALS", 10, True),
        (NUMBER, "ten", "GREATER_THAN", 9, False),
        (NUMBER, None, "LESS_THAN", 9, False),
        (NUMBER, None, "IS_NULL", None, True),
        (NUMBER, "1", "IS_DEFINED", None, True),
        (BOOLEAN, "True", "EQUALS", True, True),
        (BOOLEAN, "True", "EQUALS", "true", True),
        (BOOLEAN, "True", "EQUALS", 1, False),
        (LIST, "a, b", "EQUALS", ["a", "b"], True),
        (LIST, '["a", "b"]', "EQUALS", ["a", "b"], True),
        (LIST, "a, b", "LIKE", "%b", True),
        (None, "7", "EQUALS", 7, True),
        (None, "7", "GREATER_THAN", 6, True),
        (None, "b", "GREATER_THAN", "a", True),
        (None, "b", "IN", ["a", "b"], True),
        (None, "b", "NOT_IN", ["a"], True),
        (None, None, "NOT_IN", ["a"], False),
        (None, None, "EQUALS", None, True),
        (None, None, "NOT_EQUALS", "a", False),
        (None, "B", "NOT_LIKE", "b", True),
    ],
)
def test_a_cell_is_compared_as_what_it_stands_for(
    reading: Reading | None, text: str | None, comparison: str, value: JsonValue, *, passes: bool
) -> None:
    readings = {} if reading is None else {"c": reading}
    test = cell_test(CellIs("c", Comparison(comparison), value), {"c": 0}, readings)
    assert test(text) is passes
    assert test(text) is passes


@pytest.mark.parametrize(
    ("comparison", "value"), [("IN", "a"), ("LIKE", 1), ("GREATER_THAN", True), ("LESS_THAN", None)]
)
def test_a_value_that_cannot_be_compared_so_is_refused(comparison: str, value: JsonValue) -> None:
    with pytest.raises(GridIsInvalid):
        cell_test(CellIs("c", Comparison(comparison), value), {"c": 0}, {})
