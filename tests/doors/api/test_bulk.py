"""Many files in one ZIP: what is in it, and that nothing is which may not be downloaded."""

import json
from collections.abc import Collection, Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests.factories.entities import make_entity, make_person
from tests.support.wire import Wire, send_bytes, sign_in, upload
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import execution
from theatrum.drivers.jobs.models import Job
from theatrum.kernel import clock
from theatrum.repository.access.permissions import OWNER, Actor, Permission, Scope
from theatrum.repository.entities.actions.sharing import replace_local_acl
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.files import locks, packing
from theatrum.repository.files.actions import handles, packages
from theatrum.repository.files.actions.handles import create_link
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.entrynames import Arrangement, namer
from theatrum.repository.files.linking import WantedLink
from theatrum.repository.files.models import FileHandle, Verification

pytestmark = pytest.mark.django_db

BULK = "/file/v1/file/bulk/async"


@pytest.fixture
def reader(ana: Actor, project: Node) -> Wire:
    """Return the client of somebody else who may download."""
    other = make_person("reader")
    share(ana, project, {ana: OWNER, other: (Permission.READ, Permission.DOWNLOAD)})
    return sign_in(other)


def share(actor: Actor, node: Node, people: dict[Actor, tuple[Permission, ...]]) -> None:
    grants = {person.id: frozenset(permissions) for person, permissions in people.items()}
    with writing():
        replace_local_acl(actor=actor, node_id=node.pk, etag=None, grants=grants)


@pytest.fixture
def locked() -> Iterator[set[int]]:
    """Return a set of handle ids that a lock holds."""
    ids: set[int] = set()

    def lock(_actor: object, handles: Collection[FileHandle]) -> dict[int, str]:
        return dict.fromkeys(ids & {handle.pk for handle in handles}, "")

    locks.register(lock)
    yield ids
    locks.unregister(lock)


def add_file(ana: Actor, wire: Wire, project: Node, *, name: str, content: bytes) -> dict[str, str]:
    handle_id = upload(wire, content, name=name)
    entity = f"{handle_id} {name}"
    node = make_entity(ana, Kind.FILE, entity, parent=project, handle=FileHandle.objects.get(pk=handle_id))
    return claim(handle_id, node)


def claim(handle_id: str, node: Node) -> dict[str, str]:
    return {"fileHandleId": handle_id, "associateObjectId": node.public_id, "associateObjectType": "FileEntity"}


def pack(wire: Wire, claims: list[dict[str, str]], **changes: object) -> dict[str, Any]:
    started = wire.post(f"{BULK}/start", {"requestedFiles": claims, **changes})
    assert started.status == 201, started
    answer = wire.get(f"{BULK}/get/{started.json['token']}")
    assert answer.status == 201, answer
    found: dict[str, Any] = answer.json
    return found


def contents(wire: Wire, found: dict[str, Any]) -> dict[str, bytes]:
    url = wire.get(f"/file/v1/fileHandle/{found['resultZipFileHandleId']}/url?redirect=false").content.decode()
    with ZipFile(BytesIO(send_bytes("GET", url).content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def test_files_come_in_the_order_and_layout_of_the_cache(wire: Wire, ana: Actor, project: Node) -> None:
    one = add_file(ana, wire, project, name="a.txt", content=b"ACGT" * 1000)
    two = add_file(ana, wire, project, name="b.txt", content=b"")
    found = pack(wire, [one, two], zipFileName="both.zip")
    assert found["concreteType"] == "org.sagebionetworks.repo.model.file.BulkFileDownloadResponse"
    assert found["userId"] == str(ana.id)
    names = [
        f"{int(each['fileHandleId']) % 1000}/{each['fileHandleId']}/{name}"
        for each, name in zip((one, two), ("a.txt", "b.txt"), strict=True)
    ]
    assert [each["zipEntryName"] for each in found["fileSummary"]] == names
    assert [each["status"] for each in found["fileSummary"]] == ["SUCCESS", "SUCCESS"]
    assert contents(wire, found) == {names[0]: b"ACGT" * 1000, names[1]: b""}
    handle = wire.get(f"/file/v1/fileHandle/{found['resultZipFileHandleId']}").json
    assert (handle["fileName"], handle["contentType"]) == ("both.zip", "application/zip")
    assert (handle["createdBy"], handle["verification"]) == (str(ana.id), "verified")


def test_flat_package_has_no_two_names_alike(wire: Wire, ana: Actor, project: Node) -> None:
    claims = [add_file(ana, wire, project, name="r.fastq.gz", content=b"x" * size) for size in range(3)]
    found = pack(wire, claims, zipFileFormat="Flat")
    assert set(contents(wire, found)) == {"r.fastq.gz", "r(1).fastq.gz", "r(2).fastq.gz"}


def test_each_file_has_its_own_failure(
    reader: Wire, ana: Actor, project: Node, locked: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = sign_in(ana)
    good = add_file(ana, wire, project, name="good", content=b"x" * 10)
    shut = add_file(ana, wire, project, name="shut", content=b"y")
    broken = add_file(ana, wire, project, name="broken", content=b"z")
    large = add_file(ana, wire, project, name="large", content=b"l" * 100)
    late = add_file(ana, wire, project, name="late", content=b"l" * 60)
    with writing():
        link = create_link(actor=ana, wanted=WantedLink(url="https://example.org/x"))
    linked = claim(str(link.pk), make_entity(ana, Kind.FILE, "linked", parent=project, handle=link))
    locked.add(int(shut["fileHandleId"]))
    FileHandle.objects.filter(pk=broken["fileHandleId"]).update(verification=Verification.FAILED)
    monkeypatch.setattr(packing, "LARGEST_PACKAGE", 65)
    unknown = {**good, "fileHandleId": "999999"}
    elsewhere = {**good, "associateObjectId": "syn999999"}
    found = pack(reader, [good, good, shut, broken, large, late, linked, unknown, elsewhere])
    told = [each.get("failureCode") for each in found["fileSummary"]]
    unknown_error, too_large = "UNKNOWN_ERROR", "EXCEEDS_SIZE_LIMIT"
    assert told[:4] == [None, "DUPLICATE", "UNAUTHORIZED", "NOT_FOUND"]
    assert told[4:] == [too_large, too_large, unknown_error, "NOT_FOUND", "UNAUTHORIZED"]
    assert all(each["failureMessage"] for each in found["fileSummary"][1:])
    assert list(contents(reader, found).values()) == [b"x" * 10]


def test_package_is_locked_with_what_is_in_it(wire: Wire, ana: Actor, project: Node, locked: set[int]) -> None:
    one, two = (add_file(ana, wire, project, name=name, content=name.encode()) for name in "ab")
    found = pack(wire, [one, two])
    path = f"/file/v1/fileHandle/{found['resultZipFileHandleId']}/url?redirect=false"
    address = wire.get(path).content.decode()
    assert send_bytes("GET", address).status == 200
    locked.add(int(two["fileHandleId"]))
    assert wire.get(path).status == 403
    assert send_bytes("GET", address).status == 423
    assert wire.delete(f"/file/v1/fileHandle/{found['resultZipFileHandleId']}").status == 200


def test_package_is_cleared_away_after_some_days(wire: Wire, ana: Actor, project: Node) -> None:
    one = add_file(ana, wire, project, name="a", content=b"x")
    old, kept, young = (int(pack(wire, [one])["resultZipFileHandleId"]) for _ in range(3))
    make_entity(ana, Kind.FILE, "kept", parent=project, handle=FileHandle.objects.get(pk=kept))
    FileHandle.objects.filter(pk__in=[old, kept]).update(created_on=clock.now() - timedelta(days=8))
    key = FileHandle.objects.get(pk=old).key
    newest = int(pack(wire, [one])["resultZipFileHandleId"])
    for name in (packages.CLEAR, handles.DELETE_BYTES):
        execution.run(str(Job.objects.get(name=name).pk))
    left = FileHandle.objects.filter(pk__in=[old, kept, young, newest]).values_list("pk", flat=True)
    assert set(left) == {kept, young, newest}
    assert not store().exists(key)
    assert FileHandle.objects.filter(pk=one["fileHandleId"]).exists()


def test_nobody_gets_what_they_may_not_download(wire: Wire, ana: Actor, project: Node) -> None:
    one = add_file(ana, wire, project, name="a", content=b"secret")
    bob = sign_in(make_person("bob"))
    found = pack(bob, [one])
    assert "resultZipFileHandleId" not in found
    assert [each["failureCode"] for each in found["fileSummary"]] == ["UNAUTHORIZED"]
    started = wire.post(f"{BULK}/start", {"requestedFiles": [one]}).json["token"]
    assert bob.get(f"{BULK}/get/{started}").status == 403
    assert Wire().post(f"{BULK}/start", {"requestedFiles": [one]}).status == 403
    viewer = sign_in(ana, scopes=(Scope.VIEW, Scope.MODIFY))
    assert viewer.post(f"{BULK}/start", {"requestedFiles": [one]}).json["code"] == "api.scope_missing"


def test_permission_that_is_withdrawn_before_the_job_runs_counts(
    wire: Wire, reader: Wire, ana: Actor, project: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = add_file(ana, wire, project, name="a", content=b"secret")
    monkeypatch.setattr(packing, "_SMALL", 0)
    token = reader.post(f"{BULK}/start", {"requestedFiles": [one]}).json["token"]
    share(ana, project, {ana: OWNER})
    execution.run(str(Job.objects.get(name=packing.PACK).pk))
    answer = reader.get(f"{BULK}/get/{token}").json
    assert [each["failureCode"] for each in answer["fileSummary"]] == ["UNAUTHORIZED"]


def test_requests_that_make_no_sense(wire: Wire) -> None:
    assert wire.post(f"{BULK}/start", {"requestedFiles": [], "zipFileFormat": "Tar"}).status == 400
    assert wire.post(f"{BULK}/start", {"requestedFiles": [], "zipFileName": "../x"}).status == 400
    assert wire.post(f"{BULK}/start", {"requestedFiles": [{"fileHandleId": "x"}]}).status == 400
    assert pack(wire, [])["fileSummary"] == []


def test_queries_do_not_grow_with_the_files(
    wire: Wire, ana: Actor, project: Node, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    claims = [add_file(ana, wire, project, name=f"f{number}", content=b"x") for number in range(6)]
    read = [Claim(int(each["fileHandleId"]), "FileEntity", each["associateObjectId"]) for each in claims]
    with django_assert_max_num_queries(10):
        packing.choose(ana, read, Arrangement.FLAT)


def test_job_says_what_json_can_hold(wire: Wire, ana: Actor, project: Node) -> None:
    pack(wire, [add_file(ana, wire, project, name="a", content=b"x")])
    assert json.dumps(Job.objects.get(name=packing.PACK).result)


@given(st.lists(st.sampled_from(["a", "A", "a(1)", "a.b.c", "a(1).b.c", ".b", "b."]), max_size=12))
def test_names_of_a_flat_package_are_never_alike(names: list[str]) -> None:
    name = namer(Arrangement.FLAT)
    made = [name(each, 1) for each in names]
    assert len({each.lower() for each in made}) == len(names)
