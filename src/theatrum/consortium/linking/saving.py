"""Having the links of a center judged: after each save, and when somebody asks."""

from datetime import timedelta

from theatrum.consortium.linking.scope import Scope, scope_of
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.grids.models import Workspace

CHECK = "linking.check"
# Saves within so much time become one check.
GATHERED = timedelta(seconds=4)


def after_save(workspace: Workspace, actor: Actor) -> str | None:
    """Want the links of the release judged in which a workspace was saved; returns the job.

    Several saves within seconds become one check. None where the source is in no release of a center.
    """
    scope = scope_of(in_force(), workspace.source)
    return None if scope is None else want_check(actor, scope, wait=GATHERED)


def saved(actor: Actor, workspace: Workspace) -> None:
    """Do what ``after_save`` does: what ``repository.grids.after_saving`` asks for."""
    after_save(workspace, actor)


def check_now(actor: Actor, scope: Scope) -> str:
    """Want the links of a release judged at once; returns the job. Raises what access refuses at the project."""
    access.require(actor, Permission.READ, scope.project)
    return want_check(actor, scope)


def want_check(actor: Actor, scope: Scope, *, wait: timedelta | None = None) -> str:
    """Want a check, unless one waits to begin already; returns the job."""
    with writing():
        return outbox.later(
            CHECK,
            key=key_of(scope),
            wait=wait,
            actor_id=actor.id,
            center=scope.center,
            release=scope.release,
        )


def key_of(scope: Scope) -> str:
    """Return what the checks of a release have in common."""
    return f"{scope.center}:{scope.release}"
