"""Opening a release from the command line and at a demo's start. Imported when Django is ready."""

from collections.abc import Sequence

from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.curation.planning import plan_tasks
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.releases.activating import open_places
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.entities.models import Node


def all_centers() -> list[str]:
    """Return the atlas ids of all centers that there are here."""
    return list(known_centers(in_force()))


def open_for(*, actor: Actor = OPERATOR, number: int, center_ids: Sequence[str]) -> list[Node]:
    """Activate centers and open a release for them; returns their projects. Again, it makes only what is missing.

    Raises ReleaseNotFound, CenterNotFound, ProfileInvalid.
    """
    opened = open_places(actor=actor, profile=in_force(), center_ids=center_ids, numbers=[number])
    return [one.project for one in opened]


def plan_for(*, actor: Actor = OPERATOR, number: int, center_ids: Sequence[str]) -> int:
    """Make the curation tasks that centers lack for an open release; returns how many were made.

    Raises ReleaseNotPlanned, CenterNotFound, CenterNotActive.
    """
    profile = in_force()
    made = (plan_tasks(actor=actor, profile=profile, number=number, center_id=one) for one in center_ids)
    return sum(map(len, made))
