"""Gates before a submission: what stops whom, and that pages and writes see the same."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from tests.factories.entities import make_entity
from tests.factories.onboarding import CLOSING, Onboarded, onboard
from tests.support import gates as support
from theatrum.consortium.onboarding import guarding, standings
from theatrum.consortium.onboarding.errors import GateClosed
from theatrum.consortium.onboarding.gates import Gate
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Permission
from theatrum.repository.entities.models import Kind

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def gates() -> Iterator[None]:
    """Ask the gates, as the server does."""
    support.turn_on()
    yield
    support.turn_off()


@contextmanager
def closed(gate: Gate, it: Onboarded) -> Iterator[None]:
    """Close one gate for a while."""
    with transaction.atomic():
        CLOSING[gate](it)
        yield
        transaction.set_rollback(True)


def test_every_gate_stops_a_write_and_says_so() -> None:
    it = onboard()
    file = make_entity(it.wrangler, Kind.FOLDER, "mine", parent=it.leaf)
    onboarding = in_force().onboarding
    assert onboarding is not None
    hard = {rule.gate for rule in onboarding.rules() if not rule.is_soft}
    assert hard - set(CLOSING) == {Gate.TERMS, Gate.RELEASE_OPEN, Gate.FOLDER_OPEN}
    assert _shown_closed(it) == []
    for gate in CLOSING:
        with closed(gate, it):
            found = guarding.find_closed(it.wrangler, Permission.UPDATE, file)
            assert found is not None
            assert gate in _shown_closed(it) == [rule.gate for rule in found.rules]
            with pytest.raises(GateClosed, match="Who can change that") as refused:
                access.require(it.wrangler, Permission.UPDATE, file)
            # Who loses one gate may lose another with it: the first is told.
            assert refused.value.facts["gate"] == found.rules[0].gate
            assert standings.may_submit(it.wrangler.id, it.center_id, 8) is False
    assert access.may(it.wrangler, Permission.DELETE, file)
    assert standings.may_submit(it.wrangler.id, it.center_id, 8)


def _shown_closed(it: Onboarded) -> list[Gate]:
    shown = standings.of_person(it.wrangler.id, it.center_id) + standings.of_center(it.center_id, 8)
    return [one.gate for one in shown if one.stops]
