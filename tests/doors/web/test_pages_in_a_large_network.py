"""Pages over many centers and people ask the database as often for many as for few."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.entities import make_person
from tests.factories.onboarding import onboard
from theatrum.consortium.centers.models import (
    Affiliation,
    Agreement,
    AgreementState,
    CenterInstitution,
    CenterRecord,
    Institution,
    LiaisonAssignment,
)
from theatrum.consortium.events.models import Event
from theatrum.kernel import clock
from theatrum.repository.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)

FEW, MANY = 3, 12
_STAFF = (
    "/centers",
    "/administration/centers",
    "/administration/people",
    "/administration/institutions",
    "/administration/gates",
    "/administration/gates?gate=certified",
    "/administration/gates?gate=plan",
    "/onboarding/centers?show=all",
    "/directory",
    "/directory?q=one",
    "/liaison",
    "/inbox",
)
_OWN = (
    "/",
    "/centers/HTA201",
    "/centers/HTA201/people",
    "/centers/HTA201/onboarding",
    "/onboarding",
    "/tasks",
    "/directory",
)


def grow(liaison: int, *, first: int, count: int) -> None:
    """Add centers that the liaison guides, each with an institution, an agreement, an event, and people as HTA201."""
    moment = clock.now()
    for number in range(first, first + count):
        center = f"X{number:03d}"
        facts = {"kind": "tnp", "is_added": True, "since": moment, "made_by": liaison, "made_on": moment}
        CenterRecord.objects.create(center_id=center, name="One more", project_name=center, **facts)
        house = Institution.objects.create(name=f"House {number}", made_by=liaison, made_on=moment)
        CenterInstitution.objects.create(center_id=center, institution=house)
        Agreement.objects.create(
            center_id=center,
            version="1.1",
            state=AgreementState.EXECUTED,
            executed_on=moment.date(),
            made_by=liaison,
            made_on=moment,
            changed_on=moment,
        ).institutions.add(house)
        LiaisonAssignment.objects.create(center_id=center, user_id=liaison, since=moment, assigned_by=liaison)
        Event.objects.create(topic="onboarding", center_id=center, title="It came", by=liaison, at=moment)
        person = User.objects.get(pk=make_person(f"one_{number}").id)
        for where, role in ((center, "data_wrangler"), ("HTA201", "submitter"), ("HTA201", "center_pi")):
            Affiliation.objects.create(
                user=person, center_id=where, role=role, institution=house, filed_by=liaison, filed_on=moment
            )


def asked(client: Client, pages: tuple[str, ...]) -> dict[str, int]:
    """Return how many statements each page takes when it is asked for a second time."""
    counts = {}
    for page in pages:
        assert client.get(page).status_code == 200, page
        with CaptureQueriesContext(connection) as caught:
            client.get(page)
        counts[page] = len(caught)
    return counts


def test_pages_ask_as_often_for_many_as_for_few() -> None:
    it = onboard()
    clients = {
        "staff": (sign_in(it.admin.id), _STAFF),
        "liaison": (sign_in(it.liaison.id), ("/liaison", "/onboarding/centers", "/centers", "/")),
        "wrangler": (sign_in(it.wrangler.id), _OWN),
    }
    grow(it.liaison.id, first=0, count=FEW)
    few = {who: asked(client, pages) for who, (client, pages) in clients.items()}
    grow(it.liaison.id, first=FEW, count=MANY)
    assert {who: asked(client, pages) for who, (client, pages) in clients.items()} == few


def sign_in(user_id: int) -> Client:
    """Return the browser of somebody who is signed in, for good."""
    client = Client()
    client.force_login(User.objects.get(pk=user_id), backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session.set_expiry(timedelta(days=30))
    session.save()
    return client
