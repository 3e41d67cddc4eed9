"""Excuses from gates: by whom, for how long, told and ended; gates that open are told of once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.centers import appointed
from tests.factories.entities import make_person
from tests.factories.onboarding import CLOSING, onboard
from tests.support import gates as support
from tests.support.screening import run_jobs
from theatrum.consortium.events.models import Event
from theatrum.consortium.onboarding import conditions, excuses, jobs, standings, states, stopping
from theatrum.consortium.onboarding.errors import ExcuseIsInvalid, ExcuseNotFound, NotAnExcuser
from theatrum.consortium.onboarding.excuses import Whom
from theatrum.consortium.onboarding.gates import OF_PERSON, Gate
from theatrum.consortium.onboarding.models import Excuse, Subject
from theatrum.consortium.onboarding.standings import State
from theatrum.consortium.onboarding.states import CenterStep, PersonStep
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Permission
from theatrum.repository.audit.models import Event as Audited

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def gates() -> Iterator[None]:
    """Ask the gates, as the server does."""
    support.turn_on()
    yield
    support.turn_off()


def test_an_excuse_opens_a_gate_until_its_end() -> None:
    it = onboard()
    CLOSING[Gate.PLAN](it)
    whom, until = Whom.center(it.center_id), clock.now() + timedelta(days=3)
    assert not access.may(it.wrangler, Permission.CREATE, it.leaf)
    for actor in (it.wrangler, it.representative, it.liaison):
        with pytest.raises(NotAnExcuser), writing():
            excuses.excuse_gate(actor=actor, subject=whom, gate=Gate.PLAN, reason="by phone", until=until)
    for gate, reason, end in (
        (Gate.EMAIL, "a gate of people", until),
        (Gate.PLAN, " ", until),
        (Gate.PLAN, "in the past", clock.now()),
    ):
        with pytest.raises(ExcuseIsInvalid), writing():
            excuses.excuse_gate(actor=it.admin, subject=whom, gate=gate, reason=reason, until=end)
    with writing():
        excuses.excuse_gate(actor=it.admin, subject=whom, gate=Gate.PLAN, reason="by phone", until=until)
    assert access.may(it.wrangler, Permission.CREATE, it.leaf)
    shown = next(one for one in standings.of_center(it.center_id, 8) if one.gate is Gate.PLAN)
    assert (shown.state, shown.note, shown.until) == (State.EXCUSED, "excused: by phone", until)
    with writing():
        excuses.end_excuse(actor=it.admin, subject=whom, gate=Gate.PLAN)
    assert not access.may(it.wrangler, Permission.CREATE, it.leaf)
    with pytest.raises(ExcuseNotFound), writing():
        excuses.end_excuse(actor=it.admin, subject=whom, gate=Gate.PLAN)
    audited = Audited.objects.filter(subject_kind="center", subject_id=it.center_id, action__startswith="gate_")
    assert list(audited.order_by("sequence").values_list("action", flat=True)) == ["gate_excused", "gate_excuse_ended"]


def test_the_end_of_an_excuse_is_told_once_and_stops_at_once() -> None:
    it = onboard()
    CLOSING[Gate.SECOND_FACTOR](it)
    whom = Whom.person(it.wrangler.id)
    with writing():
        excuses.excuse_gate(
            actor=it.admin, subject=whom, gate=Gate.SECOND_FACTOR, reason="x", until=clock.now() + timedelta(days=1)
        )
    Excuse.objects.update(until=clock.now())
    assert not access.may(it.wrangler, Permission.CREATE, it.leaf)
    for _ in range(2):
        jobs.look()
        run_jobs(jobs.END_EXCUSES)
    told = Event.objects.filter(topic="onboarding", title__contains="time is over")
    assert [one.people for one in told] == [[it.wrangler.id]]


def test_a_gate_that_opens_is_told_once_and_what_was_open_before_never() -> None:
    it = onboard()
    CLOSING[Gate.PLAN](it)
    assert jobs.watch() == 0
    it.open_plan()
    assert (jobs.watch(), jobs.watch()) == (1, 0)
    (told,) = Event.objects.filter(topic="onboarding", title__startswith="Done for")
    assert (told.center_id, told.link) == (it.center_id, f"/centers/{it.center_id}/plan")


def test_how_far_somebody_is_follows_from_the_gates() -> None:
    it = onboard()

    def steps() -> tuple[CenterStep, PersonStep]:
        center, person = standings.of_center(it.center_id, 8), standings.of_person(it.wrangler.id, it.center_id)
        return states.of_center(center), states.of_person(person, center)

    assert steps() == (CenterStep.ACTIVE, PersonStep.SUBMIT_ENABLED)
    CLOSING[Gate.PLAN](it)
    assert steps() == (CenterStep.PLAN_SUBMITTED, PersonStep.CENTER_MEMBER)
    CLOSING[Gate.SECOND_FACTOR](it)
    assert steps() == (CenterStep.PLAN_SUBMITTED, PersonStep.TERMS_ACCEPTED)
    assert states.of_center([], is_suspended=True) is CenterStep.SUSPENDED
    # Every gate of the profile that stops is a step of one of the ways, so that nobody is through before it is open.
    onboarding = in_force().onboarding
    asked = {one.gate for one in (*onboarding.person, *onboarding.center)} if onboarding else set()
    assert asked == {gate for way in (*states.CENTER, *states.PERSON) for gate in way.gates}


def test_who_is_stopped_over_all_centers() -> None:
    it = onboard()
    make_person("nobody_of_a_center")
    groups = {one.rule.gate: one for one in stopping.stopped()}
    assert groups[Gate.SECOND_FACTOR].count == 0
    CLOSING[Gate.SECOND_FACTOR](it)
    CLOSING[Gate.PLAN](it)
    groups = {one.rule.gate: one for one in stopping.stopped()}
    assert (groups[Gate.SECOND_FACTOR].kind, _ids(groups[Gate.SECOND_FACTOR])) == (
        Subject.PERSON,
        [str(it.wrangler.id)],
    )
    assert it.center_id in _ids(groups[Gate.PLAN])
    assert it.center_id not in _ids(groups[Gate.AGREEMENT])


def _ids(group: stopping.Group) -> list[str]:
    return stopping.ids_of(group, start=0, most=1000)


@pytest.mark.parametrize("gate", sorted(CLOSING.keys() & set(OF_PERSON) - {Gate.AFFILIATED}))
def test_the_crowd_is_stopped_by_what_stops_each(gate: Gate) -> None:
    it = onboard()
    CLOSING[gate](it)
    (group,) = (one for one in stopping.stopped() if one.rule.gate is gate)
    standing = next(one for one in standings.of_person(it.wrangler.id, it.center_id) if one.gate is gate)
    assert (standing.stops, group.count, _ids(group)) == (True, 1, [str(it.wrangler.id)])
    whom, until = Whom.person(it.wrangler.id), clock.now() + timedelta(days=1)
    with writing():
        excuses.excuse_gate(actor=it.admin, subject=whom, gate=gate, reason="by phone", until=until)
    (group,) = (one for one in stopping.stopped() if one.rule.gate is gate)
    assert (group.count, _ids(group)) == (0, [])


def test_a_gate_that_only_a_reader_knows_stops_the_crowd_too(monkeypatch: pytest.MonkeyPatch) -> None:
    it = onboard()
    monkeypatch.delitem(conditions._conditions, Gate.SECOND_FACTOR)
    CLOSING[Gate.SECOND_FACTOR](it)
    (group,) = (one for one in stopping.stopped() if one.rule.gate is Gate.SECOND_FACTOR)
    assert _ids(group) == [str(it.wrangler.id)]


def test_as_many_questions_for_many_as_for_few() -> None:
    it = onboard()
    with CaptureQueriesContext(connection) as few:
        stopping.stopped()
    for number in range(5):
        appointed(it.admin, make_person(f"more_{number}"), "submitter", "HTA202")
    with CaptureQueriesContext(connection) as many:
        (group,) = (one for one in stopping.stopped() if one.rule.gate is Gate.SECOND_FACTOR)
    assert len(few) == len(many)
    assert (group.count, group.of, len(stopping.ids_of(group, start=2, most=2))) == (5, 6, 2)
