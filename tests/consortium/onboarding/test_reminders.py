"""Reminders by rule: after so many days, every so many, never twice on a day; by hand once a day."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.consortium.onboarding.people import CENTER, People, make_people
from tests.support.screening import run_jobs
from theatrum.checks.profile.checklist_shapes import Reminder
from theatrum.consortium.events.models import Event
from theatrum.consortium.onboarding.gates import Gate
from theatrum.consortium.onboarding.reminders import jobs
from theatrum.consortium.onboarding.reminders.by_hand import remind_center
from theatrum.consortium.onboarding.reminders.daily import remind_all
from theatrum.consortium.onboarding.reminders.errors import MayNotRemind, RemindedToday
from theatrum.consortium.onboarding.reminders.policy import is_due
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.models import Job
from theatrum.kernel import clock
from theatrum.repository.accounts.actions.people import certify_user
from theatrum.repository.accounts.principals import OPERATOR

RULE = Reminder(reminder="r", gate=Gate.PLAN, after_days=7, every_days=5, most=4, whom=("liaison",))
On = Callable[[int], None]


@pytest.fixture
def people(transactional_db: None) -> People:
    return make_people()


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> On:
    """Return a function that sets the clock to so many days from now."""
    start = clock.now()

    def set_day(days: int) -> None:
        moment = start + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_day


def told(person: int) -> list[str]:
    """Return the titles of reminders to a person, in order."""
    events = Event.objects.filter(topic="onboarding", subject_kind="reminder").order_by("pk")
    return [event.title for event in events if person in event.people]


@settings(max_examples=60)
@given(st.lists(st.integers(0, 120), max_size=60))
def test_a_rule_reminds_first_after_its_days_then_at_its_pace_and_no_more_than_it_says(days: list[int]) -> None:
    since, sent, last = datetime(2026, 1, 1, tzinfo=UTC), 0, None
    reminded: list[date] = []
    for day in sorted(days):
        today = since.date() + timedelta(days=day)
        if is_due(RULE, since=since, last_day=last, sent=sent, today=today):
            reminded.append(today)
            last, sent = today, sent + 1
    assert len(reminded) <= RULE.most
    assert all((one - since.date()).days >= RULE.after_days for one in reminded)
    gaps = [(later - earlier).days for earlier, later in pairwise(reminded)]
    assert all(gap >= RULE.every_days for gap in gaps)


def test_people_and_centers_are_reminded_by_the_rules_of_the_profile(people: People, on: On) -> None:
    on(0)
    remind_all()
    assert Event.objects.filter(subject_kind="reminder").count() == 0
    on(7)
    remind_all()
    assert told(people.wrangler.id) == ["2 steps are waited for"]
    assert told(people.liaison.id) == []
    on(14)
    remind_all()
    remind_all()
    assert len(told(people.wrangler.id)) == 2
    (title,) = told(people.liaison.id)
    assert title.startswith(f"{CENTER}: ")
    assert told(people.investigator.id) == [title]
    assert told(people.stranger.id) != [title]


def test_who_passed_is_reminded_no_more_of_that(people: People, on: On) -> None:
    on(0)
    remind_all()
    on(7)
    remind_all()
    with writing():
        certify_user(actor=OPERATOR, user_id=people.wrangler.id, is_certified=True)
    on(14)
    remind_all()
    assert told(people.wrangler.id) == ["2 steps are waited for", "Second factor set up is waited for"]


def test_workers_want_the_round_once_a_day(people: People, on: On) -> None:
    del people
    on(0)
    jobs.look()
    jobs.look()
    assert Job.objects.filter(name=jobs.REMIND).count() == 1
    run_jobs(jobs.REMIND)
    jobs.look()
    assert run_jobs(jobs.REMIND) == 0
    on(1)
    jobs.look()
    assert run_jobs(jobs.REMIND) == 1


def test_a_center_is_reminded_by_hand_once_a_day(people: People, on: On) -> None:
    on(0)
    with writing(), pytest.raises(MayNotRemind):
        remind_center(actor=people.stranger, center_id=CENTER, release=8)
    with writing():
        assert remind_center(actor=people.liaison, center_id=CENTER, release=8) == 2
    assert len(told(people.investigator.id)) == len(told(people.wrangler.id)) == 1
    with writing(), pytest.raises(RemindedToday):
        remind_center(actor=people.investigator, center_id=CENTER, release=8)
    on(1)
    with writing():
        assert remind_center(actor=people.investigator, center_id=CENTER, release=8) == 1
