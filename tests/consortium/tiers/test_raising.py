"""A tier that is raised by hand: by the staff only, never lowered, and taken back."""

import pytest
from django.test import Client

from tests.consortium.tiers.conftest import House, add_reads
from tests.factories.entities import make_entity, make_handle
from tests.support.wire import sign_in
from theatrum.consortium.tiers.actions import clean_reason, raise_tier, withdraw_tier
from theatrum.consortium.tiers.errors import TierIsInvalid
from theatrum.drivers.db.transactions import writing
from theatrum.repository.accounts.models import User
from theatrum.repository.audit.models import Event
from theatrum.repository.entities.models import Kind, Node

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _status(house: House, node: Node) -> int:
    return sign_in(house.stranger).get(f"/repo/v1/entity/{node.public_id}/file?redirect=false").status


def test_the_page_of_a_file_raises_its_tier_and_takes_it_back(house: House, client: Client) -> None:
    _, node = add_reads(house, house.images, name="slide.tiff")
    client.force_login(User.objects.get(pk=house.curator.id), backend=BACKEND)
    page = f"/entities/{node.public_id}"
    assert "Whoever may read the folder may download it." in client.get(page).content.decode()
    assert client.post(f"{page}/tier", {"reason": ""}).status_code == 200
    assert _status(house, node) == 200
    assert client.post(f"{page}/tier", {"reason": "It shows germline variants."}).status_code == 302
    assert _status(house, node) == 403
    shown = client.get(page).content.decode()
    assert "Raised by hand: It shows germline variants." in shown
    assert "Controlled" in client.get(f"/entities/{house.images.public_id}").content.decode()
    assert Event.objects.filter(action="tier_raised", subject_id=node.id).exists()
    assert client.post(f"{page}/tier/withdraw").status_code == 302
    assert _status(house, node) == 200


def test_the_center_does_not_change_tiers(house: House, client: Client) -> None:
    _, node = add_reads(house, house.images, name="slide.tiff")
    client.force_login(User.objects.get(pk=house.wrangler.id), backend=BACKEND)
    client.post(f"/entities/{node.public_id}/tier", {"reason": "Because."})
    assert _status(house, node) == 200
    assert f"/entities/{node.public_id}/tier" not in client.get(f"/entities/{node.public_id}").content.decode()


def test_tiers_are_never_lowered_and_need_a_reason(house: House) -> None:
    _, reads = add_reads(house)
    outside = make_entity(house.admin, Kind.PROJECT, "Elsewhere")
    plain = make_entity(house.admin, Kind.FILE, "a.txt", parent=outside, handle=make_handle(house.admin))

    def refused(node: Node, tier: str, reason: str = "Because.") -> str:
        with writing(), pytest.raises(TierIsInvalid) as told:
            raise_tier(actor=house.curator, node_id=node.id, tier=tier, reason=reason)
        return str(told.value)

    assert "never lowered" in refused(reads, "open")
    assert "There is no tier" in refused(reads, "secret")
    for text in (" ", "x" * 2000, "Because\0"):
        with pytest.raises(TierIsInvalid, match="Say why"):
            clean_reason(text)
    with writing(), pytest.raises(TierIsInvalid, match="not raised by hand"):
        withdraw_tier(actor=house.curator, node_id=reads.id)
    with writing(), pytest.raises(TierIsInvalid, match="no file of a center"):
        raise_tier(actor=house.admin, node_id=plain.id, tier="controlled", reason="Because.")
