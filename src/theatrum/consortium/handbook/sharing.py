"""Who reads and writes the network's wiki: all teams that hold a role read, those of the staff write."""

from collections.abc import Mapping

from theatrum.consortium.centers import queries as centers
from theatrum.consortium.handbook.models import Handbook
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access import actions as acls
from theatrum.repository.access.permissions import OWNER, Actor, Permission
from theatrum.repository.access.queries import entries
from theatrum.repository.accounts.models import Team
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.entities.actions.sharing import get_local_acl
from theatrum.repository.entities.models import Node

_READ = frozenset({Permission.READ, Permission.DOWNLOAD})
_WRITE = _READ | {Permission.CREATE, Permission.UPDATE, Permission.DELETE}
_MANAGE = frozenset(OWNER)


def share(*, actor: Actor, project: Node) -> bool:
    """Let every team that holds a role read, and the staff write; what others were given stays. Tells of a change."""
    wanted = _wanted(project)
    present = _present(project)
    missing = {who: rights for who, rights in wanted.items() if not rights <= present.get(who, frozenset())}
    if not missing:
        return False
    grants = present | {who: rights | present.get(who, frozenset()) for who, rights in missing.items()}
    acls.replace_acl(actor=actor, acl=get_local_acl(project), etag=None, grants=grants)
    return True


def look_after() -> None:
    """Share the wiki with teams that were made since, such as those of a center that was activated."""
    handbook = Handbook.objects.select_related("project").filter(project__trash_root=None).first()
    if handbook is None:
        return
    present = _present(handbook.project)
    if all(rights <= present.get(who, frozenset()) for who, rights in _wanted(handbook.project).items()):
        return
    with writing():
        share(actor=OPERATOR, project=handbook.project)


def _present(project: Node) -> dict[int, frozenset[Permission]]:
    found: dict[int, frozenset[Permission]] = {}
    for principal, permission in entries("entity", project.id):
        found[principal] = found.get(principal, frozenset()) | {Permission(permission)}
    return found


def _wanted(project: Node) -> Mapping[int, frozenset[Permission]]:
    """Return what each team that holds a role may do, of those that there are; four queries."""
    profile = in_force()
    known = [None, *centers.known_centers(profile).values()]
    rights: dict[str, frozenset[Permission]] = {}
    for role in profile.roles.values():
        if not role.team:
            continue
        own = _MANAGE if role.administers else _WRITE if role.staff else _READ
        for center in known if role.scope == "center" else (None,):
            if role.scope == "center" and center is None:
                continue
            name = centers.team_name(role, center)
            rights[name] = rights.get(name, frozenset()) | own
    teams = dict(Team.objects.filter(name__in=rights).values_list("name", "pk"))
    return {teams[name]: allowed for name, allowed in rights.items() if name in teams} | {project.created_by: _MANAGE}
