"""What may follow on what in the life of an agreement: the whole state machine."""

from collections.abc import Mapping

from theatrum.consortium.centers.errors import AgreementIsElsewhere
from theatrum.consortium.centers.models import AgreementState

# Written, sent out for signatures, executed by all; then another version takes its place, or somebody ends it.
FOLLOWING: Mapping[AgreementState, frozenset[AgreementState]] = {
    AgreementState.DRAFT: frozenset({AgreementState.SENT, AgreementState.TERMINATED}),
    # Sent in error, or to be changed once more: a draft again.
    AgreementState.SENT: frozenset({AgreementState.EXECUTED, AgreementState.DRAFT, AgreementState.TERMINATED}),
    AgreementState.EXECUTED: frozenset({AgreementState.SUPERSEDED, AgreementState.TERMINATED}),
    AgreementState.SUPERSEDED: frozenset(),
    AgreementState.TERMINATED: frozenset(),
}


def require_step(agreement_id: int, now: AgreementState, then: AgreementState) -> None:
    """Return quietly if an agreement may become that. Raises AgreementIsElsewhere."""
    if then not in FOLLOWING[now]:
        raise AgreementIsElsewhere(id=agreement_id, now=now.value, then=then.value)
