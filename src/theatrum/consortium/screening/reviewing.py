"""Decisions of reviewers on files that wait for them: one or many at once, with a reason, and taken back as one.

Whoever decides on many decides on all of them or on none.
"""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from theatrum.checks.privacy.hits import Kind
from theatrum.consortium.screening import incidents
from theatrum.consortium.screening.allowing import place_of_row
from theatrum.consortium.screening.errors import (
    DecisionIsInvalid,
    DecisionNotFound,
    ScreeningIsElsewhere,
    ScreeningNotFound,
)
from theatrum.consortium.screening.hiding import NOTHING_WEIGHED, Weighed, hide_names, show_names
from theatrum.consortium.screening.incidents import valid_reason
from theatrum.consortium.screening.models import FILE_NAME, Allowance, Decision, FoundPlace, Screening, State, Verb
from theatrum.consortium.screening.people import require_reviewer
from theatrum.consortium.screening.starting import look_again
from theatrum.consortium.screening.states import PENDING, REVIEWED, require_step
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit

TELL_REJECTED = "screening.tell_rejected"
_PICTURE = f"privacy.{Kind.PICTURE}"
# Places of what people wrote and no scanner did: a rule for these would let every other name and text pass, too.
_NO_HEADER = frozenset({"", FILE_NAME, "address", "header", "text"})
# What one decision may be about.
MOST = 500
LONGEST_ALLOWANCE = timedelta(days=2 * 366)


def allow_files(*, actor: Actor, handle_ids: Collection[int], reason: str) -> str:
    """Open files that wait for a reviewer; returns the batch, by which it is taken back.

    Raises NotAReviewer, ScreeningNotFound, ScreeningIsElsewhere, DecisionIsInvalid.
    """
    require_reviewer(actor)
    why, found = valid_reason(reason), _waiting(handle_ids)
    batch = _decide(actor, found, Verb.ALLOW, State.ALLOWED, why)
    for one in found:
        incidents.note_clear(screening=one)
    show_names([one.pk for one in found])
    return batch


def reject_files(*, actor: Actor, handle_ids: Collection[int], reason: str, weighed: Weighed = NOTHING_WEIGHED) -> str:
    """Shut files that wait for a reviewer, and ask their centers for others; returns the batch.

    ``weighed`` is what ``hiding.weigh_names`` has found in their names.
    Raises NotAReviewer, ScreeningNotFound, ScreeningIsElsewhere, DecisionIsInvalid.
    """
    require_reviewer(actor)
    why, found = valid_reason(reason), _waiting(handle_ids)
    batch = _decide(actor, found, Verb.REJECT, State.REJECTED, why)
    hide_names([one.pk for one in found], weighed=weighed)
    outbox.later(TELL_REJECTED, key=batch, batch=batch)
    return batch


def always_allow_files(
    *, actor: Actor, handle_ids: Collection[int], reason: str, expires_on: date, by_scanner: bool = False
) -> str:
    """Open files, and for their centers whatever looks the same until a day; returns the batch.

    The same is a class at a place of headers with the shape that stands there, or of the scanner that wrote it
    ``by_scanner``. What waits at these centers is looked at again.
    Raises NotAReviewer, ScreeningNotFound, ScreeningIsElsewhere, DecisionIsInvalid.
    """
    require_reviewer(actor)
    why, found = valid_reason(reason), _waiting(handle_ids)
    _require_day(expires_on)
    batch = _decide(actor, found, Verb.ALWAYS, State.ALLOWED, why)
    made: list[Allowance] = []
    for one in found:
        allowances = _allowances(one, actor, why, expires_on, by_scanner=by_scanner)
        Decision.objects.get(screening=one, batch=batch).allowances.set(allowances)
        made += allowances
        incidents.note_clear(screening=one)
    show_names([one.pk for one in found])
    look_again(Screening.objects.filter(center__in={one.center for one in made}, state=State.HELD))
    return batch


def report_files(
    *, actor: Actor, handle_ids: Collection[int], reason: str, weighed: Weighed = NOTHING_WEIGHED
) -> list[int]:
    """Say that files identify somebody: they are locked, with an incident each; returns the incidents' numbers.

    ``weighed`` is what ``hiding.weigh_names`` has found in their names.
    Raises NotAReviewer, ScreeningNotFound, ScreeningIsElsewhere, DecisionIsInvalid.
    """
    require_reviewer(actor)
    why, numbers = valid_reason(reason), set()
    for one in _waiting(handle_ids):
        require_step(one.pk, State(one.state), State.BLOCKED)
        one.state, one.since = State.BLOCKED, clock.now()
        one.save(update_fields=["state", "since"])
        after = {"state": State.BLOCKED.value, "reason": why}
        audit.record(actor.id, "file_reported", subject_kind="filehandle", subject_id=one.pk, after=after)
        numbers.add(incidents.open_incident(screening=one, weighed=weighed).pk)
    return sorted(numbers)


def undo_decision(*, actor: Actor, batch: str, weighed: Weighed = NOTHING_WEIGHED) -> int:
    """Take a decision back: files wait as before, and rules that came of it end. Returns how many files.

    ``weighed`` is what ``hiding.weigh_names`` has found in the names of ``files_of_batch``.
    Files that were decided on otherwise since stay as they are; one that is being looked at again is shut until there
    is a result, which the decision has no part in.
    Raises NotAReviewer, DecisionNotFound.
    """
    require_reviewer(actor)
    decisions = list(Decision.objects.filter(batch=batch, undone_on=None))
    if not decisions:
        raise DecisionNotFound(batch=batch)
    moment, count = clock.now(), 0
    rules = Allowance.objects.filter(decisions__in=decisions, revoked_on=None)
    relying = list(FoundPlace.objects.filter(allowance__in=rules).values_list("screening_id", flat=True).distinct())
    Allowance.objects.filter(pk__in=list(rules.values_list("pk", flat=True))).update(revoked_on=moment)
    for decision in decisions:
        became = State.REJECTED if decision.verb == Verb.REJECT else State.ALLOWED
        mine = Screening.objects.filter(pk=decision.screening_id, purged_on=None)
        again = mine.filter(state__in=PENDING, before=became)
        moved = mine.filter(state=became).update(state=decision.before, since=moment)
        moved += again.update(before=decision.before, is_open_meanwhile=False)
        if not moved:
            # Decided on otherwise since: nothing happened to it.
            continue
        count += moved
        audit.record(
            actor.id,
            "decision_undone",
            subject_kind="filehandle",
            subject_id=decision.screening_id,
            after={"state": decision.before, "batch": batch},
        )
    mine_ids = [one.screening_id for one in decisions]
    # What waits again is called by its name again, unless that is what holds it.
    hide_names(mine_ids, weighed=weighed)
    show_names(mine_ids, weighed=weighed)
    Decision.objects.filter(pk__in=[one.pk for one in decisions]).update(undone_on=moment)
    look_again(Screening.objects.filter(pk__in=relying))
    return count


def files_of_batch(batch: str) -> list[int]:
    """Return the handles that a decision which can be taken back was about."""
    return list(Decision.objects.filter(batch=batch, undone_on=None).values_list("screening_id", flat=True))


def revoke_allowance(*, actor: Actor, allowance_id: int) -> Allowance:
    """End a rule; what it let pass is looked at again. Raises NotAReviewer, DecisionNotFound."""
    require_reviewer(actor)
    found = Allowance.objects.filter(pk=allowance_id, revoked_on=None).first()
    if found is None:
        raise DecisionNotFound(batch=f"rule {allowance_id}")
    found.revoked_on = clock.now()
    found.save(update_fields=["revoked_on"])
    audit.record(actor.id, "allowance_revoked", subject_kind="allowance", subject_id=found.pk)
    relying = FoundPlace.objects.filter(allowance=found).values("screening_id")
    look_again(Screening.objects.filter(pk__in=list(relying.values_list("screening_id", flat=True).distinct())))
    return found


def rescreen_files(*, actor: Actor, handle_ids: Collection[int]) -> int:
    """Have files looked at again; returns how many. Raises NotAReviewer, ScreeningNotFound."""
    require_reviewer(actor)
    found = _locked(handle_ids)
    for one in found:
        audit.record(actor.id, "file_rescreened", subject_kind="filehandle", subject_id=one.pk)
    return look_again(Screening.objects.filter(pk__in=[one.pk for one in found], purged_on=None))


def _waiting(handle_ids: Collection[int]) -> list[Screening]:
    found = _locked(handle_ids)
    for one in found:
        if State(one.state) not in REVIEWED or one.purged_on is not None:
            raise ScreeningIsElsewhere(id=one.pk, now=one.state, then="decided on")
    return found


def _locked(handle_ids: Collection[int]) -> list[Screening]:
    """Return the screenings of files, locked until the end of the transaction, in one order for all who ask."""
    wanted = sorted(set(handle_ids))
    if not wanted:
        raise DecisionIsInvalid(reason="Choose at least one file.")
    if len(wanted) > MOST:
        raise DecisionIsInvalid(reason=f"One decision is about at most {MOST} files; these are {len(wanted)}.")
    rows = Screening.objects.select_for_update(of=("self",)).select_related("handle")
    found = list(rows.filter(pk__in=wanted).order_by("pk"))
    if missing := set(wanted) - {one.pk for one in found}:
        raise ScreeningNotFound(id=min(missing))
    return found


def _decide(actor: Actor, found: Sequence[Screening], verb: Verb, then: State, reason: str) -> str:
    batch, moment = str(uuid.uuid4()), clock.now()
    for one in found:
        require_step(one.pk, State(one.state), then)
        Decision.objects.create(
            screening=one, verb=verb, reason=reason, actor_id=actor.id, at=moment, before=one.state, batch=batch
        )
        audit.record(
            actor.id,
            f"file_{then.value}",
            subject_kind="filehandle",
            subject_id=one.pk,
            before={"state": one.state},
            after={"state": then.value, "reason": reason, "batch": batch},
        )
        one.state, one.since = then, moment
        one.save(update_fields=["state", "since"])
    return batch


def _allowances(one: Screening, actor: Actor, reason: str, expires_on: date, *, by_scanner: bool) -> list[Allowance]:
    if not one.center:
        raise DecisionIsInvalid(reason=f"File {one.pk} belongs to no center, so a rule has nobody to hold for.")
    if by_scanner and not one.scanner:
        raise DecisionIsInvalid(reason=f"The header of file {one.pk} names no scanner. Allow what has the same shape.")
    held = FoundPlace.objects.filter(screening=one, verdict="hold", allowance=None)
    wanted = {
        (row.code, place_of_row(row), "" if by_scanner else row.shape, one.scanner if by_scanner else "")
        for row in held
    }
    if not wanted:
        raise DecisionIsInvalid(reason=f"File {one.pk} could not be read: there is no pattern to allow always.")
    if any(code == _PICTURE for code, _, _, _ in wanted):
        raise DecisionIsInvalid(
            reason=f"File {one.pk} has a picture of a label: each has to be looked at. Allow it alone."
        )
    if any(place in _NO_HEADER or not (shape or scanner) for _, place, shape, scanner in wanted):
        raise DecisionIsInvalid(
            reason=f"What holds file {one.pk} stands in no header, so no rule can tell it. Allow this file alone."
        )
    return [
        Allowance.objects.create(
            center=one.center,
            code=code,
            place=place,
            shape=shape,
            scanner=scanner,
            reason=reason,
            made_by=actor.id,
            made_on=clock.now(),
            expires_on=expires_on,
        )
        for code, place, shape, scanner in sorted(wanted)
    ]


def _require_day(expires_on: date) -> None:
    today = clock.now().date()
    if not today < expires_on <= today + LONGEST_ALLOWANCE:
        raise DecisionIsInvalid(reason="Say until when: a day after today, at most two years from now.")
