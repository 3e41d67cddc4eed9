"""Taking back an import that was written, and writing it again: by a job, since it may be large."""

from uuid import uuid4

from theatrum.consortium.exchange.actions import ENDED, LARGE, remember
from theatrum.consortium.exchange.errors import ImportHasMoved, ImportIsInvalid
from theatrum.consortium.exchange.models import Import
from theatrum.consortium.exchange.queries import lock_import
from theatrum.drivers.jobs import outbox
from theatrum.drivers.jobs.queries import has_ended
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.authorization import require_use
from theatrum.repository.grids.undoing import act_now

TAKE_BACK = "exchange.take_back"
# So many cells and removed rows are taken back before the page is answered.
SMALL = 10_000


def take_back(*, actor: Actor, import_id: str) -> Import:
    """Let a job take back what an import has written, or write again what was taken back.

    Raises ImportNotFound, ImportHasMoved, ImportIsInvalid with the reason why it cannot be, and what access refuses.
    """
    found = lock_import(import_id, *ENDED)
    require_use(actor, found.workspace)
    if found.job_id and has_ended(found.job_id) is False:
        raise ImportHasMoved(file=found.file_name, state="under way")
    now = act_now(actor, found.workspace, found.group)
    if now is None:
        raise ImportIsInvalid(reason=f"You have written nothing of {found.file_name} into this grid.")
    if now.is_purged:
        raise ImportIsInvalid(reason=f"What {found.file_name} has changed was deleted for good: it stays as it is.")
    size = sum(found.counts.get(one, 0) for one in ("cells", "deleted"))
    want, name = (outbox.now, TAKE_BACK) if size <= SMALL else (outbox.later, TAKE_BACK + LARGE)
    found.job_id = want(name, owner_id=actor.id, import_id=str(found.pk), group=now.group, as_group=str(uuid4()))
    found.save(update_fields=["job_id"])
    remember(actor, "grid_import_written_again" if now.is_undone else "grid_import_taken_back", found)
    return found
