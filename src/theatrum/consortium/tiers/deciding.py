"""Who may download controlled files: a gate of ``access`` for entities, and a lock of ``files`` for bytes.

Permissions do not matter here: what is controlled is refused to everybody but the center's own people, its liaison and
the staff, even where an ACL says public.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from theatrum.checks.profile.tier_shapes import Tier
from theatrum.consortium.centers import affiliations, liaisons, sight
from theatrum.consortium.centers.queries import team_name
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.tiers.errors import FileIsControlled
from theatrum.consortium.tiers.standing import Standing, controlled_files, standings_of
from theatrum.repository.access.permissions import Actor, Guarded, Permission
from theatrum.repository.accounts.models import Team
from theatrum.repository.entities.models import Node
from theatrum.repository.files.models import FileHandle


def guard(actor: Actor, permission: Permission, guarded: Guarded) -> None:
    """Keep from downloading what is controlled. A gate of ``access``; raises FileIsControlled."""
    refused = _refused(actor, permission, [guarded])
    if refused:
        raise FileIsControlled(name=guarded.guard_name, why=reason_for(refused[guarded.guard_id].center_id))


def sieve(actor: Actor, permission: Permission, things: Sequence[Guarded]) -> Collection[int]:
    """Return the ids of those entities that ``guard`` would refuse, in as many queries for all as for one."""
    return _refused(actor, permission, things).keys()


def locked(actor: Actor, handles: Collection[FileHandle]) -> Mapping[int, str]:
    """Return which files are shut to an actor because their bytes are controlled. A lock of ``files.locks``."""
    found = controlled_files(handles)
    if not found:
        return {}
    may_see = _seen_by(actor)
    if may_see is None:
        return {}
    shut = {handle: places for handle, places in found.items() if not may_see & {one.center_id for one in places}}
    reasons = {center: reason_for(center) for center in {places[0].center_id for places in shut.values()}}
    return {handle: reasons[places[0].center_id] for handle, places in shut.items()}


def reason_for(center_id: str) -> str:
    """Return why a controlled file of a center is refused, and whom to ask: a sentence or two."""
    liaison = liaisons.liaison_of(center_id)
    asked = f" Ask the liaison, {liaison.get_full_name()}." if liaison is not None else ""
    return f"It is controlled: only the people of {center_id}, its liaison and the DCC may download it.{asked}"


def _refused(actor: Actor, permission: Permission, things: Iterable[Guarded]) -> dict[int, Standing]:
    if permission is not Permission.DOWNLOAD or actor.is_administrator:
        return {}
    nodes = [thing for thing in things if isinstance(thing, Node)]
    controlled = {node: one for node, one in standings_of(nodes).items() if one.tier is not Tier.OPEN}
    if not controlled:
        return {}
    may_see = _seen_by(actor)
    if may_see is None:
        return {}
    return {node: one for node, one in controlled.items() if one.center_id not in may_see}


def _seen_by(actor: Actor) -> frozenset[str] | None:
    """Return the centers whose controlled files an actor may download; None means all of them."""
    if actor.is_anonymous:
        return frozenset()
    if sight.is_staff(actor) or _is_reader(actor):
        return None
    own = {one.center_id for one in affiliations.active_of(actor.id)}
    return frozenset(own.union(liaisons.centers_of(actor.id)))


def _is_reader(actor: Actor) -> bool:
    profile = in_force()
    readers = profile.tiers.readers if profile.tiers else ()
    names = {team_name(profile.roles[role], None) for role in readers}
    return bool(names) and Team.objects.filter(name__in=names, id__in=actor.principal_ids).exists()
