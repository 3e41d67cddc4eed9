"""Messages of the server: kept for clients, told as an event, mailed once; incidents only to those they concern."""

import pytest
from django.core.mail import EmailMessage

from tests.factories.centers import appointed
from tests.factories.entities import make_person
from tests.support.screening import run_jobs
from theatrum.consortium.centers.filing import end_affiliation
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.notices.inbox.models import Notice
from theatrum.consortium.notices.inbox.seeing import visible
from theatrum.consortium.notices.models import Receipt
from theatrum.consortium.notices.subjects import seen_incidents
from theatrum.consortium.notices.telling import ServerMessages
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.screening.models import Incident
from theatrum.consortium.screening.people import concerned
from theatrum.consortium.screening.telling import About
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.accounts.models import TeamMember, User
from theatrum.repository.accounts.queries import actor_of

pytestmark = pytest.mark.django_db


def test_an_incident_is_told_once_to_those_whom_it_concerns(mailoutbox: list[EmailMessage]) -> None:
    """By mail at once and in the inbox; who has no part in it is not told, though somebody named them."""
    admin, stranger = make_person("admin", is_administrator=True), make_person("stranger")
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    uploader = appointed(admin, make_person("uploader"), "submitter", "HTA201")
    moment = clock.now()
    incident = Incident.objects.create(opened_on=moment, changed_on=moment, center="HTA201", uploader_id=uploader.id)
    run_jobs()
    mailoutbox.clear()
    told = {wrangler.id, uploader.id, stranger.id}
    delivery = ServerMessages()
    about = About(f"/privacy/incidents/{incident.pk}", "HTA201", incident.pk)
    draft = delivery.draft(subject="Privacy incident 1 at HTA201: detected", text="It is being locked.\n", about=about)
    with writing():
        delivery.send(draft=draft, recipient_ids=told)
    run_jobs()
    assert set(Receipt.objects.values_list("user_id", flat=True)) == told
    seen = Notice.objects.filter(topic="privacy").select_related("event")
    assert {one.user_id for one in seen} == {wrangler.id, uploader.id}
    assert {one.event.link for one in seen} == {about.link}
    assert sorted(mail.to for mail in mailoutbox) == [["uploader@example.org"], ["wrangler@example.org"]]
    assert {mail.subject for mail in mailoutbox} == {"Privacy incident 1 at HTA201: detected"}
    ids = [str(incident.pk)]
    assert [seen_incidents(one, ids) for one in (admin, uploader, stranger)] == [set(ids), set(ids), set()]


def test_who_has_left_the_center_is_not_told_of_its_incidents_any_more() -> None:
    admin, privacy = make_person("admin", is_administrator=True), make_person("privacy")
    appointed(admin, privacy, "privacy_office")
    uploader = appointed(admin, make_person("uploader"), "submitter", "HTA201")
    assert {privacy.id, uploader.id} <= set(concerned("HTA201", uploader.id))
    about = About("/privacy/files/1", "HTA201")
    draft = ServerMessages().draft(subject="Please upload again: 1 files were rejected", text="So.\n", about=about)
    with writing():
        ServerMessages().send(draft=draft, recipient_ids=[uploader.id, privacy.id])
        # It is delivered a moment later.
        for one in Affiliation.objects.filter(user_id=uploader.id):
            end_affiliation(actor=admin, profile=in_force(), affiliation_id=one.pk)
    run_jobs()
    assert set(Notice.objects.filter(topic="privacy").values_list("user_id", flat=True)) == {privacy.id}
    assert uploader.id not in concerned("HTA201", uploader.id)
    # Files of no center are theirs whatever they are.
    assert uploader.id in concerned("", uploader.id)
    TeamMember.objects.filter(user_id=privacy.id).delete()
    (notice,) = Notice.objects.filter(topic="privacy").select_related("event")
    assert visible(actor_of(User.objects.get(pk=privacy.id)), [notice]) == []
