"""Open grids over a folder follow it: files that come, go, are renamed or annotated elsewhere, as operations."""

from dataclasses import replace

import pytest

from tests.factories.accounts import make_user
from tests.factories.entities import change, make_entity
from tests.factories.folder_grids import column, open_files, put, row_of, stored, texts
from tests.factories.places import GOOD, Place, text
from tests.support.screening import run_jobs
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.models import Job
from theatrum.repository.access.permissions import Permission
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.actions.bindings import clear_binding
from theatrum.repository.entities.actions.deleting import restore_entity, trash_entity
from theatrum.repository.entities.fields import fields_of
from theatrum.repository.entities.models import Kind
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.grids.actions.sessions import delete_workspace
from theatrum.repository.grids.disputes import open_disputes
from theatrum.repository.grids.folders.following import FOLLOW, follow, look_after
from theatrum.repository.grids.folders.models import Following
from theatrum.repository.grids.folders.saving import save_alone
from theatrum.repository.grids.models import Notice, Operation, OperationKind, RowVerdict, Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def grid(place: Place) -> Workspace:
    place.add("a", **GOOD)
    return open_files(place.owner, place.folder)


def test_a_new_file_is_a_new_row_filled_in_and_judged(place: Place, grid: Workspace) -> None:
    b = place.add("b.fastq", **GOOD)
    assert run_jobs(FOLLOW) == 1
    assert column(grid, "name") == ["a", "b.fastq"]
    assert texts(grid, b, "ID", "FILENAME", "FILE_FORMAT") == [GOOD["ID"], "Level_1/b.fastq", "fastq"]
    assert row_of(grid, b).verdict == RowVerdict.VALID
    operations = Operation.objects.filter(workspace=grid)
    assert {one.kind for one in operations} == {OperationKind.MERGE}


def test_files_that_are_renamed_moved_trashed_or_restored_are_followed(place: Place, grid: Workspace) -> None:
    inner = make_entity(place.owner, Kind.FOLDER, "inner", parent=place.folder)
    b = place.add_to(inner, "b", **GOOD)
    run_jobs(FOLLOW)
    assert texts(grid, b, "path", "FILENAME") == ["inner/b", "Level_1/inner/b"]
    change(place.owner, b, fields=replace(fields_of(get_node(b.id)), name="c"))
    run_jobs(FOLLOW)
    assert texts(grid, b, "path", "name", "FILENAME") == ["inner/c", "c", "Level_1/inner/c"]
    with writing():
        trash_entity(actor=place.owner, node_id=inner.id)
    run_jobs(FOLLOW)
    assert column(grid, "name") == ["a"]
    with writing():
        restore_entity(actor=place.owner, node_id=inner.id)
    run_jobs(FOLLOW)
    assert column(grid, "name") == ["a", "c"]
    change(place.owner, b, fields=replace(fields_of(get_node(b.id)), parent_id=place.ingest.id))
    run_jobs(FOLLOW)
    assert column(grid, "name") == ["a"]


def test_annotations_from_elsewhere_come_in_and_unsaved_cells_stay(place: Place, grid: Workspace) -> None:
    a = place.add("b", **GOOD)
    run_jobs(FOLLOW)
    put(place.owner, grid, a, NOTE="mine")
    change(place.owner, a, annotations=text(**GOOD, NOTE="theirs", LANES="2"))
    run_jobs(FOLLOW)
    assert texts(grid, a, "NOTE", "LANES") == ["mine", "2"]
    told = Notice.objects.get(workspace=grid).message
    assert told["what"] == "source"
    assert "NOTE: changed here and at the file" in told["message"]
    # It waits until somebody has chosen: a save writes neither over the other.
    assert len(open_disputes(grid)) == 1
    save_alone(place.owner, grid, token="test", waits=True)
    assert stored(a)["NOTE"] == ("STRING", ["theirs"])
    assert texts(grid, a, "NOTE") == ["mine"]


def test_a_binding_below_changes_who_is_there(place: Place, grid: Workspace) -> None:
    with writing():
        clear_binding(actor=place.owner, node_id=place.folder.id)
    run_jobs(FOLLOW)
    assert column(grid, "name") == []


def test_a_folder_that_is_hidden_from_the_owner_takes_its_rows_away(place: Place) -> None:
    inner = make_entity(place.owner, Kind.FOLDER, "inner", parent=place.folder)
    place.add_to(inner, "b")
    ben, other = actor_of(make_user("ben")), actor_of(make_user("other"))
    place.share(place.folder, ben, Permission.READ, Permission.UPDATE)
    grid = open_files(ben, place.folder)
    assert column(grid, "name") == ["b"]
    place.share(inner, other, Permission.READ)
    run_jobs(FOLLOW)
    assert column(grid, "name") == []


def test_nothing_is_wanted_where_nobody_looks(place: Place, grid: Workspace) -> None:
    elsewhere = make_entity(place.owner, Kind.FOLDER, "elsewhere", parent=place.project)
    place.add_to(elsewhere, "x")
    run_jobs(FOLLOW)
    assert not follow(grid)
    assert not Operation.objects.filter(workspace=grid).exists()
    with writing():
        delete_workspace(actor=place.owner, workspace=grid)
    place.add("b")
    look_after()
    assert not Job.objects.filter(name=FOLLOW, state="queued").exists()


def test_a_grid_that_somebody_comes_back_to_is_brought_up(place: Place, grid: Workspace) -> None:
    place.add("b")
    Job.objects.filter(name=FOLLOW).delete()
    Following.objects.filter(workspace=grid).update(sequence=0)
    look_after()
    run_jobs(FOLLOW)
    assert column(grid, "name") == ["a", "b"]
    look_after()
    assert not Job.objects.filter(name=FOLLOW, state="queued").exists()


def test_a_folder_in_the_trash_takes_no_unsaved_cells_with_it(place: Place, grid: Workspace) -> None:
    b = place.add("b", **GOOD)
    run_jobs(FOLLOW)
    put(place.owner, grid, b, NOTE="not saved")
    with writing():
        trash_entity(actor=place.owner, node_id=place.folder.id)
    run_jobs(FOLLOW)
    with writing():
        restore_entity(actor=place.owner, node_id=place.folder.id)
    run_jobs(FOLLOW)
    assert column(grid, "name") == ["a", "b"]
    assert texts(grid, b, "NOTE") == ["not saved"]
