"""Raising the tier of a file, and taking that back."""

from theatrum.checks.profile.tier_shapes import Tier
from theatrum.consortium.centers import sight
from theatrum.consortium.tiers.errors import TierIsInvalid
from theatrum.consortium.tiers.models import LONGEST_REASON, RaisedTier
from theatrum.consortium.tiers.standing import Standing, standings_of
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor, Scope
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities import refusing
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries.nodes import lock_node, require_node


def may_raise(actor: Actor) -> bool:
    """Tell whether somebody may raise tiers: the staff."""
    return Scope.MODIFY in actor.scopes and sight.is_staff(actor)


def clean_reason(text: str) -> str:
    """Return a reason as it may be stored. Raises TierIsInvalid, TextIdentifies."""
    reason = text.strip()
    if not reason or len(reason) > LONGEST_REASON or "\0" in reason:
        raise TierIsInvalid(reason=f"Say why, in at most {LONGEST_REASON} characters, and without NUL.")
    refusing.require_clean({"reason": [reason]}, refusing.Place.TEXTS)
    return reason


def raise_tier(*, actor: Actor, node_id: int, tier: str, reason: str) -> Node:
    """Give a file of a center a higher tier than its component has; whoever may not download it then, may not at once.

    ``reason`` comes from ``clean_reason``. Raises TierIsInvalid, and what access refuses.
    """
    node, standing = _own(actor, node_id)
    wanted = _tier(tier)
    if wanted.rank <= standing.tier.rank:
        raise TierIsInvalid(reason=f"{node.public_id} is {standing.tier} already; tiers are raised, never lowered.")
    RaisedTier.objects.create(node=node, tier=wanted, reason=reason, raised_by=actor.id, raised_on=clock.now())
    before, after = {"tier": standing.tier.value}, {"tier": wanted.value, "reason": reason}
    audit.record(actor.id, "tier_raised", subject_kind="entity", subject_id=node.id, before=before, after=after)
    return node


def withdraw_tier(*, actor: Actor, node_id: int) -> Node:
    """Take back what was raised by hand: the file has the tier of its component again. Raises TierIsInvalid."""
    node, standing = _own(actor, node_id)
    raised = RaisedTier.objects.filter(node=node, withdrawn_on=None).first()
    if raised is None:
        raise TierIsInvalid(reason=f"The tier of {node.public_id} was not raised by hand.")
    raised.withdrawn_by, raised.withdrawn_on = actor.id, clock.now()
    raised.save(update_fields=["withdrawn_by", "withdrawn_on"])
    before = {"tier": standing.tier.value}
    audit.record(actor.id, "tier_withdrawn", subject_kind="entity", subject_id=node.id, before=before)
    return node


def _own(actor: Actor, node_id: int) -> tuple[Node, Standing]:
    require_node(actor, node_id)
    if not may_raise(actor):
        raise TierIsInvalid(reason="Only the staff of the DCC may change the tier of a file.")
    node = lock_node(node_id)
    standing = standings_of([node]).get(node.id)
    if standing is None:
        raise TierIsInvalid(reason=f"{node.public_id} is no file of a center, and has no tier.")
    return node, standing


def _tier(text: str) -> Tier:
    if text not in set(Tier):
        raise TierIsInvalid(reason=f"There is no tier {text[:40]!r}; there are {', '.join(Tier)}.")
    return Tier(text)
