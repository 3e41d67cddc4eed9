"""Names of locked files that identify: nobody reads them but who uploaded the file and who reviews it."""

import pytest
from django.db import connection
from django.test import Client

from tests.consortium.screening.conftest import Office, add_file
from tests.factories.entities import change, make_entity, make_handle
from tests.factories.folder_grids import column, open_files, row_of
from tests.factories.grids import make_grid
from tests.support.jobs import query, run
from tests.support.screening import run_jobs
from tests.support.wire import Wire, sign_in, upload
from theatrum.consortium.notices.models import Message
from theatrum.consortium.screening import exported, following, hiding, incidents, renewing, reviewing, rounds
from theatrum.consortium.screening.models import HiddenName, Incident, Round, Screening, State
from theatrum.drivers.blobs.installed import store as blobs
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.drivers.jobs.models import Job
from theatrum.drivers.jobs.models import State as JobState
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.audit import queries as audit
from theatrum.repository.audit.models import Payload
from theatrum.repository.entities.fields import EntityFields, fields_of
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.files.actions.handles import create_handle_of_blob
from theatrum.repository.files.actions.hiding import is_stand_in
from theatrum.repository.files.derived import Holder, Origin
from theatrum.repository.files.models import FileHandle, Upload, Verification
from theatrum.repository.grids.changes import Change, draft_change
from theatrum.repository.grids.editing import store
from theatrum.repository.grids.folders.following import FOLLOW
from theatrum.repository.grids.hiding import hide_in_rows
from theatrum.repository.grids.live.operations import tell_since
from theatrum.repository.grids.models import Row, RowVerdict, Workspace
from theatrum.repository.tables.relations import snapshot_name

pytestmark = pytest.mark.django_db

TABLE = "org.sagebionetworks.repo.model.table."
PLANTED = "ada.lovelace@clinic.example"
NAME = f"reads of {PLANTED}.csv"
HELD_NAME = "notes of Mr Brandon Harris 1987.csv"
CLEAN = b"HTAN_BIOSPECIMEN_ID\nHTA201_1_B1\n"


def blocked(office: Office) -> tuple[FileHandle, Node]:
    handle, node = add_file(office, CLEAN, name=NAME)
    run_jobs("screening.screen")
    handle.refresh_from_db()
    return handle, get_node(node.id)


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.id))
    return client


def answers(wire: Wire, handle: FileHandle, node: Node, office: Office) -> str:
    """Return all that the API says of a file to somebody who may read its folder."""
    bundle = {"includeEntity": True, "includeFileHandles": True, "includeFileName": True, "includeEntityPath": True}
    listing = {"parentId": office.folder.public_id, "includeTypes": ["file"]}
    path = f"/repo/v1/entity/{node.public_id}"
    asked = [
        wire.get(path),
        wire.get(f"{path}/path"),
        wire.get(f"{path}/version"),
        wire.post(f"{path}/bundle2", bundle),
        wire.get(f"{path}/filehandles"),
        wire.post("/repo/v1/entity/children", listing),
        wire.get(f"{path}/type"),
    ]
    assert {one.status for one in asked} <= {200, 201}, asked
    return "".join(one.content.decode() for one in asked)


def test_blocked_name_is_told_nowhere_but_to_who_may_know_it(office: Office) -> None:
    handle, node = blocked(office)
    shown = f"File {node.public_id} (name withheld).csv"
    assert (node.name, handle.file_name) == (shown, f"File {handle.pk} (name withheld).csv")
    for actor in (office.member, office.wrangler, office.privacy):
        told = answers(sign_in(actor), handle, node, office)
        assert shown in told
        assert PLANTED not in told
    for actor, is_told in ((office.member, False), (office.wrangler, True), (office.privacy, True)):
        page = browser(actor).get(f"/entities/{node.public_id}")
        assert page.status_code == 200
        assert (PLANTED in page.content.decode()) is is_told
        assert PLANTED not in browser(actor).get(f"/entities/{node.public_id}/history").content.decode()
    assert PLANTED not in browser(office.privacy).get(f"/privacy/files/{handle.pk}").content.decode()
    assert hiding.names_for(office.member, Screening.objects.get(pk=handle.pk)) == []
    quoted = [one.pk for one in Payload.objects.all() if PLANTED in str(one.content)]
    assert quoted == []
    assert not Upload.objects.filter(file_name__contains=PLANTED).exists()
    assert list(audit.broken_links()) == []


def test_grid_over_the_folder_says_the_name_no_more(office: Office) -> None:
    handle, node = add_file(office, CLEAN, name="plain.csv")
    grid = open_files(office.wrangler, office.folder)
    now = fields_of(get_node(node.id))
    fields = EntityFields(now.kind, NAME, now.parent_id, handle_id=handle.pk, details=now.details)
    change(office.wrangler, get_node(node.id), fields=fields)
    run_jobs(FOLLOW)
    assert column(grid, "name") == [NAME]
    assert [one for one in Payload.objects.all() if PLANTED in str(one.content)]
    run_jobs()
    assert get_node(node.id).name == f"File {node.public_id} (name withheld).csv"
    assert column(grid, "name") == [get_node(node.id).name]
    assert not [one for one in Payload.objects.all() if PLANTED in str(one.content)]
    assert not [one for one in Row.objects.all() if PLANTED in f"{one.cells} {one.base} {one.findings}"]


def test_change_that_was_drafted_before_brings_no_hidden_name_back(office: Office) -> None:
    folder = make_entity(office.admin, Kind.PROJECT, "elsewhere")
    note, handle = {"NOTE": {"type": "STRING", "value": ["said"]}}, make_handle(office.admin)
    node = make_entity(office.admin, Kind.FILE, "plain.csv", parent=folder, handle=handle, annotations=note)
    grid = open_files(office.admin, folder)
    Row.objects.update(
        cells=[NAME, *(row_of(grid, node).cells or [])[1:]],
        message=f"{NAME} is none",
        messages=[f"{NAME} is none"],
        findings=[{"code": "x", "value": NAME, "severity": "error"}],
        verdict=RowVerdict.INVALID,
    )
    number, last = row_of(grid, node).number, grid.slots["NOTE"]
    draft = draft_change(grid, Change(cells={number: {last: "said meanwhile"}}))
    with writing():
        assert hide_in_rows(node_id=node.id, text=NAME, shown="File 1 (name withheld)") == 1
    found = row_of(grid, node)
    assert PLANTED not in f"{found.message} {found.messages} {found.findings}"
    store(office.admin, grid, draft)
    found = row_of(grid, node)
    assert [(found.cells or [])[place] for place in (0, last)] == ["File 1 (name withheld)", "said meanwhile"]
    told = tell_since(grid, 0)
    assert [[number] for one in told] == [sorted(one.touched) for one in told]
    assert PLANTED not in "".join(one.head for one in told)
    run_jobs()
    assert row_of(grid, node).verdict != RowVerdict.WAITING


def test_hidden_name_is_hidden_in_grids_that_are_closed_for_a_while(office: Office) -> None:
    _, node = add_file(office, CLEAN, name="plain.csv")
    grid = open_files(office.wrangler, office.folder)
    Row.objects.update(cells=[NAME])
    Workspace.objects.update(deleted_on=clock.now())
    with writing():
        assert hide_in_rows(node_id=node.id, text=NAME, shown="File 1 (name withheld)") == 1
    assert list(Row.objects.filter(workspace=grid).values_list("cells", flat=True)) == [["File 1 (name withheld)"]]


@pytest.mark.django_db(transaction=True)
def test_snapshots_of_views_say_the_name_no_more(office: Office) -> None:
    handle, _ = add_file(office, CLEAN, name=NAME)
    wire = sign_in(office.admin)
    defaults = wire.get("/repo/v1/column/tableview/defaults?viewTypeMask=1").json["list"]
    columns = wire.post("/repo/v1/column/batch", {"list": defaults}).json["list"]
    view = {
        "concreteType": "org.sagebionetworks.repo.model.table.EntityView",
        "name": "files",
        "parentId": office.project.public_id,
        "columnIds": [column["id"] for column in columns],
        "scopeIds": [office.folder.public_id],
        "viewTypeMask": 1,
    }
    number = wire.post("/repo/v1/entity", view).json["id"]
    body = {"entityId": number, "changes": [], "createSnapshot": True}
    assert run(wire, f"entity/{number}/table/transaction/async", body).json["snapshotVersionNumber"] == 1

    def kept() -> str:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {snapshot_name(int(number[3:]), 1)}")
            return str(cursor.fetchall())

    before = kept()
    assert before.count(PLANTED) == 4, "as name, in the path, as the name of the file, and in its key"
    sent = {"concreteType": f"{TABLE}DownloadFromTableRequest", "entityId": number, "sql": f"SELECT * FROM {number}"}
    made = run(wire, f"entity/{number}/table/download/csv/async", sent).json["resultsFileHandleId"]
    assert PLANTED in query(wire, f"SELECT * FROM {number}").content.decode()
    run_jobs("screening.screen")
    assert PLANTED not in kept()
    assert f"File {handle.pk} (name withheld).csv" in kept()
    # What was exported meanwhile says it no more either, nor do the answers of jobs.
    run_jobs()
    emptied = FileHandle.objects.get(pk=made)
    assert (emptied.key, emptied.verification) == ("", Verification.FAILED)
    assert not [one for one in Job.objects.all() if PLANTED in f"{one.arguments} {one.result}"]
    with writing():
        incidents.call_false_alarm(actor=office.privacy, incident_id=Incident.objects.get().pk, reason="of nobody")
    assert kept() == before


def test_what_was_not_made_of_a_list_with_the_file_stays_whatever_it_says(office: Office) -> None:
    """Else a day or an address as a name would delete exports, and data, of all who say the same."""
    elsewhere = make_entity(office.admin, Kind.PROJECT, "elsewhere")
    table = make_entity(office.admin, Kind.TABLE, "table", parent=elsewhere)
    view, over = (
        make_entity(
            office.admin,
            Kind.ENTITY_VIEW,
            f"over {scope.name}",
            parent=elsewhere,
            details={"scopeIds": [str(scope.id)], "viewTypeMask": 1},
        )
        for scope in (elsewhere, office.project)
    )
    handle, node = add_file(office, CLEAN, name=NAME)

    def export(origin: Origin, text: str = NAME) -> FileHandle:
        blob = blobs().put([f'"{text}"\n'.encode()])
        with writing():
            return create_handle_of_blob(
                actor=office.admin, blob=blob, file_name="x.csv", content_type="text/csv", origin=origin
            )

    _, _, grid = make_grid()
    stay = [export(Origin(Holder.TABLE, one.id)) for one in (table, view)]
    stay += [export(Origin(Holder.GRID, grid.id)), export(Origin(Holder.LIST))]
    kept = export(Origin(Holder.TABLE, over.id))
    make_entity(office.admin, Kind.FILE, "kept.csv", parent=elsewhere, handle=kept)
    go = [export(Origin(Holder.TABLE, over.id)), export(Origin(Holder.LIST), f"{node.public_id} {NAME}")]
    run_jobs()
    left = set(FileHandle.objects.exclude(key="").values_list("pk", flat=True))
    assert {one.pk for one in (*stay, kept, *go)} & left == {one.pk for one in (*stay, kept)}
    assert handle.pk in left


@pytest.mark.parametrize(("pause", "then"), [(0, 5), (40, 80), (400, 600)])
def test_exports_are_read_ever_more_seldom_while_a_job_goes_on(office: Office, pause: int, then: int) -> None:
    handle, _ = blocked(office)
    Job.objects.all().delete()
    moment = clock.now()
    Job.objects.create(name="x", lane="long", state=JobState.RUNNING, created_at=moment, started_at=moment)
    # One of screening that failed, and happens to have the same text in it, can be wanted again.
    said = {"created_at": moment, "state": JobState.FAILED, "arguments": {"text": NAME}, "lane": "long"}
    own, other = (Job.objects.create(name=name, **said) for name in ("screening.forget", "tables.query"))
    HiddenName.objects.filter(screening=handle.pk).update(exported_until=moment)
    exported.forget_exports(pause=pause)
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.arguments, other.arguments) == ({"text": NAME}, {})
    again = Job.objects.get(name=exported.FORGET_EXPORTS)
    assert again.not_before is not None
    assert again.arguments["pause"] == then <= (again.not_before - moment).total_seconds() < then + 60


def test_job_that_begins_before_the_hiding_commits_may_have_exported_the_name(office: Office) -> None:
    blocked(office)
    Job.objects.all().delete()
    # It began after the name was taken away, and before that was committed.
    moment = clock.now()
    reader = Job.objects.create(name="x", lane="long", state=JobState.RUNNING, created_at=moment, started_at=moment)
    exported.forget_exports()
    assert HiddenName.objects.exclude(exported_until=None).exists()
    reader.delete()
    exported.forget_exports()
    assert not HiddenName.objects.exclude(exported_until=None).exists()


def test_names_whose_job_failed_are_forgotten_by_another_after_a_while(office: Office) -> None:
    blocked(office)
    wanted = Job.objects.filter(name=exported.FORGET_EXPORTS)
    first = wanted.get()
    rounds.look_after()
    # The one that is on its way is left alone.
    assert wanted.get() == first
    assert (first.arguments, first.not_before) == ({"pause": 0}, None)
    wanted.update(state=JobState.FAILED, waiting_key=None)
    for _ in range(2):
        rounds.look_after()
    again = wanted.exclude(pk=first.pk).get()
    assert again.not_before is not None
    again.delete()
    HiddenName.objects.update(exported_until=None)
    rounds.look_after()
    assert wanted.get() == first


def test_plain_name_of_a_blocked_file_stays(office: Office) -> None:
    _, node = add_file(office, b"REMARK\nwrite to " + PLANTED.encode() + b"\n", name="reads.csv")
    run_jobs("screening.screen")
    assert get_node(node.id).name == "reads.csv"
    assert not HiddenName.objects.exists()


def test_name_comes_back_with_a_false_alarm_unless_another_was_given(office: Office) -> None:
    handle, node = blocked(office)
    # Somebody has taken its name meanwhile.
    make_entity(office.admin, Kind.FOLDER, NAME.replace(PLANTED, "x"), parent=office.folder)
    with writing():
        incidents.call_false_alarm(
            actor=office.privacy, incident_id=Incident.objects.get().pk, reason="an address of nobody"
        )
    handle.refresh_from_db()
    assert (get_node(node.id).name, handle.file_name) == (NAME, NAME)
    assert not HiddenName.objects.exists()
    assert Screening.objects.get(pk=handle.pk).state == State.ALLOWED


def test_name_that_is_taken_meanwhile_comes_back_beside_it(office: Office) -> None:
    _, node = blocked(office)
    other = make_entity(office.wrangler, Kind.FILE, "plain", parent=office.folder)
    Node.objects.filter(pk=other.pk).update(name=NAME)
    with writing():
        incidents.call_false_alarm(
            actor=office.privacy, incident_id=Incident.objects.get().pk, reason="an address of nobody"
        )
    assert get_node(node.id).name == f"{NAME} (2)"


def test_who_renames_a_blocked_file_hides_nothing_and_shows_nothing(office: Office) -> None:
    _, node = blocked(office)
    for name, expected in (("fine.csv", "fine.csv"), (f"again {PLANTED}", f"File {node.public_id} (name withheld)")):
        now = fields_of(get_node(node.id))
        fields = EntityFields(now.kind, name, now.parent_id, handle_id=now.handle_id, details=now.details)
        change(office.wrangler, get_node(node.id), fields=fields)
        run_jobs()
        following.catch_up()
        assert get_node(node.id).name == expected


def test_names_that_were_locked_before_names_were_hidden_are_hidden_by_a_round(office: Office) -> None:
    handle, node = blocked(office)
    run_jobs()
    # As an older version left it.
    HiddenName.objects.all().delete()
    Node.objects.filter(pk=node.pk).update(name=NAME)
    FileHandle.objects.filter(pk=handle.pk).update(file_name=NAME)
    Round.objects.update(version="older")
    rounds.look_after()
    run_jobs()
    handle.refresh_from_db()
    assert PLANTED not in f"{get_node(node.id).name} {handle.file_name}"
    assert not renewing.is_due()


def test_name_that_only_begins_as_a_hidden_one_is_hidden(office: Office) -> None:
    for name in (f"File 1 (name withheld) {PLANTED}", f"File syn1 (name withheld).csv ({PLANTED})"):
        _, node = add_file(office, CLEAN, name=name)
        run_jobs("screening.screen")
        assert PLANTED not in get_node(node.id).name
    assert is_stand_in("File syn12 (name withheld).ome.tiff (2)")
    assert is_stand_in("https://blocked.invalid/3")


def test_rejected_name_is_hidden_until_the_decision_is_undone(office: Office) -> None:
    handle, node = add_file(office, CLEAN, name="Harris_Brandon.csv")
    run_jobs("screening.screen")
    Screening.objects.filter(pk=handle.pk).update(state=State.HELD)
    with writing():
        batch = reviewing.reject_files(actor=office.privacy, handle_ids=[handle.pk], reason="A name.")
    assert "Harris" not in get_node(node.id).name
    with writing():
        assert reviewing.undo_decision(actor=office.privacy, batch=batch) == 1
    assert get_node(node.id).name == "Harris_Brandon.csv"


def test_name_that_holds_its_file_is_for_few_until_somebody_has_decided(office: Office) -> None:
    handle, node = add_file(office, CLEAN, name=HELD_NAME)
    run_jobs("screening.screen")
    handle.refresh_from_db()
    found = Screening.objects.get(pk=handle.pk)
    assert (found.state, "Harris" in f"{get_node(node.id).name} {handle.file_name}") == (State.HELD, False)
    assert "Harris" not in answers(sign_in(office.member), handle, get_node(node.id), office)
    for actor, is_told in ((office.member, False), (office.wrangler, True), (office.privacy, True)):
        page = browser(actor).get(f"/entities/{node.public_id}").content.decode()
        assert ("Harris" in page) is is_told
        # Nobody is led to where it is refused.
        assert (f"/entities/{node.public_id}/download" in page) is is_told
    assert "Held for review" in browser(office.member).get(f"/entities/{office.folder.public_id}").content.decode()
    refused = browser(office.member).get(f"/entities/{node.public_id}/download")
    assert (refused.status_code, "locked for now" in refused.content.decode()) == (403, True)
    assert "Harris" not in browser(office.privacy).get(f"/privacy/files/{handle.pk}").content.decode()
    # Looked at once more, it is judged by what it was called, and stays where it was.
    run_jobs()
    assert following.catch_up() == 0
    with writing():
        assert reviewing.rescreen_files(actor=office.privacy, handle_ids=[handle.pk]) == 1
    run_jobs()
    assert Screening.objects.get(pk=handle.pk).state == State.HELD
    assert "Harris" not in get_node(node.id).name
    with writing():
        batch = reviewing.allow_files(actor=office.privacy, handle_ids=[handle.pk], reason="A plant.")
    handle.refresh_from_db()
    assert (get_node(node.id).name, handle.file_name) == (HELD_NAME, HELD_NAME)
    with writing():
        reviewing.undo_decision(actor=office.privacy, batch=batch)
    assert "Harris" not in get_node(node.id).name


def test_held_file_that_gets_a_plain_name_is_clear_and_keeps_it(office: Office) -> None:
    handle = FileHandle.objects.get(pk=upload(sign_in(office.wrangler), CLEAN, name="reads.csv"))
    node = make_entity(office.wrangler, Kind.FILE, HELD_NAME, parent=office.folder, handle=handle)
    run_jobs("screening.screen")
    assert "Harris" not in get_node(node.id).name
    now = fields_of(get_node(node.id))
    fields = EntityFields(now.kind, "plain.csv", now.parent_id, handle_id=handle.pk, details=now.details)
    change(office.wrangler, get_node(node.id), fields=fields)
    following.catch_up()
    run_jobs()
    assert (Screening.objects.get(pk=handle.pk).state, get_node(node.id).name) == (State.CLEAR, "plain.csv")
    assert not HiddenName.objects.exists()


def test_name_stays_where_something_else_holds_the_file(office: Office) -> None:
    _, node = add_file(office, CLEAN, name="reads.csv")
    run_jobs("screening.screen")
    Screening.objects.update(state=State.HELD)
    rounds.look_after()
    run_jobs()
    assert get_node(node.id).name == "reads.csv"


def test_address_of_a_link_that_identifies_is_hidden_too(office: Office) -> None:
    wire = sign_in(office.wrangler)
    link = {
        "concreteType": "org.sagebionetworks.repo.model.file.ExternalFileHandle",
        "externalURL": f"https://store.example/{PLANTED}/reads.csv",
        "fileName": "reads.csv",
        "contentType": "text/csv",
    }
    handle = FileHandle.objects.get(pk=wire.post("/file/v1/externalFileHandle", link).json["id"])
    node = make_entity(office.wrangler, Kind.FILE, "reads.csv", parent=office.folder, handle=handle)
    run_jobs("screening.screen")
    with writing():
        reviewing.report_files(actor=office.privacy, handle_ids=[handle.pk], reason="Somebody is in its address.")
    assert PLANTED not in answers(sign_in(office.member), handle, get_node(node.id), office)


def test_who_has_the_same_bytes_is_told_and_not_whose_they_were(office: Office) -> None:
    dirty = f"REMARK\nwrite to {PLANTED}\n".encode()
    theirs = int(upload(sign_in(office.stranger), dirty, name="copy.csv"))
    Screening.objects.filter(pk=theirs).update(state=State.CLEAR, version="before")
    add_file(office, dirty, name="reads.csv")
    run_jobs()
    run_jobs("screening.tell_copies")
    assert Screening.objects.get(pk=theirs).state == State.BLOCKED
    (told,) = [one for one in Message.objects.all() if one.receipts.filter(user_id=office.stranger.id).exists()]
    assert told.subject == "A file of yours is locked"
    assert {one.user_id for one in told.receipts.all()} == {office.stranger.id}
    with writing():
        outbox.later(incidents.TELL_COPIES, key="again", incident_id=Incident.objects.get().pk)
    run_jobs()
    assert Message.objects.filter(receipts__user_id=office.stranger.id).count() == 1
