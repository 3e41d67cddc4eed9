"""Permissions of places that exist: teams of roles get what the profile grants them there, and keep nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from theatrum.checks.profile.network_shapes import AccessPlace, Center, FolderKind
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import queries
from theatrum.consortium.centers.models import RoleTeam
from theatrum.consortium.centers.queries import Grants
from theatrum.repository.access import actions as acls
from theatrum.repository.access.models import Acl
from theatrum.repository.access.permissions import AUTHENTICATED_USERS, Actor, Permission
from theatrum.repository.accounts.principals import OPERATOR_ID
from theatrum.repository.accounts.queries import names
from theatrum.repository.entities.actions.sharing import create_local_acl
from theatrum.repository.entities.models import Node

PLACE: Mapping[FolderKind, AccessPlace] = {
    FolderKind.INGEST: AccessPlace.INGEST,
    FolderKind.STAGE: AccessPlace.STAGE,
    FolderKind.RELEASE: AccessPlace.RELEASE,
}


@dataclass(slots=True)
class Mended:
    """What was given and what was taken away, a line each."""

    given: list[str]
    taken: list[str]

    def add(self, other: "Mended") -> None:
        """Append what another one says."""
        self.given += other.given
        self.taken += other.taken


@dataclass(frozen=True, slots=True)
class Surplus:
    """What a team may do at a place of a center beyond what the profile grants it."""

    center_id: str
    node: Node
    principal_id: int
    permissions: frozenset[Permission]


def mend_acl(*, actor: Actor, profile: Profile, place: AccessPlace, center: Center, node: Node) -> Mended:
    """Let the teams of roles have exactly what the profile grants them at a place; says who got and who lost what.

    What an administrator granted to people and to other teams stays. A place without a list of its own gets one.
    """
    granted = queries.role_grants(profile, place, center)
    acl = Acl.objects.prefetch_related("entries").filter(owner_kind="entity", owner_id=node.id).first()
    if acl is None:
        create_local_acl(actor=actor, node_id=node.id, grants=queries.grants_for(profile, place, center, OPERATOR_ID))
        return Mended([f"{node.name}: permissions of its own"], [])
    known = acls.grants_of(acl)
    wanted = _exact(known, granted, governed(center.id) | granted.keys() | _everybody(profile))
    if wanted == known:
        return Mended([], [])
    acls.replace_acl(actor=actor, acl=acl, etag=None, grants=wanted)
    return Mended(
        _lines(node, _less(wanted, known), "may {}"), _lines(node, _less(known, wanted), "may not {} any more")
    )


def surpluses(profile: Profile, center_ids: Iterable[str] | None = None) -> list[Surplus]:
    """Return what activating centers again would take away, of some or all; queries grow with the profile alone."""
    known, projects = queries.known_centers(profile), queries.find_projects(profile)
    wanted = set(projects) if center_ids is None else set(center_ids) & projects.keys()
    centers = {projects[one].pk: known[one] for one in projects if one in wanted}
    places = _places(profile, centers)
    lists = _entries([node.pk for node, _ in places])
    own, teams = _governed_by_center(), queries.role_teams(profile, centers.values())
    found = []
    for node, place in places:
        center = centers[node.project_id or node.pk]
        granted = queries.role_grants(profile, place, center, teams=teams)
        ruled = own.get("", set()) | own.get(center.id, set()) | granted.keys() | _everybody(profile)
        have = {principal: some for principal, some in lists.get(node.pk, {}).items() if principal in ruled}
        found += [Surplus(center.id, node, principal, some) for principal, some in _less(have, granted).items()]
    return found


def told(surplus: Iterable[Surplus]) -> list[str]:
    """Say what is too much, a line for each team and place."""
    ones = list(surplus)
    called = names({one.principal_id for one in ones})
    return [_line(one.node, called.get(one.principal_id, ""), one.permissions, "may not {} any more") for one in ones]


def governed(center_id: str) -> set[int]:
    """Return the teams whose permissions at a center's places follow the profile, also those of roles that are gone."""
    return set(RoleTeam.objects.filter(center_id__in=["", center_id]).values_list("team_id", flat=True))


def folders_of(profile: Profile) -> Mapping[str, FolderKind]:
    """Return the names under which folders of releases are found, with what each is."""
    return {
        name: kind
        for number in profile.releases
        for kind in FolderKind
        for name in (profile.folder_name(kind, number), *profile.folder_aliases(kind, number))
    }


def _places(profile: Profile, centers: Mapping[int, Center]) -> list[tuple[Node, AccessPlace]]:
    tops = folders_of(profile)
    folders = Node.objects.filter(parent_id__in=centers, name__in=tops, trash_root=None).order_by("parent_id", "pk")
    projects = Node.objects.filter(pk__in=centers).order_by("pk")
    return [
        *((node, AccessPlace.PROJECT) for node in projects),
        *((node, PLACE[tops[node.name]]) for node in folders),
    ]


def _entries(node_ids: list[int]) -> dict[int, Grants]:
    found = Acl.objects.filter(owner_kind="entity", owner_id__in=node_ids).prefetch_related("entries")
    return {acl.owner_id: acls.grants_of(acl) for acl in found}


def _governed_by_center() -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for center_id, team in RoleTeam.objects.values_list("center_id", "team_id"):
        found.setdefault(center_id, set()).add(team)
    return found


def _exact(known: Grants, granted: Grants, ruled: set[int]) -> Grants:
    kept = {principal: some for principal, some in known.items() if principal not in ruled}
    return kept | granted


def _everybody(profile: Profile) -> set[int]:
    """Return everybody who is signed in where a role of the profile means them, wherever it grants them something."""
    return {AUTHENTICATED_USERS} if any(not role.team for role in profile.roles.values()) else set()


def _less(one: Grants, other: Grants) -> Grants:
    """Return what stands in one and not in the other."""
    found = {principal: some - other.get(principal, frozenset()) for principal, some in one.items()}
    return {principal: some for principal, some in found.items() if some}


def _lines(node: Node, grants: Grants, verb: str) -> list[str]:
    called = names(grants)
    return [_line(node, called.get(principal, str(principal)), some, verb) for principal, some in grants.items()]


def _line(node: Node, team: str, some: frozenset[Permission], verb: str) -> str:
    return f"{node.name}: {team} {verb.format(', '.join(sorted(some)))}"
