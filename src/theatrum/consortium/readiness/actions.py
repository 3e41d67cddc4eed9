"""Taking a submission further: ready for review, returned, accepted, opened again."""

from collections.abc import Collection
from dataclasses import asdict, dataclass

from theatrum.checks.report.numbers import counted
from theatrum.consortium.centers.sight import require_seen
from theatrum.consortium.events.actions import publish
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.readiness import states
from theatrum.consortium.readiness.checklist import Item, open_items
from theatrum.consortium.readiness.counting import counts_of
from theatrum.consortium.readiness.counts import CenterCounts
from theatrum.consortium.readiness.errors import NotReady, NotYourStep, SubmissionIsInvalid
from theatrum.consortium.readiness.models import LONGEST_REASON, State, Step, Submission
from theatrum.consortium.readiness.queries import may_step, submission_of
from theatrum.kernel import clock
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities import refusing

_TITLES = {
    State.READY: "{center} is ready for review of release {release}",
    State.RETURNED: "Release {release} of {center} was returned: there is something to mend",
    State.ACCEPTED: "Release {release} of {center} was accepted for staging",
    State.OPEN: "Release {release} of {center} is open again",
}
_TOPICS = {State.ACCEPTED: "staged"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A step that may be taken: the words, what was counted, and what somebody knows of and goes on in spite of."""

    center_id: str
    release: int
    then: State
    text: str = ""
    counts: CenterCounts | None = None
    acknowledged: tuple[Item, ...] = ()


def draft_ready(*, center_id: str, release: int, acknowledged: Collection[str], text: str = "") -> Draft:
    """Return the step that says that all is there. ``acknowledged`` are keys of soft items of the checklist.

    Raises NotReady, which says what is left to do; SubmissionIsInvalid, TextIdentifies.
    """
    counts = counts_of([center_id], release=release).get(center_id)
    if counts is None or in_force().releases[release].state != "open":
        raise NotReady(center=center_id, release=release, reason="The release is not open.")
    items = open_items(counts)
    hard = [item for item in items if not item.is_soft]
    if hard:
        reason = f"{counted(len(hard), 'thing')} to see to first: {hard[0].text}"
        raise NotReady(center=center_id, release=release, reason=reason)
    unknown = [item for item in items if item.key not in acknowledged]
    if unknown:
        raise NotReady(center=center_id, release=release, reason=f"Say that you know of this: {unknown[0].text}")
    return Draft(center_id, release, State.READY, _clean(text), counts, tuple(items))


def draft_step(*, center_id: str, release: int, then: State, text: str) -> Draft:
    """Return another step. Whoever returns a submission says why. Raises SubmissionIsInvalid, TextIdentifies."""
    if release not in in_force().releases:
        raise SubmissionIsInvalid(reason=f"There is no release {release}.")
    if then is State.RETURNED and not text.strip():
        raise SubmissionIsInvalid(reason="Say what is to be mended.")
    return Draft(center_id, release, then, _clean(text))


def take_step(*, actor: Actor, draft: Draft) -> Submission:
    """Take a step; those whom it concerns are told. Raises CenterNotFound, NotYourStep, SubmissionIsElsewhere."""
    require_seen(actor, draft.center_id)
    submission = _locked(draft.center_id, draft.release)
    if not may_step(actor, submission, draft.then):
        raise NotYourStep(reason=_whose(draft))
    states.require_step(submission, draft.then)
    before = submission.state
    submission.state, submission.since = draft.then, clock.now()
    submission.changed_by, submission.reason = actor.id, draft.text
    submission.save()
    facts = _facts(draft)
    Step.objects.create(
        submission=submission, state=draft.then, at=clock.now(), actor_id=actor.id, text=draft.text, facts=facts
    )
    audit.record(
        actor.id,
        f"submission_{draft.then}",
        subject_kind="submission",
        subject_id=submission.pk,
        before={"state": before},
        after={"center": draft.center_id, "release": draft.release, **facts},
    )
    _tell(actor, submission, draft.then)
    return submission


def _locked(center_id: str, release: int) -> Submission:
    found = submission_of(center_id, release)
    if found.pk is None:
        Submission.objects.bulk_create([found], ignore_conflicts=True)
    return Submission.objects.select_for_update().get(center_id=center_id, release=release)


def _facts(draft: Draft) -> JsonObject:
    if draft.counts is None:
        return {}
    return {
        "counts": {one.component: asdict(one.counts) for one in draft.counts.components if one.counts.total},
        "acknowledged": [item.text for item in draft.acknowledged],
    }


def _whose(draft: Draft) -> str:
    if draft.then is State.READY:
        roles = [role.name for role in in_force().roles.values() if role.submits or role.represents]
        return f"That {draft.center_id} is ready is said by its {', '.join(roles)}."
    return "A submission is returned, accepted and opened again by the DCC."


def _clean(text: str) -> str:
    words = text.strip()
    if len(words) > LONGEST_REASON or "\0" in words:
        raise SubmissionIsInvalid(reason=f"At most {LONGEST_REASON} characters, and no NUL.")
    if words:
        refusing.require_clean({"text": [words]}, refusing.Place.TEXTS)
    return words


def _tell(actor: Actor, submission: Submission, then: State) -> None:
    publish(
        topic=_TOPICS.get(then, "upload_complete" if then is State.READY else "validation_results"),
        center_id=submission.center_id,
        release=submission.release,
        subject_kind="submission",
        subject_id=str(submission.pk),
        title=_TITLES[then].format(center=submission.center_id, release=submission.release),
        link=f"/centers/{submission.center_id}",
        by=actor.id,
    )
