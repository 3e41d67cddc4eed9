"""Information sessions: those of the profile, as the DCC changes them; who attended or watched."""

from datetime import date, timedelta

import pytest

from tests.consortium.onboarding.people import CENTER, People, make_people
from theatrum.consortium.onboarding.sessions.actions import (
    Fields,
    keep_session,
    mark_attended,
    say_watched,
    unmark_attended,
)
from theatrum.consortium.onboarding.sessions.errors import NotForYou, SessionIsInvalid, SessionNotFound
from theatrum.consortium.onboarding.sessions.heard import facts_of, missing_for
from theatrum.consortium.onboarding.sessions.models import Attendance, How
from theatrum.consortium.onboarding.sessions.queries import all_sessions, get_session, required_keys
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock


@pytest.fixture
def people(transactional_db: None) -> People:
    return make_people()


@pytest.mark.requirement("R11")
def test_the_gate_opens_when_all_who_submit_have_heard_what_was_held(people: People) -> None:
    held = required_keys()
    assert held == ["identifiers_records", "clinical_longitudinal", "project_transfer"]
    assert "0 of 1" in facts_of([CENTER], None)[CENTER].note
    for key in held[:2]:
        with writing():
            assert mark_attended(actor=people.liaison, key=key, user_ids=[people.wrangler.id, 999_999_999]) == 1
    assert [one.key for one in missing_for(people.wrangler.id)] == ["project_transfer"]
    with writing(), pytest.raises(SessionIsInvalid, match="no recording"):
        say_watched(actor=people.wrangler, key="project_transfer")
    session = get_session("project_transfer")
    fields = Fields(title=session.title, held_on=session.held_on, recording="https://example.org/recording")
    with writing():
        keep_session(actor=people.liaison, key=session.key, fields=fields)
        say_watched(actor=people.wrangler, key="project_transfer")
    assert facts_of([CENTER], None)[CENTER].is_open
    with writing():
        unmark_attended(actor=people.liaison, key=held[0], user_id=people.wrangler.id)
    assert not facts_of([CENTER], None)[CENTER].is_open
    assert "HTA203" not in facts_of(["HTA203"], None)


def test_who_watched_and_then_attended_attended(people: People) -> None:
    fields = Fields(title="A", held_on=date(2026, 1, 5), recording="/entities/syn1", slides="syn2")
    with writing():
        keep_session(actor=people.admin, key="extra", fields=fields)
        say_watched(actor=people.wrangler, key="extra")
        assert mark_attended(actor=people.admin, key="extra", user_ids=[people.wrangler.id]) == 1
        say_watched(actor=people.wrangler, key="extra")
    assert Attendance.objects.get(session="extra").how == How.ATTENDED


def test_sessions_are_kept_by_staff_with_links_that_lead_somewhere(people: People) -> None:
    for link in ("javascript:alert(1)", "http://example.org", "//example.org", "data:text/html,x", "https://a b"):
        with writing(), pytest.raises(SessionIsInvalid, match="A link"):
            keep_session(actor=people.liaison, key="x", fields=Fields(title="A", slides=link))
    with writing(), pytest.raises(NotForYou):
        keep_session(actor=people.investigator, key="x", fields=Fields(title="A"))
    with writing(), pytest.raises(NotForYou):
        mark_attended(actor=people.investigator, key="spatial", user_ids=[people.investigator.id])
    with writing(), pytest.raises(SessionNotFound):
        say_watched(actor=people.wrangler, key="nothing")
    soon = clock.now().date() + timedelta(days=9)
    with writing():
        keep_session(actor=people.liaison, key="spatial", fields=Fields(title="Spatial data", held_on=soon))
    assert [one.held_on for one in all_sessions() if one.key == "spatial"] == [soon]
    assert len(all_sessions()) == 5
    assert "spatial" not in required_keys()
