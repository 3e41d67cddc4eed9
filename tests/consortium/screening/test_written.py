"""Annotations, names and cells of tables that come as JSON: what blocks is refused, what is held is told, masked."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.consortium.screening.conftest import Office, add_file
from tests.factories.entities import make_entity
from tests.support import screening
from tests.support.wire import Wire
from theatrum.repository.accounts.models import User
from theatrum.repository.audit.models import Payload
from theatrum.repository.entities.models import Kind, Node, Validation, Version
from theatrum.repository.tables.views.writing import write_annotations

pytestmark = pytest.mark.django_db
DAY, MAIL, PERSON = "2021-03-04", "jane.roe@example.org", "contact: Dr. Jane Roe"
_TABLE = "org.sagebionetworks.repo.model.table."


@pytest.fixture(autouse=True)
def screened() -> Iterator[None]:
    """Screen what is written, and not files: no worker runs here."""
    screening.turn_on_texts()
    yield
    screening.turn_off_texts()


def _annotate(wire: Wire, node: Node, **values: Any) -> Any:  # texts, or whole annotations
    address = f"/repo/v1/entity/{node.public_id}/annotations2"
    body = wire.get(address).json
    body["annotations"] = {
        key: value if isinstance(value, dict) else {"type": "STRING", "value": [value]} for key, value in values.items()
    }
    return wire.put(address, body)


def _is_kept(text: str) -> bool:
    kept = [list(model.objects.values()) for model in (Version, Validation, Payload, Node)]
    return text in repr(kept)


@pytest.mark.requirement("R68")
def test_annotations_that_identify_are_refused_with_key_and_class(office: Office) -> None:
    wire = office.wire(office.admin)
    file = make_entity(office.admin, Kind.FOLDER, "notes", parent=office.folder)
    for text, told in ((DAY, "a calendar date"), (MAIL, "an e-mail address")):
        answer = _annotate(wire, file, FINE="yes", REMARK=text)
        assert answer.status == 400
        assert "REMARK" in answer.json["reason"]
        assert told in answer.json["reason"]
        assert text not in json.dumps(answer.json)
        assert not _is_kept(text)


def test_days_that_are_not_of_a_component_stay_and_other_classes_do_not(office: Office) -> None:
    wire = office.wire(office.admin)
    free = make_entity(office.admin, Kind.FOLDER, "free", parent=office.project)
    assert _annotate(wire, free, WHEN="2021-03-04T10:00:00.000Z").status == 200
    assert _annotate(wire, free, WHO=MAIL).status == 400
    held = make_entity(office.admin, Kind.FOLDER, "notes", parent=office.folder)
    assert _annotate(wire, held, promoted_at="2027-01-31T12:00:00Z").status == 200
    assert _annotate(wire, held, promoted_at=DAY).status == 400
    assert _annotate(wire, held, HTAN_PARENT_ID="2027-01-31T12:00:00Z").status == 400


def test_what_stands_there_already_and_what_is_no_text_is_no_news(office: Office) -> None:
    wire = office.wire(office.admin)
    screening.turn_off_texts()
    there = {"OLD": {"type": "STRING", "value": [DAY]}}
    folder = make_entity(office.admin, Kind.FOLDER, "notes", parent=office.folder, annotations=there)
    screening.turn_on_texts()
    moment = {"type": "TIMESTAMP_MS", "value": ["1577836800000"]}
    assert _annotate(wire, folder, OLD=DAY, NEW="fine", WHEN=moment).status == 200
    assert _annotate(wire, folder, OLD=DAY, NEW=DAY).status == 400
    assert _annotate(wire, folder, OLD="2021-03-05").status == 400


def test_what_is_held_is_told_with_the_verdict_and_nothing_else_shows_it(office: Office) -> None:
    wire = office.wire(office.admin)
    folder = make_entity(office.admin, Kind.FOLDER, "notes", parent=office.folder)
    assert _annotate(wire, folder, REMARK=PERSON, FINE="yes").status == 200
    found = Validation.objects.get(node_id=folder.id).findings
    (private,) = [one for one in found if one["code"] == "privacy.name"]
    assert (private["column"], private["severity"], private["value"]) == ("REMARK", "warning", None)
    assert "Roe" not in json.dumps(found)
    assert _annotate(wire, folder, FINE="yes").status == 200
    assert Validation.objects.get(node_id=folder.id).findings == []


@pytest.mark.requirement("R81")
def test_names_that_identify_are_refused(office: Office) -> None:
    wire = office.wire(office.admin)
    body = {"concreteType": "org.sagebionetworks.repo.model.Folder", "parentId": office.folder.public_id}
    for name in ("scans of 2021-03-04", "MRN 00123456"):
        answer = wire.post("/repo/v1/entity", {**body, "name": name})
        assert answer.status == 400
        assert name not in json.dumps(answer.json)
        assert not _is_kept(name)
    made = wire.post("/repo/v1/entity", {**body, "name": "scans"}).json
    assert wire.put(f"/repo/v1/entity/{made['id']}", {**made, "name": "scans 2021-03-04"}).status == 400
    assert wire.put(f"/repo/v1/entity/{made['id']}", {**made, "name": "more scans"}).status == 200


def test_rows_of_tables_as_json_are_refused_with_row_and_column(office: Office) -> None:
    wire = office.wire(office.admin)
    columns = [{"name": "remark", "columnType": "STRING", "maximumSize": 100}, {"name": "n", "columnType": "INTEGER"}]
    made = wire.post("/repo/v1/column/batch", {"list": columns}).json["list"]
    ids = [one["id"] for one in made]
    asked = {"name": "t", "parentId": office.project.public_id, "columnIds": ids}
    table = wire.post("/repo/v1/entity", {**asked, "concreteType": f"{_TABLE}TableEntity"}).json["id"]
    headers = [{"id": one, "name": "x"} for one in ids]
    rows = [{"values": ["fine", "1"]}, {"values": [MAIL, "20210304"]}]
    whole = {"concreteType": f"{_TABLE}RowSet", "tableId": table, "headers": headers, "rows": rows}
    partial = {"concreteType": f"{_TABLE}PartialRowSet", "tableId": table}
    partial["rows"] = [{"values": [{"key": ids[0], "value": MAIL}]}]
    for rowset, told in ((whole, "row 2 of the request"), (partial, "row 1 of the request")):
        answer = _append(wire, table, rowset)
        assert answer.status == 400
        assert told in answer.json["reason"]
        assert "remark" in answer.json["reason"]
        assert MAIL not in json.dumps(answer.json)
    assert _append(wire, table, {**whole, "rows": rows[:1]}).status == 201


def _append(wire: Wire, table: str, rowset: dict[str, Any]) -> Any:  # the answer of the job
    change = {"concreteType": f"{_TABLE}AppendableRowSetRequest", "entityId": table, "toAppend": rowset}
    body = {"concreteType": f"{_TABLE}TableUpdateTransactionRequest", "entityId": table, "changes": [change]}
    start = wire.post(f"/repo/v1/entity/{table}/table/transaction/async/start", body)
    return wire.get(f"/repo/v1/entity/{table}/table/transaction/async/get/{start.json['token']}")


def test_a_view_tells_which_file_was_not_written_and_why(office: Office) -> None:
    folder = make_entity(office.admin, Kind.FOLDER, "notes", parent=office.folder)
    wanted: dict[str, dict[str, object]] = {"REMARK": {"type": "STRING", "value": [MAIL]}}
    outcome = write_annotations(office.admin, folder.id, folder.etag, lambda _: dict(wanted))
    assert outcome.failure_code == "ILLEGAL_ARGUMENT"
    assert "an e-mail address" in (outcome.failure_message or "")
    assert MAIL not in repr(outcome)
    assert not _is_kept(MAIL)


def test_the_page_says_why_and_keeps_what_was_typed_for_who_typed_it(office: Office) -> None:
    client = Client()
    client.force_login(
        User.objects.get(pk=office.admin.id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    address = f"/entities/{office.folder.public_id}/rename"
    answer = client.post(address, {"name": "scans of 2021-03-04", "etag": office.folder.etag})
    assert "a name must not say who somebody is" in answer.content.decode()
    assert not _is_kept("scans of 2021-03-04")


def test_descriptions_comments_and_columns_that_identify_are_refused(office: Office) -> None:
    wire = office.wire(office.admin)
    body = {"concreteType": "org.sagebionetworks.repo.model.Folder", "parentId": office.folder.public_id}
    asked = {**body, "name": "a", "description": f"Ask {MAIL} about it."}
    assert wire.post("/repo/v1/entity", asked).status == 400
    # A day in a sentence need not be of a person.
    made = wire.post("/repo/v1/entity", {**asked, "description": f"As of {DAY}."}).json
    assert wire.put(f"/repo/v1/entity/{made['id']}", {**made, "description": f"Ask {MAIL}."}).status == 400
    assert wire.put(f"/repo/v1/entity/{made['id']}", {**made, "name": "b"}).status == 200
    _, file = add_file(office, b"n\n1\n", name="f.csv")
    version = wire.get(f"/repo/v1/entity/{file.public_id}").json
    refused = wire.put(f"/repo/v1/entity/{file.public_id}", {**version, "versionComment": MAIL})
    assert (refused.status, "e-mail" in refused.json["reason"]) == (400, True)
    assert wire.put(f"/repo/v1/entity/{file.public_id}", {**version, "versionLabel": "1.2.3.4"}).status == 200
    for column in ({"name": MAIL}, {"name": "who", "defaultValue": MAIL}, {"name": "who", "enumValues": [MAIL]}):
        answer = wire.post("/repo/v1/column/batch", {"list": [{"columnType": "STRING", "maximumSize": 90, **column}]})
        assert (answer.status, MAIL in json.dumps(answer.json)) == (400, False)
    assert not _is_kept(MAIL)
