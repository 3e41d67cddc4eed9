"""Who asks in most tests of the wire, and where."""

import pytest

from tests.factories.entities import make_entity, make_person
from tests.support.wire import Wire, sign_in
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import OWNER, Actor
from theatrum.repository.entities.actions.sharing import replace_local_acl
from theatrum.repository.entities.models import Kind, Node


@pytest.fixture
def ana() -> Actor:
    return make_person("ana")


@pytest.fixture
def wire(ana: Actor) -> Wire:
    return sign_in(ana)


@pytest.fixture
def project(ana: Actor) -> Node:
    """Return a project of an administrator's that is shared with one person."""
    owner = make_person("owner", is_administrator=True)
    made = make_entity(owner, Kind.PROJECT, "Atlas")
    grants = {owner.id: frozenset(OWNER), ana.id: frozenset(OWNER)}
    with writing():
        replace_local_acl(actor=owner, node_id=made.pk, etag=None, grants=grants)
    return made
