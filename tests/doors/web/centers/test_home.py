"""The pages of what a center submits: home, plans, exceptions, attestations; who sees them, and what they say."""

import pytest
from django.test import Client

from tests.factories.centers import appointed, folder_at, make_ingest
from tests.factories.entities import make_entity, make_handle, make_person
from theatrum.consortium.centers.liaisons import liaison_of
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.entities.models import Kind, Node, Validation

pytestmark = pytest.mark.django_db

HOME = "/centers/HTA201"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


@pytest.fixture
def project(admin: Actor) -> Node:
    return make_ingest(admin, "HTA201", "Demographics", "BulkWESLevel1", "DigitalPathologyData")


@pytest.fixture
def wrangler(admin: Actor, project: Node) -> Actor:
    return appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")


def _in(client: Client, actor: Actor) -> None:
    client.force_login(User.objects.get(pk=actor.id), backend=BACKEND)


def _shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return " ".join(answer.content.decode().split())


def test_home(client: Client, admin: Actor, wrangler: Actor, project: Node) -> None:
    folder = folder_at(admin, project, "v8_ingest/DigitalPathologyData")
    slide = make_entity(wrangler, Kind.FILE, "a.svs", parent=folder, handle=make_handle(wrangler))
    _in(client, wrangler)
    page = _shown(client, HOME)
    assert "DigitalPathologyData" in page
    for path in ("planned", "planned/new", "exceptions", "attestations"):
        _shown(client, f"{HOME}/{path}")
    assert slide is not None
