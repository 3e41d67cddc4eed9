"""Pages of a wiki: written, changed by two at once, moved, deleted and brought back, found, kept for some."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.doors.web.entities.conftest import BACKEND
from tests.factories.centers import appointed
from tests.factories.entities import make_entity, make_person
from tests.factories.wikis import change_page, keep_for, make_page
from tests.support import screening
from tests.support.wire import sign_in, upload
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import AUTHENTICATED_USERS, OWNER, PUBLIC, Actor, Permission
from theatrum.repository.access.queries import find_acl
from theatrum.repository.accounts.models import User
from theatrum.repository.entities.actions.sharing import replace_local_acl
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.wiki.models import Attachment, DeletedPages, Page, PageVersion, Wiki

pytestmark = pytest.mark.django_db
As = Callable[[Actor], Client]
READER = (Permission.READ, Permission.DOWNLOAD)


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


@pytest.fixture
def reader() -> Actor:
    return make_person("reader")


@pytest.fixture
def project(admin: Actor) -> Node:
    node = make_entity(admin, Kind.PROJECT, "P & Q")
    share(admin, node, {})
    return node


def share(admin: Actor, node: Node, more: dict[int, frozenset[Permission]]) -> None:
    acl = find_acl("entity", node.id)
    assert acl is not None
    everybody = {AUTHENTICATED_USERS: frozenset(READER), PUBLIC: frozenset({Permission.READ})}
    with writing():
        grants = {admin.id: frozenset(OWNER), **everybody, **more}
        replace_local_acl(actor=admin, node_id=node.id, etag=acl.etag, grants=grants)


@pytest.fixture
def enter() -> As:
    def entered(actor: Actor) -> Client:
        client = Client()
        client.force_login(User.objects.get(id=actor.id), backend=BACKEND)
        return client

    return entered


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content
    return answer.content.decode()


def at(page: Page, more: str = "") -> str:
    return f"/entities/{page.wiki.node.public_id}/wiki/{page.pk}{more}"


def test_a_wiki_begins_and_grows(admin: Actor, reader: Actor, project: Node, enter: As) -> None:
    mine, theirs, root = enter(admin), enter(reader), f"/entities/{project.public_id}/wiki"
    assert "Write the first page" in shown(mine, root)
    assert "Write the first page" not in shown(theirs, root)
    assert "Write the first page" not in shown(Client(), root)
    assert theirs.get(f"{root}/new").status_code == 403
    sent = {"title": "  Home <i> ", "text": "# Begin\r\n\r\n<script>x</script> syn12\r\n"}
    answer = mine.post(f"{root}/new", sent)
    page = Page.objects.get()
    assert answer.headers["Location"] == f"{at(page)}?kept"
    assert theirs.get(root).headers["Location"] == at(page)
    html = shown(theirs, at(page))
    assert "<h1>Home &lt;i&gt;</h1>" in html
    assert '<h2 id="section-begin">Begin</h2>' in html
    assert "&lt;script&gt;" in html
    assert "<script>x" not in html
    assert 'href="/entities/syn12"' in html
    assert "/edit" not in html
    assert "# Begin\n\n&lt;script&gt;" in shown(mine, at(page, "/edit"))
    assert shown(Client(), at(page))
    assert Client().get(at(page, "/edit")).status_code == 302
    assert "below" in shown(mine, f"{root}/new?parent={page.pk}")
    mine.post(f"{root}/new", {"title": "Below", "text": "", "parent": page.pk})
    assert Page.objects.get(title="Below").parent_id == page.pk
    refused = mine.post(f"{root}/new", {"title": "", "text": "my words"})
    assert refused.status_code == 400
    assert "my words" in refused.content.decode()
    assert "Give the page a title" in refused.content.decode()
    assert mine.get(f"{root}/new?parent=x").status_code == 400


def test_two_writers_put_their_changes_together(admin: Actor, project: Node, enter: As) -> None:
    client = enter(admin)
    page = make_page(admin, project, "Home", text="one\ntwo\nthree\nfour")
    begun = {"title": "Home", "etag": page.etag, "base": 0}
    change_page(admin, page, text="one\ntwo\nthree\nFOUR")
    answer = client.post(at(page, "/edit"), begun | {"text": "ONE\ntwo\nthree\nfour"})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "put together below" in html
    assert "\nONE\ntwo\nthree\nFOUR</textarea>" in html
    assert "<ins>FOUR</ins>" in html
    answer = client.post(at(page, "/edit"), begun | {"text": "one\ntwo\nthree\nfour, mine"})
    html = answer.content.decode()
    assert "You both changed the same lines" in html
    assert "four, mine</textarea>" in html
    assert "one\ntwo\nthree\nFOUR</pre>" in html
    page.refresh_from_db()
    now = {"title": "Home", "etag": page.etag, "base": 1, "text": "settled"}
    assert client.post(at(page, "/edit"), now).status_code == 302
    assert PageVersion.objects.filter(page=page).count() == 3


def test_nothing_is_lost_while_the_others_text_waits_to_be_screened(
    admin: Actor, reader: Actor, project: Node, enter: As
) -> None:
    other = make_person("other")
    share(admin, project, {other.id: frozenset(OWNER)})
    client = enter(other)
    page = make_page(admin, project, "Home", text="one\ntwo\nthree")
    begun = {"title": "Home", "etag": page.etag, "base": 0, "text": "ONE\ntwo\nthree"}
    screening.turn_on()
    try:
        change_page(admin, page, text="one\ntwo\nTHREE")
        answer = client.post(at(page, "/edit"), begun)
        assert answer.status_code == 409
        html = answer.content.decode()
        assert "admin kept version 2 while you were writing" in html
        assert "waits to be screened" in html
        assert "\nONE\ntwo\nthree</textarea>" in html
        assert f'name="etag" value="{begun["etag"]}"' in html
        assert client.get(at(page, "/edit")).headers["Location"] == at(page)
        assert "Home can be changed once its text can be shown." in shown(client, at(page))
        assert "These texts cannot be shown" in shown(enter(reader), at(page, "/compare?from=0&to=1"))
        screening.run_jobs()
        assert "put together below" in client.post(at(page, "/edit"), begun).content.decode()
    finally:
        screening.turn_off()


def test_what_identifies_a_person_is_refused(admin: Actor, project: Node, enter: As) -> None:
    client = enter(admin)
    screening.turn_on_texts()
    try:
        sent = {"title": "Home", "text": "Write to jane.roe@hospital.example, 123-45-6789"}
        answer = client.post(f"/entities/{project.public_id}/wiki/new", sent)
    finally:
        screening.turn_off_texts()
    assert answer.status_code == 400
    assert not Page.objects.exists()
    error = answer.content.decode().partition('role="alert"')[2].partition("</ul>")[0]
    assert "jane" not in error
    assert "6789" not in error


def test_history_differences_and_restoring(admin: Actor, reader: Actor, project: Node, enter: As) -> None:
    page = make_page(admin, project, "Home", text="old words\nstay")
    change_page(admin, page, title="Home 2", text="new words\nstay")
    mine, theirs = enter(admin), enter(reader)
    assert "Version 2" in shown(theirs, at(page, "/history"))
    html = shown(theirs, at(page, "/compare?from=1&to=0"))
    assert "<del>old</del> words" in html
    assert "<ins>new</ins> words" in html
    assert '<span class="visually-hidden">removed</span>' in html
    assert "Restore version" not in html
    assert "This is version 1, not the newest" in shown(theirs, at(page, "?version=0"))
    assert theirs.post(at(page, "/restore"), {"number": 0}).status_code == 403
    assert mine.post(at(page, "/restore"), {"number": 0}).status_code == 302
    assert "old words" in shown(theirs, at(page))
    assert theirs.get(at(page, "/compare?from=99")).status_code == 404
    assert theirs.get(at(page, "/compare?from=-1")).status_code == 400


def test_moving_and_ordering(admin: Actor, project: Node, enter: As) -> None:
    client = enter(admin)
    root = make_page(admin, project, "Home")
    pages = [make_page(admin, project, title, parent=root) for title in ("A", "B", "C")]
    deep = make_page(admin, project, "Deep", parent=pages[0])

    def order() -> list[str]:
        side = shown(client, at(root)).partition('class="wiki-tree"')[2].partition("</nav>")[0]
        return [title for title in ("A", "B", "C", "Deep") if f">{title}</a>" in side] and sorted(
            ("A", "B", "C"), key=lambda title: side.index(f">{title}</a>")
        )

    assert order() == ["A", "B", "C"]
    client.post(at(pages[2], "/move"), {"step": "up"})
    client.post(at(pages[2], "/move"), {"step": "up"})
    assert order() == ["C", "A", "B"]
    client.post(at(pages[2], "/move"), {"step": "up"})
    client.post(at(pages[0], "/move"), {"step": "down"})
    assert order() == ["C", "B", "A"]
    html = shown(client, at(pages[0], "/move"))
    assert "Deep</option>" not in html
    client.post(at(pages[0], "/move"), {"parent": pages[1].pk})
    assert Page.objects.get(pk=pages[0].pk).parent_id == pages[1].pk
    refused = client.post(at(pages[1], "/move"), {"parent": deep.pk})
    assert refused.status_code == 409
    assert "all others stand below it" in shown(client, at(root, "/move"))


def test_deleting_offers_the_way_back(admin: Actor, reader: Actor, project: Node, enter: As) -> None:
    client = enter(admin)
    root = make_page(admin, project, "Home")
    page = make_page(admin, project, "Gone", parent=root)
    make_page(admin, project, "Gone too", parent=page)
    assert "The 1 page below it goes with it" in shown(client, at(page, "/delete"))
    assert enter(reader).post(at(page, "/delete")).status_code == 403
    answer = client.post(at(page, "/delete"))
    deletion = DeletedPages.objects.get()
    assert answer.headers["Location"] == f"{at(root)}?deleted={deletion.pk}"
    assert "Gone is deleted" in shown(client, answer.headers["Location"])
    assert "Gone is deleted" not in shown(enter(reader), answer.headers["Location"])
    client.post(f"/entities/{project.public_id}/wiki/undo", {"deletion": deletion.pk})
    assert shown(client, at(page))
    root_gone = client.post(at(root, "/delete")).headers["Location"]
    assert "Home is deleted" in shown(client, root_gone)
    assert not Wiki.objects.exists()


def test_attachments_come_and_go(admin: Actor, reader: Actor, project: Node, enter: As) -> None:
    client, wire = enter(admin), sign_in(admin)
    page = make_page(admin, project, "Home")
    number = upload(wire, b"\x89PNG", name="a map.png")
    answer = client.post(
        f"/entities/{project.public_id}/wiki/preview",
        {"text": "![m](a%20map.png)", "page": page.pk, "fresh": {"a map.png": int(number)}},
        content_type="application/json",
    )
    own = f"/entities/{project.public_id}/wiki/handles/{number}"
    assert f'src="{own}"' in answer.json()["html"]
    assert client.get(own).headers["Location"].startswith("/bytes")
    assert enter(reader).get(own).status_code == 403
    sent = {"title": "Home", "text": "![m](a%20map.png)", "etag": page.etag, "base": 0, "attachment": number}
    assert client.post(at(page, "/edit"), sent).status_code == 302
    html = shown(enter(reader), at(page))
    address = at(page, f"/files/{quote('a map.png')}")
    assert f'src="{address}"' in html
    assert enter(reader).get(address).status_code == 302
    assert enter(reader).get(at(page, "/files/other.png")).status_code == 404
    page.refresh_from_db()
    client.post(at(page, "/edit"), {"title": "Home", "text": "", "etag": page.etag, "base": 1})
    assert Attachment.objects.filter(version__page=page, version__number=2).count() == 0
    assert enter(reader).get(address).status_code == 404
    begun = client.post(f"/entities/{project.public_id}/wiki/uploads", {}, content_type="application/json")
    assert begun.status_code == 400
    begun = enter(reader).post(f"/entities/{project.public_id}/wiki/uploads", {}, content_type="application/json")
    assert begun.status_code == 403


def test_pages_kept_for_some(admin: Actor, project: Node, enter: As) -> None:
    liaison = appointed(admin, make_person("liaison"), "data_liaison")
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    root = make_page(admin, project, "Home")
    page = make_page(admin, project, "Inner circle", text="secret words", parent=root)
    client = enter(admin)
    html = shown(client, at(page, "/access"))
    assert "HTAN2_DCC" in html
    team = html.partition(">HTAN2_DCC<")[0].rpartition('for="reader-')[2].partition('"')[0]
    assert "Choose at least one" in client.post(at(page, "/access"), {"who": "some"}).content.decode()
    assert client.post(at(page, "/access"), {"who": "some", "reader": team}).status_code == 302
    assert "Kept for HTAN2_DCC" in shown(enter(liaison), at(page))
    other = enter(wrangler)
    assert "Inner circle" not in shown(other, at(root))
    for path in ("", "/history", "/compare", "/files/x.png"):
        assert other.get(at(page, path)).status_code == 404
    assert "No page has all these words" in shown(other, "/wiki/search?q=secret")
    assert "Inner circle" in shown(enter(liaison), "/wiki/search?q=secret")
    client.post(at(page, "/access"), {"who": "all"})
    assert shown(other, at(page))


def test_search_page(admin: Actor, reader: Actor, project: Node, enter: As) -> None:
    make_page(admin, project, "Home <b>", text="how to upload a file & more")
    client = enter(reader)
    assert "What are you looking for" in shown(client, "/wiki/search")
    html = shown(client, f"/wiki/search?q=UPLOAD&in={project.public_id}")
    assert "<mark>upload</mark>" in html
    assert "Home &lt;b&gt;" in html
    assert "1 page" in html
    assert Client().get("/wiki/search?q=upload").status_code == 302
    hidden = make_entity(admin, Kind.PROJECT, "Hidden")
    assert client.get(f"/wiki/search?q=x&in={hidden.public_id}").status_code == 403


def test_a_tree_of_many_pages_asks_as_often(admin: Actor, reader: Actor, project: Node, enter: As) -> None:
    client = enter(reader)
    root = make_page(admin, project, "Home")
    counts = []
    for many in (1, 20):
        for number in range(many):
            make_page(admin, project, f"{many} {number}", parent=root)
        keep_for(admin, root)
        with CaptureQueriesContext(connection) as asked:
            shown(client, at(root))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_page_or_its_section_is_followed_and_not_any_more(
    admin: Actor, reader: Actor, project: Node, enter: As
) -> None:
    root = make_page(admin, project, "Home")
    page = make_page(admin, project, "How to", parent=root)
    client = enter(reader)
    assert "You follow no page" in shown(client, "/wiki/following")
    assert "Follow it and all below" in shown(client, at(page))
    assert "/follow" not in shown(Client(), at(page))
    assert "You hear of changes of this page." in client.post(at(page, "/follow"), follow=True).content.decode()
    answer = client.post(at(root, "/follow"), {"what": "section"}, follow=True)
    assert "You follow Home and all below it" in answer.content.decode()
    listed = shown(client, "/wiki/following")
    assert "it and all below it" in listed
    assert "How to" in listed
    client.post(f"/wiki/following/{page.pk}/end")
    assert client.post(f"/wiki/following/{2**63}/end").status_code == 302
    assert "You follow the section that it stands in" in shown(client, at(page))
    keep_for(admin, root, admin.id)
    assert "You follow no page" in shown(client, "/wiki/following")
    assert client.post(at(root, "/follow")).status_code == 404
