"""Wiki pages on the wire: both forms, the tree, versions, files, and who may do what."""

import gzip
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories.entities import make_entity, make_person
from tests.support.wire import Answer, Wire, send_bytes, sign_in, upload
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import OWNER, Actor, Permission
from theatrum.repository.access.queries import find_acl
from theatrum.repository.audit.models import Event
from theatrum.repository.entities.actions.deleting import trash_entity
from theatrum.repository.entities.actions.sharing import replace_local_acl
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.files.models import FileHandle
from theatrum.repository.wiki.models import Attachment, Page, PageVersion, Wiki

pytestmark = pytest.mark.django_db

# Token and person, teams, the entity, its ACL, the page, its version, the attachments.
PAGE_QUERIES = 7
# The same with the wiki for the page, a window of pages, and their number.
TREE_QUERIES = 7


@pytest.fixture
def ana() -> Actor:
    return make_person("ana", is_administrator=True)


@pytest.fixture
def project(ana: Actor) -> Node:
    return make_entity(ana, Kind.PROJECT, "P")


@pytest.fixture
def at(project: Node) -> str:
    return f"/repo/v1/entity/{project.public_id}"


def text_file(wire: Wire, text: str, name: str = "page.md.gz") -> str:
    return upload(wire, gzip.compress(text.encode(), mtime=0), name=name)


def post(wire: Wire, at: str, title: str, *, parent: str | None = None, **fields: object) -> Any:
    """Make a page of the newer form, and return it."""
    body = {"title": title, "parentWikiId": parent, "markdownFileHandleId": text_file(wire, f"# {title}"), **fields}
    answer = wire.post(f"{at}/wiki2", {name: value for name, value in body.items() if value is not None})
    assert answer.status == 201, answer
    return answer.json


def share(owner: Actor, node: Node, who: Actor, *permissions: Permission) -> None:
    acl = find_acl("entity", node.id)
    assert acl is not None
    grants = {owner.id: frozenset(OWNER), who.id: frozenset(permissions)}
    with writing():
        replace_local_acl(actor=owner, node_id=node.id, etag=acl.etag, grants=grants)


def content_at(answer: Answer) -> bytes:
    """Return the bytes behind an address that was named."""
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return send_bytes("GET", answer.content.decode()).content


def test_a_page_lives_through_its_life(wire: Wire, ana: Actor, at: str) -> None:
    assert wire.get(f"{at}/wiki2").status == 404
    made = post(wire, at, "Protocol")
    assert made["createdBy"] == made["modifiedBy"] == str(ana.id)
    assert "parentWikiId" not in made
    address = f"{at}/wiki2/{made['id']}"
    assert wire.get(address).json == wire.get(f"{at}/wiki2").json == made
    changed = wire.put(address, {**made, "title": "Protocol 2"}).json
    assert (changed["title"], changed["createdOn"]) == ("Protocol 2", made["createdOn"])
    assert changed["etag"] != made["etag"]
    assert wire.get(f"{address}?wikiVersion=0").json["title"] == "Protocol"
    assert wire.get(f"{address}?wikiVersion=1").json == changed
    missing = wire.get(f"{address}?wikiVersion=2")
    assert (missing.status, missing.reason) == (
        404, f"Wiki page of id: {made['id']} was not found with version: 2",
    )  # fmt: skip
    stale = wire.put(address, made)
    assert stale.status == 412
    assert "was updated since you last fetched it, retrieve it again and reapply the update" in stale.reason
    history = wire.get(f"{address}/wikihistory?offset=0&limit=20").json
    assert [each["version"] for each in history["results"]] == ["1", "0"]
    assert wire.delete(address).status == 200
    assert wire.get(address).status == 404
    assert wire.delete(address).status == 200
    assert (Wiki.objects.count(), PageVersion.objects.count()) == (0, 0)
    told = Event.objects.filter(subject_kind="wiki").order_by("sequence").values_list("action", flat=True)
    assert list(told) == ["wiki_page_created", "wiki_page_updated", "wiki_page_deleted"]


def test_second_root_is_a_conflict(wire: Wire, project: Node, at: str) -> None:
    post(wire, at, "First")
    for path, body in (("wiki2", {"markdownFileHandleId": text_file(wire, "x")}), ("wiki", {"markdown": "x"})):
        refused = wire.post(f"{at}/{path}", body)
        assert refused.status == 409
        assert refused.reason == f"An owner already exists with the ownerId: {project.id} and ownerType: ENTITY"
    assert Page.objects.count() == 1


def test_pages_make_a_tree(wire: Wire, at: str) -> None:
    root = post(wire, at, "Root")
    second, first = (post(wire, at, title, parent=root["id"]) for title in ("B", "A"))
    leaf = post(wire, at, "Leaf", parent=second["id"])
    headers = wire.get(f"{at}/wikiheadertree2").json
    assert headers == wire.get(f"{at}/wikiheadertree").json
    assert headers["totalNumberOfResults"] == 4
    assert [(each["title"], each.get("parentId")) for each in headers["results"]] == [
        ("Root", None),
        ("A", root["id"]),
        ("B", root["id"]),
        ("Leaf", second["id"]),
    ]
    page = wire.get(f"{at}/wikiheadertree2?limit=1&offset=1").json["results"]
    assert [each["id"] for each in page] == [first["id"]]
    assert wire.get(f"{at}/wikiheadertree2?limit=20&offset=20").json["results"] == []
    moved = wire.put(f"{at}/wiki2/{leaf['id']}", {**leaf, "parentWikiId": first["id"]})
    assert moved.json["parentWikiId"] == first["id"]
    # Who changes a page and says nothing of its parent leaves it where it is.
    kept = wire.put(f"{at}/wiki2/{leaf['id']}", {key: moved.json[key] for key in moved.json if key != "parentWikiId"})
    assert kept.json["parentWikiId"] == first["id"]
    wire.delete(f"{at}/wiki2/{first['id']}")
    assert wire.get(f"{at}/wiki2/{leaf['id']}").status == 404
    assert [each["title"] for each in wire.get(f"{at}/wikiheadertree2").json["results"]] == ["Root", "B"]


def test_no_page_stands_below_itself(wire: Wire, at: str) -> None:
    root = post(wire, at, "Root")
    child = post(wire, at, "Child", parent=root["id"])
    leaf = post(wire, at, "Leaf", parent=child["id"])
    for page, parent in ((root, leaf), (child, leaf), (child, child)):
        refused = wire.put(f"{at}/wiki2/{page['id']}", {**page, "parentWikiId": parent["id"]})
        assert refused.status == 400
        assert refused.reason.startswith("There will be a cycle if this wiki is updated. Put in valid parentId")


def test_a_page_is_known_only_with_its_owner(wire: Wire, ana: Actor, at: str) -> None:
    page = post(wire, at, "Root")
    other = make_entity(ana, Kind.PROJECT, "Q")
    elsewhere = f"/repo/v1/entity/{other.public_id}"
    assert wire.get(f"{elsewhere}/wiki2/{page['id']}").status == 404
    reason = wire.get(f"{elsewhere}/wiki2").reason
    assert reason == f"A root wiki does not exist for ownerId: {other.id} and ownerType: ENTITY"
    post(wire, elsewhere, "Other root")
    assert wire.get(f"{elsewhere}/wiki2/{page['id']}").reason == f"No wiki page found with id: {page['id']}"
    handle = page["markdownFileHandleId"]
    refused = wire.post(f"{elsewhere}/wiki2", {"parentWikiId": page["id"], "markdownFileHandleId": handle})
    assert refused.status == 404
    assert wire.put(f"{at}/wiki2/{page['id']}", {**page, "id": "1234"}).reason == (
        "Path variable wikiId does not match the ID of the passed WikiPage"
    )


def test_older_form_has_the_text_inside(wire: Wire, at: str) -> None:
    made = wire.post(f"{at}/wiki", {"title": "Root", "markdown": "# Grüße\n", "attachmentFileHandleIds": []})
    assert made.status == 201
    page = made.json
    assert (page["markdown"], page["attachmentFileHandleIds"]) == ("# Grüße\n", [])
    assert wire.get(f"{at}/wiki").json == page
    newer = wire.get(f"{at}/wiki2").json
    assert newer["etag"] == page["etag"]
    batch = {
        "includePreSignedURLs": True,
        "includeFileHandles": True,
        "requestedFiles": [
            {
                "fileHandleId": newer["markdownFileHandleId"],
                "associateObjectId": page["id"],
                "associateObjectType": "WikiMarkdown",
            }
        ],
    }
    [found] = wire.post("/file/v1/fileHandle/batch", batch).json["requestedFiles"]
    assert found["fileHandle"]["fileName"].endswith(".gz")
    assert gzip.decompress(send_bytes("GET", found["preSignedURL"]).content).decode() == "# Grüße\n"
    changed = wire.put(f"{at}/wiki/{page['id']}", {**page, "markdown": "new"}).json
    assert changed["markdown"] == wire.get(f"{at}/wiki/{page['id']}").json["markdown"] == "new"
    assert wire.get(f"{at}/wiki/{page['id']}?wikiVersion=0").json["markdown"] == "# Grüße\n"
    child = wire.post(f"{at}/wiki", {"title": "Sub", "parentWikiId": page["id"]}).json
    assert child["markdown"] == ""
    assert wire.delete(f"{at}/wiki/{child['id']}").status == 200
    assert wire.get(f"{at}/wiki/{child['id']}").status == 404


def test_empty_parent_is_none(wire: Wire, at: str) -> None:
    assert wire.post(f"{at}/wiki", {"title": "Root", "markdown": "x", "parentWikiId": ""}).status == 201
    assert wire.get(f"{at}/wikikey").json["wikiPageId"] == wire.get(f"{at}/wiki").json["id"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"plain", None),
        (gzip.compress(b"x" * (3 * 1024**2), mtime=0), "more than"),
        (gzip.compress(b"\xff\xfe", mtime=0), "UTF-8"),
        (b"\x1f\x8bnot gzip", "damaged"),
    ],
)
def test_text_is_read_within_bounds(wire: Wire, at: str, content: bytes, told: str | None) -> None:
    handle = upload(wire, content, name="page.md")
    page = wire.post(f"{at}/wiki2", {"title": "Root", "markdownFileHandleId": handle}).json
    answer = wire.get(f"{at}/wiki")
    if told is None:
        assert answer.json["markdown"] == content.decode()
    else:
        assert answer.status == 400
        assert told in answer.reason
    assert content_at(wire.get(f"{at}/wiki2/{page['id']}/markdown?redirect=false")) == content


def test_files_of_a_page(wire: Wire, at: str) -> None:
    one, two = upload(wire, b"gel", name="gel.png"), upload(wire, b"table", name="table.csv")
    page = post(wire, at, "Root", attachmentFileHandleIds=[one, two])
    assert page["attachmentFileHandleIds"] == [one, two]
    address = f"{at}/wiki2/{page['id']}"
    listed = wire.get(f"{address}/attachmenthandles").json["list"]
    assert [each["fileName"] for each in listed] == ["gel.png", "table.csv"]
    assert wire.get(f"{at}/wiki/{page['id']}/attachmenthandles").json["list"] == listed
    assert content_at(wire.get(f"{address}/attachment?fileName=gel.png&redirect=false")) == b"gel"
    assert content_at(wire.get(f"{at}/wiki/{page['id']}/attachment?fileName=gel.png&redirect=false")) == b"gel"
    led = wire.get(f"{address}/attachment?fileName=gel.png")
    assert (led.status, "X-Amz-Expires" in led.headers["location"]) == (307, True)
    assert gzip.decompress(content_at(wire.get(f"{address}/markdown?redirect=false"))) == b"# Root"
    missing = wire.get(f"{address}/attachment?fileName=none.txt&redirect=false")
    assert missing.status == 404
    assert "Cannot find a wiki attachment for OwnerID" in missing.reason
    page = wire.put(address, {**page, "attachmentFileHandleIds": [two]}).json
    assert [each["id"] for each in wire.get(f"{address}/attachmenthandles").json["list"]] == [two]
    assert [each["id"] for each in wire.get(f"{address}/attachmenthandles?wikiVersion=0").json["list"]] == [one, two]
    assert wire.delete(f"/file/v1/fileHandle/{one}").status == 409
    wire.delete(address)
    assert wire.delete(f"/file/v1/fileHandle/{one}").status == 200


def test_preview_is_the_beginning_of_a_text(wire: Wire, at: str) -> None:
    long = "täglich\n" * 10_000
    contents = {
        "long.txt.gz": gzip.compress(long.encode()),
        "short.csv": b"a,b\n",
        "gel.png": b"\x89PNG\r\n\x1a\n",
        "torn.gz": b"\x1f\x8bnot gzip",
        "nul.txt": b"a\0b",
    }
    handles = {name: upload(wire, content, name=name) for name, content in contents.items()}
    page = post(wire, at, "Root", attachmentFileHandleIds=list(handles.values()))
    address = f"{at}/wiki2/{page['id']}/attachmentpreview?redirect=false&fileName="
    shown = content_at(wire.get(address + "long.txt.gz")).decode()
    assert 16_000 < len(shown) < 33_000
    assert long.startswith(shown)
    named = wire.get(address + "short.csv")
    assert "preview.txt" in send_bytes("GET", named.content.decode()).headers["content-disposition"]
    assert content_at(named) == b"a,b\n"
    older = wire.get(f"{at}/wiki/{page['id']}/attachmentpreview?redirect=false&fileName=short.csv")
    assert content_at(older) == b"a,b\n"
    for name in ("gel.png", "torn.gz", "nul.txt", "none.txt"):
        assert wire.get(address + name).status == 404, name
    previews = FileHandle.objects.exclude(preview_of=None)
    assert {each.preview_of_id for each in previews} == {int(handles["long.txt.gz"]), int(handles["short.csv"])}
    wire.delete(f"{at}/wiki2/{page['id']}")
    assert wire.delete(f"/file/v1/fileHandle/{handles['short.csv']}").status == 200
    assert previews.all().count() == 1


def test_of_two_attachments_with_one_name_the_newer_stays(wire: Wire, at: str) -> None:
    old, new = upload(wire, b"old", name="a.csv"), upload(wire, b"new", name="a.csv")
    page = post(wire, at, "Root", attachmentFileHandleIds=[new, old, new])
    assert page["attachmentFileHandleIds"] == [new]
    assert Attachment.objects.count() == 1


def test_files_of_others_are_attached_by_them_only(wire: Wire, ana: Actor, project: Node, at: str) -> None:
    page = post(wire, at, "Root", attachmentFileHandleIds=[upload(wire, b"gel", name="gel.png")])
    bob = make_person("bob")
    share(ana, project, bob, Permission.READ, Permission.UPDATE, Permission.CREATE)
    other, address = sign_in(bob), f"{at}/wiki2/{page['id']}"
    # What the page has had before may stay, whoever sent it.
    page = other.put(address, {**page, "title": "Changed"}).json
    assert (page["title"], page["modifiedBy"]) == ("Changed", str(bob.id))
    foreign = upload(wire, b"secret", name="secret.txt")
    assert other.put(address, {**page, "attachmentFileHandleIds": [foreign]}).status == 403
    assert other.put(address, {**page, "markdownFileHandleId": foreign}).status == 403
    assert other.put(address, {**page, "markdownFileHandleId": "999999"}).status == 404
    assert other.put(address, {key: page[key] for key in page if key != "markdownFileHandleId"}).status == 400


def test_an_older_version_is_restored_as_the_newest(wire: Wire, at: str) -> None:
    root = post(wire, at, "Root")
    one = upload(wire, b"gel", name="gel.png")
    page = post(wire, at, "Before", parent=root["id"], attachmentFileHandleIds=[one])
    address = f"{at}/wiki2/{page['id']}"
    after = wire.put(address, {**page, "title": "After", "attachmentFileHandleIds": []}).json
    restored = wire.put(f"{address}/0", {}).json
    assert {**restored, "etag": "", "modifiedOn": ""} == {**page, "etag": "", "modifiedOn": ""}
    assert restored["etag"] not in {page["etag"], after["etag"]}
    assert wire.get(f"{address}?wikiVersion=2").json == restored
    assert wire.put(f"{address}/7", {}).status == 404


def test_order_of_pages(wire: Wire, project: Node, at: str) -> None:
    root = post(wire, at, "Root")
    hint = wire.get(f"{at}/wiki2orderhint").json
    assert (hint["ownerId"], hint["ownerObjectType"]) == (project.public_id, "ENTITY")
    assert "idList" not in hint
    changed = wire.put(f"{at}/wiki2orderhint", {**hint, "idList": [root["id"], "17"]}).json
    assert changed["idList"] == wire.get(f"{at}/wiki2orderhint").json["idList"] == [root["id"], "17"]
    assert wire.put(f"{at}/wiki2orderhint", hint).status == 412


def test_pages_follow_the_permissions_of_their_owner(wire: Wire, ana: Actor, project: Node, at: str) -> None:
    one = upload(wire, b"gel", name="gel.png")
    page = post(wire, at, "Root", attachmentFileHandleIds=[one])
    bob = make_person("bob")
    other, address = sign_in(bob), f"{at}/wiki2/{page['id']}"
    paths = ("wiki2", "wiki", "wikiheadertree2", "wikiheadertree", "wiki2orderhint", "wikikey", f"wiki2/{page['id']}")
    for path in (*paths, f"wiki2/{page['id']}/attachment?fileName=gel.png", f"wiki2/{page['id']}/wikihistory"):
        assert other.get(f"{at}/{path}").status == 403, path
    claims = [(one, "WikiAttachment"), (page["markdownFileHandleId"], "WikiMarkdown"), (one, "WikiMarkdown")]
    asked = [
        {"fileHandleId": handle, "associateObjectId": page["id"], "associateObjectType": kind}
        for handle, kind in claims
    ]
    batch = {"includePreSignedURLs": True, "includeFileHandles": True, "requestedFiles": asked}
    found = other.post("/file/v1/fileHandle/batch", batch).json["requestedFiles"]
    assert [each.get("failureCode") for each in found] == ["UNAUTHORIZED"] * 3
    share(ana, project, bob, Permission.READ)
    assert other.get(address).status == 200
    found = other.post("/file/v1/fileHandle/batch", batch).json["requestedFiles"]
    assert [each.get("failureCode") for each in found] == [None, None, "UNAUTHORIZED"]
    assert other.put(address, page).status == 403
    assert other.delete(address).status == 403
    body = {"markdown": "x", "parentWikiId": page["id"]}
    assert other.post(f"{at}/wiki", body).status == 403
    share(ana, project, bob, Permission.READ, Permission.CREATE, Permission.UPDATE)
    made = other.post(f"{at}/wiki", body)
    assert made.status == 201
    assert other.delete(f"{at}/wiki/{made.json['id']}").status == 403
    with writing():
        trash_entity(actor=ana, node_id=project.id)
    assert wire.get(address).status == 404
    found = other.post("/file/v1/fileHandle/batch", batch).json["requestedFiles"]
    assert [each.get("failureCode") for each in found] == ["UNAUTHORIZED"] * 3


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "x" * 257},
        {"attachmentFileHandleIds": ["x"]},
        {"attachmentFileHandleIds": [str(n) for n in range(1001)]},
        {"parentWikiId": "x"},
        {"markdownFileHandleId": "x"},
    ],
)
def test_a_page_that_cannot_be_is_refused(wire: Wire, at: str, fields: dict[str, object]) -> None:
    body = {"title": "Root", "markdownFileHandleId": text_file(wire, "x"), **fields}
    answer = wire.post(f"{at}/wiki2", body)
    assert (answer.status, bool(answer.reason)) == (400, True)
    assert Wiki.objects.count() == 0


def test_bundle_names_the_root(wire: Wire, at: str) -> None:
    assert "rootWikiId" not in wire.post(f"{at}/bundle2", {"includeRootWikiId": True}).json
    page = post(wire, at, "Root")
    assert wire.post(f"{at}/bundle2", {"includeRootWikiId": True}).json["rootWikiId"] == page["id"]


def test_queries_do_not_grow_with_pages_and_files(
    wire: Wire, at: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    files = [upload(wire, b"x", name=f"{number}.txt") for number in range(5)]
    root = post(wire, at, "Root", attachmentFileHandleIds=files)
    for number in range(5):
        post(wire, at, f"Child {number}", parent=root["id"])
    with django_assert_num_queries(PAGE_QUERIES):
        assert len(wire.get(f"{at}/wiki2/{root['id']}").json["attachmentFileHandleIds"]) == 5
    with django_assert_num_queries(TREE_QUERIES):
        assert len(wire.get(f"{at}/wikiheadertree2").json["results"]) == 6
