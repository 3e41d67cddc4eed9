"""Files that belong to agreements and decisions, for who sees the center; what they hold is screened as all files."""

from collections.abc import Collection

from theatrum.consortium.centers import sight
from theatrum.consortium.centers.models import Agreement, Decision
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_number
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files.associations import Claim

# The kinds of objects, in the words of the wire, whose ids are those of agreements and decisions.
AGREEMENT = "CenterAgreement"
DECISION = "CenterDecision"


def downloadable(actor: Actor, claims: Collection[Claim]) -> list[Claim]:
    """Return the claims that hold: the file is that of an agreement or a decision of a center that the actor sees."""
    seen = set(sight.centers_seen(actor)) if claims and not actor.is_anonymous else set()
    return [claim for claim in claims if _center_of(claim) in seen]


def _center_of(claim: Claim) -> str | None:
    try:
        number = parse_number(claim.associate_id, what="id")
    except InvalidRequest:
        return None
    kept = Agreement.objects if claim.associate_type == AGREEMENT else Decision.objects
    return kept.filter(pk=number, handle_id=claim.handle_id).values_list("center_id", flat=True).first()
