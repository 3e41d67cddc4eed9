"""Versions of a record set: listed with what they are worth, named, compared, restored."""

import pytest

from tests.doors.web.grids.conftest import Desk, Open, browser
from tests.factories.accounts import make_user
from tests.factories.records import replace_rows
from theatrum.repository.access.permissions import Permission
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.models import Version
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.grids import comparing_aside
from theatrum.repository.grids.changes import Change, Inserted
from theatrum.repository.grids.editing import edit
from theatrum.repository.grids.queries import find_workspace
from theatrum.repository.grids.versions import compare_grid
from theatrum.repository.records.jobs import judge

pytestmark = pytest.mark.django_db
SECOND = b"ID,LAYOUT,NOTE\nHTA201_1,Single-end,one\nHTA201_3,odd,\nHTA201_4,Paired-end,<b>four</b>\n"


@pytest.fixture
def address(desk: Desk) -> str:
    """Return the address of the versions, of which ben has made a second one."""
    replace_rows(desk.ben_actor, desk.records, SECOND)
    return f"/entities/{desk.records.public_id}/versions"


def test_versions_are_listed_with_who_when_rows_and_problems(desk: Desk, address: str) -> None:
    judge(node_id=desk.records.id)
    page = desk.anna.get(address).content.decode()
    assert "Ben Tester" in page
    assert "1 row" in page
    assert page.index(">2</a>") < page.index(">1</a>")
    assert f'href="{address}"' in desk.anna.get(f"/entities/{desk.records.public_id}").content.decode()


def test_a_version_gets_a_name_that_no_other_has(desk: Desk, address: str) -> None:
    page = desk.anna.post(f"{address}/1/name", {"name": " As sent "}, follow=True).content.decode()
    assert "As sent" in page
    assert Version.objects.get(node=desk.records, number=1).label == "As sent"
    for taken in ("As sent", "3"):
        assert desk.anna.post(f"{address}/2/name", {"name": taken}).status_code == 400
    etag = get_node(desk.records.id).etag
    desk.ben.post(f"{address}/2/name", {"name": "Mended"})
    assert get_node(desk.records.id).etag != etag, "of the current version, what was read is old"
    assert "Version named" in desk.anna.get(f"/entities/{desk.records.public_id}/history").content.decode()


def test_two_versions_are_compared_cell_by_cell(desk: Desk, address: str) -> None:
    page = desk.anna.get(f"{address}/compare?from=1&to=2").content.decode()
    assert "1 row added, 1 removed, 1 changed in 1 cell; 1 the same." in page
    assert "<del>Paired-end</del>" in page
    assert "<ins>Single-end</ins>" in page
    added = desk.anna.get(f"{address}/compare?from=2&to=1&show=added").content.decode()
    assert "<ins>&lt;b&gt;four&lt;/b&gt;</ins>" in added
    removed = desk.anna.get(f"{address}/compare?from=1&to=2&show=removed").content.decode()
    assert "<del>HTA201_2</del>" in removed


def test_an_older_version_is_made_the_newest_and_that_is_undone_the_same_way(desk: Desk, address: str) -> None:
    page = desk.anna.post(f"{address}/1/restore", follow=True).content.decode()
    assert "The rows of version 1 are there again, as version 3." in page
    assert "Undo" in page
    current = get_node(desk.records.id).current
    first = Version.objects.select_related("handle").get(node=desk.records, number=1)
    assert current is not None
    assert current.handle is not None
    assert first.handle is not None
    assert (current.number, current.handle.md5, current.comment) == (3, first.handle.md5, "Version 1 restored")
    assert current.details["upsertKey"] == ["ID"]
    desk.anna.post(f"{address}/2/restore")
    assert "There is no difference." in desk.anna.get(f"{address}/compare?from=2&to=4").content.decode()


def test_large_ones_are_compared_beside_the_request(desk: Desk, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing_aside, "SMALL", 0)
    monkeypatch.setattr(comparing_aside, "PATIENCE", 0)
    answer = desk.anna.get(f"{address}/compare?from=1&to=2")
    while "Refresh" in answer.headers:
        assert "Reading both tables" in answer.content.decode()
        answer = desk.anna.get(f"{address}/compare?from=1&to=2")
    assert "1 changed" in answer.content.decode()


def test_who_types_meanwhile_begins_no_other_comparison(
    desk: Desk, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing_aside, "SMALL", 0)
    monkeypatch.setattr(comparing_aside, "PATIENCE", 0)
    workspace = find_workspace(opened(desk.anna))
    version = get_node(desk.records.id).current
    assert workspace is not None
    assert version is not None
    # Others are compared: this one waits until there is room.
    with comparing_aside._room, comparing_aside._room:
        first = compare_grid(version, workspace)
        edit(desk.place.owner, workspace, Change(cells={1: {2: "mine"}}))
        workspace.refresh_from_db()
        second = compare_grid(version, workspace)
    assert isinstance(first, comparing_aside.Underway)
    assert second is first
    assert first.ended.wait(30)


def test_who_may_not_download_compares_nothing(desk: Desk, address: str) -> None:
    reader = actor_of(make_user("rea"))
    desk.place.share(desk.place.folder, reader, Permission.READ)
    eve = browser(actor_of(make_user("eve")))
    for path in (address, f"{address}/compare?from=1&to=2"):
        assert eve.get(path).status_code == 403
    assert eve.post(f"{address}/1/restore").status_code == 403
    assert eve.post(f"{address}/1/name", {"name": "x"}).status_code == 403


def test_what_changed_in_a_grid_is_shown_since_any_version(desk: Desk, address: str, opened: Open) -> None:
    session = opened(desk.anna)
    workspace = find_workspace(session)
    assert workspace is not None
    change = Change(cells={1: {2: "mine"}}, inserted=[Inserted(["HTA201_9", "odd"])], deleted=[2])
    edit(desk.place.owner, workspace, change)
    path = f"/grid/{session}/changes"
    page = desk.anna.get(path).content.decode()
    assert "Changed (1)" in page
    assert "New (1)" in page
    assert "Deleted (1)" in page
    assert "<ins>mine</ins>" in page
    assert "HTA201_9" in desk.anna.get(f"{path}?show=added").content.decode()
    assert "HTA201_3" in desk.anna.get(f"{path}?show=removed").content.decode()
    since = desk.anna.get(f"{path}?since=1").content.decode()
    assert "2 rows added, 2 removed, 1 changed in 2 cells; 0 the same." in since


def test_a_stale_grid_says_what_is_different_and_is_merged(desk: Desk, opened: Open) -> None:
    session = opened(desk.anna)
    replace_rows(desk.ben_actor, desk.records, SECOND)
    page = desk.anna.get(desk.open_at).content.decode()
    assert "Merge and continue" in page
    assert "What changed there" in desk.anna.get(f"/grid/{session}/changes").content.decode()
    assert desk.anna.post(f"/grid/{session}/merge").status_code == 302
    assert "Merge and continue" not in desk.anna.get(desk.open_at).content.decode()
