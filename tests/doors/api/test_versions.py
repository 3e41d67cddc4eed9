"""Versions of entities on the wire."""

import pytest

from tests.factories.entities import make_entity, make_handle, make_person
from tests.support.wire import Wire
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Actor:
    return make_person("ana", is_administrator=True)


@pytest.fixture
def project(ana: Actor) -> Node:
    return make_entity(ana, Kind.PROJECT, "P1")


def test_number_of_a_deleted_version_is_not_given_again(ana: Actor, wire: Wire, project: Node) -> None:
    file = make_entity(ana, Kind.FILE, "f", parent=project, handle=make_handle(ana))
    address = f"/repo/v1/entity/{file.public_id}"
    for _ in range(2):
        assert wire.put(f"{address}?newVersion=true", wire.get(address).json).status == 200
    assert wire.delete(f"{address}/version/3").status == 204
    assert wire.get(address).json["versionNumber"] == 2
    assert wire.put(f"{address}?newVersion=true", wire.get(address).json).json["versionNumber"] == 4


def test_list_of_versions_names_their_files(ana: Actor, wire: Wire, project: Node) -> None:
    handle = make_handle(ana)
    file = make_entity(ana, Kind.FILE, "f", parent=project, handle=handle)
    [version] = wire.get(f"/repo/v1/entity/{file.public_id}/version").json["results"]
    assert (version["fileHandleId"], version["contentMd5"], version["isLatestVersion"]) == (
        str(handle.id),
        handle.md5,
        True,
    )


def test_versions_of_a_table_are_its_snapshots(ana: Actor, wire: Wire, project: Node) -> None:
    table = make_entity(ana, Kind.TABLE, "cases", parent=project).public_id
    listed = f"/repo/v1/entity/{table}/version"
    assert wire.get(listed).json == {"results": [], "totalNumberOfResults": 0}
    assert wire.post(f"/repo/v1/entity/{table}/table/snapshot", {"snapshotLabel": "v8"}).status == 201
    assert [version["versionLabel"] for version in wire.get(listed).json["results"]] == ["v8"]
