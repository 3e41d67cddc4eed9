"""Seeing that gates open and excuses end, so that people hear of it; nothing is judged by what is remembered here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.events.actions import publish
from theatrum.consortium.onboarding import excuses, standings
from theatrum.consortium.onboarding.models import Excuse, SeenGate, Subject
from theatrum.consortium.onboarding.places import open_release
from theatrum.consortium.onboarding.standings import Standing, State
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.principals import OPERATOR_ID


def ended_excuses() -> list[int]:
    """Return the excuses whose time is over and that nobody has closed yet."""
    over = Excuse.objects.filter(ended_on=None, until__lte=clock.now()).order_by("until", "pk")
    return list(over.values_list("pk", flat=True)[:500])


def tell_ended_excuses(*, actor: Actor) -> int:
    """Close the excuses whose time is over, and tell whom each concerns; returns how many."""
    found = ended_excuses()
    for number in found:
        excuses.tell_ended(actor=actor, excuse_id=number)
    return len(found)


@dataclass(frozen=True, slots=True)
class Looked:
    """The gates of one subject at a center, as they are now."""

    kind: Subject
    subject_id: str
    center_id: str
    standings: Sequence[Standing]


def look(center_id: str) -> list[Looked]:
    """Look at the gates of a center and of those who submit for it, outside any transaction."""
    release, people = open_release(in_force()), submitters_of(center_id)
    own = Looked(Subject.CENTER, center_id, center_id, standings.of_center(center_id, release))
    found = standings.of_people(people, center_id) if people else {}
    return [own, *(Looked(Subject.PERSON, str(user), center_id, one) for user, one in found.items())]


def note(looked: Iterable[Looked]) -> int:
    """Remember what was seen, and tell of each gate that has opened since; returns how many.

    What is seen for the first time is remembered only: nobody wants to hear of what was so before.
    """
    return sum(map(_note, looked))


def centers_to_look_at() -> list[str]:
    """Return all centers that there are."""
    return list(known_centers(in_force()))


def submitters_of(center_id: str) -> list[int]:
    """Return who submits for a center, by number."""
    roles = [role.role for role in in_force().roles.values() if role.submits]
    held = Affiliation.objects.filter(center_id=center_id, role__in=roles, ended_on=None, user__is_active=True)
    return sorted(set(held.values_list("user_id", flat=True)))


def _note(looked: Looked) -> int:
    seen = SeenGate.objects.filter(subject_kind=looked.kind, subject_id=looked.subject_id, center_id=looked.center_id)
    known, fresh, told = {one.gate: one for one in seen}, [], 0
    for one in looked.standings:
        before, is_open = known.get(one.gate.value), one.state is State.OPEN
        if before is None:
            fresh.append(_seen(looked, one, is_open=is_open))
        elif before.is_open != is_open:
            before.is_open, before.since = is_open, clock.now()
            before.save(update_fields=["is_open", "since"])
            told += is_open
            if is_open:
                _tell(looked, one)
    SeenGate.objects.bulk_create(fresh, ignore_conflicts=True)
    return told


def _seen(looked: Looked, one: Standing, *, is_open: bool) -> SeenGate:
    return SeenGate(
        subject_kind=looked.kind,
        subject_id=looked.subject_id,
        center_id=looked.center_id,
        gate=one.gate.value,
        is_open=is_open,
        since=clock.now(),
    )


def _tell(looked: Looked, standing: Standing) -> None:
    is_person = looked.kind == Subject.PERSON
    publish(
        topic="onboarding",
        center_id=looked.center_id,
        subject_kind=looked.kind.value,
        subject_id=looked.subject_id,
        people=[int(looked.subject_id)] if is_person else [],
        title=f"Done for {looked.center_id}: {standing.name}",
        link=standing.link,
        by=OPERATOR_ID,
    )
