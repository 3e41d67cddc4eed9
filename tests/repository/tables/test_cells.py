"""Cells: what each type of column takes, in which form it is kept, and the words of refusals."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theatrum.repository.tables.cells import as_text, reader_for
from theatrum.repository.tables.column import Column, ColumnType

TOO_MANY = "Exceeds the maximum number of list elements defined in the ColumnModel"


def column(column_type: str, **more: object) -> Column:
    sizes = {"maximum_size": 5, "maximum_list_length": 3, **more}
    return Column(id=1, name="c", column_type=ColumnType(column_type), **sizes)  # type: ignore[arg-type]  # as each test names them


@pytest.mark.parametrize(
    ("column_type", "text", "value"),
    [
        ("STRING", "abcde", "abcde"),
        ("STRING", "", ""),
        ("LINK", "", ""),
        ("INTEGER", "-9223372036854775808", -(2**63)),
        ("INTEGER", "+5", 5),
        ("INTEGER", "", None),
        ("DOUBLE", "1.5e3", 1500.0),
        ("DOUBLE", " 7d", 7.0),
        ("DOUBLE", "-Infinity", -math.inf),
        ("DOUBLE", "inf", math.inf),
        ("BOOLEAN", "TRUE", True),
        ("BOOLEAN", "false", False),
        ("DATE", "1609459200000", 1609459200000),
        ("DATE", "2021-01-01", 1609459200000),
        ("DATE", "2021-1-1 0:0:1.5", 1609459201500),
        ("DATE", "2021-01-01T01:00:00+01:00", 1609459200000),
        ("DATE", "1969-12-31T23:59:59.999Z", -1),
        ("ENTITYID", "SYN0123", "syn123"),
        ("ENTITYID", "123", "syn123"),
        ("USERID", "273948", 273948),
        ("STRING_LIST", '["a", "b"]', '["a","b"]'),
        ("STRING_LIST", "[]", None),
        ("INTEGER_LIST", '[1, "2"]', "[1,2]"),
        ("BOOLEAN_LIST", '[true, "FALSE"]', "[true,false]"),
        ("DATE_LIST", '["1970-01-01"]', "[0]"),
        ("ENTITYID_LIST", '["syn1", 2]', '["syn1","syn2"]'),
        ("JSON", '{"b": 1, "a": [null]}', '{"b":1,"a":[null]}'),
        ("JSON", "{'a': \"D'Angelo\", 'b': [True, None]}", '{"a":"D\'Angelo","b":[true,null]}'),
        ("STRING_LIST", "['a', 'b\\'s']", '["a","b\'s"]'),
    ],
)
def test_text_becomes_a_typed_value(column_type: str, text: str, value: object) -> None:
    read = reader_for(column(column_type))(text)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("column_type", "text", "reason"),
    [
        ("STRING", "abcdef", "String 'abcdef' exceeds the maximum length of 5 characters."),
        ("LINK", "abcdef", "Link 'abcdef' exceeds the maximum length of 5 characters."),
        ("MEDIUMTEXT", "x" * 2001, "Exceeds the maximum number of characters: 2000"),
        ("LARGETEXT", "x" * 524_289, "Exceeds the maximum number of characters: 524288"),
        ("INTEGER", "1.0", 'For input string: "1.0"'),
        ("INTEGER", "9223372036854775808", 'For input string: "9223372036854775808"'),
        ("INTEGER", "1_0", 'For input string: "1_0"'),
        ("DOUBLE", "1,5", 'For input string: "1,5"'),
        ("BOOLEAN", "yes", "Not a boolean: yes"),
        ("DATE", "soon", 'Invalid format: "soon"'),
        ("DATE", "2021-13-01", 'Invalid format: "2021-13-01"'),
        ("ENTITYID", "synX", "synX is not a valid Synapse ID."),
        ("STRING_LIST", "a, b", "Not a JSON Array: a, b"),
        ("INTEGER", "ask ada.byron@hospital.example", 'For input string: "…"'),
        ("DATE", "born 11/23/1987", 'Invalid format: "…"'),
        ("STRING_LIST", "(617) 555-0199", "Not a JSON Array: …"),
        ("STRING_LIST", '{"a": 1}', 'Not a JSON Array: {"a": 1}'),
        ("STRING_LIST", '["a", null]', "null value is not allowed"),
        ("INTEGER_LIST", "[1,2,3,4]", f'{TOO_MANY} (3): "[1,2,3,4]"'),
        ("JSON", "[...]", "Invalid JSON object or array: Expecting value: line 1 column 2 (char 1)"),
        ("JSON", "7", "Invalid JSON object or array: expected an object or an array"),
        ("JSON", '{"a": NaN}', "Invalid JSON object or array: NaN is no JSON"),
        ("JSON", "[" * 100_000, "Invalid JSON object or array: it is nested too deeply"),
        ("STRING", "a\0b", "NUL characters cannot be stored."),
        ("JSON", '["\\u0000"]', "NUL characters cannot be stored"),
    ],
)  # fmt: skip
def test_what_is_no_value_is_refused_in_synapse_words(column_type: str, text: str, reason: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the text is compared below
        reader_for(column(column_type))(text)
    assert str(refused.value) == reason


def test_half_of_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whatever the words
        reader_for(column("JSON"))('["\\ud800"]')


def test_choices_and_defaults() -> None:
    read = reader_for(column("STRING", enum_values=("bar", "foo"), default_value="foo"))
    assert (read("bar"), read(None)) == ("bar", "foo")
    with pytest.raises(ValueError, match="'bat' is not a valid value for this column. Valid values are: bar, foo."):
        read("bat")
    assert reader_for(column("INTEGER", default_value="7"))("") == 7


@given(st.floats())
def test_doubles_come_back(value: float) -> None:
    text = as_text(ColumnType.DOUBLE, value)
    assert repr(reader_for(column("DOUBLE"))(text)) == repr(value)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_json_comes_back(value: object) -> None:
    text = json.dumps([value])
    try:
        read = reader_for(column("JSON"))(text)
    except ValueError:
        assert "\\u0000" in text or "\\ud" in text
        return
    assert json.loads(str(read)) == [value]
