"""Making folders, renaming, moving, deleting and restoring by forms."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.doors.web.entities.conftest import BACKEND
from tests.factories.accounts import make_user
from tests.factories.entities import make_entity
from tests.factories.places import GOOD, Place
from theatrum.repository.access.permissions import Permission
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.models import Kind, Node, Validation
from theatrum.repository.entities.queries.nodes import get_node

pytestmark = pytest.mark.django_db
Show = Callable[[str], str]


def test_folder_is_made(anna: Client, place: Place, show: Show) -> None:
    assert "Make folder" in show(place.path(place.folder, "new-folder"))
    answer = anna.post(place.path(place.folder, "new-folder"), {"name": " Batch 1 "})
    made = Node.objects.get(name="Batch 1")
    assert made.parent_id == place.folder.id
    assert answer.headers["Location"] == place.path(made)


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "This field is required"), ("a/b", "Invalid Name"), ("taken", "already exists"), ("x" * 300, "at most 256")],
)
def test_folder_of_a_bad_name_is_explained(anna: Client, place: Place, name: str, words: str) -> None:
    make_entity(place.owner, Kind.FOLDER, "taken", parent=place.folder)
    page = anna.post(place.path(place.folder, "new-folder"), {"name": name}).content.decode()
    assert words in page
    assert "field__error" in page
    assert Node.objects.filter(parent=place.folder).count() == 1


def test_rename(anna: Client, place: Place) -> None:
    file = place.add("old", **GOOD)
    assert 'value="old"' in anna.get(place.path(file, "rename")).content.decode()
    answer = anna.post(place.path(file, "rename"), {"name": "new"}, follow=True)
    assert "old is now called new." in answer.content.decode()
    assert get_node(file.id).name == "new"
    place.add("third")
    assert "already exists" in anna.post(place.path(file, "rename"), {"name": "third"}).content.decode()


def test_move_by_the_tree(anna: Client, place: Place, show: Show) -> None:
    file = place.add("a", LAYOUT="odd")
    assert "It is there now" in show(place.path(file, "move"))
    picker = show(place.path(file, "move") + f"?into={place.ingest.public_id}")
    assert "Move to v8_ingest" in picker
    assert f"?into={place.folder.public_id}" in picker
    anna.post(place.path(file, "move"), {"into": place.ingest.public_id})
    assert get_node(file.id).parent_id == place.ingest.id
    assert not Validation.objects.filter(node=file).exists()


def test_move_that_cannot_be_says_why(anna: Client, place: Place) -> None:
    answer = anna.post(place.path(place.ingest, "move"), {"into": place.folder.public_id})
    assert answer.status_code == 409
    assert "cannot be moved into itself" in answer.content.decode()


def test_delete_can_be_undone(anna: Client, place: Place, show: Show) -> None:
    file = place.add("a", **GOOD)
    assert "Delete a?" in show(place.path(file, "delete"))
    answer = anna.post(place.path(file, "delete"))
    assert answer.headers["Location"] == f"{place.path(place.folder)}?deleted={file.public_id}"
    after = show(answer.headers["Location"])
    assert "a is in the trash." in after
    assert "Nothing is here yet" in after
    back = anna.post(place.path(file, "restore"), follow=True).content.decode()
    assert "a is back." in back
    assert "Undo" not in show(answer.headers["Location"])


def test_deleted_project_leads_home(anna: Client, place: Place, show: Show) -> None:
    place.add("a", **GOOD)
    assert "1 file" in show(place.path(place.project, "delete"))
    answer = anna.post(place.path(place.project, "delete"), follow=True).content.decode()
    assert "Pancreas is in the trash." in answer
    assert anna.get(place.path(place.folder)).status_code == 404


def test_trash_shows_my_own_only(anna: Client, place: Place, show: Show) -> None:
    assert "Your trash is empty" in show("/trash")
    anna.post(place.path(place.add("mine"), "delete"))
    assert "mine" in show("/trash")
    anna.force_login(make_user("ben"), backend=BACKEND)
    assert "mine" not in show("/trash")


def test_trash_can_be_deleted_for_good(anna: Client, place: Place, show: Show) -> None:
    file = place.add("secret plans")
    anna.post(place.path(file, "delete"))
    assert "After 30 days here" in show("/trash")
    page = anna.post(place.path(file, "purge"), follow=True).content.decode()
    assert "secret plans is deleted for good." in page
    assert "Your trash is empty" in page
    assert anna.post(place.path(file, "restore")).status_code == 404


def test_what_others_deleted_is_not_offered(client: Client, anna: Client, place: Place, show: Show) -> None:
    file = place.add("a")
    anna.post(place.path(file, "delete"))
    ben = make_user("ben")
    place.share(place.folder, actor_of(ben), *Permission)
    client.force_login(ben, backend=BACKEND)
    assert "Undo" not in show(f"{place.path(place.folder)}?deleted={file.public_id}")
    assert "Undo" not in show(f"{place.path(place.folder)}?deleted=nonsense")
    assert client.post(place.path(file, "restore")).status_code == 403


@pytest.mark.parametrize("step", ["new-folder", "rename", "move", "delete", "annotate"])
def test_reader_changes_nothing(client: Client, place: Place, step: str) -> None:
    ben = make_user("ben")
    place.share(place.folder, actor_of(ben), Permission.READ, Permission.DOWNLOAD)
    client.force_login(ben, backend=BACKEND)
    assert client.get(place.path(place.folder, step)).status_code == 403
    assert client.post(place.path(place.folder, step), {"name": "x"}).status_code == 403


@pytest.mark.parametrize("step", ["new-folder", "rename", "move", "delete", "annotate"])
def test_stranger_is_asked_to_sign_in(client: Client, place: Place, step: str) -> None:
    assert client.get(place.path(place.folder, step)).headers["Location"].startswith("/account/login/?next=")


def test_queries_do_not_grow_with_the_trash(anna: Client, place: Place) -> None:
    counts = []
    for number in range(3):
        anna.post(place.path(place.add(f"f{number}"), "delete"))
        anna.get("/trash")
        with CaptureQueriesContext(connection) as captured:
            anna.get("/trash")
        counts.append(len(captured))
    assert counts[0] == counts[2]
