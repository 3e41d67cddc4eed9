"""What queries mean: the same on both databases, as each line says."""

import math

import pytest

from tests.factories.relations import ask, column, relation
from theatrum.repository.tables.column import ColumnType
from theatrum.repository.tables.relations import Relation
from theatrum.repository.tables.sql.errors import QueryFailed, QueryTooLong, SqlIsInvalid, UnknownColumn

pytestmark = pytest.mark.django_db

COLUMNS = [
    column(1, "name", ColumnType.STRING),
    column(2, "age", ColumnType.INTEGER),
    column(3, "weight", ColumnType.DOUBLE),
    column(4, "alive", ColumnType.BOOLEAN),
    column(5, "born", ColumnType.DATE),
    column(6, "tags", ColumnType.STRING_LIST),
    column(7, "doc", ColumnType.JSON),
    column(8, "a b", ColumnType.STRING),
    column(9, "id", ColumnType.ENTITYID),
    column(10, "counts", ColumnType.INTEGER_LIST),
    column(11, "flags", ColumnType.BOOLEAN_LIST),
    column(12, "days", ColumnType.DATE_LIST),
    column(13, "parents", ColumnType.ENTITYID_LIST),
]
JAN_31 = 1706659200000
ROWS: list[list[object]] = [
    ["Ann", 10, 1.5, True, JAN_31, ["x", "y"], {"k": "v", "n": 5}, "one", "syn1", [1, 2], [True], [JAN_31], ["syn7"]],
    [
        "bob",
        20,
        -2.5,
        False,
        JAN_31 + 86_400_000,
        ["Y"],
        {"k": True},
        "two",
        "syn2",
        [3],
        [True, False],
        [0, 1],
        ["syn8", "syn9"],
    ],
    ["BOB", 7, math.nan, None, None, None, None, None, "syn10", None, None, None, None],
    [None, None, math.inf, True, 0, [], [1, 2], "ß%_x", None, [], [], [], []],
]


@pytest.fixture
def people() -> Relation:
    return relation(COLUMNS, ROWS)


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("name = 'ANN'", [1]),
        ("name = 'bob'", [2, 3]),
        ("name <> 'bob'", [1]),
        ("NAME in ('ann', 'Bob')", [1, 2, 3]),
        ("name not in ('ann')", [2, 3]),
        ("name like 'b%'", [2, 3]),
        ("name not like '%O%'", [1]),
        ("\"a b\" like '%!%%' escape '!'", [4]),
        ("\"a b\" like '%\\_x'", [4]),
        ("`a b` = 'two'", [2]),
        ("name is null", [4]),
        ("name is not null and age > 7", [1, 2]),
        ("age between 10 and 20", [1, 2]),
        ("age not between 10 and 20", [3]),
        ("age = '10'", [1]),
        ("age > 9.5", [1, 2]),
        ("age < 1e1", [3]),
        ("weight > 0", [1, 4]),
        ("weight < 0", [2]),
        ("isNaN(weight)", [3]),
        ("not isnan(weight)", [1, 2, 4]),
        ("isInfinity(weight)", [4]),
        ("weight <> 1.5", [2, 4]),
        ("alive = true", [1, 4]),
        ("alive = 'false'", [2]),
        ("alive is true", [1, 4]),
        ("alive is not true", [2, 3]),
        ("alive is unknown", [3]),
        ("alive", [1, 4]),
        ("not alive", [2]),
        ("born = '2024-01-31'", [1]),
        ("born > '2024-01-31T12:00:00Z'", [2]),
        ("born = 0", [4]),
        ("born < unix_timestamp(current_timestamp - interval 30 day) * 1000", [1, 2, 4]),
        ("born > unix_timestamp('2024-01-31') * 1000", [2]),
        ("year(born) = 2024", [1, 2]),
        ("tags has ('x')", [1]),
        ("tags has ('y', 'z')", [1]),
        ("tags not has ('x')", [2, 4]),
        ("tags has_like ('y%')", [1, 2]),
        ("counts has (2, 3)", [1, 2]),
        ("counts has ('2')", [1]),
        ("flags has (false)", [2]),
        ("flags has ('true')", [1, 2]),
        ("days has ('2024-01-31', 1)", [1, 2]),
        ("parents has (8)", [2]),
        ("parents has_like ('syn%')", [1, 2]),
        ("counts has_like ('%')", [1, 2]),
        ("json_extract(doc, '$.k') = 'v'", [1]),
        ("json_extract(doc, '$.k') = 'true'", [2]),
        ("json_extract(doc, '$[1]') = 2", [4]),
        ("id = 'SYN1'", [1]),
        ("id = 2", [2]),
        ("id in (1, 'syn10')", [1, 3]),
        ("row_id in (2, 3)", [2, 3]),
        ("row_version = 1", [1, 2, 3, 4]),
        ("age = current_user()", [3]),
        ("name = 'x' or name = 'ann' and age = 10", [1]),
        ("(name = 'x' or name = 'ann') and not (age = 11)", [1]),
        ("upper(name) = 'ANN' and concat(name, '!') = 'ann!'", [1]),
        ("cast(age as STRING) = '10'", [1]),
        ("cast(name as INTEGER) is null", [1, 2, 3, 4]),
        ("cast('12' as INTEGER) = age + 2", [1]),
        ("t.age = 10 and syn1.age = 10", [1]),
        ("coalesce(name, 'none') = 'none'", [4]),
        ("age = 10 or age = '20'", [1, 2]),
    ],
)
def test_a_condition_finds_its_rows(people: Relation, condition: str, found: list[int]) -> None:
    assert [row[0] for row in ask(people, f"select row_id from syn1 t where {condition}")] == found


@pytest.mark.parametrize(
    ("selected", "found"),
    [
        ("count(*)", 4),
        ("count(name)", 3),
        ("count(distinct alive)", 2),
        ("sum(age)", 37),
        ("avg(age)", 37 / 3),
        ("min(name)", "Ann"),
        ("max(name)", "bob"),
        ("max(born)", JAN_31 + 86_400_000),
        ("std(age)", 5.557777333511022),
        ("stddev_samp(age)", 6.806859285554046),
        ("var_pop(age)", 30.88888888888889),
        ("bit_or(age)", 31),
        ("bit_xor(age)", 25),
        ("group_concat(name order by age desc separator ';')", "bob;Ann;BOB"),
        ("group_concat(distinct name)", "Ann,BOB,bob"),
        ("sum(age) / 2", 18.5),
        ("sum(age) div 2", 18),
        ("sum(age) % 5", 2),
        ("-sum(age) div 2", -18),
        ("sum(age) / 0", None),
        ("max(round(age / 4))", 5.0),
        ("round(avg(age), 1)", 12.3),
        ("max(dayname(from_unixtime(born/1000)))", "Wednesday"),
        ("max(monthname(born))", "January"),
        ("max(date(born + interval 1 month))", "2024-03-01"),
        ("max(date(born - interval 1 year))", "2023-02-01"),
        ("max(dayofweek(born))", 5),
        ("max(week(born))", 4),
        ("max(yearweek(born))", 202404),
        ("max(weekofyear(born))", 5),
        ("max(from_unixtime(born/1000))", "2024-02-01 00:00:00"),
        ("max(case when age > 10 then 'old' else 'aged' end)", "old"),
        ("max(case name when 'ANN' then age else 0 end)", 10),
        ("max(ifnull(age, 99))", 99),
        ("max(nullif(age, 20))", 10),
        ("max(trim(concat(' ', name, ' ')))", "bob"),
        ("max(replace(name, 'o', '0'))", "b0b"),
        ("max(json_unquote(json_extract(doc, '$.n')))", "5"),
        ("max(unix_timestamp(born))", JAN_31 // 1000 + 86_400),
    ],
)
def test_an_expression_has_its_value(people: Relation, selected: str, found: object) -> None:
    [[value]] = ask(people, f"select {selected} from syn1")
    assert value == pytest.approx(found) if isinstance(found, float) else value == found


def test_rows_come_in_an_order_that_both_databases_share(people: Relation) -> None:
    assert [row[0] for row in ask(people, "select row_id from syn1 order by name")] == [4, 1, 3, 2]
    assert [row[0] for row in ask(people, "select row_id from syn1 order by name desc")] == [2, 3, 1, 4]
    assert [row[0] for row in ask(people, "select row_id from syn1 order by alive, age desc")] == [3, 2, 1, 4]
    assert [row[0] for row in ask(people, "select row_id from syn1 limit 2 offset 1")] == [2, 3]
    assert ask(people, "select distinct alive from syn1 order by alive desc") == [(True,), (False,), (None,)]
    assert ask(people, "select distinct name as n from syn1 order by n desc limit 2") == [("bob",), ("BOB",)]


def test_groups(people: Relation) -> None:
    found = ask(people, "select alive, count(*) as n from syn1 group by alive order by n desc, alive")
    assert found == [(True, 2), (None, 1), (False, 1)]
    assert ask(people, "select unnest(tags) as tag, count(*) from syn1 group by tag") == [
        (None, 2), ("x", 1), ("Y", 1), ("y", 1),
    ]  # fmt: skip
    assert ask(people, "select upper(name) from syn1 group by upper(name) order by 1") == [(None,), ("ANN",), ("BOB",)]
    assert ask(people, "select unnest(tags) from syn1 where name = 'ann'") == [("x",), ("y",)]


def test_lists_and_documents_come_as_json(people: Relation) -> None:
    import json  # app ready

    [[tags, doc]] = ask(people, "select tags, doc from syn1 where name = 'ann'")
    assert json.loads(str(tags)) == ["x", "y"]
    assert json.loads(str(doc)) == {"k": "v", "n": 5}
    [[made]] = ask(people, "select json_object('a', age, 'b', alive, 'c', tags) from syn1 where row_id = 1")
    assert json.loads(str(made)) == {"a": 10, "b": True, "c": ["x", "y"]}
    [[gathered]] = ask(people, "select json_arrayagg(age) from syn1 where age < 11")
    assert sorted(json.loads(str(gathered))) == [7, 10]


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("select nme from syn1", "Unknown column nme: syn1 has no column of this name. Did you mean name?"),
        ("select name, count(*) from syn1", "name is neither an aggregate nor in GROUP BY"),
        ("select max(count(*)) from syn1", "MAX cannot take another aggregate"),
        ("select name from syn1 where max(age) = 1", "WHERE cannot take an aggregate"),
        ("select name from syn1 where age = 'abc'", "'abc' is not a value of type INTEGER"),
        ("select name from syn1 where alive = 'maybe'", "write true or false"),
        ("select name from syn1 where born > 'yesterday'", "is not a date"),
        ("select name from syn1 where name has ('a')", "holds no lists"),
        ("select name from syn1 where isnan(age)", "is not a DOUBLE"),
        ("select sleep(5) from syn1", "SLEEP is not a function of Synapse's SQL"),
        ("select crc32(name) from syn1", "CRC32 is not offered by this server"),
        ("select name from syn1 where name", "is not a condition"),
        ("select name from syn1 group by 5", "is not the number"),
        ("select distinct name from syn1 order by age", "ORDER BY takes only what is selected"),
        ("select concat() from syn1", "takes 1 arguments or more"),
        (
            "select replace(upper(replace(name, 'a', 'bb')), 'b', concat('a', name)) from syn1",
            "REPLACE may make a text 1000 times as long",
        ),
        ("select x.name from syn1", "x is not in the FROM clause"),
        ("select cast(name as BLOB) from syn1", "BLOB is not a type of columns"),
        ("select *, name from syn1", "* stands alone"),
        ("select name from syn1 limit 'a'", "LIMIT takes a whole number"),
        ("select json_extract(doc, 'k') from syn1", "is not a JSON path"),
        ("select sum(age * 9000000000000000000) from syn1", "cannot be computed"),
    ],
)
def test_what_cannot_be_asked_is_told(people: Relation, sql: str, told: str) -> None:
    with pytest.raises((SqlIsInvalid, UnknownColumn, QueryFailed), match=told.replace("*", r"\*")):
        ask(people, sql)


def test_a_long_query_is_stopped() -> None:
    many = relation([column(1, "n", ColumnType.INTEGER)], [[n] for n in range(10)])
    from theatrum.repository.tables.sql.readers.reader import reading  # app ready

    joined = "SELECT count(*) FROM " + ", ".join(f"q AS q{at}" for at in range(12))
    with reading(many, seconds=0.05) as reader, pytest.raises(QueryTooLong, match="stopped after"):
        reader.value(joined)
