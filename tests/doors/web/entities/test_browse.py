"""Projects, the tree, the table: what is there, what is not shown, and in how many queries."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.doors.web.entities.conftest import BACKEND
from tests.factories.accounts import make_user
from tests.factories.entities import make_entity
from tests.factories.places import GOOD, Place, make_project
from tests.factories.records import make_records
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.models import Kind

pytestmark = pytest.mark.django_db
Show = Callable[[str], str]


def _other(client: Client, name: str = "ben") -> Actor:
    """Sign somebody else in."""
    user: User = make_user(name)
    client.force_login(user, backend=BACKEND)
    return actor_of(user)


def _queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_home_welcomes_strangers(client: Client, place: Place) -> None:
    page = client.get("/").content.decode()
    assert "A data coordinating center" in page
    assert "Pancreas" not in page


def test_home_shows_projects_with_counts(anna: Client, place: Place, show: Show) -> None:
    place.add("a", **GOOD)
    place.add("b", LAYOUT="odd")
    page = show("/")
    assert "Pancreas" in page
    assert "2 submitted" in page
    assert "1 valid" in page
    assert "1 invalid" in page
    assert 'aria-label="1 valid, 1 invalid, 0 not checked of 2"' in page


def test_home_shows_nobody_elses_projects(client: Client, place: Place, show: Show) -> None:
    place.add("a", **GOOD)
    _other(client)
    assert "Pancreas" not in show("/")


def test_tree_counts_each_subtree(anna: Client, place: Place, show: Show) -> None:
    place.add("a", **GOOD)
    place.add_to(place.ingest, "b")
    page = show(place.path(place.project))
    assert page.index("v8_ingest") < page.index("2 submitted") < page.index("Level_1") < page.index("1 submitted")
    assert "All valid" in page
    assert "<details open>" in page


def test_tree_and_counts_leave_out_what_may_not_be_read(client: Client, place: Place, show: Show) -> None:
    hidden = make_entity(place.owner, Kind.FOLDER, "Backstage", parent=place.ingest)
    place.add_to(hidden, "x")
    place.add("a", **GOOD)
    place.share(hidden, place.administrator, Permission.READ)
    ben = _other(client)
    place.share(place.folder, ben, Permission.READ)
    place.share(place.ingest, ben, Permission.READ)
    page = show(place.path(place.ingest))
    assert "Level_1" in page
    assert "Pancreas" not in page
    assert "Backstage" not in page
    assert 'aria-label="1 valid, 0 invalid, 0 not checked of 1"' in page


def test_folder_lists_its_children(anna: Client, place: Place, show: Show) -> None:
    place.add("good.fastq", **GOOD)
    place.add("bad.fastq", LAYOUT="odd")
    place.add("new.fastq")
    page = show(place.path(place.folder))
    assert "Described by the component <strong>Reads</strong>, version 1.0.0" in page
    assert page.index("bad.fastq") < page.index("good.fastq") < page.index("new.fastq")
    assert "Not annotated" in page
    assert "11 bytes" in page.replace("\xa0", " ")
    assert "Anna Tester" in page


@pytest.mark.requirement("R146")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?sort=-name", ["c", "b", "a"]),
        ("?sort=modified", ["a", "c", "b"]),
        ("?sort=-modified", ["b", "c", "a"]),
        ("?sort=nonsense", ["a", "b", "c"]),
        ("?q=B", ["b"]),
        ("?status=valid", ["c"]),
        ("?status=invalid", ["a", "b"]),
        ("?status=unknown", []),
        ("?status=bare", ["a", "b"]),
        ("?page=99", ["a", "b", "c"]),
    ],
)
def test_folder_is_sorted_and_filtered(anna: Client, place: Place, query: str, expected: list[str]) -> None:
    place.add("a")
    place.add("c", **GOOD)
    place.add("b")
    answer = anna.get(place.path(place.folder) + query)
    assert [row.node.name for row in answer.context["rows"]] == expected


def test_folder_in_pages_keeps_the_filter(anna: Client, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("theatrum.doors.web.pages.entities.listing.PAGE", 2)
    for name in "abc":
        place.add(f"x{name}")
    page = anna.get(place.path(place.folder) + "?q=x&sort=-name").content.decode()
    assert "?sort=-name&amp;q=x&amp;page=2" in page
    second = anna.get(place.path(place.folder) + "?q=x&sort=-name&page=2")
    assert [row.node.name for row in second.context["rows"]] == ["xa"]


def test_empty_folder_says_what_to_do(anna: Client, place: Place, show: Show) -> None:
    assert "Nothing is here yet" in show(place.path(place.folder))
    assert "Nothing fits" in show(place.path(place.folder) + "?q=zzz")


def test_reader_is_offered_no_changes(client: Client, place: Place, show: Show) -> None:
    ben = _other(client)
    place.add("a", **GOOD)
    place.share(place.folder, ben, Permission.READ)
    page = show(place.path(place.folder))
    assert "New folder" not in page
    assert "Rename" not in page
    assert "data-upload" not in page
    assert "Annotate" not in page


def test_private_page_is_refused_with_a_way_back(client: Client, place: Place) -> None:
    _other(client)
    answer = client.get(place.path(place.folder))
    assert answer.status_code == 403
    assert "Go to the start page" in answer.content.decode()
    assert "Level_1" not in answer.content.decode()


def test_stranger_is_led_to_the_sign_in_and_back(client: Client, place: Place) -> None:
    answer = client.get(place.path(place.folder))
    assert answer.headers["Location"] == f"/account/login/?next=%2Fentities%2F{place.folder.public_id}"


@pytest.mark.parametrize("path", ["/entities/syn999999999", "/entities/nonsense"])
def test_unknown_page_is_refused(anna: Client, path: str) -> None:
    assert anna.get(path).status_code in {400, 404}


def test_link_leads_to_its_target(anna: Client, place: Place, show: Show) -> None:
    file = place.add("a", **GOOD)
    details = {"linksTo": {"targetId": file.public_id, "targetVersionNumber": 1}}
    link = make_entity(place.owner, Kind.LINK, "see a", parent=place.folder, details=details)
    assert anna.get(place.path(link)).headers["Location"] == f"{place.path(file)}?version=1"
    assert "Go to its target" in show(place.path(link) + "?stay")


def test_record_sets_count_by_the_verdict_on_their_rows(anna: Client, place: Place, show: Show) -> None:
    make_records(place.owner, place.folder, b"ID,LAYOUT\nHTA201_1,Paired-end\n", name="sound")
    make_records(place.owner, place.folder, b"ID,LAYOUT\nHTA201_1,Paired-end\nHTA201_2,x\n", name="faulty")
    make_records(place.owner, place.ingest, b"ID\nx\n", name="free")
    page = show(place.path(place.folder))
    assert "Invalid: 1 of 2 rows" in page
    assert "1 valid, 1 invalid, 0 not checked of 2" in page
    assert "1 valid, 1 invalid, 1 not checked of 3" in show("/")
    assert "faulty" in show(place.path(place.folder) + "?status=invalid")
    assert "faulty" not in show(place.path(place.folder) + "?status=valid")
    assert "free" in show(place.path(place.ingest) + "?status=unknown")


def test_queries_do_not_grow_with_record_sets(anna: Client, place: Place) -> None:
    make_records(place.owner, place.folder, b"ID\nx\n", name="one")
    one = _queries(anna, place.path(place.folder))
    for name in ("two", "three"):
        make_records(place.owner, place.folder, b"ID\nx\n", name=name)
    assert _queries(anna, place.path(place.folder)) == one


def test_queries_do_not_grow_with_projects(anna: Client, place: Place) -> None:
    place.add("a", **GOOD)
    one = _queries(anna, "/")
    for name in ("P2", "P3"):
        make_project(place.administrator, place.owner, name)
    assert _queries(anna, "/") == one


def test_queries_do_not_grow_with_children(anna: Client, place: Place) -> None:
    place.add("a", **GOOD)
    place.add("b")
    one = _queries(anna, place.path(place.folder))
    place.add("d")
    place.add("c", **GOOD)
    assert _queries(anna, place.path(place.folder)) == one


def test_queries_do_not_grow_with_folders(anna: Client, place: Place) -> None:
    one = _queries(anna, place.path(place.project))
    for name in ("F2", "F3"):
        make_entity(place.owner, Kind.FOLDER, name, parent=place.ingest)
    assert _queries(anna, place.path(place.project)) == one
