"""Saving a grid over a folder: changed cells become annotations, each file by itself; conflicts are told."""

import pytest

from tests.factories.accounts import make_user
from tests.factories.entities import change, make_entity
from tests.factories.folder_grids import column, open_files, put, row_of, stored, texts
from tests.factories.places import GOOD, Place, text
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Permission
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.actions.deleting import trash_entity
from theatrum.repository.entities.models import Kind
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.grids.actions.synchronizing import begin_synchronizing
from theatrum.repository.grids.changes import Change, Inserted
from theatrum.repository.grids.editing import edit
from theatrum.repository.grids.errors import GridIsBusy, GridIsInvalid
from theatrum.repository.grids.folders import saving
from theatrum.repository.grids.folders.saving import save_alone
from theatrum.repository.grids.models import RowVerdict, Workspace
from theatrum.repository.grids.queries import live_rows
from theatrum.repository.grids.view_synchronizing import Met

pytestmark = pytest.mark.django_db


def save(place: Place, grid: Workspace) -> Met:
    return save_alone(place.owner, grid, token="test")


def invalid(grid: Workspace) -> int:
    return live_rows(grid).filter(verdict=RowVerdict.INVALID).count()


def test_changed_cells_become_typed_annotations(place: Place) -> None:
    a, b = place.add("a", ID="HTA201_1", NOTE="kept"), place.add("b", **GOOD, FILENAME="x/b")
    grid = open_files(place.owner, place.folder)
    put(place.owner, grid, a, LAYOUT="Paired-end", LANES="4", DEPTH="0.5", FROZEN="TRUE", TAGS='x, "y, z"', ID=None)
    assert row_of(grid, a).verdict == RowVerdict.INVALID
    put(place.owner, grid, a, ID="HTA201_7")
    assert row_of(grid, a).verdict == RowVerdict.VALID
    untouched = get_node(b.id).etag
    found = save(place, grid)
    assert (found.written, found.refused, found.conflicts, found.messages, invalid(grid)) == (1, [], 0, [], 0)
    assert stored(a) == {
        "ID": ("STRING", ["HTA201_7"]),
        "NOTE": ("STRING", ["kept"]),
        # Filled in, as for every file.
        "FILENAME": ("STRING", ["Level_1/a"]),
        "LAYOUT": ("STRING", ["Paired-end"]),
        "LANES": ("LONG", ["4"]),
        "DEPTH": ("DOUBLE", ["0.5"]),
        "FROZEN": ("BOOLEAN", ["true"]),
        "TAGS": ("STRING", ["x", "y, z"]),
    }
    assert get_node(b.id).etag == untouched
    assert save(place, grid).written == 0


def test_what_the_schema_refuses_is_stored_as_text_and_told(place: Place) -> None:
    a = place.add("a", **GOOD)
    grid = open_files(place.owner, place.folder)
    put(place.owner, grid, a, LANES="four")
    row = row_of(grid, a)
    assert row.verdict == RowVerdict.INVALID
    assert row.findings is not None
    assert row.findings[0]["column"] == "LANES"
    found = save(place, grid)
    assert (found.written, invalid(grid)) == (1, 1)
    assert stored(a)["LANES"] == ("STRING", ["four"])


def test_an_edit_made_elsewhere_is_a_conflict_of_that_cell_only(place: Place) -> None:
    a = place.add("a", **GOOD, NOTE="before")
    grid = open_files(place.owner, place.folder)
    put(place.owner, grid, a, NOTE="mine", LANES="2")
    change(place.owner, a, annotations=text(**GOOD, NOTE="theirs", DEPTH="1"))
    found = save(place, grid)
    assert (found.written, found.conflicts) == (1, 1)
    assert found.messages == [f"{a.public_id}, NOTE: changed here and at the file. The grid keeps its value."]
    assert stored(a)["NOTE"] == ("STRING", ["theirs"])
    assert texts(grid, a, "NOTE", "LANES", "DEPTH") == ["mine", "2", "1"]
    assert save(place, grid).written == 1
    assert stored(a)["NOTE"] == ("STRING", ["mine"])


def test_files_come_and_go_with_a_save(place: Place) -> None:
    a, b = place.add("a", **GOOD), place.add("b", **GOOD)
    grid = open_files(place.owner, place.folder)
    put(place.owner, grid, a, NOTE="lost")
    with writing():
        trash_entity(actor=place.owner, node_id=a.id)
    c = place.add("c", **GOOD)
    [told] = save(place, grid).messages
    assert told.startswith(f"{a.public_id} is not in the folder any more; not written: NOTE, FILENAME.")
    assert column(grid, "id") == [b.public_id, c.public_id]


def test_what_somebody_may_not_write_is_refused_file_by_file(place: Place) -> None:
    inner = make_entity(place.owner, Kind.FOLDER, "inner", parent=place.folder)
    a, b = place.add_to(inner, "a", **GOOD), place.add("b", **GOOD)
    ben = actor_of(make_user("ben"))
    place.share(place.folder, ben, Permission.READ, Permission.UPDATE)
    place.share(inner, ben, Permission.READ)
    grid = open_files(ben, place.folder)
    put(ben, grid, a, NOTE="mine")
    put(ben, grid, b, NOTE="fine")
    found = save_alone(ben, grid, token="test")
    assert found.written == 1
    assert [entity for entity, _ in found.refused] == [a.public_id]
    assert texts(grid, a, "NOTE") == ["mine"]
    assert stored(b)["NOTE"] == ("STRING", ["fine"])
    assert "NOTE" not in stored(a)


def test_nobody_saves_while_another_does(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "_WAIT", 0)
    grid = open_files(place.owner, place.folder)
    with writing():
        begin_synchronizing(workspace=grid, token="somebody else")
    with pytest.raises(GridIsBusy):
        save(place, grid)


def test_rows_are_files_and_what_is_known_of_them_is_not_written(place: Place) -> None:
    a = place.add("a", **GOOD)
    grid = open_files(place.owner, place.folder)
    number = row_of(grid, a).number
    with pytest.raises(GridIsInvalid, match="Size shows what the file is"):
        put(place.owner, grid, a, size="7")
    with pytest.raises(GridIsInvalid, match="upload a file"):
        edit(place.owner, grid, Change(inserted=[Inserted([])]))
    with pytest.raises(GridIsInvalid, match="delete the file itself"):
        edit(place.owner, grid, Change(deleted=[number]))
