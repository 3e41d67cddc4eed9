"""Ways into the network's wiki, new texts for it, and the directory."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.doors.web.entities.conftest import BACKEND
from tests.factories.centers import appointed
from tests.factories.entities import make_person
from tests.factories.wikis import change_page, keep_for
from theatrum.consortium.handbook import queries, sharing
from theatrum.consortium.handbook.models import SeededPage
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.wiki.models import Page

pytestmark = pytest.mark.django_db
As = Callable[[Actor], Client]


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


@pytest.fixture
def enter() -> As:
    def entered(actor: Actor) -> Client:
        client = Client()
        client.force_login(User.objects.get(id=actor.id), backend=BACKEND)
        return client

    return entered


def shown(client: Client, path: str) -> str:
    answer = client.get(path, follow=True)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_the_handbook_is_made_read_and_brought_up_to_date(admin: Actor, enter: As) -> None:
    client = enter(admin)
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    assert "An administrator makes it" in shown(enter(wrangler), "/handbook")
    assert enter(wrangler).post("/handbook/make").status_code == 403
    assert "Make the handbook" in shown(client, "/handbook")
    assert "17 pages" in client.post("/handbook/make", follow=True).content.decode()
    member = enter(wrangler)
    assert "The two ways of data" in shown(member, "/handbook")
    text = shown(member, "/handbook/upload")
    assert "Upload files" in text
    assert '<a href="/handbook" aria-current="page">Handbook</a>' in text
    assert 'aria-current="page">Projects</a>' not in text
    assert member.get("/handbook/nothing").status_code == 404
    assert enter(make_person("guest")).get("/handbook").status_code == 403
    assert member.get("/handbook/updates").status_code == 403

    assert "nothing to settle" in shown(client, "/handbook/updates")
    change_page(admin, Page.objects.get(pk=queries.get_page_id("upload")), text="ours")
    SeededPage.objects.filter(pk="upload").update(sha256="0" * 64)
    html = shown(client, "/handbook/updates")
    assert "Take the new text" in html
    assert "ours" in html
    page = Page.objects.get(pk=queries.get_page_id("upload"))
    keep_for(admin, page, admin.id)
    curator = enter(appointed(admin, make_person("curator"), "dcc_curator"))
    sharing.look_after()
    assert "ours" not in shown(curator, "/handbook/updates")
    assert curator.post("/handbook/updates", {"name": "upload", "verb": "leave"}).status_code == 404
    keep_for(admin, page)
    client.post("/handbook/updates", {"name": "upload", "verb": "take"})
    assert "nothing to settle" in shown(client, "/handbook/updates")
    assert "By the page" in shown(member, "/handbook/upload")


def test_the_directory_is_for_members(admin: Actor, enter: As) -> None:
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    client = enter(wrangler)
    html = shown(client, "/directory")
    assert "wrangler@example.org" in html
    assert 'href="/centers/HTA201"' in html
    assert 'href="/centers/HTA202"' not in html
    assert "HTA202" in html
    assert "Nobody fits" in shown(client, "/directory?q=zzz")
    for number in range(6):
        appointed(admin, make_person(f"more{number}"), "submitter", "HTA201")
    html = shown(client, "/directory")
    assert "<details><summary>1 more" in html
    assert "<details open><summary>1 more" in shown(client, "/directory?q=more5")
    assert enter(make_person("guest")).get("/directory").status_code == 403
    assert Client().get("/directory").status_code == 302
