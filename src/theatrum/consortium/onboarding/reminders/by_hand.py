"""Reminding the people of one center by a button: once a day."""

from theatrum.consortium.centers.liaisons import is_liaison_of
from theatrum.consortium.centers.sight import is_staff, represents
from theatrum.consortium.onboarding.models import Subject
from theatrum.consortium.onboarding.reminders.errors import MayNotRemind, NothingToRemind, RemindedToday
from theatrum.consortium.onboarding.reminders.models import Waiting
from theatrum.consortium.onboarding.reminders.telling import tell
from theatrum.consortium.onboarding.reminders.whom import crews_of
from theatrum.consortium.onboarding.standings import Standing, of_center, of_people
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit

_RULE = "by_hand"


def may_remind(actor: Actor, center_id: str) -> bool:
    """Tell whether somebody reminds the people of a center."""
    return represents(actor, center_id) or is_liaison_of(actor, center_id) or is_staff(actor)


def remind_center(*, actor: Actor, center_id: str, release: int | None) -> int:
    """Remind who represents a center of its closed gates, and who submits of their own; returns how many people.

    Raises MayNotRemind, RemindedToday, NothingToRemind.
    """
    if not may_remind(actor, center_id):
        raise MayNotRemind(center=center_id)
    crew = crews_of([center_id])[center_id]
    center = [one for one in of_center(center_id, release) if not one.is_passed]
    heads = set(crew.representatives) - {actor.id} if center else set()
    own = _own(crew.people - {actor.id}, center_id)
    if not heads and not own:
        raise NothingToRemind(center=center_id)
    _note(center_id)
    if heads:
        tell(people=heads, center_id=center_id, standings=center, by=actor.id)
    for person, standings in own.items():
        tell(people=[person], center_id="", standings=standings, by=actor.id)
    people = heads | own.keys()
    audit.record(
        actor.id, "center_reminded", subject_kind="center", subject_id=center_id, after={"people": len(people)}
    )
    return len(people)


def _own(people: frozenset[int], center_id: str) -> dict[int, list[Standing]]:
    found = of_people(sorted(people), center_id) if people else {}
    closed = {person: [one for one in some if not one.is_passed] for person, some in found.items()}
    return {person: some for person, some in closed.items() if some}


def _note(center_id: str) -> None:
    """Note that a center was reminded today. Raises RemindedToday."""
    moment = clock.now()
    row, is_new = Waiting.objects.select_for_update().get_or_create(
        rule=_RULE, subject_kind=Subject.CENTER, subject_id=center_id, defaults={"since": moment}
    )
    if not is_new and row.last_day == moment.date():
        raise RemindedToday(center=center_id)
    row.last_day, row.sent = moment.date(), row.sent + 1
    row.save(update_fields=["last_day", "sent"])
