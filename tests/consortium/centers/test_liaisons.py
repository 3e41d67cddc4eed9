"""Liaisons: assigned, handed over with a note, absent with somebody who stands in."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.consortium.centers.conftest import HOME, House
from tests.factories.centers import appointed
from tests.factories.entities import make_person
from theatrum.consortium.centers import liaisons
from theatrum.consortium.centers.assigning import assign_liaison, end_absence, hand_over, set_absence
from theatrum.consortium.centers.errors import CenterIsInvalid, NotEntitled
from theatrum.consortium.centers.models import LiaisonAbsence
from theatrum.consortium.events.models import Event
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.screening.people import centers_of, concerned
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.actions import people, teams
from theatrum.repository.accounts.models import Team, User
from theatrum.repository.accounts.queries import actor_of

pytestmark = pytest.mark.django_db(transaction=True)


def assign(by: Actor, person: Actor, center: str = HOME) -> None:
    with writing():
        assign_liaison(actor=by, profile=in_force(), center_id=center, user_id=person.id)


def away(by: Actor, who: Actor, stand_in: Actor, first: date, last: date) -> LiaisonAbsence:
    with writing():
        return set_absence(
            actor=by, profile=in_force(), user_id=who.id, stand_in_id=stand_in.id, first_day=first, last_day=last
        )


def guide(center: str = HOME) -> int | None:
    found = liaisons.liaison_of(center)
    return found.pk if found else None


@pytest.mark.requirement("R3")
def test_one_person_guides_a_center_until_it_is_handed_over_with_a_note(house: House) -> None:
    other = appointed(house.admin, make_person("lou"), "data_liaison")
    assert guide() is None
    assign(house.admin, house.liaison)
    assign(house.admin, house.liaison, "HTA200")
    assert (guide(), liaisons.centers_of(house.liaison.id)) == (house.liaison.id, ["HTA200", HOME])
    for by, note, told in (
        (other, "mine", "hand over HTA201"),
        (house.pi, "no", "hand over"),
        (house.liaison, " ", "Write a note"),
    ):
        with pytest.raises((NotEntitled, CenterIsInvalid), match=told), writing():
            hand_over(actor=by, profile=in_force(), center_id=HOME, user_id=other.id, note=note)
    with writing():
        hand_over(actor=house.liaison, profile=in_force(), center_id=HOME, user_id=other.id, note="The plan is due.")
    assert (guide(), liaisons.is_liaison_of(house.liaison, HOME)) == (other.id, False)
    newest, before = liaisons.history_of(HOME)
    assert (newest.note, newest.until, before.user_id, before.until) == (
        "The plan is due.", None, house.liaison.id, newest.since,
    )  # fmt: skip
    event = Event.objects.filter(topic="liaison").latest("pk")
    assert set(event.people) == {other.id, house.liaison.id}


def test_liaison_holds_the_role_that_the_center_names(house: House) -> None:
    with pytest.raises(CenterIsInvalid, match="it takes the role Data Liaison"):
        assign(house.admin, house.pi)
    with pytest.raises(NotEntitled):
        assign(house.liaison, house.liaison)


def test_somebody_stands_in_on_days_of_absence(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    other = appointed(house.admin, make_person("lou"), "data_liaison")
    assign(house.admin, house.liaison)
    today = clock.now().date()
    first, last = today + timedelta(days=2), today + timedelta(days=3)
    with pytest.raises(NotEntitled):
        away(other, house.liaison, other, first, last)
    with pytest.raises(CenterIsInvalid, match="Somebody else"):
        away(house.liaison, house.liaison, house.liaison, first, last)
    with pytest.raises(CenterIsInvalid, match="not before its first"):
        away(house.liaison, house.liaison, other, last, first)
    made = away(house.liaison, house.liaison, other, first, last)
    with pytest.raises(CenterIsInvalid, match="absence from"):
        away(house.liaison, house.liaison, other, last, last)
    assert guide() == house.liaison.id

    def let_it_be(day: date) -> None:
        moment = datetime.combine(day, time(12), UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)

    let_it_be(first)
    assert (guide(), liaisons.centers_of(other.id)) == (other.id, [HOME])
    # Who is away is still its liaison.
    assert liaisons.is_liaison_of(house.liaison, HOME)
    let_it_be(last + timedelta(days=1))
    assert (guide(), liaisons.centers_of(other.id)) == (house.liaison.id, [])
    let_it_be(last)
    assert guide() == other.id
    with writing():
        end_absence(actor=house.liaison, absence_id=made.pk)
    assert guide() == house.liaison.id


def test_incidents_concern_the_liaison_who_is_assigned_and_not_all_who_could_be(house: House) -> None:
    other = appointed(house.admin, make_person("lou"), "data_liaison")
    assert {house.liaison.id, other.id, house.pi.id} <= set(concerned(HOME, house.pi.id))
    assert HOME in centers_of(other)
    assign(house.admin, house.liaison)
    assert other.id not in concerned(HOME, house.pi.id)
    assert house.liaison.id in concerned(HOME, house.pi.id)
    assert (HOME in centers_of(other), HOME in centers_of(house.liaison), centers_of(house.pi)) == (False, True, [HOME])


def test_center_whose_liaison_leaves_has_none(house: House) -> None:
    assign(house.admin, house.liaison)
    with writing():
        people.open_account(actor=house.admin, user_id=house.liaison.id, is_active=False)
    assert (guide(), liaisons.assigned_to(HOME)) == (None, None)
    assert liaisons.history_of(HOME).count() == 1


def test_who_lost_the_role_guides_nothing_though_nobody_else_is_assigned(house: House) -> None:
    other = appointed(house.admin, make_person("lou"), "data_liaison")
    assign(house.admin, house.liaison)
    team = Team.objects.get(name=in_force().roles["data_liaison"].team)
    with writing():
        teams.remove_member(actor=house.admin, team_id=team.pk, user_id=house.liaison.id)
    left = actor_of(User.objects.get(pk=house.liaison.id))
    assert (liaisons.centers_of(left.id), centers_of(left)) == ([], [])
    with pytest.raises(NotEntitled), writing():
        hand_over(actor=left, profile=in_force(), center_id=HOME, user_id=other.id, note="Mine still?")
