"""Decisions of reviewers: one or many at once, rules for a center, and everything taken back."""

from datetime import timedelta

import pytest

from tests.consortium.screening.conftest import Office, add_file
from tests.support.screening import run_jobs
from tests.support.slides import SCANNER, slide
from theatrum.consortium.notices.models import Message
from theatrum.consortium.screening import incidents, reviewing
from theatrum.consortium.screening.errors import (
    DecisionIsInvalid,
    DecisionNotFound,
    NotAReviewer,
    ScreeningIsElsewhere,
    ScreeningNotFound,
)
from theatrum.consortium.screening.locking import may_download, may_stage
from theatrum.consortium.screening.models import Allowance, Decision, Incident, IncidentState, Screening, State
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.audit import queries as audit
from theatrum.repository.files.models import FileHandle

pytestmark = pytest.mark.django_db


def add_slide(office: Office, number: int, *, scanner: str = SCANNER) -> FileHandle:
    handle, _ = add_file(office, slide(number, scanner=scanner), name=f"slide_{number}.svs")
    return handle


def state_of(handle: FileHandle) -> str:
    return Screening.objects.get(pk=handle.pk).state


def held(office: Office, *numbers: int) -> list[FileHandle]:
    """Upload slides and screen them: each waits for a reviewer."""
    handles = [add_slide(office, number) for number in numbers]
    run_jobs("screening.screen")
    assert {state_of(handle) for handle in handles} == {State.HELD}
    return handles


def test_held_file_is_allowed_and_everybody_reads_it(office: Office) -> None:
    (handle,) = held(office, 1)
    assert not may_download(office.member, handle)
    with writing():
        reviewing.allow_files(actor=office.privacy, handle_ids=[handle.pk], reason="A number of a machine.")
    assert state_of(handle) == State.ALLOWED
    assert may_download(office.member, handle)
    event = audit.events_about("filehandle", handle.pk)[0]
    assert (event.action, event.actor_id) == ("file_allowed", office.privacy.id)


def test_what_was_allowed_stays_so_when_it_is_looked_at_again(office: Office) -> None:
    (handle,) = held(office, 1)
    with writing():
        reviewing.allow_files(actor=office.privacy, handle_ids=[handle.pk], reason="Fine.")
        reviewing.rescreen_files(actor=office.privacy, handle_ids=[handle.pk])
    assert may_download(office.member, handle)
    run_jobs("screening.screen")
    assert state_of(handle) == State.ALLOWED


def test_rejected_file_is_shut_to_its_uploader(office: Office) -> None:
    (handle,) = held(office, 1)
    with writing():
        reviewing.reject_files(actor=office.privacy, handle_ids=[handle.pk], reason="Take the serial number out.")
    assert state_of(handle) == State.REJECTED
    assert not may_download(office.wrangler, handle)
    assert may_download(office.privacy, handle)
    run_jobs("screening.tell_rejected")
    sent = Message.objects.get()
    assert "rejected" in sent.subject
    told = set(sent.receipts.values_list("user_id", flat=True))
    assert {office.wrangler.id, office.privacy.id} <= told


def test_only_reviewers_decide(office: Office) -> None:
    (handle,) = held(office, 1)
    for actor in (office.wrangler, office.member):
        with pytest.raises(NotAReviewer), writing():
            reviewing.allow_files(actor=actor, handle_ids=[handle.pk], reason="Mine.")
    assert state_of(handle) == State.HELD


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 1001, "ask rosalind.quux@hospital.example"])
def test_decision_needs_a_reason_that_identifies_nobody(office: Office, reason: str) -> None:
    (handle,) = held(office, 1)
    with pytest.raises(DecisionIsInvalid), writing():
        reviewing.allow_files(actor=office.privacy, handle_ids=[handle.pk], reason=reason)


def test_decision_on_many_is_one_or_none(office: Office) -> None:
    one, two = held(office, 1, 2)
    with writing():
        reviewing.allow_files(actor=office.privacy, handle_ids=[one.pk], reason="Fine.")
    with pytest.raises(ScreeningIsElsewhere), writing():
        reviewing.reject_files(actor=office.privacy, handle_ids=[two.pk, one.pk], reason="No.")
    assert (state_of(one), state_of(two)) == (State.ALLOWED, State.HELD)
    with pytest.raises(ScreeningNotFound), writing():
        reviewing.reject_files(actor=office.privacy, handle_ids=[two.pk, 999_999], reason="No.")
    with pytest.raises(DecisionIsInvalid), writing():
        reviewing.reject_files(actor=office.privacy, handle_ids=[], reason="No.")


def test_bulk_decision_is_undone_as_one(office: Office) -> None:
    handles = held(office, 1, 2, 3)
    with writing():
        batch = reviewing.reject_files(
            actor=office.privacy, handle_ids=[handle.pk for handle in handles], reason="A slip of the hand."
        )
    with writing():
        assert reviewing.undo_decision(actor=office.privacy, batch=batch) == 3
    assert {state_of(handle) for handle in handles} == {State.HELD}
    assert not may_download(office.member, handles[0])
    assert Decision.objects.exclude(undone_on=None).count() == 3
    with pytest.raises(DecisionNotFound), writing():
        reviewing.undo_decision(actor=office.privacy, batch=batch)


def test_undo_leaves_what_was_decided_otherwise_since(office: Office) -> None:
    one, two = held(office, 1, 2)
    with writing():
        first = reviewing.allow_files(actor=office.privacy, handle_ids=[one.pk, two.pk], reason="Fine.")
    Screening.objects.filter(pk=one.pk).update(state=State.BLOCKED)
    with writing():
        assert reviewing.undo_decision(actor=office.privacy, batch=first) == 1
    assert state_of(one) == State.BLOCKED
    assert state_of(two) == State.HELD
    undone = [audit.events_about("filehandle", file.pk)[0].action == "decision_undone" for file in (one, two)]
    assert undone == [False, True], "what it did not move, it says nothing of"


def test_rule_for_a_center_lets_the_same_pass_until_its_day(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    one, waiting = held(office, 1, 2)
    until = clock.now().date() + timedelta(days=30)
    with writing():
        reviewing.always_allow_files(
            actor=office.privacy, handle_ids=[one.pk], reason="Numbers of our scanners.", expires_on=until
        )
    rule = Allowance.objects.get()
    assert (rule.center, rule.shape, rule.scanner) == ("HTA201", "x9", "")
    run_jobs("screening.screen")
    assert state_of(waiting) == State.CLEAR
    later = add_slide(office, 3, scanner="QX9812")
    other = add_slide(office, 4, scanner="Pathology-West-2")
    run_jobs("screening.screen")
    assert (state_of(later), state_of(other)) == (State.CLEAR, State.HELD)
    after = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: after)
    expired = add_slide(office, 5)
    run_jobs("screening.screen")
    assert state_of(expired) == State.HELD


def test_undone_rule_ends_and_what_it_let_pass_waits_again(office: Office) -> None:
    one, waiting = held(office, 1, 2)
    until = clock.now().date() + timedelta(days=30)
    with writing():
        batch = reviewing.always_allow_files(
            actor=office.privacy, handle_ids=[one.pk], reason="Numbers of our scanners.", expires_on=until
        )
    run_jobs("screening.screen")
    assert state_of(waiting) == State.CLEAR
    with writing():
        reviewing.undo_decision(actor=office.privacy, batch=batch)
    run_jobs("screening.screen")
    assert (state_of(one), state_of(waiting)) == (State.HELD, State.HELD)


def test_revoked_rule_holds_for_nothing_more(office: Office) -> None:
    one, waiting = held(office, 1, 2)
    until = clock.now().date() + timedelta(days=30)
    with writing():
        reviewing.always_allow_files(actor=office.privacy, handle_ids=[one.pk], reason="Numbers.", expires_on=until)
    run_jobs("screening.screen")
    with writing():
        reviewing.revoke_allowance(actor=office.privacy, allowance_id=Allowance.objects.get().pk)
    run_jobs("screening.screen")
    assert (state_of(one), state_of(waiting)) == (State.ALLOWED, State.HELD)


@pytest.mark.parametrize("days", [-1, 0, 900])
def test_rule_needs_a_day_that_comes_and_is_not_far(office: Office, days: int) -> None:
    (handle,) = held(office, 1)
    until = clock.now().date() + timedelta(days=days)
    with pytest.raises(DecisionIsInvalid), writing():
        reviewing.always_allow_files(actor=office.privacy, handle_ids=[handle.pk], reason="x", expires_on=until)


def test_label_is_looked_at_each_time(office: Office) -> None:
    handle, _ = add_file(office, slide(1, label=True), name="slide_1.svs")
    run_jobs("screening.screen")
    with pytest.raises(DecisionIsInvalid, match="looked at"), writing():
        reviewing.always_allow_files(
            actor=office.privacy,
            handle_ids=[handle.pk],
            reason="x",
            expires_on=clock.now().date() + timedelta(days=3),
        )
    assert state_of(handle) == State.HELD
    assert Allowance.objects.count() == 0


def test_reported_file_is_blocked_with_an_incident(office: Office) -> None:
    handle, node = add_file(office, slide(1), name="slide_1.svs")
    run_jobs("screening.screen")
    with writing():
        (number,) = reviewing.report_files(
            actor=office.privacy, handle_ids=[handle.pk], reason="The label shows a name."
        )
    assert state_of(handle) == State.BLOCKED
    assert not may_download(office.wrangler, handle)
    assert not may_stage(node)
    assert Incident.objects.get(pk=number).classes == ["device"]


def test_undo_counts_though_the_file_is_looked_at_again(office: Office) -> None:
    (one,) = held(office, 1)
    with writing():
        batch = reviewing.allow_files(actor=office.privacy, handle_ids=[one.pk], reason="Fine.")
        reviewing.rescreen_files(actor=office.privacy, handle_ids=[one.pk])
        assert reviewing.undo_decision(actor=office.privacy, batch=batch) == 1
    assert not may_download(office.member, one)
    run_jobs("screening.screen")
    assert state_of(one) == State.HELD


def test_rule_of_a_scanner_is_not_for_file_names(office: Office) -> None:
    handle, _ = add_file(office, slide(1), name="Rosalind_Quux.svs")
    run_jobs("screening.screen")
    screening = Screening.objects.get(pk=handle.pk)
    Screening.objects.filter(pk=handle.pk).update(scanner="Aperio", state=State.HELD)
    screening.places.create(code="privacy.name", severity="warning", verdict="hold", place="file name")
    with pytest.raises(DecisionIsInvalid, match="no header"), writing():
        reviewing.always_allow_files(
            actor=office.privacy,
            handle_ids=[handle.pk],
            reason="Ours.",
            expires_on=clock.now().date() + timedelta(days=3),
            by_scanner=True,
        )


def test_what_was_reported_is_known_when_it_comes_again_after_its_purge(office: Office) -> None:
    (handle,) = held(office, 1)
    with writing():
        (number,) = reviewing.report_files(actor=office.privacy, handle_ids=[handle.pk], reason="A name can be read.")
        incidents.request_purge(actor=office.privacy, incident_id=number)
    run_jobs()
    again, _ = add_file(office, slide(1, scanner=SCANNER), name="again.svs")
    other = add_slide(office, 2)
    run_jobs()
    assert (state_of(again), state_of(other)) == (State.BLOCKED, State.HELD)
    # Opened with the word of an officer: from then on these bytes are no news.
    with writing():
        mine = Incident.objects.get(files__handle_id=again.pk)
        for one in Incident.objects.exclude(pk=mine.pk):
            assert one.state == IncidentState.RESUBMISSION_REQUESTED
        incidents.call_false_alarm(actor=office.privacy, incident_id=mine.pk, reason="Looked at again: no name.")
    assert state_of(again) == State.ALLOWED
