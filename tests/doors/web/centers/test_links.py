"""The page about the links of a center: what was found, on which versions, and what changed since."""

import pytest
from django.test import Client

from tests.consortium.linking.grids import add_rows
from tests.factories.centers import appointed, folder_at, make_ingest
from tests.factories.entities import make_entity, make_handle, make_person
from tests.factories.records import replace_rows
from theatrum.consortium.linking.jobs import check
from theatrum.consortium.linking.models import Report
from theatrum.consortium.linking.saving import after_save
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.models import Job
from theatrum.repository.access.permissions import OWNER, Actor, Permission
from theatrum.repository.accounts.models import User
from theatrum.repository.entities.actions.sharing import create_local_acl
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.grids.models import Workspace

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/centers/HTA201/links"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


@pytest.fixture
def project(admin: Actor) -> Node:
    return make_ingest(admin, "HTA201", "Demographics", "BiospecimenData", "BulkWESLevel1")


@pytest.fixture
def wrangler(admin: Actor, project: Node, client: Client) -> Actor:
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    client.force_login(User.objects.get(pk=wrangler.id), backend=BACKEND)
    return wrangler


def _shown(client: Client, query: str = "") -> str:
    return " ".join(client.get(f"{PAGE}{query}").content.decode().split())


def _file(actor: Actor, project: Node, name: str, own: str, parent: str) -> Node:
    told = {"HTAN_DATA_FILE_ID": own, "HTAN_PARENT_ID": parent}
    return make_entity(
        actor,
        Kind.FILE,
        name,
        parent=folder_at(actor, project, "v8_ingest/BulkWESLevel1"),
        handle=make_handle(actor),
        annotations={key: {"type": "STRING", "value": [text]} for key, text in told.items()},
    )


def test_what_is_wrong_stands_there_with_its_rows_and_files(client: Client, wrangler: Actor, project: Node) -> None:
    assert "Nothing was checked yet" in _shown(client)
    people = add_rows(wrangler, project, "Demographics", [("HTAN_PARTICIPANT_ID",), ("HTA201_1",)], name="people")
    rows = [("HTAN_BIOSPECIMEN_ID", "HTAN_PARENT_ID"), ("HTA201_1_B1", "HTA201_1"), ("HTA201_2_B1", "HTA201_2")]
    specimens = add_rows(wrangler, project, "BiospecimenData", rows, name="specimens")
    one = _file(wrangler, project, "a.fastq", "HTA201_1_D1", "HTA201_1_B1")
    two = _file(wrangler, project, "b.fastq", "HTA201_1_D1", "HTA201_1_B1")
    check(actor_id=wrangler.id, center="HTA201", release=8)
    page = _shown(client)
    assert "This is older than the data" not in page
    assert "that has no row of its own in Demographics" in page
    assert ">2</a>" in page
    assert f'href="/entities/{specimens.public_id}/grid?version=1&amp;column=HTAN_PARENT_ID&amp;row=2"' in page
    assert f"grid?component=HTAN2Organization-BulkWESLevel1&amp;file={two.public_id}" in page
    assert f'in <a href="/entities/{one.public_id}">{one.public_id}</a>' in page
    assert ">a.fastq</a>" in page
    assert "for wrangler" in page
    assert "a.fastq" not in _shown(client, "?severity=pending")
    replace_rows(wrangler, people, b"HTAN_PARTICIPANT_ID\nHTA201_1\nHTA201_2\n")
    page = _shown(client)
    assert "This is older than the data" in page
    assert "Changed since" in page
    assert two.name in page


def test_what_one_may_not_read_is_not_there(client: Client, admin: Actor, wrangler: Actor, project: Node) -> None:
    rows = [("HTAN_BIOSPECIMEN_ID", "HTAN_PARENT_ID"), ("HTA201_2_B1", "HTA201_2")]
    add_rows(wrangler, project, "BiospecimenData", rows, name="specimens")
    add_rows(wrangler, project, "Demographics", [("HTAN_PARTICIPANT_ID",), ("HTA201_1",)], name="people")
    check(actor_id=admin.id, center="HTA201", release=8)
    assert "HTA201_2" in _shown(client)
    with writing():
        grants = {admin.id: frozenset(OWNER), wrangler.id: frozenset[Permission]()}
        folder = folder_at(admin, project, "v8_ingest/BiospecimenData")
        create_local_acl(actor=admin, node_id=folder.id, grants=grants)
    page = _shown(client)
    assert "specimens" not in page.partition("What to mend")[2]
    assert "HTA201_2" not in page
    client.force_login(User.objects.get(pk=make_person("stranger").id), backend=BACKEND)
    assert client.get(PAGE).status_code == 404
    assert client.get("/centers/HTA299/links").status_code == 404
    assert Client().get(PAGE).status_code == 302


def test_a_check_is_wanted_by_hand_and_after_saves_but_once(client: Client, wrangler: Actor, project: Node) -> None:
    source = add_rows(wrangler, project, "Demographics", [("HTAN_PARTICIPANT_ID",), ("HTA201_1",)])
    workspace = Workspace(source=source)
    first = after_save(workspace, wrangler)
    assert after_save(workspace, wrangler) == after_save(Workspace(source=project), wrangler) == first
    assert client.post(PAGE).status_code == 302
    [job] = Job.objects.filter(name="linking.check")
    assert (str(job.id), job.not_before) == (first, None)
    answer = client.get(PAGE)
    assert answer["Refresh"] == "3"
    assert "waits to begin" in answer.content.decode()
    assert not Report.objects.exists()


def test_before_a_center_is_active_the_page_leads_to_its_onboarding(client: Client, admin: Actor) -> None:
    person = appointed(admin, make_person("new"), "center_pi", "HTA202")
    client.force_login(User.objects.get(pk=person.id), backend=BACKEND)
    answer = client.get("/centers/HTA202/links")
    assert answer.status_code == 200
    assert 'href="/centers/HTA202/onboarding"' in answer.content.decode()
    client.force_login(User.objects.get(pk=make_person("stranger").id), backend=BACKEND)
    assert client.get("/centers/HTA202/links").status_code == 404
