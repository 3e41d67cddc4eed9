"""The page of the calendar: what members see, and what the coordinating center changes there."""

from collections.abc import Callable
from datetime import date

import icalendar
import pytest
from django.test import Client

from tests.doors.web.entities.conftest import BACKEND
from tests.factories.centers import appointed
from tests.factories.entities import make_person
from theatrum.consortium.calendar.models import Occasion
from theatrum.consortium.calendar.schedules import dates_of
from theatrum.doors.web.pages.calendar import months
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User

pytestmark = pytest.mark.django_db
As = Callable[[Actor], Client]


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


@pytest.fixture
def enter() -> As:
    def entered(actor: Actor) -> Client:
        client = Client()
        client.force_login(User.objects.get(id=actor.id), backend=BACKEND)
        return client

    return entered


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_members_read_and_the_coordinating_center_changes(admin: Actor, enter: As) -> None:
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    member, staff = enter(wrangler), enter(admin)
    page = shown(member, "/calendar")
    assert "29 Jan 2027" in page
    assert "Office hours" in page
    assert "New event" not in page
    assert member.get("/calendar/releases/8").status_code == 403
    assert member.get("/calendar/events").status_code == 403
    assert member.post("/calendar/events/office_hours_2027_01/cancel").status_code == 403
    assert "29 Jan" in shown(member, "/calendar?month=2027-01")
    assert enter(make_person("guest")).get("/calendar").status_code == 403
    assert Client().get("/calendar").status_code == 302

    assert 'value="2027-01-29"' in shown(staff, "/calendar/releases/8")
    refused = staff.post("/calendar/releases/8", {"opens": "2027-03-01", "deadline": "2027-02-01"})
    assert "is before" in refused.content.decode()
    assert staff.post("/calendar/releases/8", {"deadline": "2027-02-15"}).status_code == 302
    assert dates_of(8).deadline == date(2027, 2, 15)
    given = {"title": "Call <b>", "starts_on": "2027-02-01T14:00", "ends_on": "2027-02-01T15:30", "center_id": "HTA201"}
    assert staff.post("/calendar/events", given).status_code == 302
    event = Occasion.objects.get()
    page = shown(member, "/calendar?month=2027-02")
    assert "Call &lt;b&gt;" in page
    assert "14:00 to 15:30" in page
    assert 'value="2027-02-01T14:00"' in shown(staff, f"/calendar/events/{event.key}")
    staff.post(f"/calendar/events/{event.key}/cancel", {"verb": "cancel"})
    assert "Called off" in shown(member, "/calendar?month=2027-02")
    other = enter(appointed(admin, make_person("other"), "data_wrangler", "HTA202"))
    assert "Call &lt;b&gt;" not in shown(other, "/calendar?month=2027-02")


def test_information_sessions_stand_in_the_calendar(admin: Actor, enter: As) -> None:
    client = enter(admin)
    page = shown(client, "/calendar?month=2026-01")
    assert "Information session: How projects are laid out" in page
    assert "/calendar/events/session-" not in page
    client.post("/calendar/feed", {"verb": "open"})
    address = shown(client, "/calendar").partition("/calendar.ics?key=")[2].partition("<")[0]
    calendar = icalendar.Calendar.from_ical(Client().get(f"/calendar.ics?key={address}").content.decode())
    found = next(one for one in calendar.walk("VEVENT") if "How projects" in str(one["SUMMARY"]))
    assert (found.decoded("DTSTART"), found.decoded("DTEND")) == (date(2026, 1, 20), date(2026, 1, 21))


def test_the_feed_is_read_without_a_session(admin: Actor, enter: As) -> None:
    client = enter(admin)
    assert "/calendar.ics?key=" not in shown(client, "/calendar")
    client.post("/calendar/feed", {"verb": "open"})
    page = shown(client, "/calendar")
    address = page.partition("/calendar.ics?key=")[2].partition("<")[0]
    answer = Client().get(f"/calendar.ics?key={address}")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert len(icalendar.Calendar.from_ical(answer.content.decode()).walk("VEVENT")) >= 7
    client.post("/calendar/feed", {"verb": "close"})
    assert Client().get(f"/calendar.ics?key={address}").status_code == 404
    assert Client().get("/calendar.ics").status_code == 404


@pytest.mark.parametrize("text", ["", "x", "2027", "2027-13", "0-1", "99999-1", "2027-1-1", "-", "9" * 5000])
def test_months_that_are_none(text: str) -> None:
    assert months.read_month(text, date(2026, 11, 26)) == date(2026, 11, 1)


def test_weeks_of_a_month() -> None:
    month = months.month_of(date(2027, 2, 1), date(2027, 2, 28), {})
    assert [len(week) for week in month.weeks] == [7] * 4
    assert (month.start, month.end) == (date(2027, 2, 1), date(2027, 2, 28))
    assert (month.before, month.after) == (date(2027, 1, 1), date(2027, 3, 1))
