"""The next identifiers of a center, shown or reserved: an address of our own, under ``theatrum``."""

from theatrum.checks.numbering.wanting import Wanted
from theatrum.consortium.numbering.actions import reserve
from theatrum.consortium.numbering.drafts import Draft, draft_reservation
from theatrum.consortium.numbering.queries import next_of
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.wire.numbering import IdentifiersAsked, IdentifiersGiven
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor

repo = Routes(tag="numbering")


@repo.get("theatrum/ids/next", signed_in=True)
def show_next(request: ApiRequest, center: str, kind: str, count: int = 1, under: str = "") -> IdentifiersGiven:
    """Show what comes next without reserving it; ``under`` is a participant, or ``pooled`` or ``external``."""
    asked = IdentifiersAsked(
        center=center,
        kind=kind,
        count=count,
        participant=under if under not in ("", "pooled", "external") else None,
        pooled=under == "pooled",
        external=under == "external",
    )
    draft = _draft(request.actor, asked)
    return IdentifiersGiven(center=center, kind=kind, ids=next_of(draft), reserved=False)


@repo.post("theatrum/ids/next", status=201, writes=True, transaction=False, signed_in=True)
def reserve_next(request: ApiRequest, body: IdentifiersAsked) -> IdentifiersGiven:
    """Reserve what comes next."""
    draft = _draft(request.actor, body)
    with writing():
        found = reserve(actor=request.actor, draft=draft)
    return IdentifiersGiven(center=body.center, kind=body.kind, ids=found, reserved=True)


def _draft(actor: Actor, asked: IdentifiersAsked) -> Draft:
    under = dict.fromkeys([*([asked.participant] if asked.participant else []), *asked.participants]) or [None]
    wanted = [
        Wanted(kind=asked.kind, participant=one, is_pooled=asked.pooled, is_external=asked.external) for one in under
    ]
    return draft_reservation(actor=actor, profile=in_force(), center_id=asked.center, wanted=wanted, count=asked.count)
