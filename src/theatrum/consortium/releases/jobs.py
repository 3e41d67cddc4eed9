"""Background work on releases: activating a center takes seconds, which no page should wait for; last days told."""

from datetime import timedelta

from theatrum.consortium.centers import queries
from theatrum.consortium.centers.sight import require_dcc_administrator
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.releases import activating, reminding
from theatrum.consortium.releases.activating import activate
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox, rounds
from theatrum.drivers.jobs.models import Job
from theatrum.drivers.jobs.registry import Lane, job
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.queries import actor_of, find_user

ACTIVATE = "releases.activate"
REMIND = "releases.remind"
_EVERY = timedelta(hours=1)


@job(ACTIVATE, lane=Lane.LONG)
def activate_later(*, actor_id: int, center: str) -> dict[str, object]:
    """Make all that a center lacks; tells what was made and what was taken away."""
    activated = activate(actor=actor_of(find_user(actor_id)), profile=in_force(), center_id=center)
    return {"center": center, "project": activated.project.public_id, "made": activated.made, "taken": activated.taken}


@job(REMIND)
def remind() -> int:
    """Remind centers of last days that come near; returns how many."""
    return reminding.remind_all()


def look_after() -> None:
    """Want reminders looked at once an hour, where a release is open."""
    if activating.open_numbers(in_force()) and not _is_fresh():
        with writing():
            outbox.later(REMIND, key="all")


def _is_fresh() -> bool:
    return Job.objects.filter(name=REMIND, created_at__gt=clock.now() - _EVERY).exists()


def want_activation(*, actor: Actor, center_id: str) -> str:
    """Want a center activated, unless that waits already; returns the job. Raises CenterNotFound, NotEntitled."""
    queries.get_center(in_force(), center_id)
    require_dcc_administrator(actor, to="activate centers")
    return outbox.later(ACTIVATE, key=center_id, owner_id=actor.id, actor_id=actor.id, center=center_id)


def last_activation(center_id: str) -> Job | None:
    """Return the activation of a center that was asked for last, as long as jobs are remembered."""
    return Job.objects.filter(name=ACTIVATE, arguments__center=center_id).order_by("-created_at").first()


rounds.register(look_after)
