"""How many statements a change costs: they do not grow with the rows that are there, or that are added."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.entities import make_entity, make_person
from tests.factories.tables import add_rows, make_column, make_table
from theatrum.repository.entities.models import Kind

pytestmark = pytest.mark.django_db


def test_many_rows_cost_as_many_statements_as_one() -> None:
    alice = make_person("alice", is_administrator=True)
    column = make_column(alice, "name", "STRING")
    table = make_table(alice, make_entity(alice, Kind.PROJECT, "Tables"), [column])

    def cost(count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            add_rows(alice, table, [column], *([["x"]] * count))
        return len(captured)

    # One of them asks whether anybody has a grid over a folder open.
    assert cost(1) == cost(400) == cost(1) <= 27
