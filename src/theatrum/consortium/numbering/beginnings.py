"""What a center's tables begin with: the identifiers that it has, in use or reserved."""

from dataclasses import dataclass

from theatrum.checks.profile.network_shapes import Center
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import queries as centers
from theatrum.consortium.known.indexing import catch_up
from theatrum.consortium.known.listing import identifiers_in, in_order, with_rows
from theatrum.consortium.numbering.drafts import may_number
from theatrum.consortium.numbering.models import Reservation
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.queries.children import visible_nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """Identifiers of a kind at a center. ``component`` leaves out those that have rows of it already."""

    center: str
    kind: str
    component: str | None = None


def readable_centers(actor: Actor, profile: Profile) -> list[Center]:
    """Return the centers whose project the actor may read, in the order of the profile."""
    projects = centers.find_projects(profile)
    visible = set(
        visible_nodes(actor).filter(id__in=[one.id for one in projects.values()]).values_list("id", flat=True)
    )
    known = centers.known_centers(profile)
    return [
        known[center]
        for center, project in projects.items()
        if project.id in visible and access.may(actor, Permission.READ, project)
    ]


def identifiers_for(actor: Actor, profile: Profile, asked: Beginning) -> list[str]:
    """Return identifiers that a table can begin with, in order: those that the actor may read in files and rows.

    Who may number for the center gets the reserved ones too. Raises CenterNotFound, CenterNotActive, and what access
    refuses.
    """
    project = centers.get_project(centers.get_center(profile, asked.center))
    access.require(actor, Permission.READ, project)
    catch_up(profile)
    forms = profile.overlay.identifiers.forms
    found = identifiers_in(actor, forms, project, center=asked.center, kind=asked.kind)
    if may_number(actor, profile, project):
        reserved = Reservation.objects.filter(series__center=asked.center).values_list("identifier", flat=True)
        found = in_order({*found, *(text for text in reserved if forms.kind_of(text) == asked.kind)})
    done = with_rows(actor, project, asked.component) if asked.component else set()
    return [text for text in found if text not in done]
