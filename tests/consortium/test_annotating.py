"""Files annotated as the profile asks for it, on the wire and on the page: parents are a list, even a single one."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.factories.accounts import make_user
from tests.factories.components import make_described
from tests.factories.entities import make_entity, make_handle
from tests.support.wire import Wire, sign_in
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.models import Kind, Node, Verdict
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.entities.validation.queries import get_validation
from theatrum.wiring.sample import read_sample

pytestmark = pytest.mark.django_db(transaction=True)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
GOOD = read_sample(ProfileFolder.packaged("htan2")).files[0].annotations


@pytest.fixture
def anna() -> Actor:
    return actor_of(make_user("anna", is_administrator=True))


@pytest.fixture
def file(anna: Actor) -> Node:
    folder = make_described(anna, "scRNALevel1")
    return make_entity(anna, Kind.FILE, "a.fastq.gz", parent=folder, handle=make_handle(anna, name="a.fastq.gz"))


@pytest.fixture
def page(client: Client, anna: Actor, file: Node) -> Callable[[], str]:
    """Return a function that gives the form of the file."""
    client.force_login(User.objects.get(pk=anna.id), backend=BACKEND)

    def page() -> str:
        return client.get(f"/entities/{file.public_id}/annotate").content.decode()

    return page


def _annotate(wire: Wire, node: Node, *parents: str) -> dict[str, Any]:
    annotations: JsonObject = {
        name: {"type": "STRING", "value": [str(value)]} for name, value in GOOD.items() if name != "HTAN_PARENT_ID"
    }
    annotations["HTAN_PARENT_ID"] = {"type": "STRING", "value": [*parents]}
    body = {"id": node.public_id, "etag": get_node(node.id).etag, "annotations": annotations}
    assert wire.put(f"/repo/v1/entity/{node.public_id}/annotations2", body).status == 200
    found: dict[str, Any] = wire.get(f"/repo/v1/entity/{node.public_id}/schema/validation").json
    return found


@pytest.mark.parametrize("parents", [["HTA201_1_B1"], ["HTA201_1_B1", "HTA201_2_B1"]])
def test_one_parent_or_several_are_valid_on_the_wire(anna: Actor, file: Node, parents: list[str]) -> None:
    found = _annotate(sign_in(anna), file, *parents)
    assert found["isValid"] is True, found


def test_bad_parent_is_named_by_its_place_in_the_list_in_the_words_of_the_wire(anna: Actor, file: Node) -> None:
    one = _annotate(sign_in(anna), file, "HTA201_1")
    assert one["isValid"] is False
    assert one["allValidationMessages"][0].startswith("#/HTAN_PARENT_ID/0: string [HTA201_1] does not match pattern ^")
    several = _annotate(sign_in(anna), file, "HTA201_1_B1", "nonsense")
    assert several["allValidationMessages"][0].startswith("#/HTAN_PARENT_ID/1: string [nonsense] does not match")
    [finding] = several["findings"]
    assert (finding["column"], finding["value"]) == ("HTAN_PARENT_ID", "nonsense")
    assert _annotate(sign_in(anna), file)["isValid"] is False


def _begin(text: str) -> dict[str, str]:
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', text) for name in ("etag", "before")}
    return {name: html.unescape(match[1]) for name, match in found.items() if match}


def test_form_takes_parents_one_a_line(client: Client, anna: Actor, file: Node, page: Callable[[], str]) -> None:
    form = page()
    assert re.search(r'<textarea id="in-HTAN_PARENT_ID"', form)
    values = {f"a.{name}": str(value) for name, value in GOOD.items()}
    for text in ("HTA201_1_B1", "HTA201_1_B1\r\nHTA201_2_B1\r\n"):
        sent = {**_begin(page()), **values, "a.HTAN_PARENT_ID": text}
        assert client.post(f"/entities/{file.public_id}/annotate", sent).status_code == 302
        assert get_validation(anna, file.id).verdict == Verdict.VALID
        current = get_node(file.id).current
        assert current is not None
        assert current.annotations["HTAN_PARENT_ID"] == {"type": "STRING", "value": text.split()}
        assert f">{text.strip().replace(chr(13), '')}</textarea>" in page()


def test_form_says_beside_the_list_which_of_its_values_is_wrong(
    client: Client, file: Node, page: Callable[[], str]
) -> None:
    values = {f"a.{name}": str(value) for name, value in GOOD.items()}
    sent = {**_begin(page()), **values, "a.HTAN_PARENT_ID": "HTA201_1_B1\nHTA201_1"}
    client.post(f"/entities/{file.public_id}/annotate", sent)
    form = page()
    start = form.index('id="field-HTAN_PARENT_ID"')
    part = form[start : form.index('id="field-', start + 10)]
    assert 'aria-invalid="true"' in part
    assert "Item 2 of HTAN_PARENT_ID" in part
