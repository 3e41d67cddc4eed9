"""The index of identifiers says what reading everything says, whatever was changed, and is read a little at a time."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.consortium.test_known import COMPONENTS, add_file, add_records
from tests.factories.centers import appointed, folder_at, make_ingest
from tests.factories.entities import change, make_handle, make_person
from theatrum.consortium.known import indexing
from theatrum.consortium.known.indexing import catch_up, is_behind
from theatrum.consortium.known.jobs import want_index
from theatrum.consortium.known.models import Highest, Indexed, Place, Progress
from theatrum.consortium.known.places import highest_numbers, made_of, places_of
from theatrum.consortium.known.queries import known_in
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.models import Job
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.entities.actions.bindings import bind_schema, clear_binding
from theatrum.repository.entities.actions.deleting import restore_entity, trash_entity
from theatrum.repository.entities.fields import fields_of
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.files.models import FileHandle
from theatrum.repository.schemas.names import parse_schema_id

pytestmark = pytest.mark.django_db(transaction=True)

SPECIMENS = b'HTAN_BIOSPECIMEN_ID,HTAN_PARENT_ID\nHTA201_1_B1,HTA201_1\nHTA201_0000_B1,"HTA201_1, HTA201_2"\n'


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


@pytest.fixture
def project(admin: Actor) -> Node:
    return make_ingest(admin, "HTA201", *COMPONENTS)


@pytest.fixture
def wrangler(admin: Actor, project: Node) -> Actor:
    return appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")


def indexed() -> set[tuple[str, str, str]]:
    """Return what the index has of what is not in the trash."""
    catch_up(in_force())
    assert not is_behind(in_force())
    components = dict(Indexed.objects.values_list("node_id", "component"))
    places = Place.objects.filter(node__trash_root=None)
    return {(one.identifier, components[one.node_id], one.parent) for one in places}


def read() -> set[tuple[str, str, str]]:
    """Return the same by reading everything; entity ids are no business of the index."""
    rows = [row for frame in known_in(OPERATOR, in_force()) for row in frame.iter_rows()]
    return {(own, component, parent or "") for own, component, parent in rows if not own.startswith("syn")}


def replace_rows(actor: Actor, node: Node, content: bytes) -> None:
    """Give a record set another file."""
    handle = make_handle(actor, name="rows.csv")
    FileHandle.objects.filter(pk=handle.pk).update(key=store().put([content]).key, size=len(content))
    change(actor, node, fields=replace(fields_of(get_node(node.id)), handle_id=handle.id))


def test_whatever_changes_it_has_what_is_there(admin: Actor, wrangler: Actor, project: Node) -> None:
    assert indexed() == read() == set()
    file = add_file(wrangler, project, "BulkWESLevel1", "HTA201_0000_D1", "HTA201_1_B1", "HTA201_2_B1")
    rows = add_records(wrangler, project, "BiospecimenData", SPECIMENS)
    add_records(wrangler, project, "SpatialPanel", b"HTAN_PANEL_ID,GENE_ID\nHTA201_0000_P1,ENSG1\n")
    assert indexed() == read()
    assert len(read()) == 6
    annotations = {"HTAN_DATA_FILE_ID": {"type": "STRING", "value": ["HTA201_0000_D2"]}}
    change(wrangler, file, annotations=annotations)
    assert indexed() == read()
    replace_rows(wrangler, rows, b"HTAN_BIOSPECIMEN_ID,HTAN_PARENT_ID\nHTA201_1_B1,HTA201_1\nHTA201_1_B9,HTA201_1\n")
    assert ("HTA201_1_B9", "BiospecimenData", "HTA201_1") in indexed()
    assert indexed() == read()
    folder = folder_at(admin, project, "v8_ingest/BulkWESLevel1")
    with writing():
        clear_binding(actor=admin, node_id=folder.id)
    assert indexed() == read()
    with writing():
        bind_schema(actor=admin, node_id=folder.id, schema_id=parse_schema_id("HTAN2Organization-BulkWESLevel2-1.0.0"))
    assert ("HTA201_0000_D2", "BulkWESLevel2", "") in indexed()
    with writing():
        trash_entity(actor=admin, node_id=folder.id)
    assert indexed() == read()
    with writing():
        restore_entity(actor=admin, node_id=folder.id)
    assert indexed() == read()
    Progress.objects.update(rules="those of another version")
    assert is_behind(in_force())
    assert indexed() == read()


def test_numbers_in_the_trash_are_in_use(wrangler: Actor, project: Node) -> None:
    node = add_file(wrangler, project, "BulkWESLevel1", "HTA201_0000_D7", "HTA201_12_B1")
    with writing():
        trash_entity(actor=wrangler, node_id=node.id)
    catch_up(in_force())
    rows = [("data_file", "HTA201_0000"), ("participant", "own"), ("biospecimen", "HTA201_12"), ("panel", "HTA201_1")]
    assert highest_numbers("HTA201", rows) == {rows[0]: 7, rows[1]: 12, rows[2]: 1}
    assert highest_numbers("HTA202", rows) == {}
    assert places_of(wrangler, "HTA201_0000_D7", most=9) == []


def test_numbers_longer_than_integers(wrangler: Actor, project: Node) -> None:
    for number in ("123456789012345678901", "9"):
        add_file(wrangler, project, "BulkWESLevel1", f"HTA201_{number}_D1")
    catch_up(in_force())
    assert highest_numbers("HTA201", [("participant", "own")]) == {("participant", "own"): 123456789012345678901}


def test_rows_that_may_not_be_downloaded_are_left_out(admin: Actor, wrangler: Actor, project: Node) -> None:
    add_records(wrangler, project, "BiospecimenData", SPECIMENS)
    catch_up(in_force())
    assert [one.component for one in places_of(wrangler, "HTA201_1_B1", most=9)] == ["BiospecimenData"]
    assert [one.identifier for one in made_of(wrangler, "HTA201_1", most=9)] == ["HTA201_0000_B1", "HTA201_1_B1"]
    member = appointed(admin, make_person("member"), "member")
    assert places_of(member, "HTA201_1_B1", most=9) == made_of(member, "HTA201_1", most=9) == []
    assert places_of(make_person("bob"), "HTA201_1_B1", most=9) == []


def test_a_lost_file_keeps_nobody_from_numbering(wrangler: Actor, project: Node) -> None:
    node = add_records(wrangler, project, "Demographics", b"HTAN_PARTICIPANT_ID\nHTA201_1\n")
    assert node.current is not None
    FileHandle.objects.filter(pk=node.current.handle_id or 0).update(key="gone")
    add_file(wrangler, project, "BulkWESLevel1", "HTA201_1_D1")
    assert indexed() == {("HTA201_1_D1", "BulkWESLevel1", "")}


def test_a_long_table_is_written_in_parts(wrangler: Actor, project: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "_ROWS", 3)
    ids = [f"HTA201_{number}" for number in range(1, 12)]
    node = add_records(wrangler, project, "Demographics", "\n".join(["HTAN_PARTICIPANT_ID", *ids]).encode())
    for number in range(4):
        add_file(wrangler, project, "BulkWESLevel1", f"HTA201_1_D{number}")
    assert indexed() == read()
    assert len(read()) == 15
    other = "\n".join(["HTAN_PARTICIPANT_ID", *(f"HTA201_{number}" for number in range(8, 30))])
    replace_rows(wrangler, node, other.encode())
    assert indexed() == read()
    assert Highest.objects.get(node=node).number.lstrip("0") == "29"


def test_up_to_date_it_asks_little(wrangler: Actor, project: Node) -> None:
    add_file(wrangler, project, "BulkWESLevel1", "HTA201_1_D1")
    catch_up(in_force())
    with CaptureQueriesContext(connection) as asked:
        catch_up(in_force())
    assert len(asked) == 2


def test_a_worker_wants_it_brought_up_once(wrangler: Actor, project: Node) -> None:
    add_file(wrangler, project, "BulkWESLevel1", "HTA201_1_D1")
    want_index()
    want_index()
    assert Job.objects.filter(name="known.index").count() == 1
    catch_up(in_force())
    Job.objects.all().delete()
    want_index()
    assert not Job.objects.exists()
