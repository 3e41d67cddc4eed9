"""A controlled file, at every door: the center's own people, its liaison and the DCC have it, and nobody else."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.consortium.tiers.conftest import READS, House, add_reads, open_to_all
from tests.factories.entities import make_entity, make_handle
from tests.factories.schemas import register
from tests.support.screening import run_jobs
from tests.support.wire import Answer, Wire, send_bytes, sign_in
from theatrum.consortium.centers.filing import end_affiliation
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.tiers import actions, deciding
from theatrum.consortium.tiers.models import RaisedTier
from theatrum.consortium.tiers.standing import standings_of
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import ANONYMOUS, Actor, Permission
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.principals import OPERATOR_ID
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.audit.models import Event
from theatrum.repository.entities.actions.bindings import bind_schema
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.files import locks
from theatrum.repository.files.models import FileHandle
from theatrum.repository.schemas.names import parse_schema_id

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
Door = Callable[[Wire], Answer]


def claim(handle: FileHandle, node: Node) -> dict[str, str]:
    return {
        "fileHandleId": str(handle.pk),
        "associateObjectId": str(node.public_id),
        "associateObjectType": "FileEntity",
    }


def failure(wire: Wire, handle: FileHandle, node: Node) -> str | None:
    body = {"requestedFiles": [claim(handle, node)], "includeFileHandles": True, "includePreSignedURLs": True}
    found: str | None = wire.post("/file/v1/fileHandle/batch", body).json["requestedFiles"][0].get("failureCode")
    return found


def only_for_the_center(house: House, door: Door) -> str:
    """Hold that a door is open to the center and the DCC, and shut to others; returns the reason."""
    for one in (house.wrangler, house.colleague, house.curator, house.privacy, house.admin):
        assert door(sign_in(one)).status < 300, one
    refused = [door(sign_in(one)) for one in (house.neighbor, house.stranger)]
    assert [one.status for one in refused] == [403, 403], refused
    return refused[0].reason


def test_addresses(house: House) -> None:
    handle, node = add_reads(house)
    reason = only_for_the_center(house, lambda wire: wire.get(f"/repo/v1/entity/{node.public_id}/file?redirect=false"))
    assert "only the people of HTA201, its liaison and the DCC" in reason
    version = f"/repo/v1/entity/{node.public_id}/version/1/file?redirect=false"
    only_for_the_center(house, lambda wire: wire.get(version))
    by_claim = f"/file/v1/file/{handle.pk}?redirect=false&fileAssociateType=FileEntity&fileAssociateId={node.public_id}"
    only_for_the_center(house, lambda wire: wire.get(by_claim))
    assert failure(sign_in(house.colleague), handle, node) is None
    assert failure(sign_in(house.stranger), handle, node) == "UNAUTHORIZED"
    copy = {"copyRequests": [{"originalFile": claim(handle, node)}]}
    refused = sign_in(house.neighbor).post("/file/v1/filehandles/copy", copy)
    assert refused.json["copyResults"][0]["failureCode"] == "UNAUTHORIZED"


def test_what_the_wire_says_of_permissions(house: House) -> None:
    _, node = add_reads(house)
    path = f"/repo/v1/entity/{node.public_id}/permissions"
    told = [sign_in(one).get(path).json["canDownload"] for one in (house.colleague, house.stranger)]
    assert told == [True, False]
    assert sign_in(house.stranger).get(f"/repo/v1/entity/{node.public_id}").status == 200
    assert not access.may(ANONYMOUS, Permission.DOWNLOAD, node)


def test_open_files_beside_it_are_open(house: House) -> None:
    _, node = add_reads(house, house.images, name="slide.tiff")
    path = f"/repo/v1/entity/{node.public_id}/file?redirect=false"
    assert sign_in(house.stranger).get(path).status == 200


def test_packages_have_what_their_maker_may_read(house: House) -> None:
    handle, node = add_reads(house)
    other, slide = add_reads(house, house.images, name="slide.tiff")

    def packed(wire: Wire) -> list[str]:
        asked = {"requestedFiles": [claim(handle, node), claim(other, slide)]}
        token = wire.post("/file/v1/file/bulk/async/start", asked).json["token"]
        package = wire.get(f"/file/v1/file/bulk/async/get/{token}").json["resultZipFileHandleId"]
        address = wire.get(f"/file/v1/fileHandle/{package}/url?redirect=false").content.decode()
        with ZipFile(BytesIO(send_bytes("GET", address).content)) as archive:
            return sorted(name.rpartition("/")[2] for name in archive.namelist())

    assert packed(sign_in(house.colleague)) == ["reads.fastq", "slide.tiff"]
    assert packed(sign_in(house.stranger)) == ["slide.tiff"]


def test_download_lists(house: House) -> None:
    _, node = add_reads(house)
    batch = {"batchToAdd": [{"fileEntityId": node.public_id}]}
    asked = {"concreteType": "org.sagebionetworks.repo.model.download.AvailableFilesRequest"}
    for one, count in ((house.colleague, 1), (house.stranger, 0)):
        wire = sign_in(one)
        wire.post("/repo/v1/download/list/add", batch)
        query = {
            "concreteType": "org.sagebionetworks.repo.model.download.DownloadListQueryRequest",
            "requestDetails": asked,
        }
        token = wire.post("/repo/v1/download/list/query/async/start", query).json["token"]
        found = wire.get(f"/repo/v1/download/list/query/async/get/{token}").json
        assert len(found["responseDetails"]["page"]) == count


def test_pages(house: House, client: Client) -> None:
    _, node = add_reads(house)
    address = f"/entities/{node.public_id}/download"
    client.force_login(User.objects.get(pk=house.stranger.id), backend=BACKEND)
    refused = client.get(address)
    assert refused.status_code == 403
    assert "only the people of HTA201" in refused.content.decode()
    client.force_login(User.objects.get(pk=house.colleague.id), backend=BACKEND)
    assert client.get(address).status_code == 302


def test_an_address_serves_nobody_after_they_have_left(house: House) -> None:
    _, node = add_reads(house)
    path = f"/repo/v1/entity/{node.public_id}/file?redirect=false"
    address = sign_in(house.wrangler).get(path).content.decode()
    assert send_bytes("GET", address).content.startswith(READS)
    with writing():
        end_affiliation(
            actor=house.admin,
            profile=in_force(),
            affiliation_id=Affiliation.objects.get(user_id=house.wrangler.id, ended_on=None).pk,
            reason="Has another post.",
        )
    assert send_bytes("GET", address).status == 423
    left = sign_in(actor_of(User.objects.get(pk=house.wrangler.id)))
    assert left.get(path).status == 403
    handle = node.current.handle_id if node.current else 0
    assert left.get(f"/file/v1/fileHandle/{handle}/url?redirect=false").status == 403


def _copied(house: House, handle: FileHandle, node: Node, *, to: Node) -> Node:
    """Copy a handle, and attach the copy to an entity elsewhere."""
    copy = {"copyRequests": [{"originalFile": claim(handle, node)}]}
    found = sign_in(house.wrangler).post("/file/v1/filehandles/copy", copy).json["copyResults"][0]
    again = FileHandle.objects.get(pk=int(found["newFileHandle"]["id"]))
    return make_entity(house.wrangler, Kind.FILE, "copy.fastq", parent=to, handle=again)


def _public_project(house: House) -> Node:
    project = make_entity(house.admin, Kind.PROJECT, "Everything for everybody")
    open_to_all(house.admin, project, may_write=house.wrangler.id)
    return project


@pytest.mark.django_db(transaction=True)
def test_a_copy_elsewhere_is_what_its_bytes_are(house: House) -> None:
    handle, node = add_reads(house)
    copy = _copied(house, handle, node, to=_public_project(house))
    path = f"/repo/v1/entity/{copy.public_id}/file?redirect=false"
    only_for_the_center(house, lambda wire: wire.get(path))
    # Also once the file itself is gone for good, and nothing stands in the folder any more.
    wire = sign_in(house.admin)
    wire.delete(f"/repo/v1/entity/{node.public_id}?skipTrashCan=true")
    run_jobs()
    assert not Node.objects.filter(id=node.id).exists()
    only_for_the_center(house, lambda one: one.get(path))


def test_a_file_that_is_moved_takes_its_tier_along_until_a_person_says_otherwise(house: House) -> None:
    _, node = add_reads(house)
    _, other = add_reads(house, name="more.fastq")
    project = _public_project(house)
    wire = sign_in(house.admin)

    def move(parent: Node, node: Node = node) -> None:
        body = wire.get(f"/repo/v1/entity/{node.public_id}").json
        moved = wire.put(f"/repo/v1/entity/{node.public_id}", {**body, "parentId": parent.public_id})
        assert moved.status == 200, moved

    path = f"/repo/v1/entity/{node.public_id}/file?redirect=false"
    move(project)
    only_for_the_center(house, lambda one: one.get(path))
    move(house.images)
    only_for_the_center(house, lambda one: one.get(path))
    move(house.images, other)
    only_for_the_center(house, lambda one: one.get(f"/repo/v1/entity/{other.public_id}/file?redirect=false"))
    assert set(RaisedTier.objects.values_list("raised_by", flat=True)) == {OPERATOR_ID}
    with writing():
        actions.withdraw_tier(actor=house.admin, node_id=node.id)
    assert sign_in(house.stranger).get(path).status == 200
    assert Event.objects.filter(action="tier_withdrawn", actor_id=house.admin.id, subject_id=str(node.id)).exists()


def test_another_schema_opens_nothing_until_a_person_says_so(house: House) -> None:
    _, node = add_reads(house)
    organization = in_force().organization
    for component in ("BulkWESLevel1", "DigitalPathologyData"):
        register(house.admin, f"{organization}-{component}-9.0.0", {"type": "object", "title": component})
    path = f"/repo/v1/entity/{node.public_id}/file?redirect=false"

    def bind(component: str) -> None:
        with writing():
            schema_id = parse_schema_id(f"{organization}-{component}-9.0.0")
            bind_schema(actor=house.admin, node_id=house.reads.id, schema_id=schema_id)

    bind("BulkWESLevel1")
    bind("DigitalPathologyData")
    only_for_the_center(house, lambda one: one.get(path))
    with writing():
        actions.withdraw_tier(actor=house.admin, node_id=node.id)
    assert sign_in(house.stranger).get(path).status == 200
    bind("BulkWESLevel1")
    only_for_the_center(house, lambda one: one.get(path))


def test_who_is_asked_costs_as_much_for_many_as_for_one(house: House) -> None:
    nodes = [
        make_entity(
            house.wrangler, Kind.FILE, f"{number}.fastq", parent=house.reads, handle=make_handle(house.wrangler)
        )
        for number in range(5)
    ]
    handles = list(FileHandle.objects.filter(versions__node__in=nodes))

    def questions(ask: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as asked:
            ask()
        return len(asked)

    def refused(actor: Actor, some: list[Node]) -> int:
        return len(deciding.sieve(actor, Permission.DOWNLOAD, some))

    assert refused(house.stranger, nodes) == 5
    assert refused(house.colleague, nodes) == 0
    assert questions(lambda: refused(house.stranger, nodes)) == questions(lambda: refused(house.stranger, nodes[:1]))
    assert questions(lambda: locks.locked(house.stranger, handles)) == questions(
        lambda: locks.locked(house.stranger, handles[:1])
    )
    assert questions(lambda: standings_of(nodes)) <= 5
