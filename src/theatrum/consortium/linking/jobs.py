"""Background work on links."""

from theatrum.consortium.centers.queries import find_project, get_center
from theatrum.consortium.linking.actions import store_report
from theatrum.consortium.linking.arriving import ARRIVED, settle_arrivals
from theatrum.consortium.linking.center import judge_center
from theatrum.consortium.linking.clearing import CLEAR, clear_closed, closed
from theatrum.consortium.linking.following import outdated, renew
from theatrum.consortium.linking.saving import CHECK
from theatrum.consortium.linking.scope import Scope, scopes_of
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox, rounds
from theatrum.drivers.jobs.registry import Lane, job
from theatrum.repository.accounts.queries import actor_of, find_user

RENEW = "linking.renew"


@job(CHECK, lane=Lane.LONG)
def check(*, actor_id: int, center: str, release: int) -> dict[str, object]:
    """Judge all links of a center in a release; tells how many problems there are."""
    profile = in_force()
    scope = _scope(center, release)
    if scope is None:
        return {"center": center, "release": release, "problems": None}
    judgement = judge_center(profile, scope)
    with writing():
        store_report(actor=actor_of(find_user(actor_id)), judgement=judgement)
    return {"center": center, "release": release, "problems": len(judgement.groups)}


@job(CLEAR, lane=Lane.LONG)
def clear() -> int:
    """Forget what rows of closed grids have to do with others; returns of how many grids."""
    return clear_closed()


@job(RENEW, lane=Lane.LONG)
def renew_marks() -> int:
    """Find anew what rows of grids that were opened before an upgrade have to do with others; returns of how many."""
    return renew()


def want_renewing() -> None:
    """Have the marks of open grids made anew where an earlier version of the program made them."""
    if outdated().exists():
        with writing():
            outbox.later(RENEW, key="all")


def want_clearing() -> None:
    """Have the marks of closed grids cleared where there are any."""
    if closed().exists():
        with writing():
            outbox.later(CLEAR, key="all")


rounds.register(want_clearing)
rounds.register(want_renewing)


@job(ARRIVED)
def arrived() -> int:
    """Judge rows of open workspaces once more that wait for what came, or name what went."""
    return settle_arrivals()


def _scope(center: str, release: int) -> Scope | None:
    profile = in_force()
    project = find_project(get_center(profile, center))
    scopes = scopes_of(profile, center, project) if project is not None else []
    return next((scope for scope in scopes if scope.release == release), None)
