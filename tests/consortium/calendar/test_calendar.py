"""Days of releases, events and feeds: who changes them, who is told, and what other programs read."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from tests.factories.centers import appointed
from tests.factories.entities import make_person
from theatrum.consortium.calendar import actions, feeds, occasions
from theatrum.consortium.calendar.actions import EventFields
from theatrum.consortium.calendar.errors import (
    CalendarIsNotYours,
    CycleOutOfOrder,
    FeedNotFound,
    OccasionInvalid,
    OccasionNotFound,
    ReleaseUnknown,
)
from theatrum.consortium.calendar.schedules import ReleaseDates, dates_of
from theatrum.consortium.events.models import Event
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor, Scope
from theatrum.repository.accounts.models import User

pytestmark = pytest.mark.django_db
SEEDED = "office_hours_2026_12"
SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


def fields(**changes: object) -> EventFields:
    given: dict[str, object] = {
        "title": "Steering call",
        "starts_on": datetime(2027, 7, 1, 14, 0, tzinfo=ZoneInfo("America/New_York")),
        "ends_on": datetime(2027, 7, 1, 15, 0, tzinfo=ZoneInfo("America/New_York")),
        **changes,
    }
    return EventFields(**given)  # type: ignore[arg-type]  # named in each test


def components(actor: Actor) -> dict[str, icalendar.Component]:
    calendar = icalendar.Calendar.from_ical(feeds.written(actor).decode())
    return {str(one["UID"]): one for one in calendar.walk("VEVENT")}


def test_days_are_the_profiles_until_somebody_sets_them(admin: Actor) -> None:
    planned = dates_of(8)
    assert planned.deadline == date(2027, 1, 29)
    assert dates_of(99) == ReleaseDates()
    moved = ReleaseDates(opens=planned.opens, deadline=date(2027, 2, 12))
    with writing():
        actions.set_dates(actor=admin, release=8, dates=moved)
    assert dates_of(8) == moved
    told = Event.objects.get(topic="deadline")
    assert (told.title, told.release, told.link) == ("Release 8: the deadline is 12 February 2027", 8, "/calendar")
    with writing():
        actions.set_dates(actor=admin, release=8, dates=ReleaseDates(deadline=date(2027, 2, 12)))
        actions.set_dates(actor=admin, release=8, dates=ReleaseDates(deadline=date(2027, 2, 12)))
    assert Event.objects.count() == 1


def test_days_follow_each_other_and_are_set_by_administrators(admin: Actor) -> None:
    with writing():
        dates = ReleaseDates(opens=date(2027, 3, 1), deadline=date(2027, 2, 1))
        with pytest.raises(CycleOutOfOrder, match="2027-02-01.* is before the opening of the ingest folders"):
            actions.set_dates(actor=admin, release=8, dates=dates)
        with pytest.raises(ReleaseUnknown):
            actions.set_dates(actor=admin, release=99, dates=ReleaseDates())
        with pytest.raises(CalendarIsNotYours):
            actions.set_dates(actor=make_person("ben"), release=8, dates=ReleaseDates())


def test_events_are_seen_by_whom_they_are_for(admin: Actor) -> None:
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    other = appointed(admin, make_person("other"), "data_wrangler", "HTA202")
    with writing():
        made = actions.keep_event(actor=admin, fields=fields(center_id="HTA201"))
    for actor, seen in ((admin, True), (wrangler, True), (other, False)):
        keys = {one.key for one in occasions.events_seen(actor, since=SINCE, until=UNTIL)}
        assert (made.key in keys) is seen
        assert SEEDED in keys
    with pytest.raises(OccasionNotFound):
        occasions.get_event(other, made.key)
    with writing(), pytest.raises(CalendarIsNotYours):
        actions.cancel_event(actor=wrangler, key=made.key)


def test_an_event_of_the_profile_is_changed_and_called_off(admin: Actor) -> None:
    with writing():
        actions.keep_event(actor=admin, key=SEEDED, fields=fields(title="Moved"))
        actions.cancel_event(actor=admin, key=SEEDED)
    found = [one for one in occasions.events_seen(admin, since=SINCE, until=UNTIL) if one.key == SEEDED]
    assert [(one.title, one.is_canceled, one.sequence) for one in found] == [("Moved", True, 2)]
    # One that was moved far away does not come back as the profile has it.
    assert SEEDED not in {
        one.key for one in occasions.events_seen(admin, since=SINCE, until=datetime(2027, 1, 1, tzinfo=UTC))
    }
    with writing():
        assert not actions.restore_event(actor=admin, key=SEEDED).is_canceled
        with pytest.raises(OccasionNotFound):
            actions.cancel_event(actor=admin, key="nothing")


@pytest.mark.parametrize(
    "changes",
    [
        {"title": " "},
        {"title": "x" * 201},
        {"ends_on": datetime(2027, 1, 1, tzinfo=UTC)},
        {"link": "javascript:alert(1)"},
        {"link": "https://example.org\nSUMMARY:other"},
        {"about": "x" * 5000},
    ],
)
def test_events_that_cannot_be(admin: Actor, changes: dict[str, object]) -> None:
    with writing(), pytest.raises(OccasionInvalid):
        actions.keep_event(actor=admin, fields=fields(**changes))


def test_what_other_programs_read(admin: Actor) -> None:
    with writing():
        made = actions.keep_event(actor=admin, fields=fields(about="Zürich; a, b\nnext line", link="/help"))
    found = components(admin)
    event = found[f"event-{made.key}@localhost"]
    # Summer in New York: four hours behind.
    assert event.decoded("DTSTART") == datetime(2027, 7, 1, 18, 0, tzinfo=UTC)
    assert (event.decoded("SEQUENCE"), str(event["STATUS"])) == (1, "CONFIRMED")
    assert str(event["DESCRIPTION"]) == "Zürich; a, b\nnext line"
    assert str(event["URL"]).endswith("/help")
    # Winter: five hours behind.
    assert found[f"event-{SEEDED}@localhost"].decoded("DTSTART") == datetime(2026, 12, 9, 19, 0, tzinfo=UTC)
    deadline = found["release-8-deadline@localhost"]
    assert deadline.decoded("DTSTART") == date(2027, 1, 29)
    assert deadline.decoded("DTEND") - deadline.decoded("DTSTART") == timedelta(days=1)
    with writing():
        actions.set_dates(actor=admin, release=8, dates=ReleaseDates(deadline=date(2027, 2, 1)))
        actions.cancel_event(actor=admin, key=made.key)
    again = components(admin)
    assert (
        again[f"event-{made.key}@localhost"]["STATUS"],
        again[f"event-{made.key}@localhost"].decoded("SEQUENCE"),
    ) == (
        "CANCELLED",
        2,
    )
    assert again["release-8-deadline@localhost"].decoded("SEQUENCE") == 1
    assert "release-8-publication@localhost" not in again


def test_addresses_of_feeds_are_personal_and_can_be_taken_back(admin: Actor) -> None:
    ben = make_person("ben")
    with writing():
        first = feeds.key_of(actions.open_feed(actor=ben))
    reader = feeds.reader_of(first)
    assert (reader.id, reader.scopes) == (ben.id, frozenset({Scope.VIEW}))
    for wrong in ("", "x", f"{first}0", f"{admin.id}.{first.partition('.')[2]}", "9" * 30, f"{first[:-1]}é"):
        with pytest.raises(FeedNotFound):
            feeds.reader_of(wrong)
    with writing():
        second = feeds.key_of(actions.open_feed(actor=ben))
    with pytest.raises(FeedNotFound):
        feeds.reader_of(first)
    assert feeds.reader_of(second).id == ben.id
    with writing():
        actions.close_feed(actor=ben)
    with pytest.raises(FeedNotFound):
        feeds.reader_of(second)
    with writing():
        third = feeds.key_of(actions.open_feed(actor=ben))
    User.objects.filter(pk=ben.id).update(is_active=False)
    with pytest.raises(FeedNotFound):
        feeds.reader_of(third)
