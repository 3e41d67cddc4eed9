"""Readers: the role of PostgreSQL is used, and both keep one snapshot."""

import pytest
from django.db import connection

from tests.factories.relations import column, relation
from theatrum.repository.tables.column import ColumnType
from theatrum.repository.tables.relations import Relation
from theatrum.repository.tables.sql.errors import QueryFailed
from theatrum.repository.tables.sql.readers.postgresql import ROLE
from theatrum.repository.tables.sql.readers.reader import reading

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles")
def test_queries_run_as_the_role_that_sees_one_view() -> None:
    with reading(relation([column(1, "n", ColumnType.INTEGER)], [[1]])) as reader:
        assert reader.value("SELECT current_user") == ROLE
        assert reader.value("SELECT current_setting('transaction_read_only')") == "on"
        assert reader.value("SELECT has_table_privilege('public.entities_node', 'SELECT')") is False


def test_all_that_one_reader_reads_is_of_one_moment() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE counted (n integer)")
    try:
        select = "SELECT 1 AS row_id, 1 AS row_version, n AS c1 FROM counted"
        with reading(Relation(1, None, [column(1, "n", ColumnType.INTEGER)], select)) as reader:
            assert reader.value("SELECT count(*) FROM q") == 0
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO counted VALUES (1)")
            assert reader.value("SELECT count(*) FROM q") == 0
        with reading(Relation(1, None, [column(1, "n", ColumnType.INTEGER)], select)) as reader:
            assert reader.value("SELECT count(*) FROM q") == 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE counted")


def test_a_table_that_is_gone_is_told() -> None:
    gone = Relation(1, None, [column(1, "n", ColumnType.INTEGER)], "SELECT 1 AS row_id, n AS c1 FROM never_made")
    with pytest.raises(QueryFailed, match="changed or deleted at the same moment"), reading(gone):
        pass
