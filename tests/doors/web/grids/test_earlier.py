"""Annotations of an earlier release are shown before they are copied, and copied as one act."""

import pytest
from django.test import Client

from tests.doors.web.grids.conftest import browser
from tests.factories.centers import make_ingest
from tests.factories.entities import make_entity, make_handle, make_person
from tests.factories.folder_grids import column, open_files, texts
from tests.factories.places import text
from tests.factories.schemas import make_organization, register
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.actions.bindings import bind_schema
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import find_child
from theatrum.repository.grids.models import Operation, Workspace
from theatrum.repository.grids.undoing import last_group, undo
from theatrum.repository.schemas.names import parse_schema_id

pytestmark = pytest.mark.django_db

COLUMNS = ("FILENAME", "FILE_FORMAT", "HTAN_DATA_FILE_ID", "LIBRARY_LAYOUT", "SEQUENCING_PLATFORM")
OLD = {"LIBRARY_LAYOUT": "Paired-end", "SEQUENCING_PLATFORM": "ILLUMINA", "FILENAME": "old/path"}


class Releases:
    """A center with releases 7 and 8: two files each, of which one has annotations in release 7."""

    def __init__(self) -> None:
        self.admin: Actor = make_person("admin", is_administrator=True)
        make_organization(self.admin, in_force().organization)
        schema_id = f"{in_force().organization}-BulkWESLevel1-1.0.0"
        properties: JsonObject = {name: {"type": "string"} for name in COLUMNS}
        register(self.admin, schema_id, {"type": "object", "properties": properties})
        project = make_ingest(self.admin, "HTA201", "BulkWESLevel1")
        ingest = find_child(self.admin, parent_id=project.id, name="v8_ingest")
        self.new: Node = find_child(self.admin, parent_id=ingest.id, name="BulkWESLevel1")
        self.release = make_entity(self.admin, Kind.FOLDER, "v7_release", parent=project)
        old = make_entity(self.admin, Kind.FOLDER, "WES", parent=self.release)
        with writing():
            bind_schema(actor=self.admin, node_id=old.id, schema_id=parse_schema_id(schema_id))
        self.old = self.add(old, "a.fastq", **OLD, HTAN_DATA_FILE_ID="HTA201_1_D1")
        self.a = self.add(self.new, "a.fastq", SEQUENCING_PLATFORM="mine")
        self.b = self.add(self.new, "b.fastq", HTAN_DATA_FILE_ID="HTA201_1_D1")
        self.grid: Workspace = open_files(self.admin, self.new)
        self.at = f"/grid/{self.grid.session_id}/earlier"
        self.client: Client = browser(self.admin)

    def add(self, folder: Node, name: str, **annotations: str) -> Node:
        handle = make_handle(self.admin, name=name)
        return make_entity(self.admin, Kind.FILE, name, parent=folder, handle=handle, annotations=text(**annotations))

    def cells(self, node: Node) -> list[str | None]:
        return texts(self.grid, node, "LIBRARY_LAYOUT", "SEQUENCING_PLATFORM", "HTAN_DATA_FILE_ID")


@pytest.fixture
def releases() -> Releases:
    return Releases()


def test_annotations_are_shown_then_copied_by_name_and_taken_back_at_once(releases: Releases) -> None:
    page = releases.client.get(releases.at).content.decode()
    assert "Release 7, released (1 file)" in page
    asked = {"from": releases.release.public_id, "by": "name"}
    page = releases.client.get(releases.at, asked).content.decode()
    assert "1 cell of 1 file" in page
    assert "Paired-end" in page
    assert "1 has no earlier file" in page
    assert "old/path" not in page
    assert not Operation.objects.filter(workspace=releases.grid).exists()
    assert releases.client.post(releases.at, asked).headers["Location"] == f"/grid/{releases.grid.session_id}"
    assert releases.cells(releases.a) == ["Paired-end", "mine", None]
    assert column(releases.grid, "FILENAME") == ["BulkWESLevel1/a.fastq", "BulkWESLevel1/b.fastq"]
    group = last_group(releases.admin, releases.grid)
    assert group is not None
    undo(releases.admin, releases.grid, group)
    assert releases.cells(releases.a) == [None, "mine", None]


def test_files_may_be_known_by_data_file_id_or_one_serve_for_all(releases: Releases) -> None:
    asked = {"from": "other", "other": releases.release.public_id, "by": "data_file_id"}
    releases.client.post(releases.at, asked)
    assert releases.cells(releases.b) == ["Paired-end", "ILLUMINA", "HTA201_1_D1"]
    assert releases.cells(releases.a) == [None, "mine", None]
    asked |= {"by": "file", "file": releases.old.public_id, "replaces": "1"}
    releases.client.post(releases.at, asked)
    assert releases.cells(releases.a) == ["Paired-end", "ILLUMINA", None]
    asked["file"] = ""
    assert releases.client.post(releases.at, asked).status_code == 400
