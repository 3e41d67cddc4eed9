"""What a seat at a grid mended, and wants to be done again."""

from collections.abc import Iterable

from theatrum.consortium.curation.mappings.actions import keep_mappings
from theatrum.consortium.curation.mappings.drafts import keepable
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.models import Workspace


def remember(actor: Actor, workspace: Workspace, mended: Iterable[tuple[int, str, str]]) -> int:
    """Keep texts by slot with what they were written as, as far as they identify nobody; returns how many are new.

    Opens a transaction of its own. Raises what access refuses.
    """
    pairs = keepable(workspace, mended)
    if not pairs:
        return 0
    with writing():
        return len(keep_mappings(actor=actor, workspace=workspace, pairs=pairs))
