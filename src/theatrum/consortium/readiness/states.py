"""What may follow on what in the submission of a center for a release: the whole state machine."""

from collections.abc import Mapping

from theatrum.consortium.readiness.errors import SubmissionIsElsewhere
from theatrum.consortium.readiness.models import State, Submission

FOLLOWING: Mapping[State, frozenset[State]] = {
    State.OPEN: frozenset({State.READY}),
    # Taken back by the center, returned or accepted by the DCC.
    State.READY: frozenset({State.OPEN, State.RETURNED, State.ACCEPTED}),
    State.RETURNED: frozenset({State.READY}),
    # Opened again by the DCC.
    State.ACCEPTED: frozenset({State.OPEN}),
}


def require_step(submission: Submission, then: State) -> None:
    """Return quietly if a submission may become that. Raises SubmissionIsElsewhere."""
    now = State(submission.state)
    if then not in FOLLOWING[now]:
        raise SubmissionIsElsewhere(
            release=submission.release, center=submission.center_id, now=now.value, then=then.value
        )
