"""Pages kept for some, found by their words, and brought back after they were deleted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.entities import make_entity, make_person
from tests.factories.wikis import change_page, keep_for, make_page
from tests.support.screening import run_jobs
from tests.support.wire import sign_in
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import AUTHENTICATED_USERS, OWNER, Actor, Permission
from theatrum.repository.access.queries import find_acl
from theatrum.repository.entities.actions.sharing import replace_local_acl
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.files import locks
from theatrum.repository.wiki import actions, jobs, undoing
from theatrum.repository.wiki.errors import DeletionNotFound, NoWiki, PageIsInvalid, PageNotFound
from theatrum.repository.wiki.models import Page, PageText, PageVersion, Wiki
from theatrum.repository.wiki.purging import forget_words
from theatrum.repository.wiki.queries import pages
from theatrum.repository.wiki.queries.search import search

pytestmark = pytest.mark.django_db
MEMBER = (Permission.READ, Permission.DOWNLOAD, Permission.CREATE, Permission.UPDATE, Permission.DELETE)


@pytest.fixture
def ana() -> Actor:
    return make_person("ana")


@pytest.fixture
def ben() -> Actor:
    return make_person("ben")


@pytest.fixture
def project(ana: Actor) -> Node:
    return shared("P", ana)


def shared(name: str, owner: Actor, *, is_for_all: bool = True) -> Node:
    """Make a project that somebody owns, and that others may use."""
    admin = make_person(f"admin_of_{name}", is_administrator=True)
    node = make_entity(admin, Kind.PROJECT, name)
    acl = find_acl("entity", node.id)
    assert acl is not None
    grants = {admin.id: frozenset(OWNER), owner.id: frozenset(OWNER)}
    if is_for_all:
        grants[AUTHENTICATED_USERS] = frozenset(MEMBER)
    with writing():
        replace_local_acl(actor=admin, node_id=node.id, etag=acl.etag, grants=grants)
    return node


def found(actor: Actor, asked: str) -> list[str]:
    return [hit.page.title for hit in search(actor, asked)]


def test_pages_are_found_by_their_words(ana: Actor, ben: Actor, project: Node) -> None:
    root = make_page(ana, project, "Home", text="# Start\n\nHow to **upload** a file of the *Größe* 100_000")
    make_page(ana, project, "Upload", text="By page or by command", parent=root)
    assert found(ben, "upload") == ["Upload", "Home"]
    assert found(ben, "UPLOAD größe") == ["Home"]
    assert found(ben, "100_000") == ["Home"]
    assert found(ben, "100x000") == []
    assert found(ben, "") == found(ben, "%") == found(ben, "nothing") == []
    hit = search(ben, "file")[0]
    assert hit.parts[1] == "file"
    change_page(ana, root, text="Something else")
    assert found(ben, "größe") == []
    assert found(make_person("eva"), "home") == ["Home"]
    private = shared("Q", ana, is_for_all=False)
    make_page(ana, private, "Upload of Q")
    assert found(ben, "upload") == ["Upload"]
    assert [hit.page.title for hit in search(ana, "upload", node_id=private.id)] == ["Upload of Q"]


def test_search_asks_as_often_for_many_pages(ana: Actor, ben: Actor, project: Node) -> None:
    root = make_page(ana, project, "Home")
    counts: list[int] = []
    for many in (2, 10):
        for number in range(many):
            make_page(ana, project, f"Page {many} {number}", text="word", parent=root)
        keep_for(ana, Page.objects.get(title=f"Page {many} 0"), ana.id)
        with CaptureQueriesContext(connection) as asked:
            assert len(search(ben, "word")) == (1 if many == 2 else 10)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_pages_from_before_are_found_after_a_round(ana: Actor, project: Node) -> None:
    make_page(ana, project, "Home", text="old words")
    run_jobs("wiki.index_page")
    PageText.objects.all().delete()
    jobs.want_words()
    jobs.want_words()
    assert run_jobs("wiki.index_page") == 1
    assert found(ana, "old") == ["Home"]
    jobs.want_words()
    assert run_jobs("wiki.index_page") == 0


def test_locked_words_are_not_found(ana: Actor, ben: Actor, project: Node) -> None:
    page = make_page(ana, project, "Home", text="a name")

    def lock(actor: Actor, handles: object) -> dict[int, str]:
        return {PageText.objects.get(page=page).handle_id: ""}

    locks.register(lock)
    try:
        assert found(ben, "name") == []
    finally:
        locks.unregister(lock)
    assert found(ben, "name") == ["Home"]
    forget_words(handle_ids=[PageText.objects.get(page=page).handle_id])
    assert found(ben, "name") == []


def test_a_page_kept_for_some_is_not_there_for_others(ana: Actor, ben: Actor, project: Node) -> None:
    root = make_page(ana, project, "Home")
    inner = make_page(ana, project, "Inner circle", parent=root)
    leaf = make_page(ana, project, "Inner leaf", parent=inner)
    keep_for(ana, inner, ana.id)
    wiki = Wiki.objects.get()
    assert [page.title for page in pages.tree_of(ben, wiki)] == ["Home"]
    assert [page.title for page in pages.tree_of(ana, wiki)] == ["Home", "Inner circle", "Inner leaf"]
    for page in (inner, leaf):
        with pytest.raises(PageNotFound):
            pages.find_page(ben, project, page.pk)
        assert pages.find_page(make_person(f"admin{page.pk}", is_administrator=True), project, page.pk) == page
    assert found(ben, "inner") == []
    assert found(ana, "inner") == ["Inner circle", "Inner leaf"]
    with writing(), pytest.raises(PageIsInvalid, match="Add yourself"):
        actions.keep_for(actor=ana, node_id=project.id, page_id=inner.pk, principal_ids=[ben.id])
    keep_for(ana, inner)
    assert [page.title for page in pages.tree_of(ben, Wiki.objects.get())] == ["Home", "Inner circle", "Inner leaf"]
    keep_for(ana, root, ana.id)
    with pytest.raises(NoWiki):
        pages.root_page(ben, project)


def test_the_wire_knows_nothing_of_hidden_pages(ana: Actor, ben: Actor, project: Node) -> None:
    root = make_page(ana, project, "Home")
    inner = make_page(ana, project, "Inner", parent=root)
    at = f"/repo/v1/entity/{project.public_id}"
    mine, theirs = sign_in(ana), sign_in(ben)
    order = mine.get(f"{at}/wiki2orderhint").json
    mine.put(f"{at}/wiki2orderhint", {**order, "idList": [str(root.pk), str(inner.pk)]})
    keep_for(ana, inner, ana.id)
    text = PageVersion.objects.get(page=inner).markdown_id
    claim = {"fileHandleId": str(text), "associateObjectType": "WikiMarkdown", "associateObjectId": str(inner.pk)}
    asked = {"requestedFiles": [claim], "includePreSignedURLs": True, "includeFileHandles": True}
    for wire, sees in ((mine, True), (theirs, False)):
        for path in ("", "/wikihistory", "/attachmenthandles", "/markdown"):
            answer = wire.get(f"{at}/wiki2/{inner.pk}{path}?redirect=false")
            assert (answer.status == 200) is sees, (path, answer)
            assert sees or answer.status == 404
        assert (wire.get(f"{at}/wiki/{inner.pk}").status == 200) is sees
        assert len(wire.get(f"{at}/wikiheadertree2").json["results"]) == 1 + sees
        assert len(wire.get(f"{at}/wiki2orderhint").json["idList"]) == 1 + sees
        files = wire.post("/file/v1/fileHandle/batch", asked).json["requestedFiles"]
        assert ("failureCode" not in files[0]) is sees
    body = mine.get(f"{at}/wiki2/{inner.pk}").json
    assert theirs.put(f"{at}/wiki2/{inner.pk}", body).status == 404
    assert theirs.put(f"{at}/wiki2/{inner.pk}/0").status == 404
    theirs.delete(f"{at}/wiki2/{inner.pk}")
    assert Page.objects.filter(pk=inner.pk).exists()
    # Who orders the pages that they see does not lose the place of others.
    order = theirs.get(f"{at}/wiki2orderhint").json
    theirs.put(f"{at}/wiki2orderhint", {**order, "idList": [str(root.pk)]})
    assert mine.get(f"{at}/wiki2orderhint").json["idList"] == [str(root.pk), str(inner.pk)]


def test_deleted_pages_come_back_as_they_were(ana: Actor, ben: Actor, project: Node) -> None:
    root = make_page(ana, project, "Home")
    inner = make_page(ana, project, "Inner", text="first words", parent=root)
    change_page(ana, inner, title="Inner 2", text="second words")
    leaf = make_page(ana, project, "Leaf", parent=inner)
    keep_for(ana, leaf, ana.id)
    with writing():
        actions.delete_page(actor=ana, node_id=project.id, page_id=inner.pk)
    assert Page.objects.count() == 1
    deletion = undoing.deletions_of(ana, project.id).get()
    with writing(), pytest.raises(DeletionNotFound):
        undoing.restore_deleted(actor=ben, node_id=project.id, deletion_id=deletion.pk)
    with writing():
        undoing.restore_deleted(actor=ana, node_id=project.id, deletion_id=deletion.pk)
    back = Page.objects.get(pk=inner.pk)
    assert (back.parent_id, back.title, back.number) == (root.pk, "Inner 2", 1)
    assert back.versions.count() == 2
    assert Page.objects.get(pk=leaf.pk).parent_id == inner.pk
    with pytest.raises(PageNotFound):
        pages.find_page(ben, project, leaf.pk)
    with writing(), pytest.raises(DeletionNotFound):
        undoing.restore_deleted(actor=ana, node_id=project.id, deletion_id=deletion.pk)


def test_what_the_page_above_kept_stays_kept_where_that_is_gone(ana: Actor, ben: Actor, project: Node) -> None:
    root = make_page(ana, project, "Home")
    inner = make_page(ana, project, "Inner", parent=root)
    leaf = make_page(ana, project, "Leaf", parent=make_page(ana, project, "Middle", parent=inner))
    keep_for(ana, inner, ana.id)
    with writing():
        actions.delete_page(actor=ana, node_id=project.id, page_id=leaf.pk)
        mine = undoing.deletions_of(ana, project.id)[0]
        actions.delete_page(actor=ana, node_id=project.id, page_id=inner.pk)
        undoing.restore_deleted(actor=ana, node_id=project.id, deletion_id=mine.pk)
    assert Page.objects.get(pk=leaf.pk).parent_id == root.pk
    assert pages.find_page(ana, project, leaf.pk) == leaf
    with pytest.raises(PageNotFound):
        pages.find_page(ben, project, leaf.pk)


def test_a_whole_wiki_comes_back_below_a_new_one(ana: Actor, project: Node) -> None:
    root = make_page(ana, project, "Home")
    leaf = make_page(ana, project, "Leaf", parent=root)
    with writing():
        actions.delete_page(actor=ana, node_id=project.id, page_id=root.pk)
    assert not Wiki.objects.exists()
    fresh = make_page(ana, project, "Fresh")
    with writing():
        undoing.restore_deleted(actor=ana, node_id=project.id, deletion_id=undoing.deletions_of(ana, project.id)[0].pk)
    assert {page.pk: page.parent_id for page in Page.objects.all()} == {
        fresh.pk: None,
        root.pk: fresh.pk,
        leaf.pk: root.pk,
    }
    with writing():
        actions.delete_page(actor=ana, node_id=project.id, page_id=fresh.pk)
        undoing.restore_deleted(actor=ana, node_id=project.id, deletion_id=undoing.deletions_of(ana, project.id)[0].pk)
    assert Page.objects.get(parent=None).pk == fresh.pk
    assert Page.objects.count() == 3
