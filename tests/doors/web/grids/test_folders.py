"""Grids over folders, opened from their pages: one component a grid, chosen where there are several."""

import pytest
from django.test import Client

from tests.doors.web.grids.conftest import browser
from tests.factories.entities import make_entity
from tests.factories.folder_grids import column
from tests.factories.places import GOOD, Place
from tests.factories.schemas import PEOPLE, register
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.execution import run
from theatrum.drivers.jobs.queries import status
from theatrum.repository.entities.actions.bindings import bind_schema
from theatrum.repository.entities.models import Kind
from theatrum.repository.grids.folders import jobs
from theatrum.repository.grids.models import RowVerdict, Workspace
from theatrum.repository.grids.queries import live_rows
from theatrum.repository.schemas.names import parse_schema_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(place: Place) -> Client:
    return browser(place.owner)


def test_the_page_of_a_folder_opens_the_grid_of_its_files(place: Place, anna: Client) -> None:
    place.add("a.fastq", **GOOD)
    assert "Edit in grid" in anna.get(place.path(place.folder)).content.decode()
    page = anna.post(place.path(place.folder, "grid"), follow=True)
    assert page.status_code == 200
    assert "Copy from an earlier release" in page.content.decode()
    grid = Workspace.objects.get()
    assert page.redirect_chain == [(f"/grid/{grid.session_id}", 302)]
    assert [row.verdict for row in live_rows(grid)] == [RowVerdict.VALID]
    assert anna.post(place.path(place.folder, "grid")).headers["Location"] == f"/grid/{grid.session_id}"


def test_of_a_project_with_several_components_one_is_asked_for(place: Place, anna: Client) -> None:
    register(place.administrator, "my.organization-People-1.0.0", PEOPLE)
    people = make_entity(place.owner, Kind.FOLDER, "people", parent=place.ingest)
    with writing():
        bind_schema(actor=place.owner, node_id=people.id, schema_id=parse_schema_id("my.organization-People-1.0.0"))
    place.add("a.fastq", **GOOD)
    place.add_to(people, "b.csv")
    page = anna.post(place.path(place.project, "grid"), follow=True).content.decode()
    assert "The files here are of several components" in page
    assert not Workspace.objects.exists()
    anna.post(place.path(place.project, "grid"), {"new": "1", "component": "my.organization-People"})
    assert column(Workspace.objects.get(), "path") == ["v8_ingest/people/b.csv"]


def test_a_large_folder_is_opened_by_a_job_and_its_page_says_how_far_that_is(
    place: Place, anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SMALL_FOLDER", 1)
    place.add("a.fastq", **GOOD)
    place.add("b.fastq", **GOOD)
    answer = anna.post(place.path(place.folder, "grid"), follow=True)
    assert answer.status_code == 200
    assert "each file below is read once" in answer.content.decode()
    session, filler = Workspace.objects.values_list("session_id", "synchronizer").get()
    told = anna.get(f"/grid/{session}/preview").json()
    assert (told["state"], told["rows"]) == ("filling", [])
    run(filler)
    assert status(filler).progress_total == 2
    page = anna.get(f"/grid/{session}").content.decode()
    assert "data-grid" in page
    assert anna.get(f"/grid/{session}/preview?brief").json()["state"] == "open"
