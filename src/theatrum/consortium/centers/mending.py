"""Permissions of places that exist: what the profile grants is added, and nothing is taken away."""

from theatrum.checks.profile.network_shapes import AccessPlace, Center
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import queries
from theatrum.repository.access import actions as acls
from theatrum.repository.access.permissions import Actor
from theatrum.repository.access.queries import find_acl
from theatrum.repository.accounts.principals import OPERATOR_ID
from theatrum.repository.accounts.queries import names
from theatrum.repository.entities.actions.sharing import create_local_acl
from theatrum.repository.entities.models import Node


def mend_acl(*, actor: Actor, profile: Profile, place: AccessPlace, center: Center, node: Node) -> list[str]:
    """Give the teams of roles what the profile grants them at a place and they lack; returns who got what.

    What an administrator granted beside the profile stays. A place without a list of its own gets one.
    """
    granted = queries.role_grants(profile, place, center)
    acl = find_acl("entity", node.id)
    if acl is None:
        create_local_acl(actor=actor, node_id=node.id, grants=queries.grants_for(profile, place, center, OPERATOR_ID))
        return [f"{node.name}: permissions of its own"]
    known = acls.grants_of(acl)
    missing = {principal: wanted - known.get(principal, frozenset()) for principal, wanted in granted.items()}
    missing = {principal: lacking for principal, lacking in missing.items() if lacking}
    if not missing:
        return []
    whole = {principal: known.get(principal, frozenset()) | missing.get(principal, frozenset()) for principal in known}
    whole |= {principal: lacking for principal, lacking in missing.items() if principal not in known}
    acls.replace_acl(actor=actor, acl=acl, etag=None, grants=whole)
    called = names(missing)
    return [
        f"{node.name}: {called.get(principal, principal)} may {', '.join(sorted(lacking))}"
        for principal, lacking in missing.items()
    ]
