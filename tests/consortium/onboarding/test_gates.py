"""Gates before a submission: what stops whom, and that pages and writes see the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction

from tests.factories.entities import make_entity
from tests.factories.grids import open_grid
from tests.factories.onboarding import CLOSING, Onboarded, onboard
from tests.factories.records import make_records
from tests.support import gates as support
from tests.support.screening import run_jobs
from theatrum.consortium.calendar import opening
from theatrum.consortium.calendar.actions import set_dates
from theatrum.consortium.calendar.schedules import ReleaseDates
from theatrum.consortium.calendar.windows import here_today
from theatrum.consortium.centers.models import CenterRecord, CenterState
from theatrum.consortium.exchange import letting_out
from theatrum.consortium.exchange.going import What
from theatrum.consortium.onboarding import guarding, standings
from theatrum.consortium.onboarding.errors import GateClosed
from theatrum.consortium.onboarding.gates import Gate
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import queries as jobs
from theatrum.drivers.jobs.models import State
from theatrum.repository.access import guards
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Aspect, Permission, Side
from theatrum.repository.entities.models import Kind
from theatrum.repository.grids.comments.policy import why_not_edit
from theatrum.repository.grids.queries import get_workspace, get_workspace_to_see

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def asked() -> Iterator[None]:
    """Ask the gates, as the server does."""
    support.turn_on()
    yield
    support.turn_off()


@contextmanager
def closed(gate: Gate, it: Onboarded) -> Iterator[None]:
    """Close one gate for a while."""
    with transaction.atomic():
        CLOSING[gate](it)
        yield
        transaction.set_rollback(True)


def test_every_gate_stops_a_write_and_says_so() -> None:
    it = onboard()
    file = make_entity(it.wrangler, Kind.FOLDER, "mine", parent=it.leaf)
    onboarding = in_force().onboarding
    assert onboarding is not None
    hard = {rule.gate for rule in onboarding.rules() if not rule.is_soft}
    assert hard - set(CLOSING) == {
        Gate.TERMS,
        Gate.SPONSOR,
        Gate.RELEASE_OPEN,
        Gate.FOLDER_OPEN,
        Gate.SCOPE,
    }
    assert _shown_closed(it) == []
    for gate in CLOSING:
        with closed(gate, it):
            found = guarding.find_closed(it.wrangler, Permission.UPDATE, file)
            assert found is not None
            assert gate in _shown_closed(it) == [rule.gate for rule in found.rules]
            with pytest.raises(GateClosed, match="Who can change that") as refused:
                access.require(it.wrangler, Permission.UPDATE, file)
            # Who loses one gate may lose another with it: the first is told.
            assert refused.value.facts["gate"] == found.rules[0].gate
            assert standings.may_submit(it.wrangler.id, it.center_id, 8) is False
    assert access.may(it.wrangler, Permission.DELETE, file)
    assert standings.may_submit(it.wrangler.id, it.center_id, 8)
    # Whoever is refused at a suspended center reads why it is.
    CenterRecord.objects.filter(pk=it.center_id).update(state=CenterState.SUSPENDED, state_reason="It left.")
    with pytest.raises(GateClosed, match=f"{it.center_id} is suspended: It left. Missing: Center active"):
        access.require(it.wrangler, Permission.UPDATE, file)


def test_a_grid_is_looked_at_while_a_gate_is_closed() -> None:
    it = onboard()
    records = make_records(it.wrangler, it.leaf, b"id,age\n1,40\n", upsertKey=["id"])
    grid = open_grid(it.wrangler, records)
    for source in (it.project, it.ingest, it.leaf):
        # The project's own ACL lets people of a center read; what lies in it is judged one by one.
        guards.ask(it.wrangler, Permission.UPDATE, Aspect(source, Side.CONTENT))
    assert why_not_edit(it.wrangler, grid) is None
    CLOSING[Gate.AGREEMENT](it)
    assert isinstance(why_not_edit(it.wrangler, grid), GateClosed)
    assert get_workspace_to_see(it.wrangler, grid.session_id) == grid
    with pytest.raises(GateClosed):
        get_workspace(it.wrangler, grid.session_id)
    # Reading one's own data stays open: it may be downloaded.
    with writing():
        job = letting_out.ask_for_file(actor=it.wrangler, workspace=grid, what=What.XLSX, view={})
    run_jobs()
    assert jobs.status(job).state == State.DONE
    for source in (it.project, it.ingest, it.leaf):
        with pytest.raises(GateClosed):
            guards.ask(it.wrangler, Permission.UPDATE, Aspect(source, Side.CONTENT))


def test_staff_is_stopped_by_their_own_gates_alone() -> None:
    it = onboard()
    file = make_entity(it.wrangler, Kind.FOLDER, "mine", parent=it.leaf)
    for gate in (Gate.PLAN, Gate.AGREEMENT, Gate.ACTIVE, Gate.LIAISON):
        CLOSING[gate](it)
    for thing in (file, it.leaf, it.ingest, it.project):
        access.require(it.liaison, Permission.UPDATE, thing)
        access.require(it.admin, Permission.UPDATE, thing)
    Authenticator.objects.filter(user_id__in=[it.liaison.id, it.admin.id]).delete()
    with pytest.raises(GateClosed, match="Second factor"):
        access.require(it.liaison, Permission.UPDATE, file)
    access.require(it.admin, Permission.UPDATE, file)


def test_days_of_the_release_are_asked_at_every_write() -> None:
    it, today = onboard(), here_today()

    def written(deadline: date | None) -> None:
        with writing():
            set_dates(actor=it.admin, release=8, dates=ReleaseDates(deadline=deadline))
        for permission in (Permission.CREATE, Permission.UPDATE):
            access.require(it.wrangler, permission, it.leaf if permission is Permission.CREATE else thing)

    thing = make_entity(it.wrangler, Kind.FOLDER, "mine", parent=it.leaf)
    written(None)
    written(today)
    with pytest.raises(GateClosed, match="took data until the end of") as refused:
        written(today - timedelta(days=1))
    assert "gates_liaison@example.org" in str(refused.value)
    assert "extension" in str(refused.value)
    assert guarding.sieve(it.wrangler, Permission.UPDATE, [thing]) == {thing.id}
    access.require(it.wrangler, Permission.DOWNLOAD, thing)
    access.require(it.liaison, Permission.UPDATE, thing)
    draft = opening.draft_window(release=8, center_id=it.center_id)
    with writing():
        opening.extend_release(actor=it.admin, draft=draft, until=today)
    access.require(it.wrangler, Permission.UPDATE, thing)
    with writing():
        set_dates(actor=it.admin, release=8, dates=ReleaseDates(opens=today + timedelta(days=1)))
    with pytest.raises(GateClosed, match="takes data from"):
        access.require(it.wrangler, Permission.UPDATE, thing)


def test_a_write_costs_one_question_elsewhere_and_three_in_an_ingest_folder(django_assert_num_queries: Any) -> None:
    it = onboard()
    things = [make_entity(it.wrangler, Kind.FOLDER, str(number), parent=it.leaf) for number in range(5)]
    outside = make_entity(it.admin, Kind.PROJECT, "Outside")
    with django_assert_num_queries(3):
        guarding.guard(it.wrangler, Permission.UPDATE, things[0])
    with django_assert_num_queries(3):
        assert guarding.sieve(it.wrangler, Permission.UPDATE, things) == set()
    with django_assert_num_queries(3):
        assert guarding.left(it.wrangler, frozenset(Permission), things[0]) == frozenset(Permission)
    with django_assert_num_queries(1):
        guarding.guard(it.wrangler, Permission.UPDATE, outside)
    for permission in (Permission.READ, Permission.DOWNLOAD):
        with django_assert_num_queries(0):
            guarding.guard(it.wrangler, permission, things[0])


def _shown_closed(it: Onboarded) -> list[Gate]:
    shown = standings.of_person(it.wrangler.id, it.center_id) + standings.of_center(it.center_id, 8)
    return [one.gate for one in shown if one.stops]
