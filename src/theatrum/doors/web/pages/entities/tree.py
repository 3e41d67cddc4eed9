"""The folders of a project as a tree, read level by level: one query for each, however wide they are."""

from dataclasses import dataclass, field

from theatrum.consortium.exceptions.counting import except_counts
from theatrum.doors.web.pages.entities import shown
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries import overview
from theatrum.repository.entities.validation.queries import Counts

# More folders than a person can look through; what is deeper is reached by opening a folder.
SHOWN = 1000


@dataclass
class Branch:
    """One line of the tree, with the lines below it."""

    node: Node
    url: str
    counts: Counts
    badge: shown.Badge | None
    is_open: bool = False
    children: "list[Branch]" = field(default_factory=list)


def folders(actor: Actor, project: Node) -> dict[str, object]:
    """Return the values for ``entities/tree.html``."""
    found, is_cut = _read(actor, project)
    counts = except_counts(actor, overview.counts_within(actor, project.id))
    drawn = {folder.id: _branch(folder, counts[folder.id]) for folder in found}
    top: list[Branch] = []
    for folder in found:
        above = drawn.get(folder.parent_id or 0)
        (above.children if above else top).append(drawn[folder.id])
    if len(top) == 1:
        top[0].is_open = True
    return {"tree": top, "tree_is_cut": is_cut}


def _read(actor: Actor, project: Node) -> tuple[list[Node], bool]:
    found: list[Node] = []
    parents = [project.id]
    while parents:
        level = overview.folders_in(actor, parents, limit=SHOWN - len(found) + 1)
        found += level
        if len(found) > SHOWN:
            return found[:SHOWN], True
        parents = [folder.id for folder in level]
    return found, False


def _branch(folder: Node, counts: Counts) -> Branch:
    badge = shown.counts_badge(counts)
    return Branch(folder, shown.address(folder), counts, badge, is_open=bool(counts.total))
