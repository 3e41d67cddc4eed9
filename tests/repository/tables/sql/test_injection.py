"""Hostile queries: nothing but the query's own rows is ever read, nothing is written, and every failure is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.factories.relations import ask, column, relation
from theatrum.kernel.errors import DomainError
from theatrum.repository.tables.column import ColumnType
from theatrum.repository.tables.relations import Relation
from theatrum.repository.tables.sql.dialect import RESERVED
from theatrum.repository.tables.sql.readers.reader import reading

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "only-for-others"
HOSTILE = (Path(__file__).parent / "hostile.txt").read_text(encoding="utf-8").splitlines()
COLUMNS = [
    column(1, "name", ColumnType.STRING),
    column(2, "age", ColumnType.INTEGER),
    column(3, "weight", ColumnType.DOUBLE),
    column(4, "alive", ColumnType.BOOLEAN),
    column(5, "born", ColumnType.DATE),
    column(6, "tags", ColumnType.STRING_LIST),
    column(7, "doc", ColumnType.JSON),
    column(8, "counts", ColumnType.INTEGER_LIST),
]
ROWS: list[list[object]] = [["o'Neil\\", 1, 0.5, True, 0, ["a", "b'"], {"k": 1}, [1]], [None] * 8]
# Behind the translator's back, nothing else may be done either.
STATEMENTS = [
    "SELECT * FROM secrets",
    "SELECT count(*) FROM secrets",
    "SELECT (SELECT secret FROM secrets) FROM q",
    "SELECT 1 FROM q WHERE EXISTS (SELECT secret FROM secrets)",
    "SELECT email FROM accounts_user",
    "INSERT INTO secrets VALUES ('x')",
    "UPDATE secrets SET secret = 'x'",
    "DELETE FROM secrets",
    "DROP TABLE secrets",
    "DROP VIEW q",
    "CREATE TABLE x (a int)",
    "CREATE TEMP TABLE x AS SELECT * FROM secrets",
    "WITH x AS (DELETE FROM secrets RETURNING secret) SELECT * FROM x",
    "ATTACH DATABASE '/tmp/x' AS y",
    "PRAGMA table_info(secrets)",
    "SELECT * FROM pragma_table_info('secrets')",
    "SELECT load_extension('x')",
    "SELECT writefile('/tmp/x', 'x')",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT 1 FROM q; RESET ROLE",
    "SELECT 1 FROM q; DELETE FROM secrets",
    "COPY secrets TO '/tmp/x'",
]
WORDS = [
    *sorted(RESERVED),
    "name", "age", "weight", "alive", "born", "tags", "doc", "counts", "row_id", "row_etag",
    "syn1", "syn2.1", "secrets", "secret", "q", "r", "t",
    "count", "sum", "max", "group_concat", "concat", "upper", "round", "cast", "STRING", "unnest", "json_extract",
    "from_unixtime", "year", "isnan", "current_user", "separator", "exists", "having", "over",
    "(", ")", ",", ".", "*", "+", "-", "/", "%", "=", "<", ">", "<>", "<=", ">=", ";", "'", '"', "`", "''", "--", "/*",
    "'a'", "'%_'", "'2026-01-31'", "'o''Neil\\'", "1", "0", "-1", "1.5", "1e9", "9223372036854775807",
    '"name"', "`tags`", "\\", "$1", "%s", "|", "||", "::", "{", "}", "\x00", "\ud800", "é", "💥",
]  # fmt: skip


@pytest.fixture
def secrets() -> Iterator[None]:
    """A table of others, which no query may read."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE secrets (secret text)")
        cursor.execute("INSERT INTO secrets VALUES (%s)", [SECRET])
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM secrets")
        assert cursor.fetchall() == [(SECRET,)]
        cursor.execute("DROP TABLE secrets")


@pytest.fixture
def people() -> Relation:
    return relation(COLUMNS, ROWS)


def attack(where: Relation, sql: str) -> None:
    """Ask, and look that nothing of others is in what comes back."""
    try:
        found = str(ask(where, sql))
    except DomainError as error:
        found = str(error).replace(sql, "")
    assert SECRET not in found


def test_no_hostile_query_reads_or_writes_more_than_its_rows(people: Relation, secrets: None) -> None:
    before = tables()
    for sql in HOSTILE:
        attack(people, sql)
    assert tables() == before


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
@example("name from syn1 where name = '" + "'" * 99)
def test_no_row_of_words_breaks_out(people: Relation, secrets: None, rest: str) -> None:
    attack(people, f"SELECT {rest}")
    attack(people, f"SELECT name FROM syn1 WHERE {rest}")
    attack(people, f"SELECT {rest} FROM syn1")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
@example("' or 1=1 --")
@example("\\'; drop table secrets; --")
def test_any_text_is_only_a_text(people: Relation, secrets: None, text: str) -> None:
    quoted = text.replace("'", "''")
    try:
        found = ask(people, f"SELECT '{quoted}', concat(name, '{quoted}') FROM syn1 WHERE row_id = 1")
    except DomainError:
        # NUL and half of a surrogate pair are no text.
        assert "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text)
        return
    assert found == [(text, f"o'Neil\\{text}")]
    name = text.replace('"', '""')
    attack(people, f'SELECT "{name}" FROM syn1')
    attack(
        people,
        f"SELECT name FROM syn1 WHERE name LIKE '{quoted}' OR tags HAS ('{quoted}') OR tags HAS_LIKE ('{quoted}')",
    )


def test_a_reader_can_do_nothing_else(people: Relation, secrets: None) -> None:
    before = tables()
    for statement in STATEMENTS:
        with reading(people) as reader, pytest.raises(DomainError):
            list(reader.rows(statement))
    assert tables() == before


def tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))
