"""Seeing pages as the people of a center do: read-only, for its liaison, written down in the audit."""

from datetime import timedelta

from theatrum.consortium.centers.queries import get_center
from theatrum.consortium.centers.viewpoints import Viewpoint, viewpoint_of
from theatrum.consortium.liaison.people import require_guides
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit

LASTS = timedelta(hours=1)
_TO = "see pages as this center does"


def start_viewing(*, actor: Actor, center_id: str) -> Viewpoint:
    """Begin to see pages as a center does. Raises CenterNotFound, NotALiaison."""
    found = view_as(actor, center_id)
    audit.record(actor.id, "view_as_begun", subject_kind="center", subject_id=center_id)
    return found


def end_viewing(*, actor: Actor, center_id: str) -> None:
    """Note that somebody sees pages as themselves again; whoever they are by now."""
    audit.record(actor.id, "view_as_ended", subject_kind="center", subject_id=center_id)


def view_as(actor: Actor, center_id: str) -> Viewpoint:
    """Return who the actor is while they see pages as a center does. Raises CenterNotFound, NotALiaison."""
    require_guides(actor, center_id, to=_TO)
    return viewpoint_of(actor, in_force(), get_center(in_force(), center_id))
