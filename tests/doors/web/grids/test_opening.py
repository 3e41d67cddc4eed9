"""Opening grids from pages: one for everybody, old ones looked at first, large ones shown while they are filled."""

import re
from datetime import timedelta

import pytest
from django.test import Client, RequestFactory

from tests.doors.web.grids.conftest import Desk, Open, browser
from tests.factories.accounts import make_user
from tests.factories.components import make_described
from tests.factories.places import Place
from tests.factories.records import replace_rows
from theatrum.doors.web.pages.grids.closing import closed
from theatrum.drivers.jobs.execution import run
from theatrum.kernel import clock
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.grids import jobs
from theatrum.repository.grids.cells import packed
from theatrum.repository.grids.errors import GridIsClosed
from theatrum.repository.grids.finding import OLD
from theatrum.repository.grids.models import Row, Workspace

pytestmark = pytest.mark.django_db


def test_the_page_of_a_record_set_opens_a_grid(desk: Desk) -> None:
    page = desk.anna.get(f"/entities/{desk.records.public_id}").content.decode()
    assert "Edit in grid" in page
    answer = desk.anna.post(desk.open_at, follow=True)
    assert answer.status_code == 200
    assert "data-grid" in answer.content.decode()
    assert Workspace.objects.get().last_number == 3


def test_everybody_who_may_change_it_works_in_the_same_session(desk: Desk, opened: Open) -> None:
    assert opened(desk.anna) == opened(desk.ben) == opened(desk.anna)
    assert Workspace.objects.count() == 1


def test_another_session_is_there_for_who_asks_and_may_be_private(desk: Desk, opened: Open) -> None:
    shared = opened(desk.anna)
    private = desk.anna.post(desk.open_at, {"new": "1", "private": "1"}).headers["Location"]
    assert private != f"/grid/{shared}"
    assert desk.ben.get(private).status_code == 403
    assert opened(desk.ben) == shared
    assert opened(desk.anna) == shared


@pytest.mark.parametrize("what", ["old", "behind"])
def test_what_is_stale_is_offered_and_not_just_gone_on_with(desk: Desk, opened: Open, what: str) -> None:
    session = opened(desk.anna)
    if what == "old":
        Workspace.objects.update(modified_on=clock.now() - 2 * OLD)
    else:
        replace_rows(desk.place.owner, desk.records, b"ID,LAYOUT,NOTE\nHTA201_1,Paired-end,other\n")
    answer = desk.anna.post(desk.open_at)
    assert answer.headers["Location"] == desk.open_at
    page = desk.anna.get(desk.open_at).content.decode()
    assert f'href="/grid/{session}"' in page
    assert "Discard" in page
    assert ("newer one there" in page) is (what == "behind")
    assert "Discard" not in desk.ben.get(desk.open_at).content.decode()


def test_another_page_leads_to_a_row_and_a_cell_of_it(desk: Desk, opened: Open) -> None:
    place = f"{desk.open_at}?row=2&version=1&column=NOTE"
    page = desk.anna.get(place).content.decode()
    assert f'action="{desk.open_at}?row=2&amp;version=1&amp;column=NOTE"' in page, "it is asked for before it is open"
    answer = desk.anna.post(place, {"new": "1"})
    session = Workspace.objects.get().session_id
    assert answer.headers["Location"] == f"/grid/{session}?row=2&version=1&column=NOTE"
    assert desk.ben.get(place).headers["Location"] == answer.headers["Location"]
    page = desk.ben.get(answer.headers["Location"]).content.decode()
    assert 'data-at-row="2" data-at-slot="2"' in page
    assert "were changed since" in desk.anna.get(f"/grid/{session}?row=2&version=7").content.decode()
    for lost in ("row=9&version=1", "row=x&version=1", "row=99999999999999999999&version=1"):
        assert "not here any more" in desk.anna.get(f"/grid/{session}?{lost}").content.decode()
    row = Row.objects.get(workspace__session_id=session, number=3)
    row.findings = [{"code": "schema.enum", "severity": "error", "column": "LAYOUT"}]
    row.save(update_fields=["findings"])
    assert 'data-at-row="3" data-at-slot="1"' in desk.anna.get(f"/grid/{session}?problem=1").content.decode()
    assert "data-at-" not in desk.anna.get(f"/grid/{session}").content.decode()


def test_who_may_not_change_it_opens_nothing(desk: Desk) -> None:
    assert browser(actor_of(make_user("eve"))).post(desk.open_at).status_code == 403
    assert Client().post(desk.open_at).status_code == 302
    assert not Workspace.objects.exists()


def test_a_large_one_shows_its_first_rows_while_it_is_filled(
    desk: Desk, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SMALL_FILE", 10)
    session = opened(desk.anna)
    assert opened(desk.ben) == session, "it is found before it is open"
    page = desk.anna.get(f"/grid/{session}").content.decode()
    assert "HTA201_3" in page
    assert "data-filling" in page
    told = desk.ben.get(f"/grid/{session}/preview").json()
    assert (told["state"], told["columns"], len(told["rows"])) == ("filling", ["ID", "LAYOUT", "NOTE"], 3)
    run(Workspace.objects.get(session_id=session).synchronizer)
    assert "data-grid" in desk.anna.get(f"/grid/{session}").content.decode()
    told = desk.ben.get(f"/grid/{session}/preview").json()
    assert (told["state"], told["rows"][2]) == ("open", ["HTA201_3", "odd", ""])


def test_a_grid_that_cannot_be_filled_says_why(desk: Desk, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "SMALL_FILE", 10)
    session = opened(desk.anna)
    job_id = Workspace.objects.get(session_id=session).synchronizer
    monkeypatch.setattr("theatrum.repository.grids.opening.MOST_ROWS", 2)
    run(job_id)
    Workspace.objects.filter(session_id=session).update(synchronizer=job_id)
    page = desk.anna.get(f"/grid/{session}").content.decode()
    assert "A grid has 2 rows at most" in page
    assert opened(desk.ben) != session, "nobody can make use of it"


def test_a_record_set_is_made_with_no_file_at_hand(desk: Desk) -> None:
    folder = desk.place.folder
    assert "New record set" in desk.anna.get(f"/entities/{folder.public_id}").content.decode()
    address = f"/entities/{folder.public_id}/new-records"
    assert 'value="Reads"' in desk.anna.get(address).content.decode()
    answer = desk.anna.post(address, {"name": "Typed"})
    assert answer.status_code == 302, answer.content.decode()
    workspace = Workspace.objects.get(source__name="Typed")
    assert set(workspace.columns) >= {"LAYOUT", "ID", "NOTE"}
    assert workspace.last_number == 0


def test_a_record_set_of_the_model_has_its_key(desk: Desk) -> None:
    described = make_described(desk.place.administrator, "Demographics")
    answer = browser(desk.place.administrator).post(
        f"/entities/{described.public_id}/new-records", {"name": "Demographics"}
    )
    assert answer.status_code == 302, answer.content.decode()
    made = Node.objects.select_related("current").get(kind=Kind.RECORD_SET, name="Demographics")
    assert made.current is not None
    assert made.current.details["upsertKey"] == ["HTAN_PARTICIPANT_ID"]


def test_a_name_that_is_taken_is_explained(desk: Desk) -> None:
    address = f"/entities/{desk.place.folder.public_id}/new-records"
    page = desk.anna.post(address, {"name": desk.records.name}).content.decode()
    assert "already exists" in page


def test_a_folder_without_a_component_has_no_columns_to_offer(desk: Desk) -> None:
    place: Place = desk.place
    assert "New record set" not in desk.anna.get(place.path(place.ingest)).content.decode()
    assert desk.anna.get(place.path(place.ingest, "new-records")).status_code == 400


def test_my_open_grids_say_what_is_not_saved_and_closing_can_be_undone(desk: Desk, opened: Open) -> None:
    session = opened(desk.anna)
    row = Row.objects.get(number=1)
    Row.objects.filter(number=1).update(cells=packed(["HTA201_1", "Single-end", "one"]), base=packed(row.cells or []))
    page = desk.anna.get("/grids").content.decode()
    assert "1 row" in page
    assert "1 row is changed and not saved" in desk.anna.get(f"/grid/{session}/close").content.decode()
    page = desk.anna.post(f"/grid/{session}/close", follow=True).content.decode()
    assert "Undo" in page
    closed = desk.anna.get(f"/grid/{session}")
    assert closed.status_code == 404
    assert "Open it again" in closed.content.decode()
    # Whoever sat there meanwhile is told in words, by the page and by its script; who may not see it hears of nothing.
    seen = desk.ben.get(f"/grid/{session}").content.decode()
    assert "can open it again until" in seen
    assert "Open it again" not in seen
    told = desk.ben.post(f"/grid/{session}/ticket", "{}", content_type="application/json")
    assert (told.status_code, told.json()["code"]) == (404, "grids.closed")
    assert told.json()["reason"].startswith("The grid of ")
    stranger = browser(actor_of(make_user("eve"))).get(f"/grid/{session}")
    assert (stranger.status_code, "can open it again" in stranger.content.decode()) == (404, False)
    assert desk.anna.post(f"/grid/{session}/reopen", follow=True).status_code == 200
    assert Row.objects.get(number=1).base is not None


def test_only_who_started_it_closes_and_reopens_it(desk: Desk, opened: Open) -> None:
    session = opened(desk.anna)
    assert desk.ben.post(f"/grid/{session}/close").status_code == 403
    assert desk.anna.post(f"/grid/{session}/close").status_code == 302
    assert desk.ben.post(f"/grid/{session}/reopen").status_code == 403
    # It is had back between the refusal and its page.
    refused = GridIsClosed(id=session, name="x", starter="Anna", until="soon")
    assert desk.anna.post(f"/grid/{session}/reopen").status_code == 302
    with pytest.raises(GridIsClosed):
        closed(RequestFactory().get("/"), desk.ben_actor, refused)


def test_what_was_closed_too_long_ago_is_cleared_away(desk: Desk, opened: Open) -> None:
    session = opened(desk.anna)
    desk.anna.post(f"/grid/{session}/close")
    jobs.look_after_closed()
    assert Row.objects.count() == 3
    Workspace.objects.update(kept_until=clock.now() - timedelta(days=1))
    jobs.look_after_closed()
    assert jobs.clear(workspace_id=Workspace.objects.get().id) == 3
    assert desk.anna.post(f"/grid/{session}/reopen").status_code == 404


def test_the_page_of_a_folder_opens_a_grid_of_its_files(desk: Desk) -> None:
    place = desk.place
    place.add("one.fastq", ID="HTA201_1")
    assert "Edit in grid" in desk.anna.get(place.path(place.folder)).content.decode()
    answer = desk.anna.post(place.path(place.folder, "grid"))
    assert answer.status_code == 302, answer.content.decode()
    assert Workspace.objects.get().last_number == 1
    assert desk.anna.post(place.path(place.folder, "grid")).headers["Location"] == answer.headers["Location"]


def test_a_folder_with_files_of_several_components_asks_for_one(desk: Desk) -> None:
    place = desk.place
    place.add("one.fastq", ID="HTA201_1")
    place.add_to(place.ingest, "two.txt")
    assert desk.anna.post(place.path(place.ingest, "grid")).headers["Location"] == place.path(place.ingest, "grid")
    page = desk.anna.get(place.path(place.ingest, "grid")).content.decode()
    assert "Files of" in page
    [key] = re.findall(r'value="([^"]*)">Reads', page)
    answer = desk.anna.post(place.path(place.ingest, "grid"), {"new": "1", "component": key})
    assert answer.status_code == 302
    assert Workspace.objects.get().query == key
