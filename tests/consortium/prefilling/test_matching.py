"""Rows of a table find their files: by entity id, path and name, data file id; the rest is listed with reasons."""

import pytest

from tests.factories.centers import make_ingest
from tests.factories.entities import make_entity, make_handle, make_person
from tests.factories.folder_grids import open_files, row_of
from tests.factories.places import text
from tests.factories.schemas import make_organization, register
from theatrum.consortium.curation.prefilling.matching import Matches, match_files
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import find_child
from theatrum.repository.grids.models import Workspace

pytestmark = pytest.mark.django_db

Row = dict[str, str | None]
COLUMNS = ("FILENAME", "FILE_FORMAT", "HTAN_DATA_FILE_ID", "NOTE")


class Shelf:
    """A folder with files in two batches, and a grid over it."""

    def __init__(self) -> None:
        self.admin: Actor = make_person("admin", is_administrator=True)
        make_organization(self.admin, in_force().organization)
        schema_id = f"{in_force().organization}-BulkWESLevel1-1.0.0"
        register(
            self.admin, schema_id, {"type": "object", "properties": {name: {"type": "string"} for name in COLUMNS}}
        )
        project = make_ingest(self.admin, "HTA201", "BulkWESLevel1")
        ingest = find_child(self.admin, parent_id=project.id, name="v8_ingest")
        self.folder: Node = find_child(self.admin, parent_id=ingest.id, name="BulkWESLevel1")
        one, two = (make_entity(self.admin, Kind.FOLDER, name, parent=self.folder) for name in ("batch1", "batch2"))
        self.a1, self.a2 = self.add(one, "a.fastq", "HTA201_1_D1"), self.add(two, "a.fastq", "HTA201_1_D2")
        self.b = self.add(two, "b.fastq", "HTA201_1_D3")
        self.c = self.add(self.folder, "c.fastq", "HTA201_1_D3")
        self.grid: Workspace = open_files(self.admin, self.folder)

    def add(self, folder: Node, name: str, identifier: str) -> Node:
        handle = make_handle(self.admin, name=name)
        annotations = text(HTAN_DATA_FILE_ID=identifier)
        return make_entity(self.admin, Kind.FILE, name, parent=folder, handle=handle, annotations=annotations)

    def match(self, *rows: Row) -> Matches:
        return match_files(self.grid, rows)

    def how(self, **row: str | None) -> tuple[str, str] | str:
        """Return which file one row is and by what; else why not."""
        found = self.match(row)
        names = {row_of(self.grid, getattr(self, name)).number: name for name in ("a1", "a2", "b", "c")}
        for match in found.matched.values():
            return names[match.number], match.how
        return (found.unmatched + found.ambiguous)[0].reason


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def test_how_files_are_known(shelf: Shelf) -> None:
    a1 = shelf.a1.public_id
    # An entity id counts before all else.
    assert shelf.how(id=a1, FILENAME="batch2/a.fastq") == ("a1", "entity")
    assert shelf.how(**{"Entity Id": a1.removeprefix("syn")}) == ("a1", "entity")
    assert shelf.how(id="syn999999") == "syn999999 is no file of this grid."
    # Then the path, as far down as both name folders.
    assert shelf.how(FILENAME="batch2/a.fastq") == ("a2", "path")
    assert shelf.how(FILENAME="BulkWESLevel1\\batch1\\A.fastq") == ("a1", "path")
    assert shelf.how(Name="b.fastq") == ("b", "path")
    # Then the data file id; it decides between files of one name, too.
    assert shelf.how(FILENAME="a.fastq", HTAN_DATA_FILE_ID="HTA201_1_D2") == ("a2", "data_file_id")
    assert shelf.how(HTAN_DATA_FILE_ID="HTA201_1_D1") == ("a1", "data_file_id")
    assert shelf.how(FILENAME="elsewhere/a.fastq", HTAN_DATA_FILE_ID="HTA201_1_D1") == ("a1", "data_file_id")


def test_what_fits_no_file_or_several_is_told(shelf: Shelf) -> None:
    assert shelf.how(FILENAME="a.fastq") == (
        "2 files have this name: say the folder in the path, or the id of the entity."
    )
    assert shelf.how(HTAN_DATA_FILE_ID="HTA201_1_D3") == (
        "2 files have this data file id: say the path, or the id of the entity."
    )
    assert shelf.how(FILENAME="x/z.fastq") == "No file of this grid has this name: upload it first, or correct the row."
    # A file of the same name in another folder is another file.
    assert shelf.how(FILENAME="elsewhere/b.fastq").startswith("No file of this grid")  # type: ignore[union-attr]  # a reason
    assert shelf.how(NOTE="hello") == "It names no file: give an entity id, a path or a data file id."


def test_two_rows_about_one_file_are_not_both_taken(shelf: Shelf) -> None:
    found = shelf.match({"FILENAME": "batch1/a.fastq", "id": None}, {"FILENAME": None, "id": shelf.a1.public_id})
    assert [*found.matched] == [0]
    [double] = found.ambiguous
    assert (double.index, double.same_as) == (1, 0)
    assert found.unmatched == []
