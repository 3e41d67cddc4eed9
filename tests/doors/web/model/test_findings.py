"""Every finding on a page leads to what the data model says of its attribute, where the profile has its component."""

import pytest
from django.test import Client

from tests.factories.accounts import make_user
from tests.factories.components import make_described
from tests.factories.entities import make_entity, make_handle
from tests.factories.places import make_place, text
from tests.factories.records import make_records
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.models import Kind, Node

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def admin(client: Client) -> Actor:
    """Sign an administrator in."""
    user = make_user("admin", is_administrator=True)
    client.force_login(user, backend=BACKEND)
    return actor_of(user)


def _page(client: Client, node: Node, *steps: str) -> str:
    answer = client.get("/".join(["/entities", node.public_id, *steps]))
    assert answer.status_code == 200
    return answer.content.decode()


def _files(admin: Actor, component: str, *names: str, **annotations: str) -> list[Node]:
    folder = make_described(admin, component)
    return [
        make_entity(
            admin,
            Kind.FILE,
            name,
            parent=folder,
            handle=make_handle(admin, name=name),
            annotations=text(**annotations),
        )
        for name in names
    ]


def test_rows_lead_to_their_attributes(client: Client, admin: Actor) -> None:
    records = make_records(admin, make_described(admin, "Demographics"), b"HTAN_PARTICIPANT_ID,ODD\nwrong,1\n")
    page = _page(client, records)
    link = '<a href="/model/1.0.0/Demographics#HTAN_PARTICIPANT_ID">HTAN_PARTICIPANT_ID</a>'
    assert f'<span class="problem__where">{link}</span>' in page
    assert f'<th scope="col">{link}</th>' in page
    # What the component does not know leads nowhere.
    assert '<span class="problem__where">ODD</span>' in page
    assert '<a href="/model/1.0.0/Demographics">Demographics</a>' in page


def test_problems_of_a_file_lead_to_their_attributes(client: Client, admin: Actor) -> None:
    file, other = _files(admin, "scRNALevel1", "a.fastq", "b.fastq", FILE_FORMAT="bom")
    link = '<a href="/model/1.0.0/scRNALevel1#FILE_FORMAT">FILE_FORMAT</a>'
    assert f'<span class="problem__where">{link}</span>' in _page(client, file)
    form = _page(client, file, "annotate")
    assert '<a href="/model/1.0.0/scRNALevel1#FILE_FORMAT" target="_blank">In the data model' in form
    several = client.get("/entities/annotate", {"ids": f"{file.public_id},{other.public_id}"}).content.decode()
    assert '<a href="/model/1.0.0/scRNALevel1#LIBRARY_LAYOUT" target="_blank">In the data model' in several
    assert '<a href="/model/1.0.0/scRNALevel1#FILENAME" target="_blank">In the data model' in several


def test_folder_leads_to_its_component(client: Client, admin: Actor) -> None:
    page = _page(client, make_described(admin, "Diagnosis"))
    assert '<a href="/model/1.0.0/Diagnosis">Diagnosis</a>' in page


def test_schemas_of_others_lead_nowhere(client: Client) -> None:
    place = make_place()
    client.force_login(make_user("ben", is_administrator=True), backend=BACKEND)
    file = place.add("a", LAYOUT="odd")
    assert '<span class="problem__where">LAYOUT</span>' in _page(client, file)
    assert "/model/1.0.0" not in _page(client, file, "annotate")
