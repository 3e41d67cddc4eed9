"""Download lists: what is on one's own, manifests and packages of it."""

import csv
from collections.abc import Collection, Mapping
from io import StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories.entities import change, make_entity, make_person
from tests.support.wire import Answer, Wire, send_bytes, sign_in, upload
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import execution
from theatrum.drivers.jobs.models import Job
from theatrum.kernel.paging import Page
from theatrum.repository.access.permissions import OWNER, Actor, Permission
from theatrum.repository.downloads import actions, jobs, queries
from theatrum.repository.downloads.models import ListedFile
from theatrum.repository.entities.actions.sharing import replace_local_acl
from theatrum.repository.entities.models import Kind, Node, Validation, Verdict
from theatrum.repository.files import locks
from theatrum.repository.files.models import FileHandle

pytestmark = pytest.mark.django_db

LIST = "/repo/v1/download/list"
DOWNLOAD = "org.sagebionetworks.repo.model.download."


@pytest.fixture
def owner() -> Actor:
    return make_person("owner", is_administrator=True)


@pytest.fixture
def project(ana: Actor, owner: Actor) -> Node:
    """Return a project of an administrator's that is shared with one person."""
    made = make_entity(owner, Kind.PROJECT, "Atlas")
    share(owner, made, {ana: OWNER})
    return made


def share(owner: Actor, node: Node, people: dict[Actor, tuple[Permission, ...]]) -> None:
    grants = {actor.id: frozenset(permissions) for actor, permissions in people.items()}
    with writing():
        replace_local_acl(actor=owner, node_id=node.pk, etag=None, grants={owner.id: frozenset(OWNER), **grants})


def add_file(ana: Actor, parent: Node, name: str, *, content: bytes = b"ACGT", **annotations: object) -> Node:
    handle = FileHandle.objects.get(pk=upload(sign_in(ana), content, name=name))
    stored = {key: {"type": "STRING", "value": value} for key, value in annotations.items()}
    return make_entity(ana, Kind.FILE, name, parent=parent, handle=handle, annotations=stored)


def add_version(ana: Actor, node: Node) -> None:
    handle = upload(sign_in(ana), b"newer", name=f"{node.name} newer")
    entity = sign_in(ana).get(f"/repo/v1/entity/{node.public_id}").json
    assert sign_in(ana).put(f"/repo/v1/entity/{node.public_id}", {**entity, "dataFileHandleId": handle}).status == 200


def item(node: Node, number: int | None = None) -> dict[str, object]:
    return (
        {"fileEntityId": node.public_id}
        if number is None
        else {"fileEntityId": node.public_id, "versionNumber": number}
    )


def add(wire: Wire, *items: dict[str, object]) -> int:
    answer = wire.post(f"{LIST}/add", {"batchToAdd": list(items)})
    assert answer.status == 200, answer
    count: int = answer.json["numberOfFilesAdded"]
    return count


def remove(wire: Wire, *items: dict[str, object]) -> int:
    answer = wire.post(f"{LIST}/remove", {"batchToRemove": list(items)})
    assert answer.status == 200, answer
    count: int = answer.json["numberOfFilesRemoved"]
    return count


def run(wire: Wire, what: str, body: Mapping[str, object]) -> Answer:
    started = wire.post(f"{LIST}/{what}/async/start", body)
    assert started.status == 201, started
    for job_id in Job.objects.filter(name=jobs.PACKAGE, finished_at=None).values_list("pk", flat=True):
        execution.run(str(job_id))
    return wire.get(f"{LIST}/{what}/async/get/{started.json['token']}")


def content(wire: Wire, answer: Answer) -> bytes:
    assert answer.status == 201, answer
    url = wire.get(f"/file/v1/fileHandle/{answer.json['resultFileHandleId']}/url?redirect=false").content.decode()
    return send_bytes("GET", url).content


def manifest(wire: Wire) -> list[dict[str, str]]:
    text = content(wire, run(wire, "manifest", {})).decode()
    return list(csv.DictReader(StringIO(text, newline="")))


def available(wire: Wire, **details: object) -> dict[str, Any]:
    asked = {"requestDetails": {"concreteType": f"{DOWNLOAD}AvailableFilesRequest", **details}}
    answer = run(wire, "query", asked)
    assert answer.status == 201, answer
    found: dict[str, Any] = answer.json["responseDetails"]
    return found


def ids(found: dict[str, Any]) -> list[str]:
    return [each["fileEntityId"] for each in found["page"]]


def test_versions_come_and_go_by_the_pair(wire: Wire, ana: Actor, project: Node) -> None:
    one, two = add_file(ana, project, "one"), add_file(ana, project, "two")
    add_version(ana, one)
    assert add(wire, item(one, 1), item(one, 2), item(two), item(one, 1)) == 3
    assert add(wire, item(one, 1), item(two)) == 0
    assert remove(wire, item(one, 7), item(two, 1), item(one)) == 0
    assert [(row["ID"], row["versionNumber"]) for row in manifest(wire)] == [
        (one.public_id, "1"),
        (one.public_id, "2"),
        (two.public_id, "1"),
    ]
    assert remove(wire, item(one, 1), item(two)) == 2
    assert ListedFile.objects.count() == 1
    assert wire.delete(LIST).status == 200
    assert not ListedFile.objects.exists()


def test_current_version_is_the_one_of_the_day(wire: Wire, ana: Actor, project: Node) -> None:
    one = add_file(ana, project, "one")
    add(wire, item(one))
    add_version(ana, one)
    assert [row["versionNumber"] for row in manifest(wire)] == ["2"]


def test_only_files_that_may_be_read_come_onto_a_list(wire: Wire, ana: Actor, project: Node) -> None:
    one = add_file(ana, project, "one")
    assert add(wire, item(project), item(one, 9), {"fileEntityId": "syn999999"}) == 0
    bob = sign_in(make_person("bob"))
    assert add(bob, item(one)) == 0
    for count in (0, 1001):
        assert wire.post(f"{LIST}/add", {"batchToAdd": [item(one)] * count}).status == 400
    assert Wire().post(f"{LIST}/add", {"batchToAdd": [item(one)]}).status == 403


def test_list_is_full(wire: Wire, ana: Actor, project: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_FILES", 1)
    one, two = add_file(ana, project, "one"), add_file(ana, project, "two")
    assert add(wire, item(one)) == 1
    answer = wire.post(f"{LIST}/add", {"batchToAdd": [item(two)]})
    assert answer.status == 400
    assert "would exceed the maximum number of '1' files" in answer.reason


def test_lists_are_nobody_elses(wire: Wire, ana: Actor, project: Node, owner: Actor) -> None:
    one = add_file(ana, project, "one")
    add(wire, item(one))
    other = sign_in(owner)
    assert available(other)["page"] == []
    assert remove(other, item(one)) == 0
    assert len(available(wire)["page"]) == 1


def test_what_may_not_be_downloaded_is_told_apart(wire: Wire, ana: Actor, project: Node, owner: Actor) -> None:
    one, gone = add_file(ana, project, "one"), add_file(ana, project, "gone")
    reader = make_person("reader")
    share(owner, project, {ana: OWNER, reader: (Permission.READ,)})
    theirs = sign_in(reader)
    assert add(theirs, item(one), item(gone)) == 2
    assert sign_in(ana).delete(f"/repo/v1/entity/{gone.public_id}").status == 204
    assert available(theirs)["page"] == []
    answer = run(theirs, "manifest", {})
    assert (answer.status, answer.reason) == (400, "No files available for download.")
    asked = {"requestDetails": {"concreteType": f"{DOWNLOAD}FilesStatisticsRequest"}}
    counts = run(theirs, "query", asked).json["responseDetails"]
    assert (counts["totalNumberOfFiles"], counts["numberOfFilesAvailableForDownload"]) == (2, 0)
    asked = {"requestDetails": {"concreteType": f"{DOWNLOAD}ActionRequiredRequest"}}
    needed = run(theirs, "query", asked).json["responseDetails"]["page"]
    action = {"concreteType": f"{DOWNLOAD}RequestDownload", "benefactorId": project.pk}
    assert needed == [{"action": action, "count": 1}]


def test_locked_file_is_not_available(wire: Wire, ana: Actor, project: Node) -> None:
    one, two = add_file(ana, project, "one"), add_file(ana, project, "two")
    add(wire, item(one), item(two))
    shut = sign_in(ana).get(f"/repo/v1/entity/{one.public_id}").json["dataFileHandleId"]

    def lock(_actor: object, handles: Collection[FileHandle]) -> dict[int, str]:
        return {handle.pk: "" for handle in handles if handle.pk == int(shut)}

    locks.register(lock)
    try:
        assert ids(available(wire)) == [two.public_id]
        assert [row["ID"] for row in manifest(wire)] == [two.public_id]
        package = content_of_package(wire, {})
    finally:
        locks.unregister(lock)
    assert list(package) == ["two"]


def content_of_package(wire: Wire, body: dict[str, object]) -> dict[str, bytes]:
    answer = run(wire, "package", body)
    assert answer.status == 201, answer
    handle = FileHandle.objects.get(pk=answer.json["resultFileHandleId"])
    with store().open(handle.key) as stream, ZipFile(stream) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_available_files_are_sorted_and_paged(wire: Wire, ana: Actor, project: Node) -> None:
    nodes = [add_file(ana, project, f"f{n}", content=b"x" * (3 - n)) for n in range(3)]
    add(wire, *(item(node) for node in nodes))
    found = available(wire)
    assert ids(found) == [node.public_id for node in nodes]
    assert "nextPageToken" not in found
    assert found["page"][0]["projectId"] == project.public_id
    assert found["page"][0]["isEligibleForPackaging"] is True
    by_size = available(wire, sort=[{"field": "fileSize", "direction": "ASC"}])
    assert ids(by_size) == [node.public_id for node in reversed(nodes)]
    for field in queries.SORTS:
        assert len(available(wire, sort=[{"field": field, "direction": "DESC"}])["page"]) == 3
    assert available(wire, filter="ineligibleForPackaging")["page"] == []
    page = available(wire, nextPageToken=Page(limit=2, offset=0).next_token())
    assert ids(page) == [nodes[2].public_id]
    bad = run(
        wire, "query", {"requestDetails": {"concreteType": f"{DOWNLOAD}AvailableFilesRequest", "nextPageToken": "x"}}
    )
    assert bad.status == 400


def test_questions_that_make_no_sense(wire: Wire) -> None:
    start = f"{LIST}/query/async/start"
    assert wire.post(start, {"requestDetails": {"concreteType": "nothing"}}).status == 400
    assert wire.post(start, {}).status == 400
    sort = [{"field": "secret"}]
    details = {"concreteType": f"{DOWNLOAD}AvailableFilesRequest", "sort": sort}
    assert wire.post(start, {"requestDetails": details}).status == 400


def test_manifest_has_facts_and_annotations(wire: Wire, ana: Actor, project: Node) -> None:
    one = add_file(ana, project, 'it"s, one', site=["Lung"], tags=["a", "b,c"])
    two = add_file(ana, project, "two", content=b"", ID=["mine"])
    Validation.objects.create(node=one, verdict=Verdict.VALID, derived={"country": {"type": "STRING", "value": ["CH"]}})
    add(wire, item(one), item(two, 1))
    rows = {row["ID"]: row for row in manifest(wire)}
    first = rows[one.public_id]
    assert (first["name"], first["site"], first["tags"]) == ('it"s, one', "Lung", '[a, "b,c"]')
    assert (first["country"], rows[two.public_id]["country"]) == ("CH", "")
    assert (first["dataFileSizeBytes"], first["parentId"]) == ("4", project.public_id)
    assert first["synapseURL"].endswith(f"/entities/{one.public_id}?version=1")
    assert list(first)[:12] == list(rows[two.public_id])[:12]
    assert list(first)[12:] == ["country", "site", "tags"]


def test_manifest_in_another_form(wire: Wire, ana: Actor, project: Node) -> None:
    add(wire, item(add_file(ana, project, "it's")))
    form = {
        "separator": "\t",
        "quoteCharacter": "'",
        "escapeCharacter": "/",
        "lineEnd": "\n",
        "isFirstLineHeader": False,
    }
    answer = run(wire, "manifest", {"csvTableDescriptor": form})
    text = content(wire, answer).decode()
    assert text.split("\t")[1] == "'it/'s'"
    assert text.count("\n") == 1
    handle = wire.get(f"/file/v1/fileHandle/{answer.json['resultFileHandleId']}").json
    assert (handle["fileName"], handle["contentType"]) == ("manifest.tsv", "text/tab-separated-values")


def test_quotation_marks_escaped_by_themselves(wire: Wire, ana: Actor, project: Node) -> None:
    add(wire, item(add_file(ana, project, 'a "b"')))
    text = content(wire, run(wire, "manifest", {"csvTableDescriptor": {"escapeCharacter": '"'}})).decode()
    assert next(csv.DictReader(StringIO(text, newline="")))["name"] == 'a "b"'


@pytest.mark.parametrize(
    "form",
    [
        {"separator": ""},
        {"separator": ",,"},
        {"quoteCharacter": ""},
        {"escapeCharacter": "\n"},
        {"lineEnd": "x"},
        {"separator": '"'},
    ],
)
def test_form_that_no_csv_has(wire: Wire, form: dict[str, str]) -> None:
    assert wire.post(f"{LIST}/manifest/async/start", {"csvTableDescriptor": form}).status == 400


def test_package_takes_its_files_off_the_list(wire: Wire, ana: Actor, project: Node) -> None:
    folder = make_entity(ana, Kind.FOLDER, "more", parent=project)
    one, two = add_file(ana, project, "a.txt", content=b"1"), add_file(ana, folder, "a.txt", content=b"22")
    add(wire, item(one), item(one, 1), item(two))
    found = content_of_package(wire, {"zipFileName": "mine.zip", "includeManifest": True})
    assert {name: len(text) for name, text in found.items() if name != "manifest.csv"} == {"a.txt": 1, "a(1).txt": 2}
    assert len(found["manifest.csv"].decode().splitlines()) == 4
    assert not ListedFile.objects.exists()
    assert run(wire, "package", {}).reason == "No files are eligible for packaging."


def test_package_leaves_what_does_not_fit(
    wire: Wire, ana: Actor, project: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = add_file(ana, project, "small", content=b"1"), add_file(ana, project, "large", content=b"22")
    add(wire, item(one), item(two))
    monkeypatch.setattr("theatrum.repository.downloads.packages.LARGEST_PACKAGE", 2)
    assert list(content_of_package(wire, {})) == ["small"]
    assert ids(available(wire)) == [two.public_id]


def test_files_of_a_folder_are_added_at_once(wire: Wire, ana: Actor, project: Node) -> None:
    folder = make_entity(ana, Kind.FOLDER, "deeper", parent=project)
    one, two = add_file(ana, project, "one"), add_file(ana, project, "two")
    add_file(ana, folder, "three")
    change(ana, one, new_version=True)
    answer = run(wire, "add", {"parentId": project.public_id})
    assert (answer.status, answer.json["numberOfFilesAdded"]) == (201, 2)
    numbers = ListedFile.objects.order_by("node_id").values_list("node_id", "version__number")
    assert list(numbers) == [(one.pk, 2), (two.pk, 1)]
    assert run(wire, "add", {"parentId": project.public_id, "useVersionNumber": False}).json["numberOfFilesAdded"] == 2
    start = f"{LIST}/add/async/start"
    assert wire.post(start, {}).status == 400
    assert wire.post(start, {"query": {"sql": "select * from syn1"}}).status == 501
    stranger = sign_in(make_person("bob"))
    assert run(stranger, "add", {"parentId": project.public_id}).status == 400


def test_queries_do_not_grow_with_the_list(
    ana: Actor, project: Node, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 4):
        for number in range(count):
            node = add_file(ana, project, f"{count} {number}")
            ListedFile.objects.create(user_id=ana.id, node=node, added_on=node.created_on)
        with django_assert_num_queries(11):
            queries.available_page(ana, Page(limit=50, offset=0))
