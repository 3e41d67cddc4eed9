"""Centers are reminded before the last day on which a release takes their data, once for each number of days."""

from datetime import timedelta

import pytest

from tests.support.center_scene import CENTER, make_scene
from theatrum.consortium.calendar import opening
from theatrum.consortium.calendar.actions import set_dates
from theatrum.consortium.calendar.schedules import ReleaseDates
from theatrum.consortium.calendar.windows import here_today
from theatrum.consortium.events.models import Event
from theatrum.consortium.readiness.models import State, Submission
from theatrum.consortium.releases.reminding import days_for, remind_all
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor

pytestmark = pytest.mark.django_db


def _left(admin: Actor, days: int) -> None:
    with writing():
        set_dates(actor=admin, release=8, dates=ReleaseDates(deadline=here_today() + timedelta(days=days)))


def test_each_center_is_reminded_once_and_who_is_ready_is_not() -> None:
    admin = make_scene().it.admin
    _left(admin, 20)
    assert remind_all() == 0
    _left(admin, 5)
    assert (remind_all(), remind_all()) == (1, 0)
    told = Event.objects.get(topic="deadline", center_id=CENTER)
    assert told.title.endswith(", in 5 days")
    draft = opening.draft_window(release=8, center_id=CENTER)
    with writing():
        opening.extend_release(actor=admin, draft=draft, until=here_today() + timedelta(days=6))
    assert (remind_all(), remind_all()) == (1, 0)
    _left(admin, 1)
    Submission.objects.create(center_id=CENTER, release=8, state=State.READY, since=clock.now(), changed_by=admin.id)
    assert remind_all() == 0


def test_the_nearest_number_of_days_is_due() -> None:
    assert [days_for(left) for left in (15, 14, 8, 7, 2, 1, 0)] == [None, 14, 14, 7, 7, 1, 1]
