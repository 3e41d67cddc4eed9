"""Information sessions: those of the profile, as the DCC changes them; who attended or watched."""

from datetime import date, timedelta

import pytest

from tests.consortium.onboarding.people import CENTER, People, make_people
from tests.factories.entities import make_handle, make_person
from theatrum.consortium.centers.expecting import file_person
from theatrum.consortium.onboarding.sessions import slides
from theatrum.consortium.onboarding.sessions.actions import (
    Fields,
    attach_slides,
    keep_session,
    mark_attended,
    say_watched,
    unmark_attended,
)
from theatrum.consortium.onboarding.sessions.errors import NotForYou, SessionIsInvalid, SessionNotFound
from theatrum.consortium.onboarding.sessions.heard import facts_of, missing_for
from theatrum.consortium.onboarding.sessions.models import Attendance, How
from theatrum.consortium.onboarding.sessions.queries import all_sessions, get_session, required_keys, seen_by
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.accounts.models import User
from theatrum.repository.files.associations import Claim


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


def test_sessions_are_for_people_of_the_consortium_unless_they_are_public(people: People) -> None:
    stranger, invited = make_person("outsider"), make_person("invited")
    assert seen_by(stranger) == []
    with writing(), pytest.raises(SessionNotFound):
        say_watched(actor=stranger, key="spatial")
    with writing():
        file_person(
            actor=people.investigator,
            profile=in_force(),
            email="soon@example.org",
            center_id=CENTER,
            role="submitter",
        )
    User.objects.filter(pk=invited.id).update(email="soon@example.org")
    for person in (people.wrangler, people.liaison, people.admin, invited):
        assert len(seen_by(person)) == len(all_sessions())
    fields = Fields(title="For all", is_public=True, recording="https://example.org/r")
    with writing():
        keep_session(actor=people.liaison, key="for_all", fields=fields)
        say_watched(actor=stranger, key="for_all")
    assert [one.key for one in seen_by(stranger)] == ["for_all"]


def test_slides_are_uploaded_and_downloaded_by_who_sees_the_session(people: People) -> None:
    handle, key = make_handle(people.liaison, name="slides.pdf"), required_keys()[0]
    with writing(), pytest.raises(NotForYou):
        attach_slides(actor=people.wrangler, key=key, handle_id=handle.pk)
    with writing():
        attach_slides(actor=people.liaison, key=key, handle_id=handle.pk)
    kept = get_session(key)
    assert kept.document == handle
    assert kept.agenda, "what the profile says stays"
    claim = Claim(handle.pk, slides.SLIDES, key)
    assert slides.downloadable(people.wrangler, [claim]) == [claim]
    assert slides.downloadable(make_person("outsider"), [claim]) == []
    assert slides.downloadable(people.wrangler, [Claim(handle.pk, slides.SLIDES, "spatial")]) == []
    with writing():
        attach_slides(actor=people.liaison, key=key, handle_id=None)
    assert get_session(key).document is None


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
