"""How states of agreements and decisions are shown: a badge of the design system and a word each."""

from theatrum.consortium.centers.models import AgreementState, Outcome

AGREEMENTS = {
    AgreementState.DRAFT: ("unknown", "Draft"),
    AgreementState.SENT: ("pending", "Sent"),
    AgreementState.EXECUTED: ("valid", "Executed"),
    AgreementState.SUPERSEDED: ("unknown", "Superseded"),
    AgreementState.TERMINATED: ("invalid", "Terminated"),
}
OUTCOMES = {
    Outcome.ACCEPTED: ("valid", "Accepted"),
    Outcome.CONDITIONAL: ("pending", "Under conditions"),
    Outcome.REJECTED: ("invalid", "Not accepted"),
}
