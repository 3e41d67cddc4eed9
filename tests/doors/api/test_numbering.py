"""The next identifiers over the wire: shown, reserved, and refused."""

import pytest

from tests.factories.centers import appointed, make_ingest
from tests.factories.entities import make_person
from tests.support.wire import Wire, sign_in
from theatrum.repository.access.permissions import Actor

pytestmark = pytest.mark.django_db

NEXT = "/repo/v1/theatrum/ids/next"


@pytest.fixture
def wrangler() -> Actor:
    admin = make_person("admin", is_administrator=True)
    make_ingest(admin, "HTA201")
    return appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")


def test_shown_again_and_again_but_reserved_once(wrangler: Actor) -> None:
    wire = sign_in(wrangler)
    asked = f"{NEXT}?center=HTA201&kind=participant&count=2"
    shown = {"center": "HTA201", "kind": "participant", "ids": ["HTA201_1", "HTA201_2"], "reserved": False}
    assert wire.get(asked).json == wire.get(asked).json == shown
    answer = wire.post(NEXT, {"center": "HTA201", "kind": "participant", "count": 2})
    assert (answer.status, answer.json) == (201, {**shown, "reserved": True})
    assert wire.get(asked).json["ids"] == ["HTA201_3", "HTA201_4"]
    assert wire.get(f"{NEXT}?center=HTA201&kind=data_file&under=pooled").json["ids"] == ["HTA201_0000_D1"]
    assert wire.get(f"{NEXT}?center=HTA201&kind=biospecimen&under=HTA201_2").json["ids"] == ["HTA201_2_B1"]


def test_under_each_of_several(wrangler: Actor) -> None:
    body = {"center": "HTA201", "kind": "biospecimen", "count": 2, "participants": ["HTA201_1", "HTA201_2", "HTA201_1"]}
    answer = sign_in(wrangler).post(NEXT, body)
    assert answer.json["ids"] == ["HTA201_1_B1", "HTA201_1_B2", "HTA201_2_B1", "HTA201_2_B2"]
    assert sign_in(wrangler).post(NEXT, {**body, "count": 501}).status == 400


def test_refusals(wrangler: Actor) -> None:
    wire = sign_in(wrangler)
    body = {"center": "HTA201", "kind": "participant"}
    assert wire.post(NEXT, {**body, "center": "HTA299"}).status == 404
    assert wire.post(NEXT, {**body, "kind": "entity"}).status == 400
    assert wire.post(NEXT, {**body, "count": 0}).status == 400
    assert wire.post(NEXT, {**body, "kind": "data_file", "participant": "HTA202_1"}).status == 400
    assert sign_in(make_person("bob")).post(NEXT, body).status == 403
    assert Wire().get(f"{NEXT}?center=HTA201&kind=participant").status == 401
    assert Wire().post(NEXT, body).status == 401
