"""Decisions of the program and the coordinating center on what may be contributed: kept as records."""

from datetime import date

from django.db.models import QuerySet

from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import queries, sight
from theatrum.consortium.centers.actions import valid_reason
from theatrum.consortium.centers.agreeing import valid_file
from theatrum.consortium.centers.errors import CenterIsInvalid, DecisionNotFound
from theatrum.consortium.centers.models import Decision, Outcome
from theatrum.consortium.centers.registering import valid_name
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.files import arrivals


def record_decision(
    *,
    actor: Actor,
    profile: Profile,
    center_id: str,
    subject: str,
    outcome: str,
    decided_by: str,
    decided_on: date,
    reason: str,
    handle_id: int | None = None,
) -> Decision:
    """Keep a decision taken elsewhere: on what, how, by whom, when and why; a file of the actor may go with it.

    Raises NotEntitled, CenterNotFound, CenterIsInvalid, AgreementIsInvalid.
    """
    queries.get_center(profile, center_id)
    actor = sight.require_dcc_administrator(actor, to="record decisions")
    if outcome not in Outcome.values:
        raise CenterIsInvalid(reason=f"A decision is one of {', '.join(Outcome.values)}.")
    if decided_on > clock.now().date():
        raise CenterIsInvalid(reason="A decision is recorded once it is taken: that day is still to come.")
    made = Decision.objects.create(
        center_id=center_id,
        subject=valid_name(subject),
        outcome=outcome,
        decided_by=valid_name(decided_by),
        decided_on=decided_on,
        reason=valid_reason(reason),
        handle=valid_file(actor, handle_id) if handle_id is not None else None,
        recorded_by=actor.id,
        recorded_on=clock.now(),
    )
    arrivals.taken([handle_id])
    after = {"center": center_id, "outcome": outcome, "by": made.decided_by}
    audit.record(actor.id, "decision_recorded", subject_kind="decision", subject_id=made.pk, after=after)
    return made


def document_of(actor: Actor, decision_id: int) -> int:
    """Return the file of a decision on a center that the actor sees. Raises DecisionNotFound."""
    found = Decision.objects.filter(pk=decision_id).exclude(handle=None).first()
    if found is None or found.handle_id is None or not sight.may_see(actor, found.center_id):
        raise DecisionNotFound(id=decision_id)
    return found.handle_id


def decisions_of(center_id: str) -> QuerySet[Decision]:
    """Return the decisions on a center and its data, latest first, each with ``handle``."""
    found = Decision.objects.filter(center_id=center_id).select_related("handle")
    return found.order_by("-decided_on", "-pk")
