"""Who holds the roles of the privacy office."""

import pytest

from tests.factories.entities import make_person
from tests.support.wire import sign_in
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.screening.people import is_reviewer
from theatrum.repository.accounts import queries as accounts

pytestmark = pytest.mark.django_db


def test_role_is_nobodys_who_takes_the_name_of_its_team() -> None:
    thief = make_person("thief")
    wire = sign_in(thief)
    name = in_force().roles["privacy_office"].team or ""
    assert wire.post("/repo/v1/team", {"name": name}).status == 409
    assert wire.post("/repo/v1/team", {"name": name.lower()}).status == 409
    team = wire.post("/repo/v1/team", {"name": "Readers"}).json
    assert wire.put("/repo/v1/team", {**team, "name": name}).status == 409
    assert not is_reviewer(accounts.actor_of(accounts.find_user(thief.id)))
