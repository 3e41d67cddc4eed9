"""Pages of import and download: what is shown before, what is written, files that come out; who may."""

import json
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import openpyxl
import pytest
from django.test import Client

from tests.factories.entities import make_person
from tests.factories.grids import bind, change, make_sheet, open_grid, shown
from tests.factories.records import make_csv
from tests.support.wire import send_bytes
from theatrum.consortium.exchange.actions import LARGE
from theatrum.consortium.exchange.models import Import, State
from theatrum.consortium.exchange.taking_back import SMALL, TAKE_BACK
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.models import Job
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.audit.actions import purge_payloads
from theatrum.repository.audit.models import Payload
from theatrum.repository.files.models import FileHandle
from theatrum.repository.grids.changes import Change
from theatrum.repository.grids.models import Workspace

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def scene(client: Client) -> tuple[Actor, Workspace]:
    ann, node = make_sheet()
    bind(node)
    client.force_login(User.objects.get(pk=ann.id), backend=BACKEND)
    return ann, open_grid(ann, node)


def _begin(client: Client, ann: Actor, workspace: Workspace, content: bytes, name: str = "a.csv") -> str:
    handle = make_csv(ann, content, name=name)
    FileHandle.objects.filter(pk=handle.pk).update(verification="verified")
    body = json.dumps({"handle": handle.pk})
    answer = client.post(f"/grid/{workspace.session_id}/import/files", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return str(answer.json()["url"])


def _page(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def _file(client: Client, workspace: Workspace, what: str, **data: Any) -> bytes:
    answer = client.post(f"/grid/{workspace.session_id}/download/{what}", data)
    assert answer.status_code == 302, answer.content
    answer = client.get(answer["Location"])
    assert answer.status_code == 302, answer.content
    parts = urlsplit(answer["Location"])
    return send_bytes("GET", f"{parts.path}?{parts.query}").content


def test_a_file_is_shown_decided_about_and_written(client: Client, scene: tuple[Actor, Workspace]) -> None:
    ann, workspace = scene
    assert "Drop a table here" in _page(client, f"/grid/{workspace.session_id}/import")
    address = _begin(client, ann, workspace, b"ID,who,age\n1,Anna,\n4,Di,eight\n")
    page = _page(client, address)
    assert "Nothing is written yet" in page
    assert 'name="column-1"' in page
    assert "Empty the 1 cell of the grid" in page
    answer = client.post(
        f"{address}/decide", {"column-0": "id", "column-1": "name", "column-2": "age", "remember": "1"}
    )
    page = _page(client, answer["Location"])
    assert "<del>Ann</del> <ins>Anna</ins>" in page
    client.post(f"{address}/apply", {"has-empties": "1", "empties": "1"})
    assert [row for row in shown(workspace) if row[0] in {"1", "4"}] == [["1", "Anna", None], ["4", "Di", "eight"]]
    page = _page(client, address)
    assert "Written to the grid" in page
    answer = client.post(f"{address}/undo")
    assert [row[1] for row in shown(workspace)] == ["Ann", "Bob", "Cy"]
    page = _page(client, answer["Location"])
    assert "Taken back" in page
    assert "Take it back" not in page
    # What somebody changes meanwhile stays, and is told; the way leads back and forth.
    client.post(f"{address}/undo")
    assert [row[1] for row in shown(workspace)] == ["Anna", "Bob", "Cy", "Di"]
    change(ann, workspace, Change(cells={1: {1: "Annie"}}))
    page = _page(client, client.post(f"{address}/undo")["Location"])
    assert "1 cell or row that somebody has changed since stays as it is" in page
    assert [row[1] for row in shown(workspace)] == ["Annie", "Bob", "Cy"]
    # Many rows that it removed keep no page waiting, however few cells it wrote.
    Import.objects.update(counts={"cells": 1, "deleted": SMALL})
    client.post(f"{address}/undo")
    Job.objects.get(name=TAKE_BACK + LARGE).delete()
    with writing():
        purge_payloads(payload_ids=list(Payload.objects.values_list("pk", flat=True)))
    assert "deleted for good" in _page(client, address)
    assert client.post(f"{address}/undo").status_code == 400


def test_what_is_pasted_is_imported_too(client: Client, scene: tuple[Actor, Workspace]) -> None:
    _, workspace = scene
    address = f"/grid/{workspace.session_id}/import"
    assert "Nothing was pasted" in client.post(address, {"text": " "}).content.decode()
    answer = client.post(address, {"text": "id\tname\n1\tAnna\n"})
    assert "<ins>Anna</ins>" in _page(client, answer["Location"])
    client.post(answer["Location"] + "/discard")
    assert Import.objects.get().state == State.DISCARDED


def test_a_sheet_is_asked_for_where_there_are_several(client: Client, scene: tuple[Actor, Workspace]) -> None:
    ann, workspace = scene
    book, stream = openpyxl.Workbook(), BytesIO()
    book.active.append(["id", "name"])
    book.active.append(["1", "Anna"])
    book.create_sheet("Other").append(["x", "y"])
    book.save(stream)
    address = _begin(client, ann, workspace, stream.getvalue(), "a.xlsx")
    assert "Which sheet?" in _page(client, address)
    client.post(f"{address}/decide", {"sheet": "Sheet"})
    assert "<ins>Anna</ins>" in _page(client, address)


def test_a_workbook_comes_back_and_a_clash_is_chosen(client: Client, scene: tuple[Actor, Workspace]) -> None:
    ann, workspace = scene
    book, stream = openpyxl.load_workbook(BytesIO(_file(client, workspace, "xlsx"))), BytesIO()
    book.worksheets[0]["B2"] = "Anna"
    book.save(stream)
    change(ann, workspace, Change(cells={1: {1: "Annie"}}))
    address = _begin(client, ann, workspace, stream.getvalue(), "a.xlsx")
    page = _page(client, address)
    assert "Changed on both sides" in page
    assert 'name="cell-1:1"' in page
    client.post(f"{address}/apply", {"side": "theirs", "cell-1:1": "mine"})
    assert shown(workspace)[0][1] == "Anna"


def test_files_of_a_grid(client: Client, scene: tuple[Actor, Workspace]) -> None:
    _, workspace = scene
    assert "Workbook of the rows with problems" in _page(client, f"/grid/{workspace.session_id}/download")
    assert _file(client, workspace, "csv").decode("utf-8-sig") == "id,name,age\r\n1,Ann,40\r\n2,Bob,\r\n3,Cy,seven\r\n"
    assert _file(client, workspace, "jsonl").splitlines()[1] == b'{"id": "2", "name": "Bob"}'
    view = {"sort": [{"slot": 0, "is_descending": True}], "filters": [{"slot": 1, "like": "b"}], "problems": "all"}
    assert _file(client, workspace, "tsv", view=json.dumps(view)).splitlines()[1:] == [b"2\tBob\t"]
    rows = list(openpyxl.load_workbook(BytesIO(_file(client, workspace, "marked"))).worksheets[0].values)
    assert [row[0] for row in rows] == ["id", "2", "3"]
    answer = client.post(f"/grid/{workspace.session_id}/download/pdf")
    assert answer.status_code == 400
    answer = client.post(f"/grid/{workspace.session_id}/download/csv", {"view": '{"sort": 7}'})
    assert answer.status_code == 400


def test_an_import_is_for_who_began_it(client: Client, scene: tuple[Actor, Workspace]) -> None:
    ann, workspace = scene
    address = _begin(client, ann, workspace, b"id,name\n1,Anna\n")
    eve = make_person("eve")
    client.force_login(User.objects.get(pk=eve.id), backend=BACKEND)
    assert client.get(address).status_code in {403, 404}
    assert client.post(f"{address}/apply").status_code in {403, 404}
    answer = client.post(f"/grid/{workspace.session_id}/import/files", "{}", content_type="application/json")
    assert answer.status_code in {403, 404}
    assert Import.objects.get().state == State.READY
