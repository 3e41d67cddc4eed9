"""The same thing asked for at the same moment: one gets it, the others a clear refusal."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from tests.factories.accounts import make_actor
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.accounts.actions import invitations, people, teams
from theatrum.repository.accounts.hashing import UNUSABLE
from theatrum.repository.accounts.models import TeamMember, User
from theatrum.repository.accounts.principals import OPERATOR

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(*works: Callable[[], object]) -> list[str]:
    """Run each work in a thread of its own; return what came out: "done", or the code of the refusal."""
    start, outcomes = threading.Barrier(len(works)), list[str]()

    def run(work: Callable[[], object]) -> None:
        start.wait()
        try:
            with writing():
                work()
            outcomes.append("done")
        except DomainError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_one_name_for_people_and_teams() -> None:
    anna = make_actor("anna")

    def open_account(number: int) -> Callable[[], object]:
        return lambda: people.create_user(actor=OPERATOR, username="wanted", email=f"p{number}@example.org")

    def make_team() -> object:
        return teams.create_team(actor=anna, name="Wanted")

    outcomes = _at_once(*[open_account(number) for number in range(3)], *[make_team] * 3)
    assert outcomes == [*["accounts.name_is_taken"] * 5, "done"]


def test_one_account_an_invitation() -> None:
    with writing():
        secret = invitations.invite_person(actor=OPERATOR, email="dora@example.org").secret

    def accept(number: int) -> Callable[[], object]:
        names = {"username": f"dora{number}", "first_name": "", "last_name": ""}
        return lambda: invitations.accept_invitation(secret=secret, password_hash=UNUSABLE, **names)

    outcomes = _at_once(*[accept(number) for number in range(4)])
    assert outcomes == [*["accounts.invitation_not_usable"] * 3, "done"]
    assert User.objects.count() == 1


def test_two_administrators_dismiss_each_other() -> None:
    first, second = (make_actor(name, is_administrator=True) for name in ("first", "second"))
    outcomes = _at_once(
        lambda: people.appoint_administrator(actor=first, user_id=second.id, is_administrator=False),
        lambda: people.appoint_administrator(actor=second, user_id=first.id, is_administrator=False),
    )
    assert outcomes == ["accounts.last_administrator_stays", "done"]


def test_last_two_members_leave() -> None:
    anna, ben = make_actor("anna"), make_actor("ben")
    with writing():
        team = teams.create_team(actor=anna, name="Team")
        teams.add_member(actor=anna, team_id=team.pk, user_id=ben.id)
        teams.appoint_manager(actor=anna, team_id=team.pk, user_id=ben.id)
    outcomes = _at_once(
        lambda: teams.remove_member(actor=anna, team_id=team.pk, user_id=anna.id),
        lambda: teams.remove_member(actor=ben, team_id=team.pk, user_id=ben.id),
    )
    assert "done" in outcomes
    assert TeamMember.objects.filter(team=team).count() == 1
