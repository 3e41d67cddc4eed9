"""Grids over folders: each file is a row, judged by its schema; one component a grid; who may read what."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import make_user
from tests.factories.entities import change, make_entity
from tests.factories.folder_grids import column, open_files, row_of, texts
from tests.factories.places import GOOD, Place
from tests.factories.schemas import PEOPLE, register
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.errors import AccessDenied
from theatrum.repository.access.permissions import Permission
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.actions.bindings import bind_schema
from theatrum.repository.entities.models import Kind
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.folders.columns import fields_of
from theatrum.repository.grids.folders.components import components_below
from theatrum.repository.grids.models import RowVerdict
from theatrum.repository.grids.opening import open_records
from theatrum.repository.schemas.names import parse_schema_id

pytestmark = pytest.mark.django_db


def test_files_are_rows_with_their_annotations_and_what_is_known_of_them(place: Place) -> None:
    b, a = place.add("b.fastq", ID="wrong"), place.add("a.fastq", **GOOD)
    inner = make_entity(place.owner, Kind.FOLDER, "batch", parent=place.folder)
    c = place.add_to(inner, "c.fastq")
    grid = open_files(place.owner, place.folder)
    assert column(grid, "path") == ["a.fastq", "b.fastq", "batch/c.fastq"]
    assert texts(grid, a, "id", "name", "size", "LAYOUT", "ID") == [a.public_id, "a.fastq", "11", *GOOD.values()]
    assert grid.columns[:4] == ["name", "path", "NOTE", "LAYOUT"]
    assert [row_of(grid, node).verdict for node in (a, b, c)] == [
        RowVerdict.VALID,
        RowVerdict.INVALID,
        RowVerdict.INVALID,
    ]
    assert {field.name for field in fields_of(grid).values()} == {
        "id", "name", "path", "format", "size", "md5", "screening",
    }  # fmt: skip
    assert (grid.schema_id, grid.source_version) == ("my.organization-Reads-1.0.0", None)


def test_lists_and_numbers_are_written_as_a_csv_has_them(place: Place) -> None:
    a = place.add("a")
    annotations = {
        "TAGS": {"type": "STRING", "value": ["one", "two, three"]},
        "KITS": {"type": "STRING", "value": ["A"]},
        "DEPTH": {"type": "DOUBLE", "value": ["0.5"]},
        "FROZEN": {"type": "BOOLEAN", "value": ["True"]},
        "OTHER": {"type": "STRING", "value": ["unknown to the schema"]},
    }
    change(place.owner, a, annotations=annotations)
    grid = open_files(place.owner, place.folder)
    assert texts(grid, a, "TAGS", "KITS", "DEPTH", "FROZEN") == ['one, "two, three"', "A", "0.5", "true"]
    assert "OTHER" not in grid.slots


def test_of_several_components_below_one_is_chosen(place: Place) -> None:
    register(place.administrator, "my.organization-People-1.0.0", PEOPLE)
    people = make_entity(place.owner, Kind.FOLDER, "people", parent=place.ingest)
    with writing():
        bind_schema(actor=place.owner, node_id=people.id, schema_id=parse_schema_id("my.organization-People-1.0.0"))
    place.add("a"), place.add("b"), place.add_to(people, "c")  # three files
    place.add_to(place.ingest, "d")
    found = components_below(place.owner, place.project)
    assert [(one.key, one.files) for one in found] == [
        ("my.organization-Reads", 2), ("my.organization-People", 1), ("-", 1),
    ]  # fmt: skip
    with pytest.raises(GridIsInvalid, match="several components: open a grid for one of Reads, People, files without"):
        open_files(place.owner, place.project)
    with pytest.raises(GridIsInvalid, match="there are Reads"):
        open_files(place.owner, place.project, component="nonsense")
    grid = open_files(place.owner, place.project, component="my.organization-People")
    assert column(grid, "path") == ["v8_ingest/people/c"]
    assert "age" in grid.slots
    assert "LAYOUT" not in grid.slots
    bare = open_files(place.owner, place.project, component="-")
    assert column(bare, "path") == ["v8_ingest/d"]
    # One file with a schema of its own is of that; files are counted, and not read.
    own = place.add("e")
    with writing():
        bind_schema(actor=place.owner, node_id=own.id, schema_id=parse_schema_id("my.organization-People-1.0.0"))
    with CaptureQueriesContext(connection) as queries:
        found = components_below(place.owner, place.project)
    assert [(one.key, one.files) for one in found] == [
        ("my.organization-People", 2), ("my.organization-Reads", 2), ("-", 1),
    ]  # fmt: skip
    assert len(queries) <= 4, [one["sql"] for one in queries]


def test_an_empty_folder_has_the_columns_of_its_schema(place: Place) -> None:
    grid = open_files(place.owner, place.folder)
    assert column(grid, "ID") == []


def test_files_that_the_owner_may_not_read_are_no_rows(place: Place) -> None:
    a, hidden = place.add("a"), make_entity(place.owner, Kind.FOLDER, "hidden", parent=place.folder)
    place.add_to(hidden, "b")
    ben = actor_of(make_user("ben"))
    with pytest.raises(AccessDenied):
        open_files(ben, place.folder)
    place.share(hidden, actor_of(make_user("cyd")), Permission.READ)
    place.share(place.folder, ben, Permission.READ, Permission.UPDATE)
    grid = open_files(ben, place.folder)
    assert column(grid, "id") == [a.public_id]
    assert sum(one.files for one in components_below(ben, place.folder)) == 1


def test_the_wire_opens_no_folders(place: Place) -> None:
    grid = open_files(place.owner, place.folder)
    with pytest.raises(GridIsInvalid, match="a grid opens over a record set or an entity view"):
        open_records(
            actor=place.owner,
            session_id=str(uuid4()),
            source=place.folder,
            owner_id=place.owner.id,
            authorization=grid.authorization,  # type: ignore[arg-type]  # its text does
        )
