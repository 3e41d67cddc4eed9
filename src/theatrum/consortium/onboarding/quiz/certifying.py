"""Certification: given by the server when somebody passed, and read as a gate."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from theatrum.checks.profile.quiz_shapes import Way
from theatrum.consortium.onboarding.facts import Fact
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel import clock
from theatrum.repository.accounts.actions.people import certify_user
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.principals import OPERATOR


def certify_by(way: Way, user_id: int) -> bool:
    """Certify a person who passed, in the server's name; tell whether the profile takes this way.

    A flag that stood there already is given anew, so that it counts from today.
    """
    quiz = in_force().quiz
    if quiz is None or way not in quiz.certification.by:
        return False
    certify_user(actor=OPERATOR, user_id=user_id, is_certified=True)
    return True


def valid_until(certified_on: datetime | None) -> datetime | None:
    """Return when a certification ends; None where the profile lets it hold for good."""
    quiz = in_force().quiz
    days = quiz.certification.valid_days if quiz is not None else None
    return None if days is None or certified_on is None else certified_on + timedelta(days=days)


def facts_of(user_ids: Collection[int], _center_id: str) -> Mapping[int, Fact]:
    """Return who is certified, and since when, in one query."""
    people = User.objects.filter(pk__in=user_ids).values_list("pk", "is_certified", "certified_on", "created_on")
    return {number: _fact(is_certified, on, since) for number, is_certified, on, since in people}


def _fact(is_certified: bool, on: datetime | None, since: datetime) -> Fact:  # noqa: FBT001  # a column of a row
    until = valid_until(on)
    if not is_certified:
        return Fact(is_open=False, since=since)
    if until is not None and until <= clock.now():
        return Fact(is_open=False, since=until, note=f"The certification ended on {until:%Y-%m-%d}.", is_begun=True)
    return Fact(is_open=True, since=on or since, note=f"Holds until {until:%Y-%m-%d}." if until else "")
