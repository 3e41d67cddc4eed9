"""After a purge nothing of a file is left anywhere: not in database or store, and not in what was made of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.consortium.screening.conftest import Office, add_file
from tests.factories.entities import make_entity
from tests.support import jobs as asking
from tests.support.screening import run_jobs
from tests.support.wire import Wire, send_bytes, sign_in, upload
from theatrum.consortium.screening import incidents, purging
from theatrum.consortium.screening.models import FoundPlace, Incident, IncidentState, Screening
from theatrum.drivers import installation
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.forgetting import forget_contents
from theatrum.drivers.jobs.models import Job, State
from theatrum.kernel import clock
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.audit import queries as audit
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.files.actions.handles import create_handle_of_blob
from theatrum.repository.files.derived import Holder, Origin, note_file, note_rows
from theatrum.repository.files.erasing import require_none_since
from theatrum.repository.files.errors import RowsWereErased
from theatrum.repository.files.models import DerivedFile, FileHandle
from theatrum.repository.tables.purging import erase_rows

pytestmark = pytest.mark.django_db(transaction=True)

PLANTED = "ada.byron-purged@hospital.example"
NAMED = "1902-11-23"  # of no other test, as files of those are in the same folder
DIRTY = f"HTAN_BIOSPECIMEN_ID,REMARK\nHTA201_1_B1,write to {PLANTED}\nHTA201_2_B1,fine\n".encode()
TABLE = "org.sagebionetworks.repo.model.table."


@pytest.fixture
def wire(office: Office) -> Wire:
    return sign_in(office.admin)


def attach(office: Office, wire: Wire, kind: Kind, name: str, **details: object) -> tuple[str, Node]:
    handle = FileHandle.objects.get(pk=upload(wire, DIRTY, name=f"{name} {NAMED}.csv"))
    parent = office.folder if kind is Kind.FILE else office.project
    node = make_entity(office.admin, kind, f"{name} {NAMED}", parent=parent, handle=handle, details=details or None)
    return str(handle.pk), node


def fill_table(office: Office, wire: Wire) -> str:
    models = [{"name": name, "columnType": "STRING"} for name in ("HTAN_BIOSPECIMEN_ID", "REMARK")]
    columns = [one["id"] for one in wire.post("/repo/v1/column/batch", {"list": models}).json["list"]]
    body = {"concreteType": TABLE + "TableEntity", "name": "Cases", "parentId": office.project.public_id}
    table = str(wire.post("/repo/v1/entity", {**body, "columnIds": columns}).json["id"])
    handle = upload(wire, DIRTY, name="rows.csv")
    change = {"concreteType": TABLE + "UploadToTableRequest", "tableId": table, "uploadFileHandleId": handle}
    asked = {
        "entityId": table,
        "changes": [change],
        "createSnapshot": True,
        "snapshotOptions": {"snapshotComment": "a"},
    }
    assert asking.run(wire, f"entity/{table}/table/transaction/async", asked).status == 201
    found = asking.query(wire, f"SELECT * FROM {table}")
    assert PLANTED in found.content.decode()
    body = {"concreteType": TABLE + "DownloadFromTableRequest", "entityId": table, "sql": f"SELECT * FROM {table}"}
    made = asking.run(wire, f"entity/{table}/table/download/csv/async", {**body, "writeHeader": True})
    assert made.status == 201, made
    return table


def fill_wiki(office: Office, wire: Wire, node: Node) -> None:
    text, attachment = upload(wire, DIRTY, name="page.md"), upload(wire, DIRTY, name=f"notes {NAMED}.txt")
    body = {"title": "About", "markdownFileHandleId": text, "attachmentFileHandleIds": [attachment]}
    page = wire.post(f"/repo/v1/entity/{node.public_id}/wiki2", body).json["id"]
    asked = f"/repo/v1/entity/{node.public_id}/wiki2/{page}/attachmentpreview?fileName=notes%20{NAMED}.txt"
    address = wire.get(asked + "&redirect=false").content.decode()
    assert PLANTED.encode() in send_bytes("GET", address).content


def fill_grid(office: Office, wire: Wire, node: Node) -> None:
    asked = {"concreteType": "org.sagebionetworks.repo.model.grid.CreateGridRequest", "recordSetId": node.public_id}
    made = asking.run(wire, "grid/session/async", asked)
    assert made.status in {200, 201}, made


LARGEST = 64 * 1024**2
_OF_OTHERS: set[Path] = set()


@pytest.fixture(autouse=True)
def _others() -> None:
    """Know the bytes that were there before: a test that ends forgets its rows, and leaves the files."""
    _OF_OTHERS.clear()
    _OF_OTHERS.update((Path(installation.settings().data) / "blobs").rglob("*"))


def places_with(text: str) -> Iterator[str]:
    """Yield where a text stands: tables of the database, files of the data directory."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [one.name for one in connection.introspection.get_table_description(cursor, table)]
            told = " || ' ' || ".join(f"COALESCE(CAST(\"{name}\" AS TEXT), '')" for name in columns)
            cursor.execute(f'SELECT COUNT(*) FROM "{table}" WHERE {told} LIKE %s', [f"%{text}%"])  # names of tables
            if cursor.fetchone()[0]:
                yield f"table {table}"
    for path in Path(installation.settings().data).rglob("*"):
        # Other tests leave files behind, with the same text or of terabytes.
        is_read = path.is_file() and path not in _OF_OTHERS and path.stat().st_size <= LARGEST
        if is_read and text.encode() in path.read_bytes():
            yield f"file {path.name}"


def test_nothing_is_left_of_what_was_purged(office: Office, wire: Wire) -> None:
    handle, node = attach(office, wire, Kind.FILE, "reads")
    _, records = attach(office, wire, Kind.RECORD_SET, "rows", upsertKey=["HTAN_BIOSPECIMEN_ID"])
    table = fill_table(office, wire)
    fill_wiki(office, wire, node)
    fill_grid(office, wire, records)
    run_jobs()
    number = table.removeprefix("syn")
    before = set(places_with(PLANTED))
    assert {"file content", "table grids_row", "table jobs_job", f"table table_{number}"} <= before
    assert f"table table_{number}_v1" in before
    # What names them is out of sight from the moment they are locked: one table keeps it for who reviews them.
    assert {place for place in places_with(NAMED) if place.startswith("table")} == {"table screening_hiddenname"}
    incident = Incident.objects.get()
    with writing():
        incidents.request_purge(actor=office.privacy, incident_id=incident.pk)
    run_jobs()
    assert list(places_with(PLANTED)) == []
    assert list(places_with(NAMED)) == []
    incident.refresh_from_db()
    assert incident.state == IncidentState.RESUBMISSION_REQUESTED
    assert list(audit.broken_links()) == []
    assert not FileHandle.objects.filter(pk=int(handle)).exclude(key="").exists()
    assert Screening.objects.get(pk=int(handle)).purged_on is not None
    # The table goes on without the rows of the file; what was purged is told, to everybody.
    assert asking.rows_of(asking.query(wire, f"SELECT * FROM {table}")) == []
    refused = wire.get(f"/repo/v1/entity/{node.public_id}/file?redirect=false")
    assert (refused.status, "deleted" in refused.reason) == (403, True)


def test_purge_that_was_broken_off_goes_on_and_ends_the_same(
    office: Office, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(office, wire, Kind.FILE, "reads")
    run_jobs()
    incident = Incident.objects.get()

    def break_off(**_: object) -> int:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(purging, "forget_contents", break_off)
        with pytest.raises(SystemExit):
            purging.purge(actor=office.privacy, incident_id=incident.pk)
    assert purging.purge(actor=office.privacy, incident_id=incident.pk) == 1
    assert purging.purge(actor=office.privacy, incident_id=incident.pk) == 1
    run_jobs()
    assert list(places_with(PLANTED)) == []
    incident.refresh_from_db()
    assert incident.state == IncidentState.RESUBMISSION_REQUESTED


def test_false_alarm_while_a_purge_begins_keeps_the_file(
    office: Office, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, _ = attach(office, wire, Kind.FILE, "reads")
    run_jobs()
    incident = Incident.objects.get()
    found = purging._files_of  # what happens between two steps of a purge

    def then_called_off(incident_id: int) -> set[int]:
        files = found(incident_id)
        with writing():
            incidents.call_false_alarm(actor=office.privacy, incident_id=incident_id, reason="an address of nobody")
        return files

    with monkeypatch.context() as patched:
        patched.setattr(purging, "_files_of", then_called_off)
        assert purging.purge(actor=office.privacy, incident_id=incident.pk) == 0
    assert FileHandle.objects.get(pk=number).key != ""
    assert Incident.objects.get().state == IncidentState.FALSE_ALARM


def test_what_a_reviewer_made_while_a_purge_begins_goes_too(
    office: Office, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle, _ = add_file(office, DIRTY, name="reads.csv")
    with writing():
        note_rows(holder=Holder.TABLE, holder_id=office.folder.id, handle_id=handle.pk)
    run_jobs("screening.screen")
    incident = Incident.objects.get()
    made, found = list[int](), purging._files_of

    def then_queried(incident_id: int) -> set[int]:
        files = found(incident_id)
        result = FileHandle.objects.get(pk=upload(sign_in(office.member), DIRTY + b"\n", name="result.csv"))
        with writing():
            note_file(result, Origin(Holder.TABLE, office.folder.id))
        made.append(result.pk)
        return files

    with monkeypatch.context() as patched:
        patched.setattr(purging, "_files_of", then_queried)
        purging.purge(actor=office.privacy, incident_id=incident.pk)
    assert not FileHandle.objects.filter(pk__in=[handle.pk, *made]).exclude(key="").exists()


def test_rows_are_out_of_sight_from_one_moment_on_for_who_reviews_too(
    office: Office, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = fill_table(office, wire)
    since = clock.now()
    number, reviewer = parse_entity_id(table), sign_in(office.privacy)
    run_jobs()
    assert PLANTED in asking.query(wire, f"SELECT * FROM {table}").content.decode()
    blob = store().put([DIRTY])
    erase, seen = erase_rows, list[int]()

    def written_down(origin: Origin) -> FileHandle:
        with writing():
            return create_handle_of_blob(
                actor=office.privacy, blob=blob, file_name="rows.csv", content_type="text/csv", origin=origin
            )

    def meanwhile(*, handle_ids: set[int]) -> int:
        for one in (wire, reviewer):
            refused = asking.query(one, f"SELECT * FROM {table}")
            assert (refused.status, PLANTED in refused.content.decode()) == (400, False)
        with pytest.raises(RowsWereErased):
            written_down(Origin(Holder.TABLE, number))
        # Of one that was written at the very moment.
        late = FileHandle.objects.get(pk=upload(reviewer, DIRTY + b"late", name="late.csv"))
        DerivedFile.objects.create(handle=late, holder=Holder.TABLE, holder_id=number)
        seen.append(late.pk)
        return erase(handle_ids=handle_ids)

    with monkeypatch.context() as patched:
        patched.setattr(purging, "erase_rows", meanwhile)
        purging.purge(actor=office.privacy, incident_id=Incident.objects.get().pk)
    assert FileHandle.objects.get(pk=seen[0]).key == ""
    assert asking.rows_of(asking.query(reviewer, f"SELECT * FROM {table}")) == []
    with pytest.raises(RowsWereErased):
        written_down(Origin(Holder.TABLE, number))
    assert written_down(Origin(Holder.TABLE, number, 1)).pk
    with pytest.raises(RowsWereErased):
        require_none_since(Holder.TABLE, number, since)


def test_name_that_was_only_noted_goes_with_the_content(office: Office) -> None:
    _, node = add_file(office, DIRTY, name="Harris_Brandon.csv")
    run_jobs()
    assert FoundPlace.objects.filter(place="file name", verdict="note").exists()
    incident = Incident.objects.get()
    purging.purge(actor=office.privacy, incident_id=incident.pk)
    assert Node.objects.get(pk=node.pk).name == f"purged-{node.public_id}"
    assert list(places_with("Harris_Brandon")) == []


def test_results_of_rows_go_too_when_the_purge_was_broken_off(
    office: Office, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle, _ = add_file(office, DIRTY, name="reads.csv")
    result = FileHandle.objects.get(pk=upload(sign_in(office.member), DIRTY + b"\n", name="result.csv"))
    with writing():
        note_rows(holder=Holder.TABLE, holder_id=office.folder.id, handle_id=handle.pk)
        note_file(result, Origin(Holder.TABLE, office.folder.id))
    Screening.objects.filter(pk=result.pk).delete()
    run_jobs("screening.screen")
    incident = Incident.objects.get()

    def break_off(**_: object) -> int:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(purging, "forget_workspaces", break_off)
        with pytest.raises(SystemExit):
            purging.purge(actor=office.privacy, incident_id=incident.pk)
    purging.purge(actor=office.privacy, incident_id=incident.pk)
    assert not FileHandle.objects.filter(pk__in=[handle.pk, result.pk]).exclude(key="").exists()


def test_answer_of_a_job_that_went_on_meanwhile_is_forgotten_too(office: Office) -> None:
    add_file(office, DIRTY, name="rows.csv")
    run_jobs("screening.screen")
    moment = clock.now()
    begun = {"name": "tables.query", "lane": "quick", "state": State.RUNNING, "arguments": {"sql": PLANTED}}
    reading = Job.objects.create(**begun, created_at=moment, started_at=moment)
    with writing():
        incidents.request_purge(actor=office.privacy, incident_id=Incident.objects.get().pk)
    run_jobs(incidents.PURGE)
    Job.objects.filter(pk=reading.pk).update(state=State.DONE, result={"rows": [PLANTED]}, finished_at=clock.now())
    assert run_jobs(purging.FORGET) == 1
    reading.refresh_from_db()
    assert (reading.arguments, reading.result) == ({}, None)
    assert not Job.objects.filter(name=purging.FORGET, state=State.QUEUED).exists()
    # What is blank is not written once more.
    assert [forget_contents(since=moment) > 0 for _ in range(2)] == [True, False]
