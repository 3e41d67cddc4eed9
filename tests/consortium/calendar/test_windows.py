"""When a release takes data: by the days of the calendar, and as the DCC opens, closes and extends it."""

from datetime import date, timedelta

import pytest

from tests.factories.centers import appointed
from tests.factories.entities import make_person
from theatrum.consortium.calendar import opening
from theatrum.consortium.calendar.actions import set_dates
from theatrum.consortium.calendar.errors import CalendarIsNotYours, ReleaseUnknown, WindowInvalid
from theatrum.consortium.calendar.schedules import ReleaseDates
from theatrum.consortium.calendar.windows import Standing, State, here_today, standing_of, standings_of
from theatrum.consortium.centers.errors import CenterNotFound
from theatrum.consortium.events.models import Event
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import models as audit

pytestmark = pytest.mark.django_db
ONE, OTHER = "HTA201", "HTA202"
DAY = timedelta(days=1)


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


def _days(admin: Actor, opens: int | None, deadline: int | None) -> date:
    """Set the days so far from today; returns today."""
    today = here_today()
    days = [None if one is None else today + one * DAY for one in (opens, deadline)]
    with writing():
        set_dates(actor=admin, release=8, dates=ReleaseDates(*days))
    return today


def _draft(center: str = "", reason: str = "the scanner was repaired") -> opening.Draft:
    return opening.draft_window(release=8, center_id=center, reason=reason)


def test_days_open_and_close_it(admin: Actor) -> None:
    today = _days(admin, -1, 0)
    assert standing_of(8, ONE) == Standing(8, State.OPEN, today - DAY, today)
    _days(admin, 1, 2)
    assert standing_of(8, ONE).state is State.NOT_YET
    _days(admin, -3, -1)
    over = standing_of(8, ONE)
    assert (over.state, over.is_open) == (State.OVER, False)
    assert over.words == f"Release 8 took data until the end of {today - DAY:%-d %B %Y}."
    _days(admin, None, None)
    assert standing_of(8, ONE) == Standing(8, State.OPEN)
    assert standing_of(99, ONE).state is State.NOT_OPEN


def test_a_center_is_extended_and_then_all_are(admin: Actor) -> None:
    today = _days(admin, -9, -1)
    with writing():
        after = opening.extend_release(actor=admin, draft=_draft(ONE), until=today + DAY)
    assert after == Standing(8, State.OPEN, today - 9 * DAY, today + DAY, is_extended=True)
    assert standing_of(8, OTHER).state is State.OVER
    told = Event.objects.get(topic="release_opened")
    assert (told.center_id, "repaired" in told.text) == (ONE, False)
    with writing():
        opening.extend_release(actor=admin, draft=_draft(), until=today + 3 * DAY)
    assert {one.until for one in standings_of(8, [ONE, OTHER]).values()} == {today + 3 * DAY}
    assert audit.Event.objects.filter(action="release_extended", subject_kind="release").count() == 2
    for until, problem in ((today - DAY, "is over"), (today + 2 * DAY, "already")):
        with writing(), pytest.raises(WindowInvalid, match=problem):
            opening.extend_release(actor=admin, draft=_draft(), until=until)


def test_closed_by_hand_for_all_and_open_for_one(admin: Actor) -> None:
    _days(admin, -9, 9)
    with writing():
        opening.close_release(actor=admin, draft=_draft(reason="all data is in"))
    assert standing_of(8, ONE).state is State.CLOSED
    assert standing_of(8, ONE).reason == "all data is in"
    with writing():
        opening.open_release(actor=admin, draft=_draft(ONE))
    assert [one.state for one in standings_of(8, [ONE, OTHER]).values()] == [State.OPEN, State.CLOSED]
    with writing():
        opening.open_release(actor=admin, draft=_draft())
        opening.close_release(actor=admin, draft=_draft(ONE))
    assert [one.state for one in standings_of(8, [ONE, OTHER]).values()] == [State.CLOSED, State.OPEN]


def test_opened_before_its_day(admin: Actor) -> None:
    today = _days(admin, 5, 9)
    with writing():
        after = opening.open_release(actor=admin, draft=_draft(ONE))
    assert (after.state, after.opens_on) == (State.OPEN, today)
    assert standing_of(8, OTHER).state is State.NOT_YET


def test_what_is_refused(admin: Actor) -> None:
    _days(admin, -9, -1)
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", ONE)
    liaison = appointed(admin, make_person("liaison"), "data_liaison")
    for actor in (wrangler, liaison):
        with writing(), pytest.raises(CalendarIsNotYours):
            opening.close_release(actor=actor, draft=_draft(ONE))
    with writing(), pytest.raises(WindowInvalid, match="extend it"):
        opening.open_release(actor=admin, draft=_draft())
    with writing(), pytest.raises(WindowInvalid, match="why"):
        opening.close_release(actor=admin, draft=_draft(reason=" "))
    with pytest.raises(ReleaseUnknown):
        opening.draft_window(release=99)
    with pytest.raises(CenterNotFound):
        _draft("HTA999")
    with pytest.raises(WindowInvalid, match="1000 characters"):
        _draft(reason="x" * 1001)
    assert standing_of(8, ONE).state is State.OVER


def test_all_centers_are_one_question(admin: Actor, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture of pytest-django
        standings_of(8, ["", ONE, OTHER])
