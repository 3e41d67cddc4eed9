"""What the upload island asks for, with a session: the same rules as on the wire."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.doors.web.conftest import SignIn
from tests.factories.entities import make_entity
from tests.support.wire import md5, send_bytes
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import OWNER, Actor
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.actions.sharing import create_local_acl
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import find_child, get_node, get_version

pytestmark = pytest.mark.django_db(transaction=True)

PART = 5 * 1024**2


@pytest.fixture
def alice(sign_in: SignIn) -> Actor:
    """An administrator, signed in."""
    return actor_of(sign_in("alice", is_administrator=True))


@pytest.fixture
def folder(alice: Actor) -> Node:
    """A folder of Alice's."""
    project = make_entity(alice, Kind.PROJECT, "P1")
    return make_entity(alice, Kind.FOLDER, "Level_1", parent=project)


def ask(client: Client, path: str, body: object, *, status: int = 200) -> Any:
    """Ask one question and return the answer, having checked its status."""
    response = client.post(path, json.dumps(body), content_type="application/json")
    assert response.status_code == status, response.content
    return response.json()


def start(client: Client, folder: Node, content: bytes, *, name: str = "reads.fastq", status: int = 200) -> Any:
    """Start an upload as the island does."""
    body = {"name": name, "contentType": "text/plain", "md5": md5(content), "size": len(content), "partSize": PART}
    return ask(client, f"/entities/{folder.public_id}/uploads", body, status=status)


def send(client: Client, upload: Any, content: bytes) -> Any:
    """Send what is missing, and complete."""
    for number, held in enumerate(upload["parts"], start=1):
        if held == "0":
            piece = content[(number - 1) * PART : number * PART]
            urls = ask(client, f"/uploads/{upload['id']}/parts", {"parts": [number]})["urls"]
            assert send_bytes("PUT", urls[str(number)], piece).status == 200
            assert ask(client, f"/uploads/{upload['id']}/parts/{number}", {"md5": md5(piece)})["isGood"]
    return ask(client, f"/uploads/{upload['id']}/complete", {})


@pytest.mark.requirement("R152")
@pytest.mark.parametrize("content", [b"", b"ACGT", b"x" * (PART + 3)])
def test_a_file_is_uploaded_and_placed(client: Client, alice: Actor, folder: Node, content: bytes) -> None:
    upload = start(client, folder, content)
    done = send(client, upload, content)
    placed = ask(client, f"/entities/{folder.public_id}/files", {"name": "reads.fastq", "handle": done["handle"]})

    node = find_child(alice, parent_id=folder.id, name="reads.fastq")
    assert placed == {"id": node.public_id, "name": "reads.fastq", "url": f"/entities/{node.public_id}"}
    assert get_version(node, None).handle_id == done["handle"]


def test_the_same_file_again_goes_on_where_it_was(client: Client, folder: Node) -> None:
    content = b"x" * (PART + 3)
    upload = start(client, folder, content)
    urls = ask(client, f"/uploads/{upload['id']}/parts", {"parts": [1]})["urls"]
    send_bytes("PUT", urls["1"], content[:PART])

    again = start(client, folder, content)

    assert (again["id"], again["parts"]) == (upload["id"], "10")


def test_a_taken_name_is_told_and_can_become_a_version(client: Client, alice: Actor, folder: Node) -> None:
    first = send(client, start(client, folder, b"one"), b"one")
    placed = ask(client, f"/entities/{folder.public_id}/files", {"name": "reads.fastq", "handle": first["handle"]})

    second = start(client, folder, b"two")
    assert second["existing"] == {"id": placed["id"], "isFile": True}
    handle = send(client, second, b"two")["handle"]
    body = {"name": "reads.fastq", "handle": handle}
    ask(client, f"/entities/{folder.public_id}/files", body, status=409)
    ask(client, f"/entities/{folder.public_id}/files", {**body, "replaces": placed["id"]})

    node = find_child(alice, parent_id=folder.id, name="reads.fastq")
    assert get_version(get_node(node.id), None).number == 2


def test_only_a_file_gets_another_version_of_its_bytes(client: Client, folder: Node) -> None:
    handle = send(client, start(client, folder, b"one"), b"one")["handle"]
    body = {"name": "reads.fastq", "handle": handle, "replaces": folder.public_id}
    assert "only a file" in ask(client, f"/entities/{folder.public_id}/files", body, status=400)["reason"]
    assert get_version(get_node(folder.id), None).handle_id is None


def test_dropped_folders_are_made_once(client: Client, alice: Actor, folder: Node) -> None:
    path = f"/entities/{folder.public_id}/folders"
    first = ask(client, path, {"path": "run 1/lane 2"})
    assert ask(client, path, {"path": "run 1/lane 2"}) == first
    inner = find_child(alice, parent_id=find_child(alice, parent_id=folder.id, name="run 1").id, name="lane 2")
    assert inner.public_id == first["id"]
    ask(client, path, {"path": "a/" * 60}, status=400)
    ask(client, path, {"path": "bad*name"}, status=400)


def test_what_the_uploader_may_not_see_is_not_told(client: Client, alice: Actor, folder: Node, sign_in: SignIn) -> None:
    hidden = make_entity(alice, Kind.FOLDER, "hidden", parent=folder)
    client.logout()
    carol = actor_of(sign_in("carol"))
    with writing():
        create_local_acl(actor=alice, node_id=hidden.id, grants={alice.id: frozenset(OWNER)})
        create_local_acl(
            actor=alice, node_id=folder.id, grants={alice.id: frozenset(OWNER), carol.id: frozenset(OWNER)}
        )
    assert start(client, folder, b"x", name="hidden")["existing"] == {"id": "", "isFile": False}
    refused = ask(client, f"/entities/{folder.public_id}/folders", {"path": "hidden"}, status=403)
    assert "READ" in refused["reason"]


@pytest.mark.requirement("R132")
def test_who_may_not_create_cannot_even_start(client: Client, folder: Node, sign_in: SignIn) -> None:
    client.logout()
    assert start(client, folder, b"x", status=401)["reason"].startswith("Your session has ended")
    sign_in("carol")
    assert "CREATE" in start(client, folder, b"x", status=403)["reason"]


def test_another_persons_upload_is_not_mine(client: Client, folder: Node, sign_in: SignIn) -> None:
    upload = start(client, folder, b"x")
    client.logout()
    sign_in("carol", is_administrator=True)

    ask(client, f"/uploads/{upload['id']}/parts", {"parts": [1]}, status=403)
    ask(client, f"/uploads/{upload['id']}/complete", {}, status=403)


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"name": "a/b", "contentType": "x", "md5": "0" * 32, "size": 1, "partSize": PART},
        {"name": "a", "contentType": "x", "md5": "zz", "size": 1, "partSize": PART},
        {"name": "a", "contentType": "x", "md5": "0" * 32, "size": -1, "partSize": PART},
        {"name": "a", "contentType": "x", "md5": "0" * 32, "size": True, "partSize": PART},
        {"name": "a", "contentType": "x", "md5": "0" * 32, "size": 10**30, "partSize": PART},
        {"name": "a", "contentType": "x", "md5": "0" * 32, "size": 10 * PART, "partSize": 1},
    ],
)
def test_bad_requests_are_400_with_a_reason(client: Client, folder: Node, body: object) -> None:
    assert ask(client, f"/entities/{folder.public_id}/uploads", body, status=400)["reason"]


def test_a_form_is_no_request_of_the_island(client: Client, folder: Node) -> None:
    client.handler.enforce_csrf_checks = True
    client.get("/settings")
    token = client.cookies["csrftoken"].value
    response = client.post(f"/entities/{folder.public_id}/folders", {"csrfmiddlewaretoken": token, "path": "a"})
    assert response.status_code == 400
    assert response.json()["reason"] == "The request must be JSON."


def test_a_request_nested_without_end_is_400(client: Client, folder: Node) -> None:
    deep = "[" * 100_000
    for path in ("uploads", "files", "folders"):
        response = client.post(f"/entities/{folder.public_id}/{path}", deep, content_type="application/json")
        assert response.status_code == 400


def test_a_request_without_the_csrf_token_is_refused(alice: Actor, folder: Node) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(f"/entities/{folder.public_id}/uploads", "{}", content_type="application/json")
    assert response.status_code == 403
