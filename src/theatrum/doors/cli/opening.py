"""Opening a release from the command line and at a demo's start. Imported when Django is ready."""

from collections.abc import Sequence

from theatrum.consortium.centers.actions import activate_center
from theatrum.consortium.centers.queries import get_center, known_centers
from theatrum.consortium.curation.planning import plan_tasks
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.releases.actions import open_release
from theatrum.consortium.releases.preparing import prepare_opening
from theatrum.drivers.db.transactions import writing
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
    profile = in_force()
    for center_id in center_ids:
        get_center(profile, center_id)
    opening = prepare_opening(actor=actor, profile=profile, number=number)
    with writing():
        for center_id in center_ids:
            activate_center(actor=actor, profile=profile, center_id=center_id)
        return open_release(actor=actor, opening=opening, center_ids=center_ids)


def plan_for(*, actor: Actor = OPERATOR, number: int, center_ids: Sequence[str]) -> int:
    """Make the curation tasks that centers lack for an open release; returns how many were made.

    Raises ReleaseNotPlanned, CenterNotFound, CenterNotActive.
    """
    profile = in_force()
    made = (plan_tasks(actor=actor, profile=profile, number=number, center_id=one) for one in center_ids)
    return sum(map(len, made))
