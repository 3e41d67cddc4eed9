"""The gates before a submission in tests: off where a test is about something else, as nobody there is onboarded."""

from datetime import timedelta

from theatrum.consortium.calendar.models import Schedule
from theatrum.consortium.calendar.windows import here_today
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.onboarding import guarding
from theatrum.consortium.onboarding.excuses import Whom, excuse_gate
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access import guards
from theatrum.repository.accounts.models import TeamMember
from theatrum.repository.accounts.principals import OPERATOR


def turn_off() -> None:
    """Let centers' people write as far as ACLs say, as in a consortium without gates."""
    guards.unregister(guarding.guard)


def turn_on() -> None:
    """Ask the gates at every write, as the server does."""
    guards.register(guarding.guard, sieve=guarding.sieve, left=guarding.left)


def excuse(*center_ids: str) -> None:
    """Excuse centers, their people and the staff from every gate for a day: for servers where nobody is onboarded."""
    onboarding = in_force().onboarding
    if onboarding is None:
        return
    take_data()
    until = clock.now() + timedelta(days=1)
    wanted = [(Whom.person(one), onboarding.person) for one in _people(center_ids)]
    wanted += [(Whom.center(one), onboarding.center) for one in center_ids]
    with writing():
        for subject, rules in wanted:
            for rule in rules:
                excuse_gate(actor=OPERATOR, subject=subject, gate=rule.gate, reason="a test", until=until)


def take_data() -> None:
    """Have release 8 take data, on whatever day the test runs."""
    today = here_today()
    days = {"opens": today - timedelta(days=60), "deadline": today + timedelta(days=60)}
    Schedule.objects.get_or_create(release=8, defaults={**days, "changed_on": clock.now(), "changed_by": 0})


def _people(center_ids: tuple[str, ...]) -> list[int]:
    """Return who is at the centers, and who is in a team of the staff's, by number."""
    held = Affiliation.objects.filter(center_id__in=center_ids, ended_on=None)
    teams = [role.team for role in in_force().roles.values() if role.staff and role.team]
    staff = TeamMember.objects.filter(team__name__in=teams)
    return sorted({*held.values_list("user_id", flat=True), *staff.values_list("user_id", flat=True)})
