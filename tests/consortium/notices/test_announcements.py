"""Announcements: above every page of whom they are for, from their beginning until their end or until put away."""

from datetime import timedelta

import pytest

from tests.factories.centers import appointed
from tests.factories.entities import make_person
from theatrum.consortium.centers.errors import NotEntitled
from theatrum.consortium.notices.announcements.actions import AnnouncementFields, announce, dismiss, end_announcement
from theatrum.consortium.notices.announcements.models import Announcement, Audience
from theatrum.consortium.notices.announcements.queries import shown_to
from theatrum.consortium.notices.errors import AnnouncementIsInvalid
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor

pytestmark = pytest.mark.django_db


def say(actor: Actor, **fields: object) -> Announcement:
    with writing():
        return announce(actor=actor, fields=AnnouncementFields(text="Closed tonight.", **fields))  # type: ignore[arg-type]  # named in each test


def test_each_reads_what_is_for_them() -> None:
    """Everybody, who is signed in, people of some centers, people of any."""
    admin, ana = make_person("admin", is_administrator=True), make_person("ana")
    ben = appointed(admin, make_person("ben"), "viewer", "HTA201")
    everybody, signed_in = say(admin, audience=Audience.EVERYBODY), say(admin)
    some = say(admin, audience=Audience.CENTERS, centers=["HTA201"])
    others = say(admin, audience=Audience.CENTERS, centers=["HTA202"])
    every = say(admin, audience=Audience.CENTERS)
    assert shown_to(None) == [everybody]
    assert shown_to(ana.id) == [everybody, signed_in]
    assert shown_to(ben.id) == [everybody, signed_in, some, every]
    assert others not in shown_to(ben.id)


def test_it_has_its_time_and_is_put_away_by_each() -> None:
    """Not before its beginning, not after its end; away for one, not for others."""
    admin, ana = make_person("admin", is_administrator=True), make_person("ana")
    moment = clock.now()
    say(admin, starts_on=moment + timedelta(hours=1))
    say(admin, starts_on=moment - timedelta(hours=2), ends_on=moment - timedelta(hours=1))
    one, other = say(admin), say(admin)
    with writing():
        dismiss(actor=ana, announcement_id=one.pk)
        dismiss(actor=ana, announcement_id=one.pk)
        dismiss(actor=ana, announcement_id=999)
        end_announcement(actor=admin, announcement_id=other.pk)
    assert (shown_to(ana.id), shown_to(admin.id)) == ([], [one])


@pytest.mark.parametrize(
    "fields",
    [
        {"link": "https://evil.example"},
        {"audience": Audience.CENTERS, "centers": ["HTA999"]},
        {"ends_on": clock.now() - timedelta(days=1)},
    ],
)
def test_what_makes_no_sense_is_refused(fields: dict[str, object]) -> None:
    """And only administrators write."""
    with pytest.raises(AnnouncementIsInvalid):
        say(make_person("admin", is_administrator=True), **fields)
    with pytest.raises(NotEntitled):
        say(make_person("ana"))
