"""Pages of tables: they open, with history and trash, and folders list them."""

import pytest
from django.test import Client

from tests.doors.web.conftest import SignIn
from tests.factories.entities import make_entity
from tests.factories.tables import add_rows, change_table, make_column, make_table
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.models import Kind
from theatrum.repository.tables.requests import KeepSnapshot

pytestmark = pytest.mark.django_db


def test_a_table_has_its_pages(client: Client, sign_in: SignIn) -> None:
    anna = actor_of(sign_in("anna", is_administrator=True))
    project = make_entity(anna, Kind.PROJECT, "Tables")
    column = make_column(anna, "name", "STRING")
    table = make_table(anna, project, [column])
    add_rows(anna, table, [column], ["a"])
    change_table(anna, table, snapshot=KeepSnapshot(label="v1"))
    page = client.get(f"/entities/{table.public_id}")
    assert page.status_code == 200, page
    assert "Table" in page.content.decode()
    history = client.get(f"/entities/{table.public_id}/history")
    told = history.content.decode()
    assert told.index("Table snapshot kept") < told.index("Table rows changed")
    listed = client.get(f"/entities/{project.public_id}")
    assert "Cases" in listed.content.decode()
