"""Compact JSON is the same text whoever writes it: hashes are made of it, and what was stored is found by it."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from theatrum.kernel.jsontext import JsonValue, canonical, compact

_LEAVES = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text()


@settings(max_examples=200)
@given(st.recursive(_LEAVES, lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside), max_leaves=8))
def test_compact_is_what_python_writes(value: JsonValue) -> None:
    assert compact(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def test_half_a_character_is_written_too() -> None:
    assert json.loads(compact(["\ud800"])) == ["\ud800"]


def test_lists_beneath_sorted_names_are_canonical() -> None:
    value = {"cells": [(1, 2, None, 'é"\\\u2028\x00')], "restored": [3]}
    assert compact(value) == canonical(value)
