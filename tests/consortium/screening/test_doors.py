"""A file that waits, through every door: who uploaded it reads it, a colleague does not yet, a reviewer may."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.consortium.screening.conftest import Office, add_file
from tests.factories.entities import change, make_entity
from tests.support import jobs as asking
from tests.support.screening import run_jobs
from tests.support.wire import Answer, Wire, send_bytes, sign_in, upload
from theatrum.consortium.screening import locking, reviewing
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.forgetting import forget_contents
from theatrum.drivers.jobs.models import Job
from theatrum.drivers.jobs.models import State as JobState
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access.permissions import ANONYMOUS
from theatrum.repository.accounts.models import User
from theatrum.repository.entities.fields import fields_of
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.files import locks
from theatrum.repository.files.derived import Holder, note_rows
from theatrum.repository.files.models import FileHandle

pytestmark = pytest.mark.django_db

HELD = b"HTAN_BIOSPECIMEN_ID,WEIGHT\nHTA201_3_B1,see http://intranet.clinic.example/p/7\n"
CLEAN = b"HTAN_BIOSPECIMEN_ID,WEIGHT\nHTA201_1_B1,7\n"
DIRTY = b"HTAN_BIOSPECIMEN_ID,REMARK\nHTA201_1_B1,write to rosalind.quux@hospital.example\n"
TABLE = "org.sagebionetworks.repo.model.table."
GRID = "org.sagebionetworks.repo.model.grid."
Door = Callable[[Wire], Answer]


def claim(handle: FileHandle, node: Node, kind: str = "FileEntity") -> dict[str, str]:
    return {
        "fileHandleId": str(handle.pk),
        "associateObjectId": str(node.public_id),
        "associateObjectType": kind,
    }


def batch(wire: Wire, *claims: dict[str, str]) -> list[dict[str, str]]:
    body = {"requestedFiles": claims, "includeFileHandles": True, "includePreSignedURLs": True}
    found: list[dict[str, str]] = wire.post("/file/v1/fileHandle/batch", body).json["requestedFiles"]
    return found


def only_its_uploader(office: Office, door: Door, *, refusal: int = 403) -> str:
    """Hold that a door is open to who uploaded and to who reviews, and shut to a colleague; returns the reason."""
    uploader, colleague, reviewer = (sign_in(one) for one in (office.wrangler, office.member, office.admin))
    assert door(uploader).status < 300, door(uploader)
    assert door(reviewer).status < 300, door(reviewer)
    refused = door(colleague)
    assert refused.status == refusal, refused
    run_jobs("screening.screen")
    assert door(colleague).status < 300, door(colleague)
    return refused.reason


def test_addresses_of_a_file(office: Office) -> None:
    handle, node = add_file(office, CLEAN, name="a.csv")
    path = f"/repo/v1/entity/{node.public_id}/file?redirect=false"
    by_claim = f"/file/v1/file/{handle.pk}?redirect=false&fileAssociateType=FileEntity&fileAssociateId={node.public_id}"
    uploader, colleague = sign_in(office.wrangler), sign_in(office.member)
    assert colleague.get(by_claim).status == 403
    assert batch(uploader, claim(handle, node))[0].get("failureCode") is None
    assert batch(colleague, claim(handle, node))[0]["failureCode"] == "UNAUTHORIZED"
    copy = {"copyRequests": [{"originalFile": claim(handle, node)}]}
    assert colleague.post("/file/v1/filehandles/copy", copy).json["copyResults"][0]["failureCode"] == "UNAUTHORIZED"
    reason = only_its_uploader(office, lambda wire: wire.get(path))
    assert "waits to be screened" in reason
    assert "since 20" in reason


def test_address_stops_when_something_is_found(office: Office) -> None:
    _, node = add_file(office, DIRTY, name="a.csv")
    path = f"/repo/v1/entity/{node.public_id}/file?redirect=false"
    mine, theirs = (sign_in(one).get(path).content.decode() for one in (office.wrangler, office.admin))
    assert send_bytes("GET", mine).content == DIRTY
    run_jobs("screening.screen")
    assert send_bytes("GET", mine).status == 423
    assert send_bytes("GET", theirs).content == DIRTY
    refused = sign_in(office.wrangler).get(path)
    assert (refused.status, "Privacy Office" in refused.reason) == (403, True)


def test_address_serves_nobody_but_whom_it_was_made_for(office: Office) -> None:
    _, node = add_file(office, CLEAN, name="a.csv")
    address = sign_in(office.wrangler).get(f"/repo/v1/entity/{node.public_id}/file?redirect=false").content.decode()
    assert send_bytes("GET", address.replace("reader=", "reader=1")).status == 403


def test_package_has_what_its_maker_may_read_and_nobody_else_reads_it(office: Office) -> None:
    handle, node = add_file(office, CLEAN, name="a.csv")

    def packed(wire: Wire) -> list[str]:
        started = wire.post("/file/v1/file/bulk/async/start", {"requestedFiles": [claim(handle, node)]})
        found = wire.get(f"/file/v1/file/bulk/async/get/{started.json['token']}").json
        if not found.get("resultZipFileHandleId"):
            return []
        address = wire.get(f"/file/v1/fileHandle/{found['resultZipFileHandleId']}/url?redirect=false").content.decode()
        with ZipFile(BytesIO(send_bytes("GET", address).content)) as package:
            return [name.rpartition("/")[2] for name in package.namelist()]

    assert packed(sign_in(office.wrangler)) == ["a.csv"]
    assert packed(sign_in(office.member)) == []
    run_jobs("screening.screen")
    assert packed(sign_in(office.member)) == ["a.csv"]


def test_text_and_attachments_of_a_wiki(office: Office) -> None:
    wire = sign_in(office.wrangler)
    text, attachment = upload(wire, b"# Methods\n", name="page.md"), upload(wire, b"seen\n", name="notes.txt")
    body = {"title": "About", "markdownFileHandleId": text, "attachmentFileHandleIds": [attachment]}
    owner = office.folder.public_id
    page = wire.post(f"/repo/v1/entity/{owner}/wiki2", body).json["id"]
    at = f"/repo/v1/entity/{owner}/wiki2/{page}"
    colleague = sign_in(office.member)
    for path in (f"{at}/attachment?fileName=notes.txt&redirect=false", f"{at}/markdown?redirect=false"):
        assert colleague.get(path).status == 403
    assert colleague.get(f"{at}/attachmentpreview?fileName=notes.txt&redirect=false").status == 403
    assert colleague.get(f"/repo/v1/entity/{owner}/wiki/{page}").status == 403
    only_its_uploader(office, lambda one: one.get(f"/repo/v1/entity/{owner}/wiki/{page}"))
    assert colleague.get(f"{at}/attachmentpreview?fileName=notes.txt&redirect=false").status == 200


@pytest.mark.django_db(transaction=True)
def test_rows_of_a_table_and_results_made_of_them(office: Office) -> None:
    wire = sign_in(office.wrangler)
    models = [{"name": name, "columnType": "STRING"} for name in ("HTAN_BIOSPECIMEN_ID", "WEIGHT")]
    columns = [one["id"] for one in wire.post("/repo/v1/column/batch", {"list": models}).json["list"]]
    body = {"concreteType": TABLE + "TableEntity", "name": "Cases", "parentId": office.folder.public_id}
    table = str(wire.post("/repo/v1/entity", {**body, "columnIds": columns}).json["id"])
    handle = upload(wire, CLEAN, name="rows.csv")
    change = {"concreteType": TABLE + "UploadToTableRequest", "tableId": table, "uploadFileHandleId": handle}
    asked = {"entityId": table, "changes": [change]}
    assert asking.run(wire, f"entity/{table}/table/transaction/async", asked).status == 201
    # It was looked at before the table had its rows: who reads the table waits for nobody.
    colleague, question = sign_in(office.member), f"SELECT * FROM {table}"
    assert asking.query(colleague, question).status == 201
    assert not Job.objects.filter(state=JobState.QUEUED, name="screening.screen").exists()
    held = upload(wire, HELD, name="more.csv")
    asked = {"entityId": table, "changes": [{**change, "uploadFileHandleId": held}]}
    assert asking.run(wire, f"entity/{table}/table/transaction/async", asked).status == 201
    run_jobs("screening.screen")
    refused = asking.query(colleague, question)
    assert (refused.status, f"File {held} is locked" in refused.reason) == (400, True)
    assert "more.csv" not in refused.reason
    assert asking.query(wire, question).status == 201
    with writing():
        reviewing.allow_files(actor=office.privacy, handle_ids=[int(held)], reason="A page of nobody.")
    assert asking.query(colleague, question).status == 201


@pytest.mark.django_db(transaction=True)
def test_version_that_is_restored_is_open_at_once(office: Office) -> None:
    wire = sign_in(office.wrangler)
    first, second = (
        FileHandle.objects.get(pk=upload(wire, content, name="rows.csv"))
        for content in (CLEAN, CLEAN + b"HTA201_2_B1,8\n")
    )
    node = make_entity(office.wrangler, Kind.RECORD_SET, "rows", parent=office.folder, handle=first)
    change(office.wrangler, node, fields=replace(fields_of(node), handle_id=second.pk), new_version=True)
    run_jobs()
    colleague = Client()
    colleague.force_login(User.objects.get(pk=office.member.id))
    assert colleague.post(f"/entities/{node.public_id}/versions/1/restore").status_code == 302
    made = get_node(node.id).current
    assert made is not None
    assert made.handle is not None
    assert (made.number, made.handle.created_by) == (3, office.member.id)
    assert locking.may_download(office.wrangler, made.handle)


@pytest.mark.django_db(transaction=True)
def test_rows_that_a_job_has_read_are_shut_with_the_file(office: Office) -> None:
    wire = sign_in(office.wrangler)
    models = [{"name": name, "columnType": "STRING"} for name in ("HTAN_BIOSPECIMEN_ID", "WEIGHT")]
    columns = [one["id"] for one in wire.post("/repo/v1/column/batch", {"list": models}).json["list"]]
    body = {"concreteType": TABLE + "TableEntity", "name": "Cases", "parentId": office.folder.public_id}
    table = str(wire.post("/repo/v1/entity", {**body, "columnIds": columns}).json["id"])
    colleague = sign_in(office.member)
    query = {
        "concreteType": TABLE + "QueryBundleRequest",
        "entityId": table,
        "query": {"sql": f"SELECT * FROM {table}"},
    }
    token = colleague.post(f"/repo/v1/entity/{table}/table/query/async/start", query).json["token"]
    path = f"/repo/v1/entity/{table}/table/query/async/get/{token}"
    assert colleague.get(path).status == 201
    handle = FileHandle.objects.get(pk=upload(wire, CLEAN, name="rows.csv"))
    with writing():
        note_rows(holder=Holder.TABLE, holder_id=parse_entity_id(table), handle_id=handle.pk)
    refused = colleague.get(path)
    assert (refused.status, f"File {handle.pk} is locked" in refused.reason) == (403, True)
    forget_contents(since=handle.created_on - timedelta(hours=1))
    assert colleague.get(path).status == 404


def test_rows_of_a_record_set_in_a_grid(office: Office) -> None:
    wire = sign_in(office.wrangler)
    handle = FileHandle.objects.get(pk=upload(wire, CLEAN, name="rows.csv"))
    node = make_entity(office.wrangler, Kind.RECORD_SET, "rows", parent=office.folder, handle=handle)
    asked = {"concreteType": GRID + "CreateGridRequest", "recordSetId": node.public_id}
    colleague = Client()
    colleague.force_login(User.objects.get(pk=office.member.id))
    page = colleague.post(f"/entities/{node.public_id}/grid")
    assert (page.status_code, "waits to be screened" in page.content.decode()) == (403, True)
    only_its_uploader(office, lambda one: asking.run(one, "grid/session/async", asked), refusal=400)
    # Somebody has another version while a colleague has the grid open: it is not merged without a word.
    session = colleague.post(f"/entities/{node.public_id}/grid").headers["Location"]
    newer = FileHandle.objects.get(pk=upload(wire, CLEAN + b"HTA201_2_B1,8\n", name="rows.csv"))
    node = change(office.wrangler, node, fields=replace(fields_of(node), handle_id=newer.pk), new_version=True)
    page = colleague.post(f"{session}/merge")
    assert (page.status_code, "waits to be screened" in page.content.decode()) == (403, True)
    assert colleague.get(session).status_code == 200
    run_jobs("screening.screen")
    assert colleague.post(f"{session}/merge").status_code == 302


def test_many_files_cost_one_question(office: Office) -> None:
    handles = [add_file(office, CLEAN + str(number).encode(), name=f"{number}.csv")[0] for number in range(4)]
    with CaptureQueriesContext(connection) as few:
        assert len(locks.locked(ANONYMOUS, handles[:1])) == 1
    with CaptureQueriesContext(connection) as many:
        assert len(locks.locked(ANONYMOUS, handles)) == 4
    assert len(few) == len(many)
    with CaptureQueriesContext(connection) as asked:
        assert len(locking.locked(office.wrangler, handles)) == 0
    assert len(asked) == 1
