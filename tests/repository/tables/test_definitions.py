"""Definitions of columns: their normal form, what contradicts itself, how wide a row may be. No database."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theatrum.repository.tables.column import Column, ColumnType, FacetType, JsonSubColumn
from theatrum.repository.tables.definitions import check_schema, digest, normal, rows_per_page
from theatrum.repository.tables.errors import ColumnIsInvalid

MUST_BE = "ColumnModel.maxSize for a STRING"
LIST = "ColumnModel.maximumListLength for a LIST column"
SUB = JsonSubColumn("s", ColumnType.STRING, "$.a")


def column(column_type: str, **more: object) -> Column:
    return Column(id=0, column_type=ColumnType(column_type), **{"name": "a", **more})  # type: ignore[arg-type]  # as each test names them


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (column("STRING", maximum_size=1001), f"{MUST_BE} cannot exceed: 1000"),
        (column("LINK", maximum_size=0), f"{MUST_BE} must be greater than 0"),
        (column("DATE", name=" row_id "), "The column name: row_id is a system reserved column name."),
        (column("DATE", name=" "), "ColumnModel.name is required and must not be the empty string."),
        (column("DATE", name="a" * 257), "Column name must be: 256 characters or less."),
        (column("DATE", facet_type=FacetType.ENUMERATION), "Date columns can only be ranges"),
        (column("USERID", facet_type=FacetType.RANGE), "USERID columns can only be enumeration faceted"),
        (column("LINK", facet_type=FacetType.RANGE), "The ColumnType:LINK can not be faceted"),
        (column("INTEGER", default_value="x"), 'For input string: "x"'),
        (column("MEDIUMTEXT", default_value="x"), "Columns of type MEDIUMTEXT cannot have default values."),
        (column("INTEGER_LIST", maximum_list_length=1), f"{LIST} must be at least 2"),
        (column("INTEGER_LIST", maximum_list_length=101), f"{LIST} cannot exceed: 100"),
        (column("STRING", enum_values=("x",) * 101), "Maximum allowed enum values is 100. This enum has 101 values"),
        (column("INTEGER", enum_values=("x",)), 'For input string: "x"'),
        (column("DATE", json_sub_columns=(SUB,)), "JsonSubColumns can only set for a column of type: JSON"),
        (column("JSON", json_sub_columns=(SUB, SUB)), "Duplicate jsonPath found in jsonSubColumns: '$.a'"),
        (
            column("JSON", json_sub_columns=(replace(SUB, column_type=ColumnType.DATE_LIST),)),
            "The columnType of a JsonSubColumnModel cannot be a list.",
        ),
        (column("DATE", maximum_size=2**40), f"ColumnModel.maximumSize must be 0 to {2**31 - 1}, but was {2**40}."),
    ],
)
def test_what_contradicts_itself_is_refused(wanted: Column, reason: str) -> None:
    with pytest.raises(ColumnIsInvalid) as refused:
        normal(wanted)
    assert str(refused.value) == reason


def test_normal_forms() -> None:
    assert normal(column("STRING", name=" a ")) == column("STRING", maximum_size=50)
    assert normal(column("DATE_LIST")).maximum_list_length == 100
    assert normal(column("STRING", enum_values=("b ", "a", ""))).enum_values == ("", "a", "b")
    assert normal(column("BOOLEAN", default_value=" TRUE ")).default_value == "true"
    assert normal(column("STRING_LIST", enum_values=("b", "a"))).enum_values == ("a", "b")
    assert normal(column("LARGETEXT", default_value="")) == column("LARGETEXT")
    assert normal(column("JSON", json_sub_columns=())).json_sub_columns is None


@given(st.sampled_from(ColumnType), st.text(st.characters(codec="ascii"), min_size=1, max_size=5))
def test_the_normal_form_of_a_normal_form_is_itself(column_type: ColumnType, name: str) -> None:
    try:
        once = normal(column(column_type, name=name))
    except ColumnIsInvalid:
        assert not name.strip()
        return
    assert (normal(once), digest(normal(once))) == (once, digest(once))


def test_a_row_is_only_so_wide() -> None:
    wide = [replace(column("STRING", maximum_size=1000), id=number, name=str(number)) for number in range(1, 18)]
    check_schema(wide[:16], keeps_rows=True)
    check_schema(wide, keeps_rows=False)
    with pytest.raises(ColumnIsInvalid, match="The size for the given columns would be 68000 bytes"):
        check_schema(wide, keeps_rows=True)
    with pytest.raises(ColumnIsInvalid, match="Duplicate column: '1'"):
        check_schema([wide[0], wide[0]], keeps_rows=True)
    assert (rows_per_page(wide[:2]), rows_per_page([])) == (64, None)
