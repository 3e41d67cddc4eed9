"""Known identifiers: of annotated files and of rows of record sets, as far as somebody may read them."""

from collections.abc import Iterator
from functools import partial

import pytest

from tests.factories.centers import appointed, folder_at, make_ingest
from tests.factories.entities import make_entity, make_handle, make_person
from theatrum.checks.links.known import Known
from theatrum.consortium.known import queries, records
from theatrum.consortium.known.columns import Columns, columns_of, named_as_entities
from theatrum.consortium.known.export import csv_file
from theatrum.consortium.known.queries import known_in
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.errors import AccessDenied
from theatrum.repository.access.permissions import OWNER, Actor, Permission
from theatrum.repository.entities.actions.deleting import trash_entity
from theatrum.repository.entities.actions.sharing import create_local_acl
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.files import locks
from theatrum.repository.files.models import FileHandle
from theatrum.repository.records import reading

pytestmark = pytest.mark.django_db(transaction=True)

COMPONENTS = ("Demographics", "Diagnosis", "BiospecimenData", "BulkWESLevel1", "BulkWESLevel2", "SpatialPanel")
Found = set[tuple[str, str, str | None]]
DEMOGRAPHICS = b"\xef\xbb\xbfHTAN Participant ID;ETHNIC_GROUP\r\nHTA201_1;x\r\n;y\r\nHTA201_2;x\r\n"
SPECIMENS = b'HTAN_BIOSPECIMEN_ID,HTAN_PARENT_ID\nHTA201_1_B1,HTA201_1\nHTA201_0000_B1,"HTA201_1, HTA201_2"\n'
DIAGNOSES = b"NOTE,HTAN_PARTICIPANT_ID\n,HTA201_1\n,HTA201_1\n"


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


@pytest.fixture
def project(admin: Actor) -> Node:
    """Return the project of HTA201, whose ingest folder takes data in."""
    return make_ingest(admin, "HTA201", *COMPONENTS)


@pytest.fixture
def wrangler(admin: Actor, project: Node) -> Actor:
    return appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")


@pytest.fixture
def locked() -> Iterator[set[int]]:
    """Return a set of handle ids that a lock holds."""
    ids: set[int] = set()

    def lock(_actor: object, _handles: object) -> dict[int, str]:
        return dict.fromkeys(ids, "")

    locks.register(lock)
    yield ids
    locks.unregister(lock)


def found(actor: Actor, project: Node | None = None) -> Found:
    """Return every row that somebody gets."""
    return {
        (str(own), str(component), parent)
        for frame in known_in(actor, in_force(), project)
        for own, component, parent in frame.iter_rows()
    }


def add_file(actor: Actor, project: Node, path: str, own: str, *parents: str) -> Node:
    """Put an annotated file into a folder of the ingest tree."""
    folder = folder_at(actor, project, f"v8_ingest/{path}".rstrip("/"))
    annotations = {"HTAN_DATA_FILE_ID": {"type": "STRING", "value": [own]}}
    if parents:
        annotations["HTAN_PARENT_ID"] = {"type": "STRING", "value": list(parents)}
    name = f"{own}.fastq"
    handle = make_handle(actor, name=name)
    return make_entity(actor, Kind.FILE, name, parent=folder, handle=handle, annotations=annotations)


def add_records(
    actor: Actor,
    project: Node,
    path: str,
    content: bytes,
    *,
    name: str = "rows.csv",
    descriptor: dict[str, str] | None = None,
) -> Node:
    """Put a record set into a folder of the ingest tree."""
    handle = make_handle(actor, name=name)
    FileHandle.objects.filter(pk=handle.pk).update(key=store().put([content]).key, size=len(content))
    handle.refresh_from_db()
    folder = folder_at(actor, project, f"v8_ingest/{path}".rstrip("/"))
    return make_entity(
        actor, Kind.RECORD_SET, name, parent=folder, handle=handle, details={"csvDescriptor": descriptor or {}}
    )


def test_files_are_known_by_their_annotations(wrangler: Actor, project: Node) -> None:
    add_file(wrangler, project, "BulkWESLevel1", "HTA201_0000_D1", "HTA201_1_B1", "HTA201_2_B1")
    add_file(wrangler, project, "BulkWESLevel2", "HTA201_1_D2")
    assert found(wrangler, project) == {
        ("HTA201_0000_D1", "BulkWESLevel1", "HTA201_1_B1"),
        ("HTA201_0000_D1", "BulkWESLevel1", "HTA201_2_B1"),
        ("HTA201_1_D2", "BulkWESLevel2", None),
    }


def test_record_sets_are_known_by_their_rows(wrangler: Actor, project: Node) -> None:
    add_records(wrangler, project, "Demographics", DEMOGRAPHICS)
    add_records(wrangler, project, "BiospecimenData", SPECIMENS, name="specimens")
    add_records(wrangler, project, "Diagnosis", DIAGNOSES)
    assert found(wrangler, project) == {
        ("HTA201_1", "Demographics", None),
        ("HTA201_2", "Demographics", None),
        ("HTA201_1_B1", "BiospecimenData", "HTA201_1"),
        ("HTA201_0000_B1", "BiospecimenData", "HTA201_1"),
        ("HTA201_0000_B1", "BiospecimenData", "HTA201_2"),
        ("HTA201_1", "Diagnosis", None),
    }


def test_descriptor_says_how_rows_are_written(wrangler: Actor, project: Node) -> None:
    rows = b"HTAN_PARTICIPANT_ID!NOTE\nHTA201_1!a,b;c\n"
    add_records(wrangler, project, "Demographics", rows, descriptor={"separator": "!"})
    assert found(wrangler, project) == {("HTA201_1", "Demographics", None)}


def test_panels_are_known_by_their_entity_too(wrangler: Actor, project: Node) -> None:
    node = add_records(wrangler, project, "SpatialPanel", b"HTAN_PANEL_ID,GENE_ID\nHTA201_0000_P1,ENSG1\n")
    assert found(wrangler, project) == {
        (node.public_id, "SpatialPanel", None),
        ("HTA201_0000_P1", "SpatialPanel", None),
    }


@pytest.mark.parametrize("content", [b"", b"\n", b"NAME\nAnna\n", b"\x00\xff\xfe\x00,", b"PAR1 no table", b"[{}]"])
def test_files_without_identifiers_give_none(wrangler: Actor, project: Node, content: bytes) -> None:
    add_records(wrangler, project, "Demographics", content)
    assert found(wrangler, project) == set()


def test_long_tables_are_read_in_pieces(
    wrangler: Actor, project: Node, monkeypatch: pytest.MonkeyPatch, admin: Actor
) -> None:
    monkeypatch.setattr(records, "read_all", partial(reading.read_all, piece_bytes=4096, whole_bytes=4096))
    monkeypatch.setattr(queries, "_BATCH", 2)
    rows = "".join(f"HTA201_{number},x\n" for number in range(1, 2001))
    add_records(wrangler, project, "Demographics", f"HTAN_PARTICIPANT_ID,NOTE\n{rows}".encode())
    for number in range(5):
        add_file(wrangler, project, "BulkWESLevel1", f"HTA201_1_D{number}")
    frames = list(known_in(wrangler, in_force(), project))
    assert len(frames) > 10
    assert len(found(wrangler, project)) == 2005


def test_what_no_component_describes_is_left_out(wrangler: Actor, project: Node) -> None:
    node = add_file(wrangler, project, "", "HTA201_1_D1")
    assert node.parent is not None
    assert found(wrangler, project) == set()


def test_trash_is_left_out(wrangler: Actor, project: Node) -> None:
    node = add_file(wrangler, project, "BulkWESLevel1", "HTA201_1_D1")
    rows = add_records(wrangler, project, "Demographics", DEMOGRAPHICS)
    for each in (node, rows):
        with writing():
            trash_entity(actor=wrangler, node_id=each.id)
    assert found(wrangler, project) == set()


def test_rows_that_may_not_be_downloaded_are_left_out(admin: Actor, wrangler: Actor, project: Node) -> None:
    add_records(wrangler, project, "Demographics", DEMOGRAPHICS)
    add_file(wrangler, project, "BulkWESLevel1", "HTA201_1_D1")
    # Who is a member of the network only may read, but not download.
    member = appointed(admin, make_person("member"), "member")
    assert found(member, project) == {("HTA201_1_D1", "BulkWESLevel1", None)}


def test_locked_and_broken_rows_are_left_out(wrangler: Actor, project: Node, locked: set[int]) -> None:
    node = add_records(wrangler, project, "Demographics", DEMOGRAPHICS)
    assert len(found(wrangler, project)) == 2
    assert node.current is not None
    locked.add(int(node.current.handle_id or 0))
    assert found(wrangler, project) == set()


def test_folder_with_its_own_permissions_is_left_out(admin: Actor, wrangler: Actor, project: Node) -> None:
    add_file(wrangler, project, "BulkWESLevel1", "HTA201_1_D1")
    folder = folder_at(admin, project, "v8_ingest/BulkWESLevel1")
    with writing():
        grants = {admin.id: frozenset(OWNER), wrangler.id: frozenset[Permission]()}
        create_local_acl(actor=admin, node_id=folder.id, grants=grants)
    assert found(wrangler, project) == set()
    assert found(admin, project) == {("HTA201_1_D1", "BulkWESLevel1", None)}


def test_other_center_is_refused_and_left_out(admin: Actor, wrangler: Actor, project: Node) -> None:
    other = make_ingest(admin, "HTA202", "BulkWESLevel1")
    add_file(admin, other, "BulkWESLevel1", "HTA202_1_D1")
    add_file(wrangler, project, "BulkWESLevel1", "HTA201_1_D1")
    with pytest.raises(AccessDenied):
        known_in(wrangler, in_force(), other)
    assert {own for own, *_ in found(wrangler)} == {"HTA201_1_D1"}
    assert {own for own, *_ in found(admin)} == {"HTA201_1_D1", "HTA202_1_D1"}


def test_csv_is_what_a_check_reads(wrangler: Actor, project: Node, tmp_path_factory: pytest.TempPathFactory) -> None:
    add_file(wrangler, project, "BulkWESLevel1", "HTA201_0000_D1", "HTA201_1_B1", "HTA201_2_B1")
    add_file(wrangler, project, "BulkWESLevel1", "HTA201_1_D2", 'a "quoted", name')
    place = tmp_path_factory.mktemp("known") / "known.csv"
    with csv_file(known_in(wrangler, in_force(), project)) as file:
        place.write_bytes(file.read())
    assert place.read_bytes().startswith(b"id,component,parent\n")
    assert set(Known.read(place).frame.iter_rows()) >= {
        ("HTA201_0000_D1", "BulkWESLevel1", "HTA201_1_B1"),
        ("HTA201_0000_D1", "BulkWESLevel1", "HTA201_2_B1"),
    }


def test_every_component_of_links_has_its_columns() -> None:
    columns = columns_of(in_force().links)
    assert columns["Demographics"] == Columns("HTAN_PARTICIPANT_ID")
    assert columns["BiospecimenData"] == Columns("HTAN_BIOSPECIMEN_ID", "HTAN_PARENT_ID")
    assert columns["VitalStatus"] == Columns("HTAN_PARTICIPANT_ID")
    assert columns["SpatialLevel3"] == Columns("HTAN_DATA_FILE_ID", "HTAN_PARENT_ID")
    assert named_as_entities(in_force().links) == {"SpatialPanel", "ChannelMetadata"}
