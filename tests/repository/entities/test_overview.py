"""Counts for pages: three ways to count agree, and none counts what may not be read."""

import pytest

from tests.factories.accounts import make_user
from tests.factories.entities import make_entity, make_handle
from tests.factories.places import GOOD, Place, make_place
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.models import Kind
from theatrum.repository.entities.queries import nodes, overview

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    """Make a place with files at several depths, and a hidden folder among them."""
    place = make_place()
    place.add("good", **GOOD)
    place.add("bad")
    place.add_to(place.ingest, "free")
    deep = make_entity(place.owner, Kind.FOLDER, "deep", parent=place.folder)
    place.add_to(deep, "deeper", **GOOD)
    handle = make_handle(place.owner, name="rows.csv")
    make_entity(place.owner, Kind.RECORD_SET, "rows", parent=deep, handle=handle)
    hidden = make_entity(place.owner, Kind.FOLDER, "hidden", parent=place.folder)
    place.add_to(hidden, "secret")
    shown = place.add_to(hidden, "shown", **GOOD)
    place.share(hidden, place.administrator, Permission.READ)
    place.share(shown, reader(), Permission.READ)
    place.share(place.folder, reader(), Permission.READ)
    return place


def reader() -> Actor:
    """Return somebody who may read the described folder, and one file in the hidden one."""
    found = User.objects.filter(username="ben").first()
    return actor_of(found or make_user("ben"))


def test_ways_to_count_agree(place: Place) -> None:
    for actor in (place.owner, reader()):
        ids = [place.project.id, place.ingest.id, place.folder.id]
        below = overview.counts_of(actor, ids)
        within = overview.counts_within(actor, place.project.id)
        assert {number: within[number] for number in ids} == below
        assert overview.counts_of_projects(actor, ids[:1]) == {ids[0]: below[ids[0]]}


def test_what_may_not_be_read_is_not_counted(place: Place) -> None:
    assert overview.counts_of(place.owner, [place.project.id])[place.project.id] == (3, 3, 1, 0)
    assert overview.counts_of(reader(), [place.project.id])[place.project.id] == (3, 2, 0, 0)


def test_path_shows_only_what_may_be_read(place: Place) -> None:
    named = [node.name for node in nodes.readable_path(place.owner, place.folder)]
    assert named == ["Pancreas", "v8_ingest", "Level_1"]
    assert [node.name for node in nodes.readable_path(reader(), place.folder)] == ["Level_1"]


def test_only_files_that_may_be_changed_are_changeable(place: Place) -> None:
    files = [place.add("x"), place.add("y")]
    numbers = [node.id for node in (*files, place.folder)]
    assert overview.changeable(place.owner, numbers) == files
    assert overview.changeable(reader(), numbers) == []
