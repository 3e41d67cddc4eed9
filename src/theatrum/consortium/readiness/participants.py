"""Of how many participants there is anything of a component: those whom its rows and files name, or come from.

An identifier says its participant; a pool and an external control are none. Read from the index of identifiers, which
a job keeps up: what came a moment ago may not be in it yet.
"""

from collections.abc import Iterator

from theatrum.consortium.known.models import Place
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.readiness.counts import CenterCounts
from theatrum.consortium.submissions.folders import projects_of, spots_of
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries.children import visible_nodes


def count_participants(counts: CenterCounts, actor: Actor | None = None) -> None:
    """Fill in of how many participants there is something, where participants are planned; four queries.

    With an actor, only what they may read is counted.
    """
    wanted = {
        one.component: set[str]()
        for one in counts.components
        if one.expected is not None and one.expected.participants is not None
    }
    project = projects_of([counts.center_id]).get(counts.center_id) if wanted else None
    if project is not None:
        for component, identifiers in _named(project, counts.release, actor):
            if component in wanted:
                wanted[component].update(_participants(identifiers))
    for one in counts.components:
        if one.component in wanted:
            one.participants = len(wanted[one.component])


def _named(project: int, release: int, actor: Actor | None) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the component of a place in a release, with the identifier there and what it comes from."""
    live = Node.objects.filter(trash_root=None) if actor is None else visible_nodes(actor)
    places = Place.objects.filter(node__in=live.filter(project_id=project)).order_by()
    rows = list(places.values_list("node__parent_id", "identifier", "parent").distinct())
    spots = spots_of({folder or 0 for folder, *_ in rows})
    for folder, identifier, parent in rows:
        spot = spots.get(folder or 0)
        if spot is not None and spot.release == release:
            yield spot.leaf.component, (identifier, parent)


def _participants(identifiers: tuple[str, str]) -> Iterator[str]:
    forms = in_force().overlay.identifiers.forms
    for text in filter(None, identifiers):
        parsed = forms.parse(text)
        if parsed is not None and parsed.participant and not (parsed.is_pooled or parsed.is_external):
            yield parsed.participant
