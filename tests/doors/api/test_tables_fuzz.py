"""Whatever a transaction asks for, the answer is a result or a refusal with a reason; never a failure of the server."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.entities import make_entity, make_person
from tests.factories.tables import make_column, make_table
from tests.support.wire import Wire, sign_in, upload
from theatrum.repository.entities.models import Kind

pytestmark = pytest.mark.django_db

TABLE = "org.sagebionetworks.repo.model.table."
ODD = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
JSON = st.recursive(ODD, lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=3), one, max_size=3))
NUMBER = st.integers(-3, 5) | st.sampled_from([2**63 - 1, -(2**63), 2**63, 10**30])
# Stands for the id of a column that the table has, or has not.
COLUMN = st.sampled_from(["$name", "$age", "$json", "$other", "0", "x", "9" * 18, "9" * 30]) | st.none()
CELL = JSON | st.sampled_from(["1", "x", "[1]", "{'a': 1}", "1e400", "2021-01-01"])
CHANGED = st.fixed_dictionaries({"key": COLUMN, "value": CELL})
ROW = st.fixed_dictionaries(
    {}, optional={"rowId": NUMBER, "versionNumber": NUMBER, "etag": ODD, "values": st.lists(CELL, max_size=4)}
)
PARTIAL = st.fixed_dictionaries({}, optional={"rowId": NUMBER, "values": st.lists(CHANGED, max_size=3)})
ROWS = st.fixed_dictionaries(
    {"concreteType": st.just(TABLE + "RowSet"), "rows": st.lists(ROW, max_size=3)},
    optional={"headers": st.lists(st.fixed_dictionaries({"id": COLUMN, "name": st.just("n")}), max_size=4)},
)
CELLS = st.fixed_dictionaries({"concreteType": st.just(TABLE + "PartialRowSet"), "rows": st.lists(PARTIAL, max_size=3)})
APPEND = st.fixed_dictionaries(
    {"concreteType": st.just(TABLE + "AppendableRowSetRequest"), "toAppend": ROWS | CELLS | JSON}
)
SWAP = st.fixed_dictionaries({}, optional={"oldColumnId": COLUMN, "newColumnId": COLUMN})
SCHEMA = st.fixed_dictionaries(
    {"concreteType": st.just(TABLE + "TableSchemaChangeRequest")},
    optional={"changes": st.lists(SWAP, max_size=3), "orderedColumnIds": st.lists(COLUMN, max_size=3)},
)
FORM = st.fixed_dictionaries({}, optional={"separator": st.text(max_size=2), "escapeCharacter": st.text(max_size=1)})
CSV = st.fixed_dictionaries(
    {"concreteType": st.just(TABLE + "UploadToTableRequest"), "uploadFileHandleId": st.just("$csv") | JSON},
    optional={"linesToSkip": NUMBER, "csvTableDescriptor": FORM},
)
CHANGES = st.lists(APPEND | SCHEMA | CSV | JSON, max_size=3)
SNAPSHOT = st.fixed_dictionaries(
    {}, optional={"snapshotLabel": st.text(max_size=3), "snapshotActivityId": ODD, "snapshotComment": ODD}
)
BODY = st.fixed_dictionaries({"changes": CHANGES}, optional={"createSnapshot": ODD, "snapshotOptions": SNAPSHOT})
LINE = st.lists(
    st.sampled_from(["ROW_ID", "ROW_VERSION", "name", "age", "1", "9" * 30, "-1", '"', "\\", ""]), max_size=4
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(body=BODY, lines=st.lists(LINE, max_size=4))
def test_no_request_fails_the_server(
    place: tuple[Wire, str, dict[str, str]], body: Any, lines: list[list[str]]
) -> None:
    wire, table, names = place
    handle = upload(wire, "\n".join(",".join(line) for line in lines).encode(), name="rows.csv")
    asked = _named(body, {**names, "$csv": handle})
    started = wire.post(f"/repo/v1/entity/{table}/table/transaction/async/start", {"entityId": table, **asked})
    # 404: the activity of a snapshot that nobody knows.
    assert started.status in {201, 400, 404}, started
    if started.status == 201:
        token = started.json["token"]
        done = wire.get(f"/repo/v1/entity/{table}/table/transaction/async/get/{token}")
        assert done.status in {201, 400}, done
        assert done.status == 201 or done.json["code"] != "jobs.internal_error", (asked, done)


@pytest.fixture
def place() -> tuple[Wire, str, dict[str, str]]:
    """Return a client, a table, and the ids of columns by their stand-ins."""
    alice = make_person("alice", is_administrator=True)
    types = {"name": "STRING", "age": "INTEGER", "json": "JSON", "other": "DOUBLE"}
    columns = {name: make_column(alice, name, kind) for name, kind in types.items()}
    project = make_entity(alice, Kind.PROJECT, "Tables")
    table = make_table(alice, project, [columns[name] for name in ("name", "age", "json")])
    return sign_in(alice), table.public_id, {f"${name}": str(column.id) for name, column in columns.items()}


def _named(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _named(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_named(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value
