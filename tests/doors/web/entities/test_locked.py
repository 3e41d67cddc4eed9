"""The page of a locked file says so, and offers no download to whom it is kept from."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.doors.web.entities.conftest import BACKEND
from tests.factories.accounts import make_user
from tests.factories.places import GOOD, Place
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Permission
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.actions.restricting import restrict_entity

pytestmark = pytest.mark.django_db


def test_locked_file_is_kept_from_others_and_the_page_says_why(
    place: Place, client: Client, show: Callable[[str], str]
) -> None:
    file, ben = place.add("a", **GOOD), make_user("ben")
    place.share(place.folder, actor_of(ben), Permission.READ, Permission.DOWNLOAD)
    client.force_login(ben, backend=BACKEND)
    assert "Locked" not in show(place.path(file))
    with writing():
        lock = restrict_entity(actor=place.owner, node_id=place.folder.id)
    page = show(place.path(file))
    assert "Locked with" in page
    assert f"by its number, {lock.id}." in page
    assert "/download" not in page
