"""Tables of a center's own choice: what is found in them, and that they are kept as they are."""

import json

import pytest
from django.test import Client

from tests.factories.centers import appointed, folder_at, make_ingest
from tests.factories.entities import make_entity, make_person
from tests.factories.records import make_csv, make_records
from theatrum.drivers.blobs.installed import store
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.files.models import FileHandle

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TABLE = b"HTAN Participant ID,Born on,Colour of the sky\r\nHTA201_1,,blue\r\nHTA201_9,1999-12-31,=red\r\n"


@pytest.fixture
def scene(client: Client) -> tuple[Actor, Node]:
    admin = make_person("admin", is_administrator=True)
    ingest = make_ingest(admin, "HTA201", "ClinicalTier2", "Demographics")
    ann = appointed(admin, make_person("ann"), "data_wrangler", "HTA201")
    make_records(ann, folder_at(admin, ingest, "v8_ingest/Demographics"), b"HTAN_PARTICIPANT_ID,SEX\nHTA201_1,Male\n")
    client.force_login(User.objects.get(pk=ann.id), backend=BACKEND)
    return ann, folder_at(admin, ingest, "v8_ingest/ClinicalTier2")


def _handle(ann: Actor, content: bytes, name: str = "sky.csv") -> int:
    handle = make_csv(ann, content, name=name)
    FileHandle.objects.filter(pk=handle.pk).update(verification="verified")
    return int(handle.pk)


def test_a_table_is_looked_at_and_kept_as_it_is(client: Client, scene: tuple[Actor, Node]) -> None:
    ann, folder = scene
    base = f"/entities/{folder.public_id}"
    assert f'href="{base}/own-table"' in client.get(base).content.decode()
    start = client.get(f"{base}/own-table").content.decode()
    assert "HTAN_PARTICIPANT_ID" in start
    # What kind of table it takes is known by a whole profile, of which the page tells one name.
    assert len(start) < 50_000
    body = json.dumps({"handle": _handle(ann, TABLE)})
    address = client.post(f"{base}/own-table/files", body, content_type="application/json").json()["url"]
    page = client.get(address).content.decode()
    assert "2 rows and 3 columns" in page
    assert "HTA201_9" in page or "row 2" in page  # whose Demographics record has not come
    assert "1999-12-31" not in page
    assert "date" in page.lower()
    answer = client.post(address, {"name": "Sky"})
    assert answer.status_code == 302, answer.content.decode()
    made = get_node(int(answer["Location"].rpartition("syn")[2]))
    assert (made.kind, made.parent_id, made.name) == (Kind.RECORD_SET, folder.id, "Sky")
    assert made.current is not None
    assert made.current.handle is not None
    with store().open(made.current.handle.key) as stream:
        assert stream.read() == TABLE


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"sky,HTAN_PARTICIPANT_ID\nblue,HTA201_1\n", "The first column must be"),
        (b"HTAN_PARTICIPANT_ID;sky\nHTA201_1;R\xe9d\n", "not UTF-8"),
        (b"HTAN_PARTICIPANT_ID,sky\nHTA201_01x,blue\n", "HTAN_PARTICIPANT_ID"),
    ],
)
def test_what_is_wrong_with_it_is_told(client: Client, scene: tuple[Actor, Node], content: bytes, told: str) -> None:
    ann, folder = scene
    page = client.get(f"/entities/{folder.public_id}/own-table/{_handle(ann, content)}").content.decode()
    assert told in page
    assert "before it is staged" in page or "problem--warning" in page


def test_other_folders_and_other_files_take_no_such_tables(client: Client, scene: tuple[Actor, Node]) -> None:
    ann, folder = scene
    records = folder_at(ann, get_node(folder.parent_id or 0), "Demographics")
    other = make_entity(ann, Kind.FOLDER, "else", parent=records)
    assert client.get(f"/entities/{other.public_id}/own-table").status_code == 400
    answer = client.get(f"/entities/{folder.public_id}/own-table/{_handle(ann, b'{}', 'a.json')}")
    assert answer.status_code == 400
    stranger = make_person("eve")
    client.force_login(User.objects.get(pk=stranger.id), backend=BACKEND)
    assert client.get(f"/entities/{folder.public_id}/own-table").status_code in {403, 404}
