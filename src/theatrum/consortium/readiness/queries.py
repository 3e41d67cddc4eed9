"""Reading where a center is in a release, and who may take it further."""

from collections.abc import Collection, Mapping

from theatrum.consortium.centers import sight
from theatrum.consortium.readiness.models import State, Submission
from theatrum.consortium.submissions.queries import may_plan
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor, Scope


def submission_of(center_id: str, release: int) -> Submission:
    """Return where a center is; one that nothing was done about yet is open, and not stored."""
    found = Submission.objects.filter(center_id=center_id, release=release).first()
    return found or Submission(center_id=center_id, release=release, since=clock.now(), changed_by=0)


def states_of(center_ids: Collection[str], release: int) -> Mapping[str, State]:
    """Return where centers are, in one query; those that are open may be absent."""
    found = Submission.objects.filter(center_id__in=center_ids, release=release)
    return {center: State(state) for center, state in found.values_list("center_id", "state")}


def may_step(actor: Actor, submission: Submission, then: State) -> bool:
    """Tell whether somebody may take this step, wherever the submission is.

    The center says that it is ready and takes that back; the DCC returns, accepts, and opens again.
    """
    if Scope.MODIFY not in actor.scopes:
        return False
    if then is State.READY:
        return may_plan(actor, submission.center_id)
    if then is State.OPEN and submission.state == State.READY:
        return may_plan(actor, submission.center_id) or sight.is_staff(actor)
    return sight.is_staff(actor)
