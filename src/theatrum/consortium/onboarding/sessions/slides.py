"""Slides that were uploaded, for who sees the session; what they hold is screened as all files."""

from collections.abc import Collection

from theatrum.consortium.onboarding.sessions.queries import seen_by
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files.associations import Claim

# The kind of object, in the words of the wire, whose ids are keys of sessions.
SLIDES = "InformationSession"


def downloadable(actor: Actor, claims: Collection[Claim]) -> list[Claim]:
    """Return the claims that hold: the file is the slides of a session that the actor sees."""
    held = {(one.key, one.document.pk) for one in seen_by(actor) if one.document} if claims else set()
    return [claim for claim in claims if (claim.associate_id, claim.handle_id) in held]
