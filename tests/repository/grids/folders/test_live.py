"""What seats at a grid over a folder are told: the entity of each row, and which columns nobody writes into."""

import json

import pytest

from tests.factories.folder_grids import open_files, row_of
from tests.factories.places import GOOD, Place
from tests.support.screening import run_jobs
from theatrum.drivers.db.transactions import writing
from theatrum.repository.grids.beginning import open_session
from theatrum.repository.grids.folders import jobs
from theatrum.repository.grids.folders.filled import note_filled
from theatrum.repository.grids.folders.knowledge import Filled
from theatrum.repository.grids.jobs import JUDGE, large
from theatrum.repository.grids.live.columns import columns_of
from theatrum.repository.grids.live.loading import load_rows
from theatrum.repository.grids.models import Notice, RowVerdict, Workspace
from theatrum.repository.grids.queries import get_workspace, live_rows

pytestmark = pytest.mark.django_db


def test_rows_name_their_entity_and_what_was_filled_in(place: Place) -> None:
    a = place.add("a", **GOOD)
    grid = open_files(place.owner, place.folder)
    number, slot = row_of(grid, a).number, grid.slots["ID"]
    other = grid.slots["LAYOUT"]
    with writing():
        marks = {slot: Filled(GOOD["ID"], "name of the file"), other: Filled("something else", "header")}
        note_filled(workspace=grid, marks={number: marks})
    told = json.loads(load_rows(grid, [number])[number].text)
    assert told["entity"] == a.public_id
    assert told["derived"] == {str(slot): "name of the file", str(grid.slots["FILENAME"]): "place of the file"}


def test_fields_are_read_only(place: Place) -> None:
    place.add("a")
    grid = open_files(place.owner, place.folder)
    read_only = [column["title"] for column in columns_of(grid) if column["is_read_only"]]
    assert read_only == ["Name", "Path", "Format", "Size", "MD5", "Screening", "Entity"]
    # Files right in the folder are told apart by their names.
    assert grid.columns[:2] == ["name", "NOTE"]


def test_files_of_a_large_folder_are_judged_by_a_job_that_tells_seats(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SOON_JUDGED", 1)
    place.add("a", **GOOD), place.add("b")  # two files
    begun = open_session(place.owner, place.folder)
    grid = get_workspace(place.owner, begun.session_id)
    assert {row.verdict for row in live_rows(grid)} == {RowVerdict.WAITING}
    run_jobs(JUDGE)
    assert [row.verdict for row in live_rows(grid)] == [RowVerdict.VALID, RowVerdict.INVALID]
    assert {"t": "judged", "from": 1, "to": 2} in [one.message for one in Notice.objects.filter(workspace=grid)]


def test_a_large_folder_is_opened_by_a_job_and_its_workspace_is_there_meanwhile(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SMALL_FOLDER", 0)
    a = place.add("a", **GOOD)
    begun = open_session(place.owner, place.folder)
    waiting = Workspace.objects.get(session_id=begun.session_id)
    assert (waiting.opened_on, waiting.synchronizer) == (None, begun.job_id)
    run_jobs(large(jobs.OPEN_FOLDER))
    grid = get_workspace(place.owner, begun.session_id)
    assert [row.source_key for row in live_rows(grid)] == [a.id]
